"""Correspondence: what must be written to people, kept until it has left."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Row, delete, insert, select, update

from tools.accounts.errors import LetterNotSent
from tools.accounts.links import LIFE, Purpose, make_link
from tools.accounts.people import email_place, find_account
from tools.accounts.post import Letter, Post
from tools.accounts.rules import new_id
from tools.actor import UserId
from tools.clock import Clock
from tools.errors import Erased
from tools.storage import Database, KeyRing
from tools.storage.schema import account_letters, accounts, registrations

log = logging.getLogger(__name__)

LetterKind = Literal["register", "reset", "changed"]
LOCALES = ("fr", "en")
"""The languages that letters are written in; any other reads English."""
BATCH = 20
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long after each failure a letter is tried again; the last pause repeats until the letter is of no use."""
NOTICE_LIFE = timedelta(hours=24)

_FOLDER = Path(__file__).parent / "letters"


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The letters that are due. Asking for one tells nothing of who has an account: that is looked up here, later."""

    database: Database
    keys: KeyRing
    clock: Clock
    post: Post
    public_url: str

    def queue_in(
        self,
        connection: Connection,
        kind: LetterKind,
        organisation_id: str,
        locale: str,
        now: datetime,
        *,
        user_id: UserId | None = None,
        email_hash: bytes | None = None,
    ) -> None:
        """Ask for a letter, to a person or to whoever has an address, in place of an earlier one that still waits."""
        waiting = delete(account_letters).where(account_letters.c.purpose == kind)
        if user_id is not None:
            waiting = waiting.where(account_letters.c.user_id == user_id)
        else:
            waiting = waiting.where(
                account_letters.c.organisation_id == organisation_id, account_letters.c.email_hash == email_hash
            )
        connection.execute(waiting)
        connection.execute(
            insert(account_letters).values(
                id=new_id("l"),
                purpose=kind,
                organisation_id=organisation_id,
                user_id=user_id,
                email_hash=email_hash,
                locale=locale if locale in LOCALES else "en",
                attempts=0,
                due_at=now,
                expires_at=now + _life(kind),
            )
        )

    async def send_due(self) -> int:
        """Send what is due; returns how many letters left. One that fails is tried again until it is of no use."""
        sent = 0
        for row in await self.database.write(self._claim):
            letter = await self._write(row)
            if letter is None or await self._send(letter):
                sent += letter is not None
                await self.database.write(
                    lambda c, row=row: c.execute(delete(account_letters).where(account_letters.c.id == row.id)) and None  # type: ignore[misc]
                )
        return sent

    def _claim(self, connection: Connection) -> list[Row[tuple[object, ...]]]:
        """Take letters for this process: their next attempt is put off before this one begins."""
        now = self.clock.now()
        for lost in connection.execute(
            delete(account_letters).where(account_letters.c.expires_at <= now).returning(account_letters.c.id)
        ).scalars():
            log.error("letter %s could not be sent in time: given up", lost)
        due = select(account_letters).where(account_letters.c.due_at <= now).order_by(account_letters.c.due_at)
        claimed = []
        for row in connection.execute(due.limit(BATCH)).all():
            pause = RETRIES[min(row.attempts, len(RETRIES) - 1)]
            taken = update(account_letters).where(account_letters.c.id == row.id, account_letters.c.due_at <= now)
            if connection.execute(taken.values(due_at=now + pause, attempts=row.attempts + 1)).rowcount:
                claimed.append(row)
        return claimed

    async def _send(self, letter: Letter) -> bool:
        try:
            await self.post.send(letter)
        except LetterNotSent as error:
            log.warning("letter %s was not sent (%s): it is tried again", letter.id, error)
            return False
        return True

    async def _write(self, due: Row[tuple[object, ...]]) -> Letter | None:
        """The letter, with a fresh link; None when there is nobody to write to, or nothing to say any more."""
        user_id, now = await self.database.read(lambda c: _reader(c, due)), self.clock.now()
        if user_id is None:
            return None
        try:
            key = await self.keys.of(user_id)
        except Erased:
            return None

        def work(connection: Connection) -> tuple[str, str, str] | None:
            table = registrations if due.purpose == "register" else accounts
            row = connection.execute(select(table).where(table.c.user_id == user_id)).first()
            if row is None:
                return None
            template, link = due.purpose, f"{self.public_url}/compte"
            if due.purpose == "register" and find_account(connection, row.organisation_id, row.email_hash) is not None:
                template = "exists"
            elif due.purpose in LIFE:
                purpose: Purpose = due.purpose
                link = make_link(connection, user_id, purpose, self.public_url, now)
            return template, link, key.open_text(row.email, email_place(user_id))

        found = await self.database.write(work)
        if found is None:
            return None
        template, link, email = found
        subject, text = _words(template, due.locale)
        return Letter(id=due.id, to=email, subject=subject, text=text.replace("{link}", link), written_at=now)


def _reader(connection: Connection, due: Row[tuple[object, ...]]) -> UserId | None:
    if due.user_id is not None:
        return UserId(due.user_id)
    account = find_account(connection, due.organisation_id, due.email_hash)
    return None if account is None else UserId(account.user_id)


def _life(kind: LetterKind) -> timedelta:
    return NOTICE_LIFE if kind == "changed" else LIFE[kind]


def _words(template: str, locale: str) -> tuple[str, str]:
    subject, _, text = (_FOLDER / f"{template}.{locale}.txt").read_text(encoding="utf-8").partition("\n\n")
    return subject, text
