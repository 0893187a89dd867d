"""What the ledger does a second: a hold and its capture as one unit, beside the bare statements on the same driver."""

import asyncio
import os
import random
import secrets
import statistics
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Engine

from tests.fakes.treasury import Treasury
from tools.actor import UserId
from tools.storage import Database

POSTGRES = os.environ.get("IRIS_TEST_POSTGRES", "postgresql://127.0.0.1:5432/test")  # noqa: TID251
ACTION = "quick_advice"
WALLETS = 10_000
CLIENTS = (1, 16, 64)
SECONDS = 2.0

Unit = Callable[[str], Awaitable[object]]


@dataclass(slots=True)
class Statements:
    """How many statements each transaction of a unit sends: the limit is made to send as many."""

    counts: list[int] = field(default_factory=list)

    def listen(self) -> None:
        """Count on every engine of this process."""
        event.listen(Engine, "begin", self._begin)
        event.listen(Engine, "before_cursor_execute", self._count)

    def ignore(self) -> None:
        """Count no more."""
        event.remove(Engine, "begin", self._begin)
        event.remove(Engine, "before_cursor_execute", self._count)

    def _begin(self, _: Connection) -> None:
        self.counts.append(0)

    def _count(self, *_: object) -> None:
        if self.counts:
            self.counts[-1] += 1


@asynccontextmanager
async def postgres() -> AsyncIterator[str]:
    """A database of its own."""
    name = f"bench_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


async def wallets(treasury: Treasury, count: int) -> list[UserId]:
    """People with points for ever, many of them in each commit."""
    people = [UserId(f"u_{n:05}") for n in range(count)]

    def open_some(some: list[UserId]) -> Callable[[Connection], None]:
        def work(connection: Connection) -> None:
            for user_id in some:
                treasury.ledger.credit_in(connection, user_id, 1_000_000, origin="grant", command=f"g:{user_id}")

        return work

    for start in range(0, count, 200):
        await treasury.database.write(open_some(people[start : start + 200]))
    return people


def ledger_unit(treasury: Treasury) -> Unit:
    """A hold and its capture: two commits."""

    async def unit(user_id: str) -> None:
        hold_id = secrets.token_hex(8)
        await treasury.ledger.hold(UserId(user_id), ACTION, hold_id=hold_id)
        await treasury.ledger.capture(UserId(user_id), hold_id)

    return unit


bare = MetaData()
bare_events = Table(
    "bare_events",
    bare,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("stream", String(64), nullable=False),
    Column("data", Text, nullable=False),
)
bare_wallets = Table(
    "bare_wallets",
    bare,
    Column("user_id", String(64), primary_key=True),
    Column("available", Integer, CheckConstraint("available >= 0"), nullable=False),
    Column("version", Integer, nullable=False),
)
_READ = select(bare_wallets).where(bare_wallets.c.user_id == bindparam("u"))
_SPEND = (
    update(bare_wallets)
    .where(bare_wallets.c.user_id == bindparam("u"), bare_wallets.c.available >= 1)
    .values(available=bare_wallets.c.available - 1, version=bare_wallets.c.version + 1)
)
_APPEND = insert(bare_events).returning(bare_events.c.position)


async def bare_unit(database: Database, people: list[UserId], statements: list[int]) -> Unit:
    """As many statements in as many commits, on the same layers: an append, an update on a condition, reads by key."""

    def prepare(connection: Connection) -> None:
        bare.create_all(connection)
        rows = [{"user_id": user_id, "available": 1_000_000, "version": 0} for user_id in people]
        connection.execute(insert(bare_wallets), rows)

    await database.write(prepare)
    data = "x" * 300

    def work(user_id: str, count: int) -> Callable[[Connection], None]:
        def do(connection: Connection) -> None:
            for _ in range(count - 2):
                connection.execute(_READ, {"u": user_id}).first()
            connection.execute(_SPEND, {"u": user_id})
            row = {"id": secrets.token_hex(8), "stream": user_id, "data": data}
            connection.execute(_APPEND, row).scalar_one()

        return do

    async def unit(user_id: str) -> None:
        for count in statements:
            await database.write(work(user_id, count))

    return unit


