"""Correspondence: what must be written to people, kept until it has left."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from tools.accounts.errors import LetterNotSent
from tools.accounts.links import LIFE, Purpose, make_link
from tools.accounts.people import email_place, find_account
from tools.accounts.post import Letter, Post
from tools.actor import UserId, new_id
from tools.clock import Clock
from tools.errors import Erased
from tools.storage import Database, KeyRing
from tools.storage.schema import account_letters, accounts, registrations

log = logging.getLogger(__name__)

LetterKind = Literal["register", "resend", "reset", "changed"]
"""`resend` is the letter of a registration that its person asks for again."""
REGISTERING = ("register", "resend")
LOCALES = ("fr", "en")
"""The languages that letters are written in; any other reads English."""
BATCH = 20
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long after each failure a letter is tried again; the last pause repeats until the letter is of no use."""
NOTICE_LIFE = timedelta(hours=24)
QUIET = timedelta(minutes=15)
"""Whoever asks, an address gets one letter of a kind in so long."""
RESENT, RESENT_IN = 3, timedelta(hours=1)
"""But for those that are asked for again: so many in so long."""
SENT = -1
"""The attempts of a letter that has left: its row stays for an hour, to be counted, without its person."""

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
        """Ask for a letter, to a person or to whoever has an address, in place of an earlier one that still waits.

        Whether it may leave already is looked up when it would: asking is the same for every address.
        """
        to = []
        if user_id is not None:
            to.append(account_letters.c.user_id == user_id)
        if email_hash is not None:
            to.append(_to(organisation_id, email_hash))
        # One that was tried counts as one that has left, and is tried again.
        connection.execute(delete(account_letters).where(_of_kind(kind), account_letters.c.attempts == 0, or_(*to)))
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
                await self.database.write(partial(self._put_away, row, letter is not None))
        return sent

    def _put_away(self, row: Row[tuple[object, ...]], left: bool, connection: Connection) -> None:
        """A letter that left to an address is counted for an hour; any other is forgotten."""
        now, this = self.clock.now(), account_letters.c.id == row.id
        if left and row.email_hash is not None:
            sent = {"attempts": SENT, "user_id": None, "due_at": now, "expires_at": now + RESENT_IN}
            connection.execute(update(account_letters).where(this).values(sent))
        else:
            connection.execute(delete(account_letters).where(this))

    def _claim(self, connection: Connection) -> list[Row[tuple[object, ...]]]:
        """Take letters for this process: their next attempt is put off before this one begins."""
        now = self.clock.now()
        over = delete(account_letters).where(account_letters.c.expires_at <= now)
        for lost in connection.execute(over.returning(account_letters.c.id, account_letters.c.attempts)):
            if lost.attempts != SENT:
                log.error("letter %s could not be sent in time: given up", lost.id)
        ready = account_letters.c.due_at <= now, account_letters.c.attempts != SENT
        due = select(account_letters).where(*ready).order_by(account_letters.c.due_at)
        claimed = []
        for row in connection.execute(due.limit(BATCH)).all():
            if row.attempts == 0 and _too_soon(connection, row, now):
                connection.execute(delete(account_letters).where(account_letters.c.id == row.id))
                continue
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
            registering = due.purpose in REGISTERING
            table = registrations if registering else accounts
            row = connection.execute(select(table).where(table.c.user_id == user_id)).first()
            if row is None or (registering and due.email_hash not in (None, row.email_hash)):
                return None
            template, link = "register" if registering else due.purpose, f"{self.public_url}/compte"
            if registering and find_account(connection, row.organisation_id, row.email_hash) is not None:
                template = "exists"
            elif template in LIFE:
                purpose: Purpose = template
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


def _too_soon(connection: Connection, row: Row[tuple[object, ...]], now: datetime) -> bool:
    """Whether as many letters of the kind as may have left to the address, or are being sent."""
    if row.email_hash is None:
        return False
    again = row.purpose == "resend"
    kind = account_letters.c.purpose == "resend" if again else _of_kind(row.purpose)
    left = select(func.count()).where(
        kind,
        _to(row.organisation_id, row.email_hash),
        account_letters.c.attempts != 0,
        account_letters.c.due_at > now - (RESENT_IN if again else QUIET),
    )
    return connection.execute(left).scalar_one() >= (RESENT if again else 1)


def _to(organisation_id: str, email_hash: bytes) -> ColumnElement[bool]:
    return (account_letters.c.organisation_id == organisation_id) & (account_letters.c.email_hash == email_hash)


def _of_kind(kind: LetterKind) -> ColumnElement[bool]:
    return account_letters.c.purpose.in_(REGISTERING if kind in REGISTERING else (kind,))


def _life(kind: LetterKind) -> timedelta:
    match kind:
        case "changed":
            return NOTICE_LIFE
        case "reset":
            return LIFE["reset"]
        case "register" | "resend":
            return LIFE["register"]


def _words(template: str, locale: str) -> tuple[str, str]:
    subject, _, text = (_FOLDER / f"{template}.{locale}.txt").read_text(encoding="utf-8").partition("\n\n")
    return subject, text
