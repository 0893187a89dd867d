"""Signing in to an account, and what a visitor brings along; sessions opened anew."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from tools.accounts.directory import Directory
from tools.accounts.errors import WrongCredentials
from tools.accounts.models import Move, Session
from tools.accounts.passwords import Passwords
from tools.accounts.people import close_person, find_account, find_person, lock_account, password_place
from tools.accounts.rules import email_hash, plain_email
from tools.accounts.sessions import Sessions
from tools.actor import Actor, UserId
from tools.clock import Clock
from tools.errors import Forbidden, InvalidArguments, NotFound
from tools.events import Audit
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import accounts


@dataclass(frozen=True, slots=True)
class Login:
    """The door of accounts. An unknown address costs the same work as a wrong password, and gets the same words."""

    database: Database
    keys: KeyRing
    clock: Clock
    audit: Audit
    directory: Directory
    sessions: Sessions
    passwords: Passwords
    pepper: bytes
    moves: tuple[Move, ...]
    """What gives a visitor's things to the account, each in turn, in the unit of work that signs in."""

    async def login(
        self, *, email: str, password: str, actor: Actor | None, app: str | None, device: str = ""
    ) -> Session:
        """A new session of the account; the session that the caller came with is closed.

        A visitor's threads and facts become the account's, energy never; the visitor is closed and their key
        destroyed. Raises WrongCredentials, RunConflict while an answer to the visitor is under way, NotFound for an
        unknown app, InvalidArguments, Unavailable.
        """
        organisation_id, app_id = await self._place(actor, app)
        hashed = email_hash(self.pepper, organisation_id, plain_email(email))
        row = await self.database.read(lambda c: find_account(c, organisation_id, hashed))
        if row is None:
            await self.passwords.verify(password, None)
            await self.audit.note("SignInRefused", reason="credentials", app_id=app_id)
            raise WrongCredentials("login")
        user_id = UserId(row.user_id)
        key = await self.keys.of(user_id)
        right, renewed = await self.passwords.verify(password, key.open_text(row.password, password_place(user_id)))
        if not right:
            await self.audit.note("SignInRefused", user_id=user_id, reason="credentials", app_id=app_id)
            raise WrongCredentials("login")
        sealed = None if renewed is None else key.seal(renewed, password_place(user_id))
        guest = await self.keys.of(actor.user_id) if actor is not None and actor.kind == "visitor" else None

        def work(connection: Connection) -> tuple[Session, list[str]]:
            now = self.clock.now()
            account = lock_account(connection, user_id)
            if account is None or bytes(account.password) != bytes(row.password):
                # The password changed while it was checked.
                raise WrongCredentials("login")
            if sealed is not None:
                change = update(accounts).where(accounts.c.user_id == user_id)
                connection.execute(change.values(password=sealed))
            closed = self._leave(connection, actor, now)
            if actor is not None and guest is not None and actor.user_id != user_id:
                self._move_in(connection, actor.user_id, guest, user_id, key, now)
            self.audit.note_in(connection, "SignedIn", user_id=user_id, app_id=app_id)
            return self.sessions.open_in(connection, user_id, app_id, key, now, device), closed

        session, closed = await self.database.write(work)
        self.sessions.forget(closed)
        if actor is not None and guest is not None and actor.user_id != user_id:
            self.keys.forget(actor.user_id)
        return session

    async def reopen(self, actor: Actor, *, device: str = "") -> Session:
        """A new session in place of the one that the actor came with; raises Forbidden without one."""
        if actor.session_id is None:
            raise Forbidden("only a session of Iris can be opened anew")
        key = await self.keys.of(actor.user_id)

        def work(connection: Connection) -> tuple[Session, list[str]]:
            now = self.clock.now()
            closed = self._leave(connection, actor, now)
            if not closed:
                raise Forbidden("the session was closed meanwhile")
            return self.sessions.open_in(connection, actor.user_id, actor.app_id, key, now, device), closed

        session, closed = await self.database.write(work)
        self.sessions.forget(closed)
        return session

    async def logout(self, user_id: UserId, session_id: str) -> None:
        """Close the session, if it is still open."""
        with suppress(NotFound):
            await self.sessions.revoke(user_id, session_id)

    async def _place(self, actor: Actor | None, app: str | None) -> tuple[str, str]:
        if actor is not None:
            return actor.organisation_id, actor.app_id
        if app is None:
            raise InvalidArguments("name the app, or come as one of its visitors", field="app")
        found = await self.directory.app(app)
        return found.organisation_id, found.id

    def _leave(self, connection: Connection, actor: Actor | None, now: datetime) -> list[str]:
        if actor is None or actor.session_id is None:
            return []
        return self.sessions.revoke_in(connection, actor.user_id, now, only=actor.session_id)

    def _move_in(
        self, connection: Connection, visitor: UserId, guest: Key, user_id: UserId, key: Key, now: datetime
    ) -> None:
        person = find_person(connection, visitor)
        if person is None or person.kind != "visitor":
            # Another request of the same visitor was first.
            return
        for move in self.moves:
            move(connection, visitor, guest, user_id, key, now)
        close_person(connection, visitor)
        self.keys.destroy(connection, visitor, now)
        self.audit.note_in(connection, "VisitorMoved", user_id=user_id, visitor_id=visitor)