async def rate(unit: Unit, people: list[UserId], clients: int, seconds: float = SECONDS) -> dict[str, float]:
    """Units a second and milliseconds at the median and the 99th percentile, in a closed loop of so many clients."""
    took: list[float] = []
    dice = random.Random(1)
    until = time.perf_counter() + seconds

    async def client() -> None:
        while time.perf_counter() < until:
            began = time.perf_counter()
            await unit(dice.choice(people))
            took.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return _figures(took, time.perf_counter() - began)


async def paced(unit: Unit, people: list[UserId], a_second: float, seconds: float) -> dict[str, float]:
    """The same at a given pace, whatever the answers take."""
    took: list[float] = []
    dice = random.Random(2)

    async def one() -> None:
        began = time.perf_counter()
        await unit(dice.choice(people))
        took.append(time.perf_counter() - began)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for n in range(int(a_second * seconds)):
            await asyncio.sleep(max(0.0, began + n / a_second - time.perf_counter()))
            tasks.create_task(one())
    return _figures(took, time.perf_counter() - began)


def _figures(took: list[float], lasted: float) -> dict[str, float]:
    ordered = sorted(took)
    return {
        "units_per_s": round(len(took) / lasted),
        "p50_ms": round(statistics.median(ordered) * 1000, 2),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)] * 1000, 2),
    }


async def _statements(unit: Unit, user_id: UserId) -> list[int]:
    counted = Statements()
    await unit(user_id)
    counted.listen()
    await unit(user_id)
    counted.ignore()
    return [count for count in counted.counts if count]


async def _beside(treasury: Treasury, clients: tuple[int, ...]) -> dict[str, object]:
    people = await wallets(treasury, WALLETS)
    unit = ledger_unit(treasury)
    statements = await _statements(unit, people[0])
    limit_unit = await bare_unit(treasury.database, people, statements)
    results: dict[str, object] = {"statements": statements}
    for name, some in (("one_wallet", people[:1]), ("10000_wallets", people)):
        for count in clients:
            # One after the other, and again: the machine is noisy.
            measured = [(await rate(limit_unit, some, count), await rate(unit, some, count)) for _ in range(2)]
            limit = max(measured, key=lambda each: each[0]["units_per_s"])[0]
            ours = max(measured, key=lambda each: each[1]["units_per_s"])[1]
            ratio = round(ours["units_per_s"] / limit["units_per_s"], 2)
            results[f"{name}_{count}"] = {"ledger": ours, "limit": limit, "ratio": ratio}
    if broken := await treasury.ledger.violations():
        results["violations"] = broken[:5]
    return results


async def bench() -> dict[str, object]:
    """Both databases."""
    secret = secrets.token_bytes(32)
    results: dict[str, object] = {}
    async with postgres() as url:
        treasury = await Treasury.open(url, secret)
        results["postgresql"] = await _beside(treasury, CLIENTS)
        await treasury.close()
    with tempfile.TemporaryDirectory() as folder:
        treasury = await Treasury.open(f"sqlite:///{Path(folder) / 'iris.db'}", secret)
        sqlite = await _beside(treasury, (1, 64))
        people = [UserId(f"u_{n:05}") for n in range(WALLETS)]
        unit = ledger_unit(treasury)
        full = await rate(unit, people, 200)
        sqlite["200_tasks"] = full
        sqlite["at_half_of_250"] = await paced(unit, people, 125, 10)
        sqlite["at_half_of_its_own"] = await paced(unit, people, full["units_per_s"] / 2, 10)
        results["sqlite"] = sqlite
        await treasury.close()
    return {"energy": results}
