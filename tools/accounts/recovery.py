"""Passwords forgotten, reset, changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select, update

from tools.accounts.correspondence import Correspondence
from tools.accounts.directory import Directory
from tools.accounts.errors import LinkInvalid, WrongCredentials
from tools.accounts.links import drop_links, find_link, use_link
from tools.accounts.passwords import Passwords
from tools.accounts.people import email_place, find_person, lock_account, password_place
from tools.accounts.rules import check_email, check_password, email_hash
from tools.accounts.sessions import Sessions
from tools.actor import Actor, UserId
from tools.clock import Clock
from tools.errors import Conflict, InvalidArguments
from tools.events import Audit
from tools.storage import Database, KeyRing
from tools.storage.schema import account_links, accounts


@dataclass(frozen=True, slots=True)
class Recovery:
    """New passwords: by a link sent to the address, or with the present one."""

    database: Database
    keys: KeyRing
    clock: Clock
    audit: Audit
    directory: Directory
    sessions: Sessions
    passwords: Passwords
    correspondence: Correspondence
    pepper: bytes

    async def forgot(self, *, email: str, actor: Actor | None, app: str | None, locale: str) -> None:
        """Ask for a link by letter. Whether the address has an account is looked up when letters leave, not here.

        Raises InvalidArguments, NotFound for an unknown app.
        """
        email = check_email(email)
        if actor is None and app is None:
            raise InvalidArguments("name the app, or come as one of its visitors", field="app")
        organisation_id = (
            actor.organisation_id if actor is not None else (await self.directory.app(app or "")).organisation_id
        )
        hashed, now = email_hash(self.pepper, organisation_id, email), self.clock.now()
        await self.database.write(
            lambda c: self.correspondence.queue_in(c, "reset", organisation_id, locale, now, email_hash=hashed)
        )

    async def reset(self, secret: str, password: str) -> None:
        """Set a new password by a link; every session of the account is closed.

        Raises LinkInvalid, WeakPassword, Unavailable.
        """
        user_id = await self.database.read(lambda c: find_link(c, secret, "reset", self.clock.now()))
        sealed = await self._sealed(user_id, password)

        def work(connection: Connection) -> list[str]:
            now = self.clock.now()
            if use_link(connection, secret, "reset", now) != user_id or lock_account(connection, user_id) is None:
                raise LinkInvalid("no account behind this link")
            return self._change(connection, user_id, sealed, now, how="reset")

        self.sessions.forget(await self.database.write(work))

    async def change(self, actor: Actor, current: str, new: str) -> None:
        """Set a new password with the present one; every other session of the account is closed.

        Raises WrongCredentials, WeakPassword, Conflict for who has no account, Unavailable.
        """
        user_id = actor.user_id
        query = select(accounts).where(accounts.c.user_id == user_id)
        row = await self.database.read(lambda c: c.execute(query).first())
        if row is None:
            raise Conflict("no account, no password")
        known = (await self.keys.of(user_id)).open_text(row.password, password_place(user_id))
        if not (await self.passwords.verify(current, known))[0]:
            await self.audit.note("SignInRefused", user_id=user_id, reason="change")
            raise WrongCredentials("change")
        sealed = await self._sealed(user_id, new)

        def work(connection: Connection) -> list[str]:
            now = self.clock.now()
            account: Row[tuple[object, ...]] | None = lock_account(connection, user_id)
            if account is None or bytes(account.password) != bytes(row.password):
                raise WrongCredentials("change")
            return self._change(connection, user_id, sealed, now, how="change", keep=actor.session_id)

        self.sessions.forget(await self.database.write(work))

    async def confirm(self, user_id: UserId, password: str | None) -> None:
        """Ask for the password before what cannot be undone; who has no account has none to give.

        Raises InvalidArguments when it is missing, WrongCredentials, Unavailable.
        """
        query = select(accounts.c.password).where(accounts.c.user_id == user_id)
        sealed = await self.database.read(lambda c: c.execute(query).scalar())
        if sealed is None:
            return
        if password is None:
            raise InvalidArguments("an account confirms with its password", field="password")
        known = (await self.keys.of(user_id)).open_text(sealed, password_place(user_id))
        if not (await self.passwords.verify(password, known))[0]:
            await self.audit.note("SignInRefused", user_id=user_id, reason="confirm")
            raise WrongCredentials("confirm")

    async def prune(self) -> None:
        """Delete the links that have expired."""
        now = self.clock.now()
        await self.database.write(
            lambda c: c.execute(delete(account_links).where(account_links.c.expires_at <= now)) and None
        )

    async def _sealed(self, user_id: UserId, password: str) -> bytes:
        key = await self.keys.of(user_id)
        query = select(accounts.c.email).where(accounts.c.user_id == user_id)
        email = await self.database.read(lambda c: c.execute(query).scalar())
        if email is None:
            raise LinkInvalid("no account behind this link")
        checked = check_password(password, key.open_text(email, email_place(user_id)))
        return key.seal(await self.passwords.hash(checked), password_place(user_id))

    def _change(
        self,
        connection: Connection,
        user_id: UserId,
        sealed: bytes,
        now: datetime,
        *,
        how: str,
        keep: str | None = None,
    ) -> list[str]:
        account = update(accounts).where(accounts.c.user_id == user_id).values(password=sealed)
        organisation_id = connection.execute(account.returning(accounts.c.organisation_id)).scalar_one()
        person = find_person(connection, user_id)
        locale = (person.locale if person is not None else None) or "fr"
        drop_links(connection, user_id, "reset")
        self.correspondence.queue_in(connection, "changed", organisation_id, locale, now, user_id=user_id)
        self.audit.note_in(connection, "PasswordChanged", user_id=user_id, how=how)
        return self.sessions.revoke_in(connection, user_id, now, but=keep)
