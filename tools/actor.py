"""Who acts, and the typed identifiers of the house."""

import secrets
from dataclasses import dataclass
from typing import NewType

UserId = NewType("UserId", str)
OrganisationId = NewType("OrganisationId", str)
AppId = NewType("AppId", str)
ThreadId = NewType("ThreadId", str)
RunId = NewType("RunId", str)
MessageId = NewType("MessageId", str)
FileId = NewType("FileId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts. Identity is context: no operation takes it as an argument."""

    user_id: UserId
    organisation_id: OrganisationId
    app_id: AppId
    scopes: frozenset[str]
    kind: str = "visitor"
    """`visitor`, `account`, `user` (with a token that their app signed), `app` (its API key), `admin`."""
    session_id: str | None = None
    """The session that the actor came with; None for an app's token or key."""


def new_id(prefix: str) -> str:
    """A fresh identifier (`u_8f3k2…`): 96 random bits, safe in a URL."""
    return f"{prefix}_{secrets.token_hex(12)}"
