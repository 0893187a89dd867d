"""The contract of a Database, on SQLite and PostgreSQL."""

import asyncio
import os
from datetime import UTC
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, select, text

from tests.contracts.conftest import Ground
from tools.errors import DatabaseUnreadable, NotFound
from tools.storage import Database, upgrade
from tools.storage.database import SqliteDatabase
from tools.storage.migrate import revisions
from tools.storage.schema import metadata, organisations, threads

OPEN = Path("/proc/self/fd")


def add(connection: Connection, name: str, ground: Ground) -> None:
    connection.execute(insert(organisations).values(id=name, name=name, created_at=ground.clock.now()))


async def names(ground: Ground) -> list[str]:
    return await ground.database.read(
        lambda c: list(c.execute(select(organisations.c.id).order_by(organisations.c.id)).scalars())
    )


async def test_migrations_give_the_schema_of_the_code(ground: Ground) -> None:
    def differences(connection: Connection) -> list[object]:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
        return [each for each in found if "alembic_version" not in str(each)]

    assert await ground.database.read(differences) == []


async def test_upgrading_again_changes_nothing(ground: Ground) -> None:
    assert await upgrade(ground.database) == revisions()[-1]


async def test_a_newer_database_is_refused(ground: Ground) -> None:
    await ground.database.write(lambda c: c.execute(text("update alembic_version set version_num='9999'")) and None)
    with pytest.raises(DatabaseUnreadable, match="9999"):
        await upgrade(ground.database)


async def test_a_unit_of_work_is_whole_or_nothing(ground: Ground) -> None:
    def work(connection: Connection) -> None:
        add(connection, "half", ground)
        raise NotFound("on purpose")

    with pytest.raises(NotFound):
        await ground.database.write(work)
    assert await names(ground) == []


async def test_of_many_at_once_only_the_failing_ones_fail(ground: Ground) -> None:
    def work(connection: Connection, index: int) -> int:
        add(connection, f"o{index:03}", ground)
        if index % 3 == 0:
            raise NotFound(str(index))
        return index

    outcomes = await asyncio.gather(
        *(ground.database.write(lambda c, i=index: work(c, i)) for index in range(60)),  # type: ignore[misc]
        return_exceptions=True,
    )
    assert [o for o in outcomes if isinstance(o, int)] == [i for i in range(60) if i % 3]
    assert await names(ground) == [f"o{i:03}" for i in range(60) if i % 3]


async def test_a_caller_that_goes_away_does_not_undo_its_write(ground: Ground) -> None:
    writing = asyncio.create_task(ground.database.write(lambda c: add(c, "kept", ground)))
    await asyncio.sleep(0)
    writing.cancel()
    for _ in range(200):
        if await names(ground):
            break
        await asyncio.sleep(0.01)
    assert await names(ground) == ["kept"]


async def test_writers_of_two_loops_both_hear_of_their_commit(ground: Ground) -> None:
    """As a test that changes something beside a running server does; on PostgreSQL a connection is of one loop."""
    if ground.database.dialect != "sqlite":
        pytest.skip("only SQLite's writer serves several loops")

    def aside(index: int) -> None:
        asyncio.run(ground.database.write(lambda c: add(c, f"aside{index}", ground)))

    for index in range(20):
        beside = asyncio.create_task(asyncio.to_thread(aside, index))
        here = [partial(add, name=f"{index}-{n}", ground=ground) for n in range(5)]
        await asyncio.gather(*map(ground.database.write, here))
        await asyncio.wait_for(beside, 10)
    assert len(await names(ground)) == 120


def opened(path: Path) -> list[str]:
    """The open files of this process whose names begin like `path`."""
    return [name for each in OPEN.iterdir() if each.is_symlink() and (name := os.readlink(each)).startswith(str(path))]


@pytest.mark.skipif(not OPEN.exists(), reason="this system does not list the files that are open")
async def test_closing_lets_go_of_the_file(ground: Ground) -> None:
    if not isinstance(ground.database, SqliteDatabase):
        pytest.skip("PostgreSQL has no file here")
    await ground.database.write(lambda c: add(c, "one", ground))
    await asyncio.gather(*(names(ground) for _ in range(20)))
    assert opened(ground.database.path) != []
    await ground.database.close()
    assert opened(ground.database.path) == []


async def test_closing_finishes_what_nobody_awaits_any_more(database: Database) -> None:
    await upgrade(database)
    done: list[int] = []

    def slow(connection: Connection, index: int) -> None:
        if database.dialect == "postgresql":
            connection.execute(text("select pg_sleep(0.05)"))
        done.append(index)

    callers = [asyncio.create_task(database.read(lambda c, i=i: slow(c, i))) for i in range(3)]  # type: ignore[misc]
    await asyncio.sleep(0.02)
    for caller in callers:
        caller.cancel()
    await database.close()
    assert sorted(done) == [0, 1, 2]


async def test_time_is_the_databases_and_aware(database: Database) -> None:
    assert (await database.now()).tzinfo == UTC


async def test_a_sealed_column_refuses_clear_text(ground: Ground) -> None:
    now = ground.clock.now()
    query = insert(threads).values(user_id="u", id="t", app_id="a", title="en clair", created_at=now, updated_at=now)
    with pytest.raises(Exception, match="takes ciphertext"):
        await ground.database.write(lambda c: c.execute(query) and None)
