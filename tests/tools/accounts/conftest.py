"""Accounts on each database, with a clock that is told, quick hashes, and an outbox to read."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Row, Select, select

from tools.accounts import DEMO_KEY, Accounts, OutboxPost, Post, Session, TokenSecrets, build_accounts
from tools.accounts.passwords import Passwords
from tools.actor import Actor
from tools.clock import FixedClock
from tools.events import Audit, EventStore
from tools.storage import Database, KeyRing, key_of, upgrade
from tools.storage.schema import events as events_table

PASSWORD = "une phrase à moi"
EMAIL = "camille@example.org"


class QuickHasher(Argon2Hasher):
    """Argon2id that costs nothing, and counts how often it worked."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.worked = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.worked += 1
        return super().hash(password, salt=salt)

    def verify(self, password: str | bytes, hash: str | bytes) -> bool:
        self.worked += 1
        return super().verify(password, hash)


@dataclass
class House:
    """Accounts and what stands around them."""

    accounts: Accounts
    database: Database
    keys: KeyRing
    clock: FixedClock
    events: EventStore
    hasher: QuickHasher
    outbox: Path

    async def visitor(self) -> tuple[Session, Actor]:
        """A new visitor of the demo app."""
        session = await self.accounts.directory.visit(DEMO_KEY)
        return session, await self.actor(session)

    async def actor(self, session: Session) -> Actor:
        """Who comes with a session."""
        return await self.accounts.directory.authenticate(session.token)

    async def letters(self) -> list[EmailMessage]:
        """Send what is due; the letters that have left until now, in order."""
        await self.accounts.correspondence.send_due()
        return [read(path) for path in sorted(self.outbox.glob("*.eml"))]

    async def link(self) -> str:
        """The secret of the last letter's link."""
        return secret_in([letter for letter in await self.letters() if "#" in letter.get_content()][-1])

    async def account(self, email: str = EMAIL, password: str = PASSWORD) -> Session:
        """A new account, from its registration to its first session."""
        _, actor = await self.visitor()
        await self.accounts.registration.register(email=email, password=password, actor=actor, app=None, locale="fr")
        return await self.accounts.registration.verify(await self.link(), actor=actor, password=None)

    async def login(self, email: str = EMAIL, password: str = PASSWORD, actor: Actor | None = None) -> Session:
        """Sign in, as nobody yet or as a visitor."""
        app = DEMO_KEY if actor is None else None
        return await self.accounts.login.login(email=email, password=password, actor=actor, app=app)

    async def rows(self, query: Select[Any]) -> list[Row[Any]]:
        """What a query finds."""
        return await self.database.read(lambda c: list(c.execute(query).all()))

    async def audit(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What the audit holds: type, whose, data."""
        query = select(events_table).where(events_table.c.stream.like("audit-%")).order_by(events_table.c.position)
        rows = await self.database.read(lambda c: c.execute(query).all())
        return [(row.type, row.user_id, dict(row.data)) for row in rows]


def read(path: Path) -> EmailMessage:
    """A letter of the outbox."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def secret_in(letter: EmailMessage) -> str:
    """The secret of a letter's link."""
    found = re.search(r"/compte#\w+=([\w-]+)", letter.get_content())
    assert found is not None
    return found.group(1)


@pytest.fixture
async def build_house(database: Database, tmp_path: Path) -> Callable[..., House]:
    """Make accounts on a migrated database; a second call makes another process's."""
    await upgrade(database)
    material, clock = AESGCM.generate_key(256), FixedClock()

    def make(**parts: Any) -> House:
        master = key_of(material)
        keys = KeyRing(database, master)
        events, hasher = EventStore(database, keys, clock), parts.pop("hasher", QuickHasher())
        post: Post = parts.pop("post", OutboxPost(tmp_path / "outbox", "Iris <iris@example.org>"))
        parts.setdefault("secrets", TokenSecrets.parse("s" * 40))
        accounts = build_accounts(
            database=database,
            keys=keys,
            clock=clock,
            audit=Audit(events),
            master=master,
            pepper=b"pepper",
            post=post,
            public_url="https://iris.example/",
            demo=True,
            passwords=Passwords(hasher),
            **parts,
        )
        return House(accounts, database, keys, clock, events, hasher, tmp_path / "outbox")

    return make


@pytest.fixture
async def house(build_house: Callable[..., House]) -> House:
    made = build_house()
    await made.accounts.directory.open_demo()
    return made


async def outcomes(*work: Any) -> list[Any]:
    """The results and the refusals of what runs at once."""
    return await asyncio.gather(*work, return_exceptions=True)
