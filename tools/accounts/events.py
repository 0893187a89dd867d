"""The events of accounts, sessions and keys: all of them in the audit."""

from typing import Literal

from tools.events import EventData, EventType, Word


class Empty(EventData):
    """Nothing but that it happened."""


class Registered(EventData):
    """A visitor has an account now."""

    app_id: Word


class SignedIn(EventData):
    """Somebody signed in to their account."""

    app_id: Word


class SignInRefused(EventData):
    """A password was wrong."""

    reason: Literal["credentials", "verify", "change", "confirm"]
    app_id: Word | None = None


class VisitorMoved(EventData):
    """What a visitor had is the account's."""

    visitor_id: Word


class PasswordChanged(EventData):
    """By the person who knew it, or by a letter."""

    how: Word


class OfSession(EventData):
    """About a session."""

    session_id: Word


class KeyCreated(EventData):
    """An API key; `scopes` counts them."""

    key_id: Word
    app_id: Word
    scopes: int


class KeyRevoked(EventData):
    """An API key ended."""

    key_id: Word


class KeyUsed(EventData):
    """An API key was used, to the hour."""

    key_id: Word
    app_id: Word


class SecretRotated(EventData):
    """An app has a new signing secret; the old one goes on for so many minutes."""

    app_id: Word
    grace_minutes: int


class AdminRead(EventData):
    """An administrator read; `after` is the position from which."""

    key_id: Word
    app_id: Word
    what: Word
    after: int


EVENTS = (
    EventType(name="Registered", data=Registered),
    EventType(name="EmailVerified", data=Empty),
    EventType(name="SignedIn", data=SignedIn),
    EventType(name="SignInRefused", data=SignInRefused),
    EventType(name="VisitorMoved", data=VisitorMoved),
    EventType(name="PasswordChanged", data=PasswordChanged),
    EventType(name="SessionRevoked", data=OfSession),
    EventType(name="RefreshReused", data=OfSession),
    EventType(name="KeyCreated", data=KeyCreated),
    EventType(name="KeyRevoked", data=KeyRevoked),
    EventType(name="KeyUsed", data=KeyUsed),
    EventType(name="SecretRotated", data=SecretRotated),
    EventType(name="AdminRead", data=AdminRead),
)
