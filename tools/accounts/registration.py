"""Registration: a visitor asks for an account, and has it once the address is theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tools.accounts.correspondence import Correspondence, LetterKind
from tools.accounts.directory import Directory
from tools.accounts.errors import LinkInvalid, WrongCredentials
from tools.accounts.links import find_link, use_link
from tools.accounts.models import Session, Welcome
from tools.accounts.passwords import Passwords
from tools.accounts.people import email_place, find_account, find_person, password_place
from tools.accounts.rules import check_email, check_password, email_hash
from tools.accounts.sessions import Sessions
from tools.accounts.welcomed import first_welcome_in
from tools.actor import Actor, AppId, UserId
from tools.clock import Clock
from tools.errors import Conflict, InvalidArguments
from tools.events import Audit
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import accounts, people, registrations

KEPT = timedelta(hours=48)
"""A registration waits so long: a letter may take a day to leave, and its link lasts a day."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Asking for an account never says whether the address has one: the letter does, to whoever reads it."""

    database: Database
    keys: KeyRing
    clock: Clock
    audit: Audit
    directory: Directory
    sessions: Sessions
    passwords: Passwords
    correspondence: Correspondence
    pepper: bytes
    welcome: Welcome

    async def register(
        self, *, email: str, password: str, actor: Actor | None, app: str | None, locale: str, device: str = ""
    ) -> Session | None:
        """Keep what was asked until the link is followed; nothing else changes for the visitor.

        Without an actor, a new visitor of `app` (a publishable key) begins, whose session is returned.
        Raises InvalidArguments, WeakPassword, Conflict for who has an account, NotFound, Unavailable.
        """
        email = check_email(email)
        hashed = await self.passwords.hash(check_password(password, email))
        session = None
        if actor is None:
            if app is None:
                raise InvalidArguments("name the app, or come as one of its visitors", field="app")
            session = await self.directory.visit(app, device=device)
            actor = await self.directory.authenticate(session.token)
        if actor.kind != "visitor":
            raise Conflict("only a visitor can register")
        await self._keep(actor, email, hashed, locale)
        return session

    async def resend(self, actor: Actor) -> None:
        """Write again to the address that waits, if one does."""
        now = self.clock.now()

        def work(connection: Connection) -> None:
            row = _registration(connection, actor.user_id, now)
            if row is not None:
                self._ask_letter(connection, "resend", actor, bytes(row.email_hash), row.locale, now)

        await self.database.write(work)

    async def verify(self, secret: str, *, actor: Actor | None, password: str | None, device: str = "") -> Session:
        """Follow the link: the visitor becomes an account, under the same id, with a new session.

        Whoever reads the letter has not always asked for it: the link works for the visitor who registered, or with
        the password that they chose, so that nobody confirms what a stranger prepared.
        Raises LinkInvalid, WrongCredentials, InvalidArguments when the password is needed, Unavailable.
        """
        now = self.clock.now()

        def read(connection: Connection) -> Row[tuple[object, ...]]:
            row = _registration(connection, find_link(connection, secret, "register", now), now)
            if row is None:
                raise LinkInvalid("nothing waits for this link")
            return row

        asked = await self.database.read(read)
        user_id = UserId(asked.user_id)
        key = await self.keys.of(user_id)
        if actor is None or actor.user_id != user_id:
            if password is None:
                raise InvalidArguments("on another device, the password is needed", field="password")
            known = key.open_text(asked.password, password_place(user_id))
            if not (await self.passwords.verify(password, known))[0]:
                await self.audit.note("SignInRefused", user_id=user_id, reason="verify")
                raise WrongCredentials("verify")

        def work(connection: Connection) -> tuple[Session, list[str]]:
            return self._become(connection, secret, bytes(asked.password), key, device)

        try:
            session, closed = await self.database.write(work)
        except IntegrityError as error:
            raise LinkInvalid("another registration of this address was first") from error
        self.sessions.forget(closed)
        return session

    async def prune(self) -> None:
        """Delete the registrations that nobody confirmed."""
        now = self.clock.now()
        await self.database.write(
            lambda c: c.execute(delete(registrations).where(registrations.c.expires_at <= now)) and None
        )

    async def _keep(self, actor: Actor, email: str, hashed: str, locale: str) -> None:
        user_id, now = actor.user_id, self.clock.now()
        key = await self.keys.of(user_id)
        hashed_email = email_hash(self.pepper, actor.organisation_id, email)
        row = {
            "user_id": user_id,
            "organisation_id": actor.organisation_id,
            "app_id": actor.app_id,
            "email": key.seal(email, email_place(user_id)),
            "email_hash": hashed_email,
            "password": key.seal(hashed, password_place(user_id)),
            "locale": locale,
            "expires_at": now + KEPT,
        }

        def work(connection: Connection) -> None:
            # Of two registrations of one visitor at once, the last one counts.
            if (person := find_person(connection, user_id)) is None or person.kind != "visitor":
                raise Conflict("only a visitor can register")
            connection.execute(delete(registrations).where(registrations.c.user_id == user_id))
            connection.execute(insert(registrations).values(row))
            self._ask_letter(connection, "register", actor, hashed_email, locale, now)

        await self.database.write(work)

    def _ask_letter(
        self, connection: Connection, kind: LetterKind, actor: Actor, hashed: bytes, locale: str, now: datetime
    ) -> None:
        whose, organisation_id = actor.user_id, actor.organisation_id
        self.correspondence.queue_in(connection, kind, organisation_id, locale, now, user_id=whose, email_hash=hashed)

    def _become(
        self, connection: Connection, secret: str, password: bytes, key: Key, device: str
    ) -> tuple[Session, list[str]]:
        now = self.clock.now()
        user_id = use_link(connection, secret, "register", now)
        asked, person = _registration(connection, user_id, now), find_person(connection, user_id)
        if asked is None or person is None or person.kind != "visitor" or bytes(asked.password) != password:
            raise LinkInvalid("what was asked has changed")
        if find_account(connection, asked.organisation_id, asked.email_hash) is not None:
            raise LinkInvalid("the address has an account")
        connection.execute(
            insert(accounts).values(
                user_id=user_id,
                organisation_id=asked.organisation_id,
                email=asked.email,
                email_hash=asked.email_hash,
                password=asked.password,
                verified_at=now,
                created_at=now,
            )
        )
        locale = person.locale or asked.locale
        connection.execute(update(people).where(people.c.id == user_id).values(kind="account", locale=locale))
        connection.execute(delete(registrations).where(registrations.c.user_id == user_id))
        self.audit.note_in(connection, "Registered", user_id=user_id, app_id=asked.app_id)
        self.audit.note_in(connection, "EmailVerified", user_id=user_id)
        email = key.open_text(asked.email, email_place(user_id))
        if first_welcome_in(connection, self.pepper, asked.organisation_id, email, now):
            self.welcome(connection, user_id)
        closed = self.sessions.revoke_in(connection, user_id, now)
        return self.sessions.open_in(connection, user_id, AppId(asked.app_id), key, now, device), closed


def _registration(connection: Connection, user_id: UserId, now: datetime) -> Row[tuple[object, ...]] | None:
    query = select(registrations).where(registrations.c.user_id == user_id, registrations.c.expires_at > now)
    return connection.execute(query).first()
