"""Organisations, apps, people: who is who."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from tools.actor import AppId, OrganisationId, UserId

Token = NewType("Token", str)

PERSON_SCOPES = frozenset({"chat:read", "chat:write", "knowledge:read", "profile:read", "profile:write"})
"""What every person may do with what is theirs."""

ACCESS_LIFE = timedelta(hours=1)
REFRESH_LIFE = timedelta(days=90)
SIGNED_LIFE = timedelta(minutes=10)
"""A user token signed by an app's backend may live this long at most."""

DEMO_KEY = "pk_demo"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApp:
    """An app just made: the only time that its API key and signing secret are shown."""

    app: App
    api_key: str
    signing_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A visitor's session: an access token for an hour, a refresh token for 90 days that works once."""

    token: Token
    refresh_token: str
    user_id: UserId
    expires_at: datetime
