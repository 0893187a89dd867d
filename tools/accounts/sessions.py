"""Sessions by device: opened, renewed, listed, revoked."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from tools.accounts.cache import Cache
from tools.accounts.models import (
    ACCESS_LIFE,
    CACHED,
    DEMO_KEY,
    PERSON_SCOPES,
    REFRESH_LIFE,
    HintsOf,
    Session,
    SessionLine,
)
from tools.accounts.rules import digest
from tools.accounts.tokens import Claims, TokenSecrets, issue, read
from tools.actor import Actor, AppId, OrganisationId, UserId, new_id
from tools.clock import Clock
from tools.errors import NotFound, Unauthenticated
from tools.events import Audit
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import apps, people, refresh_tokens, sessions

GRACE = timedelta(seconds=20)
"""A refresh token may come twice within this time, and gives the same one again."""

_LIVE = (
    select(sessions.c.id, sessions.c.user_id, sessions.c.app_id, people.c.organisation_id, people.c.kind)
    .join(people, people.c.id == sessions.c.user_id)
    .where(sessions.c.revoked_at.is_(None))
)


@dataclass(slots=True)
class Sessions:
    """The sessions of people. `pepper` derives each refresh token from the one before it."""

    database: Database
    keys: KeyRing
    clock: Clock
    audit: Audit
    secrets: TokenSecrets
    pepper: bytes
    hints: HintsOf
    demo: bool = False
    """Whether sessions of the demo app are renewed."""
    _read: Cache[str, Claims] = field(default_factory=Cache)
    _live: Cache[str, Actor] = field(default_factory=Cache)

    def open_in(
        self, connection: Connection, user_id: UserId, app_id: str, key: Key, now: datetime, device: str
    ) -> Session:
        """A new session of a person on a device."""
        session_id, refresh = new_id("s"), f"rt_{secrets.token_urlsafe(32)}"
        connection.execute(
            insert(sessions).values(
                id=session_id,
                user_id=user_id,
                app_id=app_id,
                device=key.seal(device, _place(session_id)) if device else None,
                created_at=now,
                seen_at=now,
            )
        )
        _insert_refresh(connection, refresh, session_id, user_id, app_id, now)
        row = connection.execute(_LIVE.where(sessions.c.id == session_id)).one()
        return self._session(connection, row, refresh, now)

    def knows(self, token: str) -> bool:
        """Whether the token was read already: it need not be asked again who issued it."""
        return self._read.get(token, self.clock.now()) is not None

    async def actor(self, token: str) -> Actor:
        """The actor of an access token of ours; raises Unauthenticated, also once its session is revoked."""
        now = self.clock.now()
        claims = self._read.get(token, now)
        if claims is None:
            claims = read(token, self.secrets, now)
            self._read.keep(token, claims, datetime.fromtimestamp(claims.expires_at, tz=now.tzinfo))
        actor = self._live.get(claims.session_id, now)
        if actor is None:
            query = _LIVE.where(sessions.c.id == claims.session_id)
            row = await self.database.read(lambda c: c.execute(query).first())
            if row is None:
                raise Unauthenticated("the session is closed")
            actor = _actor(row)
            self._live.keep(claims.session_id, actor, now + CACHED)
        if actor.user_id != claims.user_id:
            raise Unauthenticated("the session is another person's")
        return actor

    async def refresh(self, refresh_token: str) -> Session:
        """The session, renewed: the refresh token stops working, another one follows it. Raises Unauthenticated.

        One that comes again was stolen or copied, and closes the session; except at once, when two tabs renew
        together or an answer was lost on the way: then the same token follows it again, so that a session never has
        two that work.
        """
        now = self.clock.now()

        def work(connection: Connection) -> Session | str | None:
            row = self._renewable(connection, refresh_token, now)
            if row is None:
                return None
            token, used_at = refresh_token, row.used_at
            while used_at is not None:
                if now - used_at > GRACE:
                    return self._reused(connection, row, now)
                token = self._following(token)
                used_at = connection.execute(
                    select(refresh_tokens.c.used_at).where(refresh_tokens.c.hash == digest(token))
                ).scalar_one()
            if token == refresh_token:
                mark = update(refresh_tokens).where(refresh_tokens.c.hash == digest(token))
                connection.execute(mark.values(used_at=now))
                token = self._following(token)
                _insert_refresh(connection, token, row.id, row.user_id, row.app_id, now)
                connection.execute(update(sessions).where(sessions.c.id == row.id).values(seen_at=now))
            return self._session(connection, row, token, now)

        renewed = await self.database.write(work)
        if isinstance(renewed, Session):
            return renewed
        if renewed is not None:
            self.forget([renewed])
            raise Unauthenticated("refresh token used twice: session closed")
        raise Unauthenticated("refresh token refused")

    async def of_refresh(self, refresh_token: str) -> Actor | None:
        """The actor of the session that a refresh token renews, as long as it is open."""
        query = _LIVE.join(refresh_tokens, refresh_tokens.c.family == sessions.c.id).where(
            refresh_tokens.c.hash == digest(refresh_token)
        )
        row = await self.database.read(lambda c: c.execute(query).first())
        return None if row is None else _actor(row)

    async def of_person(self, actor: Actor) -> list[SessionLine]:
        """The actor's open sessions, the last seen first."""
        key, now = await self.keys.of(actor.user_id), self.clock.now()
        query = (
            select(sessions)
            .where(
                sessions.c.user_id == actor.user_id,
                sessions.c.revoked_at.is_(None),
                sessions.c.seen_at > now - REFRESH_LIFE,
            )
            .order_by(sessions.c.seen_at.desc(), sessions.c.id)
        )
        rows = await self.database.read(lambda c: c.execute(query).all())
        return [
            SessionLine(
                id=row.id,
                device="" if row.device is None else key.open_text(row.device, _place(row.id)),
                created_at=row.created_at,
                seen_at=row.seen_at,
                current=row.id == actor.session_id,
            )
            for row in rows
        ]

    async def revoke(self, user_id: UserId, session_id: str) -> None:
        """Close one session; raises NotFound when the person has no such open session."""
        now = self.clock.now()

        def work(connection: Connection) -> None:
            if not self.revoke_in(connection, user_id, now, only=session_id):
                raise NotFound(f"session {session_id!r}", what="session")

        await self.database.write(work)
        self.forget([session_id])

    async def revoke_all(self, user_id: UserId, *, but: str | None = None) -> int:
        """Close every session, or every other one; returns how many."""
        now = self.clock.now()
        closed = await self.database.write(lambda c: self.revoke_in(c, user_id, now, but=but))
        self.forget(closed)
        return len(closed)

    def revoke_in(
        self, connection: Connection, user_id: UserId, now: datetime, *, only: str | None = None, but: str | None = None
    ) -> list[str]:
        """Close a person's sessions; returns their ids, to be given to `forget` after the commit."""
        query = update(sessions).where(sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None))
        if only is not None:
            query = query.where(sessions.c.id == only)
        if but is not None:
            query = query.where(sessions.c.id != but)
        closed = list(connection.execute(query.values(revoked_at=now).returning(sessions.c.id)).scalars())
        for session_id in closed:
            self.audit.note_in(connection, "SessionRevoked", user_id=user_id, session_id=session_id)
        return closed

    def forget(self, session_ids: Sequence[str]) -> None:
        """Revoked sessions stop here at once; other processes notice within five seconds."""
        for session_id in session_ids:
            self._live.drop(session_id)

    async def prune(self) -> None:
        """Delete refresh tokens that have expired, and sessions that nobody can renew any more."""
        now = self.clock.now()

        def work(connection: Connection) -> None:
            connection.execute(delete(refresh_tokens).where(refresh_tokens.c.expires_at <= now))
            connection.execute(delete(sessions).where(sessions.c.seen_at <= now - REFRESH_LIFE))

        await self.database.write(work)

    def _renewable(self, connection: Connection, refresh_token: str, now: datetime) -> Row[*tuple[Any, ...]] | None:
        # The session is locked: of two renewals at once, the second sees what the first did.
        query = (
            _LIVE.join(refresh_tokens, refresh_tokens.c.family == sessions.c.id)
            .join(apps, apps.c.id == sessions.c.app_id)
            .add_columns(refresh_tokens.c.used_at, refresh_tokens.c.expires_at, apps.c.publishable_key)
            .where(refresh_tokens.c.hash == digest(refresh_token), apps.c.revoked_at.is_(None))
        )
        lock = select(sessions.c.id).where(
            sessions.c.id.in_(select(refresh_tokens.c.family).where(refresh_tokens.c.hash == digest(refresh_token)))
        )
        connection.execute(lock.with_for_update())
        row = connection.execute(query).first()
        if row is None or row.expires_at <= now or (row.publishable_key == DEMO_KEY and not self.demo):
            return None
        return row

    def _reused(self, connection: Connection, row: Row[*tuple[Any, ...]], now: datetime) -> str:
        connection.execute(update(sessions).where(sessions.c.id == row.id).values(revoked_at=now))
        self.audit.note_in(connection, "RefreshReused", user_id=UserId(row.user_id), session_id=row.id)
        return str(row.id)

    def _following(self, token: str) -> str:
        return f"rt_{hmac.new(self.pepper, token.encode(), 'sha256').hexdigest()}"

    def _session(self, connection: Connection, row: Row[*tuple[Any, ...]], refresh: str, now: datetime) -> Session:
        actor = _actor(row)
        return Session(
            id=row.id,
            token=issue(actor, self.hints(connection, actor.user_id), self.secrets, now),
            refresh_token=refresh,
            user_id=actor.user_id,
            kind=actor.kind,
            expires_at=now + ACCESS_LIFE,
        )


def _actor(row: Row[*tuple[Any, ...]]) -> Actor:
    return Actor(
        user_id=UserId(row.user_id),
        organisation_id=OrganisationId(row.organisation_id),
        app_id=AppId(row.app_id),
        scopes=PERSON_SCOPES,
        kind=row.kind,
        session_id=row.id,
    )


def _insert_refresh(
    connection: Connection, token: str, session_id: str, user_id: str, app_id: str, now: datetime
) -> None:
    connection.execute(
        insert(refresh_tokens).values(
            hash=digest(token), family=session_id, user_id=user_id, app_id=app_id, expires_at=now + REFRESH_LIFE
        )
    )


def _place(session_id: str) -> str:
    return f"sessions.device:{session_id}"
