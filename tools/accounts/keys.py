"""Scoped API keys of apps: made, listed, revoked, checked."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, insert, or_, select, update

from tools.accounts.cache import Cache
from tools.accounts.models import ADMIN_SCOPES, CACHED, KEY_SCOPES, ApiKey
from tools.accounts.rules import digest
from tools.actor import AppId, OrganisationId, new_id
from tools.clock import Clock
from tools.errors import InvalidArguments, NotFound, Unauthenticated
from tools.events import Audit
from tools.storage import Database
from tools.storage.schema import api_keys, apps

PREFIX = "sk_"
NOTED = timedelta(hours=1)
"""The use of a key is noted once in this time."""

_KEYS = (
    select(api_keys, apps.c.organisation_id, apps.c.publishable_key)
    .join(apps, apps.c.id == api_keys.c.app_id)
    .where(api_keys.c.revoked_at.is_(None), apps.c.revoked_at.is_(None))
)


@dataclass(slots=True)
class ApiKeys:
    """The keys with which apps' backends, and administrators, call."""

    database: Database
    clock: Clock
    audit: Audit
    _known: Cache[bytes, ApiKey] = field(default_factory=Cache)

    async def create(
        self, publishable_key: str, *, name: str, scopes: Iterable[str], expires_days: int | None = None
    ) -> tuple[ApiKey, str]:
        """Make a key of an app; the secret is shown once, here.

        `scopes` are of one sort: what an app may do for its people, or `admin:*` over its organisation.
        Raises NotFound for an unknown app, InvalidArguments.
        """
        granted, now = frozenset(scopes), self.clock.now()
        if not granted or not (granted <= KEY_SCOPES or granted <= ADMIN_SCOPES):
            raise InvalidArguments(
                f"scopes are some of {sorted(KEY_SCOPES)} or of {sorted(ADMIN_SCOPES)}", field="scope"
            )
        expires_at = None if expires_days is None else now + timedelta(days=expires_days)

        def work(connection: Connection) -> tuple[ApiKey, str]:
            app = select(apps.c.id).where(apps.c.publishable_key == publishable_key, apps.c.revoked_at.is_(None))
            app_id = connection.execute(app).scalar()
            if app_id is None:
                raise NotFound(f"no app {publishable_key!r}")
            return self.create_in(connection, AppId(app_id), name, granted, now, expires_at)

        return await self.database.write(work)

    def create_in(
        self,
        connection: Connection,
        app_id: AppId,
        name: str,
        scopes: frozenset[str],
        now: datetime,
        expires_at: datetime | None = None,
    ) -> tuple[ApiKey, str]:
        """Make a key in the caller's unit of work."""
        key_id, secret = new_id("key"), f"{PREFIX}{secrets.token_urlsafe(32)}"
        connection.execute(
            insert(api_keys).values(
                id=key_id,
                app_id=app_id,
                name=name,
                scopes=" ".join(sorted(scopes)),
                hash=digest(secret),
                created_at=now,
                expires_at=expires_at,
            )
        )
        self.audit.note_in(connection, "KeyCreated", key_id=key_id, app_id=app_id, scopes=len(scopes))
        return _key(connection.execute(_KEYS.where(api_keys.c.id == key_id)).one()), secret

    async def of_app(self, publishable_key: str | None = None) -> list[ApiKey]:
        """The keys in force, of an app or of all, the oldest first."""
        query = _KEYS.order_by(api_keys.c.created_at, api_keys.c.id)
        if publishable_key is not None:
            query = query.where(apps.c.publishable_key == publishable_key)
        return await self.database.read(lambda c: [_key(row) for row in c.execute(query)])

    async def revoke(self, key_id: str) -> None:
        """End a key; every process refuses it within five seconds. Raises NotFound."""
        now = self.clock.now()

        def work(connection: Connection) -> bytes:
            query = update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
            hashed = connection.execute(query.values(revoked_at=now).returning(api_keys.c.hash)).scalar()
            if hashed is None:
                raise NotFound(f"no key {key_id!r}")
            self.audit.note_in(connection, "KeyRevoked", key_id=key_id)
            return bytes(hashed)

        self._known.drop(await self.database.write(work))

    async def of(self, secret: str) -> ApiKey:
        """The key of a secret, its use noted; raises Unauthenticated."""
        hashed, now = digest(secret), self.clock.now()
        key = self._known.get(hashed, now)
        if key is None:
            row = await self.database.read(lambda c: c.execute(_KEYS.where(api_keys.c.hash == hashed)).first())
            if row is None:
                raise Unauthenticated("unknown API key")
            key = _key(row)
            if key.used_at is None or now - key.used_at >= NOTED:
                await self._note_use(key, now)
            self._known.keep(hashed, key, now + CACHED)
        if key.expires_at is not None and key.expires_at <= now:
            raise Unauthenticated("expired API key")
        return key

    async def _note_use(self, key: ApiKey, now: datetime) -> None:
        stale = or_(api_keys.c.used_at.is_(None), api_keys.c.used_at <= now - NOTED)

        def work(connection: Connection) -> None:
            mark = update(api_keys).where(api_keys.c.id == key.id, stale).values(used_at=now)
            # Of several processes, one marks and notes.
            if connection.execute(mark).rowcount:
                self.audit.note_in(connection, "KeyUsed", actor=f"key:{key.id}", key_id=key.id, app_id=key.app_id)

        await self.database.write(work)


def _key(row: Row[tuple[object, ...]]) -> ApiKey:
    return ApiKey(
        id=row.id,
        app_id=AppId(row.app_id),
        organisation_id=OrganisationId(row.organisation_id),
        publishable_key=row.publishable_key,
        name=row.name,
        scopes=frozenset(row.scopes.split()),
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
    )
