"""Organisations, apps, people, sessions, keys: who is who."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NewType

from sqlalchemy import Connection

from tools.actor import AppId, OrganisationId, UserId
from tools.storage import Key

Token = NewType("Token", str)

PERSON_SCOPES = frozenset(
    {
        "account:read",
        "account:write",
        "aube:read",
        "aube:write",
        "billing:read",
        "billing:write",
        "chat:read",
        "chat:write",
        "coach:read",
        "coach:write",
        "energy:read",
        "energy:write",
        "events:read",
        "events:write",
        "files:read",
        "files:write",
        "knowledge:read",
        "privacy:read",
        "privacy:write",
        "profile:read",
        "profile:write",
    }
)
"""What every person may do with what is theirs."""
KEY_SCOPES = frozenset(scope for scope in PERSON_SCOPES if not scope.startswith("account:"))
"""What an app may do for a person: all but the person's own e-mail address, password and sessions."""
ADMIN_SCOPES = frozenset({"admin:read", "admin:write"})

ACCESS_LIFE = timedelta(minutes=15)
REFRESH_LIFE = timedelta(days=90)
SIGNED_LIFE = timedelta(minutes=10)
"""A user token signed by an app's backend may live this long at most."""
CACHED = timedelta(seconds=5)
"""How long a revoked session, key or app may go on."""

DEMO_KEY = "pk_demo"

Civility = Literal["madame", "monsieur"]

Move = Callable[[Connection, UserId, Key, UserId, Key, datetime], None]
"""Gives what one person has (with their key) to another, in the caller's unit of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An app of an organisation, as its publishable key shows it."""

    id: AppId
    organisation_id: OrganisationId
    name: str
    publishable_key: str
    default_agent: str | None = None
    locale: str | None = None
    address: str | None = None
    theme: str | None = None
    """`auto`, `light` or `dark`."""
    welcome: str | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppLine:
    """An app as its operator sees it, in force or closed; no secret."""

    app: App
    origins: tuple[str, ...]
    created_at: datetime
    revoked_at: datetime | None
    previous_until: datetime | None
    """Until when the signing secret of before goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApp:
    """An app just made: the only time that its first API key and its signing secret are shown."""

    app: App
    api_key: str = field(repr=False)
    signing_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as its holder gets it: an access token for 15 minutes, a refresh token for 90 days that works once."""

    id: str
    token: Token = field(repr=False)
    refresh_token: str = field(repr=False)
    user_id: UserId
    kind: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A session in the list that its person sees; `device` is what its browser said of itself."""

    id: str
    device: str
    created_at: datetime
    seen_at: datetime
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A scoped key of an app, without its secret. `used_at` is to the hour."""

    id: str
    app_id: AppId
    organisation_id: OrganisationId
    publishable_key: str
    """Of its app."""
    name: str
    scopes: frozenset[str]
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What tokens and profiles say beside the identity; nothing is ever decided on it."""

    tier: str = "FREE"
    consents: tuple[str, ...] = ()


HintsOf = Callable[[Connection, UserId], Hints]

Welcome = Callable[[Connection, UserId], object]
"""Greets an account that was just verified, in the unit of work that makes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """How a person is called; the masking of names knows it from here."""

    first_name: str | None = None
    last_name: str | None = None
    civility: Civility | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What Iris knows of a person's account. `verified`: whether the address was confirmed."""

    user_id: UserId
    kind: str
    email: str | None
    verified: bool
    name: PersonName
    locale: str | None
    address: str | None
    hints: Hints


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """An event of the audit: ids and rule names only."""

    position: int
    type: str
    user_id: UserId
    actor: str
    data: dict[str, object]
    at: datetime
