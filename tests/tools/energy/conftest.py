"""A ledger with a clock that moves when told to; its invariants are checked after every test."""

import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection

from agents.books import faults
from tests.conftest import fresh_database
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.clock import FixedClock
from tools.energy import EVENTS, Change, Ledger, Metering, load_catalogue
from tools.events import EventStore, Registry
from tools.events.checkpoints import Signer
from tools.events.sealing import Sealer
from tools.storage import Database, KeyRing, database_at, key_of
from tools.storage.schema import metadata

T = TypeVar("T")

SIGNER = Signer.of(b"c" * 32)


@dataclass(frozen=True)
class Bank:
    """A ledger with one person."""

    database: Database
    keys: KeyRing
    clock: FixedClock
    ledger: Ledger
    user_id: UserId
    told: list[Change] = field(default_factory=list)

    @property
    def metering(self) -> Metering:
        """A meter that notes what it tells."""
        return Metering(self.ledger, self.keys, self.told.append)

    @property
    def actor(self) -> Actor:
        """The person."""
        return Actor(
            user_id=self.user_id,
            organisation_id=OrganisationId("o_1"),
            app_id=AppId("a_1"),
            scopes=frozenset({"energy:read", "coach:write"}),
        )

    async def grant(self, points: int, command: str = "grant") -> None:
        """Points for ever."""
        await self.ledger.credit(self.user_id, points, origin="grant", command=command)

    async def buy(self, points: int, order_id: str) -> None:
        """Points that an order paid for."""
        await self.ledger.credit(
            self.user_id, points, origin="purchase", command=f"order:{order_id}", order_id=order_id
        )

    async def do(self, work: Callable[[Connection], T]) -> T:
        """A unit of work."""
        return await self.database.write(work)

    async def has(self) -> tuple[int, int, int]:
        """Points available, held and owed."""
        balance = await self.ledger.balance(self.user_id)
        return balance.available, balance.held, balance.debt

    async def changes(self) -> list[tuple[str, int, int]]:
        """The statement, oldest first: kind, change, available."""
        lines = await self.ledger.statement(self.user_id, limit=200)
        return [(line.kind, line.change, line.available) for line in reversed(lines)]


async def bank_over(database: Database) -> Bank:
    """A ledger over a migrated database, and a person whom it does not know yet."""
    clock = FixedClock(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    keys = KeyRing(database, key_of(AESGCM.generate_key(256)))
    events = EventStore(database, keys, clock, Registry.of(EVENTS))
    user_id = UserId(f"u_{secrets.token_hex(6)}")
    await database.write(lambda c: keys.create(c, user_id, clock.now()))
    return Bank(database, keys, clock, Ledger(database, keys, clock, events, load_catalogue()), user_id)


@pytest.fixture(scope="session")
def shared_postgres(postgres: str, migrated_postgres: str) -> Iterator[str]:
    """One PostgreSQL database for all these tests: each has a person of its own in it."""
    with fresh_database(postgres, migrated_postgres.rsplit("/", 1)[1]) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> str:
    """Each database in turn, migrated."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("shared_postgres")
        return url
    shutil.copy(migrated, tmp_path / "ledger.db")
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
async def bank(ledger_url: str) -> AsyncIterator[Bank]:
    database = database_at(ledger_url)
    await database.open()
    made = await bank_over(database)
    yield made
    sealer = Sealer(database=database, clock=made.clock, signer=SIGNER)
    await sealer.seal()
    assert await faults(made.ledger, sealer) == []
    await database.close()
    if database.dialect == "postgresql":
        # What is checked after a test is that test's.
        empty(ledger_url)


def empty(url: str) -> None:
    """Delete every row of the shared database, those that may not be deleted, too."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as admin:
        tables = ", ".join(f'"{name}"' for name in metadata.tables)
        admin.execute("SET session_replication_role = replica")
        admin.execute(f"TRUNCATE {tables} RESTART IDENTITY")
