"""Lanes: what waits in one is committed together, in order, and each unit of work keeps its own fate."""

import asyncio

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine

from tests.contracts.conftest import Ground
from tools.errors import NotFound, Unavailable
from tools.storage import Lanes
from tools.storage.postgres import PostgresDatabase


@pytest.fixture
async def noted(ground: Ground) -> Ground:
    """A table of numbers."""
    await ground.database.write(lambda c: c.execute(text("CREATE TABLE noted (n INTEGER PRIMARY KEY)")) and None)
    return ground


def note(connection: Connection, n: int) -> int:
    connection.execute(text("INSERT INTO noted VALUES (:n)"), {"n": n})
    if n % 5 == 0:
        raise NotFound(str(n))
    return n


async def numbers(ground: Ground) -> list[int]:
    return await ground.database.read(lambda c: list(c.execute(text("SELECT n FROM noted ORDER BY n")).scalars()))


async def test_of_those_that_wait_only_the_failing_ones_fail(noted: Ground) -> None:
    lanes = Lanes()
    work = [lanes.write(noted.database, f"lane {n % 3}", lambda c, n=n: note(c, n)) for n in range(60)]  # type: ignore[misc]
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    kept = [n for n in range(60) if n % 5]
    assert [each for each in outcomes if isinstance(each, int)] == kept
    assert all(isinstance(outcomes[n], NotFound) for n in range(0, 60, 5))
    assert await numbers(noted) == kept


async def test_a_row_that_is_refused_takes_no_other_one_with_it(noted: Ground) -> None:
    lanes = Lanes()
    work = [lanes.write(noted.database, "one", lambda c, n=n: note(c, n)) for n in (1, 2, 2, 3)]  # type: ignore[misc]
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    assert [outcomes[0], outcomes[1], outcomes[3]] == [1, 2, 3]
    assert type(outcomes[2]).__name__ == "IntegrityError"
    assert await numbers(noted) == [1, 2, 3]


async def test_what_waits_shares_transactions_and_keeps_its_order(noted: Ground) -> None:
    begun: list[None] = []
    seen: list[int] = []

    def count(_: Connection) -> None:
        begun.append(None)

    event.listen(Engine, "begin", count)
    lanes = Lanes()
    await asyncio.gather(*(lanes.write(noted.database, "one", lambda c, n=n: seen.append(n)) for n in range(40)))  # type: ignore[misc]
    event.remove(Engine, "begin", count)
    assert seen == list(range(40))
    assert len(begun) < 10


async def test_a_caller_that_goes_away_undoes_nothing(noted: Ground) -> None:
    lanes = Lanes()
    gone = asyncio.create_task(lanes.write(noted.database, "one", lambda c: note(c, 1)))
    stays = asyncio.create_task(lanes.write(noted.database, "one", lambda c: note(c, 2)))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == 2
    assert await numbers(noted) == [1, 2]


@pytest.mark.service
async def test_trouble_of_the_server_fails_all_that_shared_a_transaction_and_no_later_one(postgres_url: str) -> None:
    database = PostgresDatabase(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    await database.open()
    lanes = Lanes()

    def too_slow(connection: Connection) -> None:
        connection.execute(text("set local statement_timeout = 20"))
        connection.execute(text("select pg_sleep(5)"))

    shared = [lanes.write(database, "one", lambda c: c.execute(text("select 1")).scalar()) for _ in range(2)]
    outcomes = await asyncio.gather(*shared, lanes.write(database, "one", too_slow), return_exceptions=True)
    assert list(map(type, outcomes)) == [Unavailable] * 3
    assert await lanes.write(database, "one", lambda c: c.execute(text("select 2")).scalar()) == 2
    await database.close()


@pytest.mark.service
@pytest.mark.parametrize(("query", "prepared"), [("", True), ("?prepare_threshold=0", False)])
async def test_statements_are_prepared_unless_the_address_says_otherwise(
    postgres_url: str, query: str, prepared: bool
) -> None:
    database = PostgresDatabase(postgres_url.replace("postgresql://", "postgresql+psycopg://") + query, pool=1)
    await database.open()
    for _ in range(6):
        await database.read(lambda c: c.execute(text("select 41 + 1")).scalar())
    kept = await database.read(
        lambda c: c.execute(text("select count(*) from pg_prepared_statements where statement like '%41%'")).scalar()
    )
    assert bool(kept) is prepared
    await database.close()
