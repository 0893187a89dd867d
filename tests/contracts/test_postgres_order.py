"""The order of events on PostgreSQL, where what is numbered first can be seen last: the traps, one by one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, delete, insert, select, text
from sqlalchemy.pool import NullPool

from tests.contracts.conftest import Ground, seal_all
from tools.actor import UserId
from tools.clock import DatabaseClock
from tools.events import Append, EventStore, NewEvent
from tools.events.checkpoints import Signer
from tools.events.rebuilding import Projection, rebuild
from tools.events.sealing import Sealer
from tools.events.verification import verify
from tools.storage import KeyRing, key_of, upgrade
from tools.storage.database import dumps
from tools.storage.migrate import FOLDER
from tools.storage.postgres import PostgresDatabase
from tools.storage.schema import events, organisations, unsealed

pytestmark = pytest.mark.service

WRITERS, EACH = 16, 100


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    """PostgreSQL alone, with room for every writer."""
    opened = PostgresDatabase(postgres_url.replace("postgresql://", "postgresql+psycopg://"), pool=WRITERS + 4)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    """Connections whose transactions the test begins and ends itself."""
    url = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    made = create_engine(url, poolclass=NullPool, json_serializer=dumps)
    yield made
    made.dispose()


def put(ground: Ground, connection: Connection, stream: str, command: str) -> int:
    """Append one event in a transaction that stays open; returns its position."""
    new = (NewEvent(type="Noted", data={"command": command}),)
    append = Append(user_id=ground.user_id, stream=stream, events=new, command=command, actor="test")
    return ground.events.append_in(connection, append)[0].position


async def naive(ground: Ground, after: int) -> list[int]:
    """What a reader by position sees."""
    query = select(events.c.position).where(events.c.position > after).order_by(events.c.position)
    return await ground.database.read(lambda c: list(c.execute(query).scalars()))


async def by_transaction(ground: Ground) -> list[int]:
    """What a reader by transaction id alone would take now."""
    query = text(
        "select position from unsealed where xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint "
        "order by xid, position"
    )
    return await ground.database.read(lambda c: list(c.execute(query).scalars()))


async def test_a_late_commit_is_lost_by_position_and_kept_by_seal(
    ground: Ground, sealer: Sealer, engine: Engine
) -> None:
    with engine.connect() as slow, engine.connect() as quick:
        first = put(ground, slow, "s-slow", "slow")
        second = put(ground, quick, "s-quick", "quick")
        quick.commit()
        seen = await naive(ground, 0)
        assert seen == [second], "the reader by position sees the second one, and goes on from there"
        assert await sealer.seal() == 0, "the sealer waits for what may still commit"
        slow.commit()
    assert first not in await naive(ground, seen[-1]), "lost for ever"
    assert await seal_all(sealer) == 2
    assert [each.event.position for each in await ground.events.sealed()] == [first, second]


async def test_who_reads_a_persons_events_on_loses_none_of_them(ground: Ground, sealer: Sealer, engine: Engine) -> None:
    with engine.connect() as slow, engine.connect() as quick:
        first = put(ground, slow, "s-slow", "slow")
        second = put(ground, quick, "s-quick", "quick")
        quick.commit()
        await sealer.seal()
        page = await ground.events.sealed_of_person(ground.user_id)
        after = page[-1].seq if page else 0
        slow.commit()
    await seal_all(sealer)
    page += await ground.events.sealed_of_person(ground.user_id, after=after)
    assert sorted(each.event.position for each in page) == [first, second]


async def test_a_rebuilding_and_who_writes_wait_for_each_other_in_one_order(ground: Ground, engine: Engine) -> None:
    def fold(connection: Connection) -> None:
        connection.execute(delete(organisations))

    projection = Projection(name="organisations", tables=(organisations,), rebuild_in=fold)
    with engine.connect() as writer:
        put(ground, writer, "s-1", "c1")
        rebuilding = asyncio.create_task(rebuild(ground.database, [projection]))
        await somebody_waits(ground)
        # As every writer: first the event, then the row.
        row = insert(organisations).values(id="o_1", name="o", created_at=ground.clock.now())
        await asyncio.to_thread(writer.execute, row)
        writer.commit()
    [table] = await rebuilding
    assert (table.before, table.after) == (1, 0)


async def somebody_waits(ground: Ground) -> None:
    """Return when a transaction of this database waits for a table."""
    query = text(
        "select count(*) from pg_locks where not granted and relation is not null "
        "and database = (select oid from pg_database where datname = current_database())"
    )
    for _ in range(1000):
        if await ground.database.read(lambda c: c.execute(query).scalar()):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.empty
async def test_an_event_that_is_appended_while_the_outbox_is_made_is_in_it(
    database: PostgresDatabase, engine: Engine
) -> None:
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
    clock = DatabaseClock(database.now)
    await clock.set()
    keys = KeyRing(database, key_of(b"k" * 32))
    ground = Ground(database, keys, clock, EventStore(database, keys, clock), UserId("u_1"))
    with engine.connect() as writer:
        put(ground, writer, "s-1", "c0")
        writer.commit()
        put(ground, writer, "s-1", "c1")
        migrating = asyncio.create_task(upgrade(database))
        await somebody_waits(ground)
        writer.commit()
    await migrating
    waiting = await database.read(lambda c: list(c.execute(select(unsealed.c.position)).scalars()))
    assert sorted(waiting) == await naive(ground, 0)
    assert len(waiting) == 2


async def test_an_old_transaction_that_waited_for_a_stream_does_not_overtake_it(
    ground: Ground, sealer: Sealer, engine: Engine
) -> None:
    with ExitStack() as stack:
        early, between, late = (stack.enter_context(engine.connect()) for _ in range(3))
        # `early` and `between` take their ids now, `late` after them; then `late` is the first in the stream.
        for connection in (early, between):
            connection.execute(text("select pg_current_xact_id()"))
        first = put(ground, late, "s-1", "late")
        late.commit()
        second = put(ground, early, "s-1", "early")
        early.commit()
        # Other databases of the server have transactions too: until they end, nothing at all is safe.
        for _ in range(1000):
            if taken := await by_transaction(ground):
                break
            await asyncio.sleep(0.01)
        assert taken == [second], "a reader by transaction id has the second event of the stream before the first"
        assert await sealer.seal() == 0
        between.rollback()
    assert await seal_all(sealer) == 2
    assert [each.event.position for each in await ground.events.sealed()] == [first, second]
    assert [each.event.version for each in await ground.events.sealed()] == [1, 2]


async def test_a_stream_that_waits_keeps_no_other_one_waiting(ground: Ground, sealer: Sealer, engine: Engine) -> None:
    with ExitStack() as stack:
        early, other, between, late = (stack.enter_context(engine.connect()) for _ in range(4))
        for connection in (early, other, between):
            connection.execute(text("select pg_current_xact_id()"))
        put(ground, late, "s-1", "late")
        late.commit()
        put(ground, early, "s-1", "early")
        early.commit()
        free = put(ground, other, "s-2", "other")
        other.commit()
        for _ in range(1000):
            if await sealer.seal():
                break
            await asyncio.sleep(0.01)
        assert [each.event.position for each in await ground.events.sealed()] == [free]
        between.rollback()
    assert await seal_all(sealer) == 2
    assert [each.event.version for each in await ground.events.sealed() if each.event.stream == "s-1"] == [1, 2]


async def test_of_two_sealers_one_works(ground: Ground, sealer: Sealer, engine: Engine) -> None:
    await ground.events.append(
        Append(user_id=ground.user_id, stream="s", events=(NewEvent(type="Noted"),), command="c", actor="test")
    )
    with engine.connect() as leader:
        assert leader.execute(text("select pg_try_advisory_xact_lock(1230128467, 1)")).scalar() is True
        assert await sealer.seal() == 0
        leader.rollback()
    assert await seal_all(sealer) == 1


async def test_a_transaction_that_never_ends_is_seen_as_lag(ground: Ground, sealer: Sealer, engine: Engine) -> None:
    with engine.connect() as stuck:
        stuck.execute(text("select pg_current_xact_id()"))
        await ground.events.append(
            Append(user_id=ground.user_id, stream="s", events=(NewEvent(type="Noted"),), command="c", actor="test")
        )
        assert await sealer.seal() == 0
        assert await sealer.lag() > 0
        stuck.rollback()
    assert await seal_all(sealer) == 1
    assert await sealer.lag() == 0


async def test_sixteen_writers_a_sealer_and_a_reader_lose_nothing(database: PostgresDatabase) -> None:
    await upgrade(database)
    clock = DatabaseClock(database.now)
    await clock.set()
    keys = KeyRing(database, key_of(b"k" * 32))
    ground = Ground(database, keys, clock, EventStore(database, keys, clock), UserId("u_1"))
    sealer = Sealer(database=database, clock=clock, signer=Signer.of(b"c" * 32))
    read: list[tuple[int, str, int]] = []
    writing = asyncio.Event()

    async def write(writer: int) -> None:
        for index in range(EACH):
            stream, command = f"s-{(writer + index) % 5}", f"c-{writer}-{index}"

            def work(connection: Connection, stream: str = stream, command: str = command, early: int = index) -> None:
                if early % 3 == 0:
                    # The id of the transaction comes first, then the wait for the stream.
                    connection.execute(text("select pg_current_xact_id()"))
                put(ground, connection, stream, command)
                if early % 5 == 0:
                    connection.execute(text("select pg_sleep(0.005)"))

            await database.write(work)

    async def follow() -> None:
        after, ended = 0, False
        while True:
            ended = writing.is_set()
            await sealer.seal()
            page = await ground.events.sealed(after=after)
            read.extend((each.seq, each.event.stream, each.event.version) for each in page)
            after = page[-1].seq if page else after
            if ended and after == WRITERS * EACH:
                return
            await asyncio.sleep(0.001)

    following = asyncio.create_task(follow())
    await asyncio.gather(*(write(writer) for writer in range(WRITERS)))
    writing.set()
    await asyncio.wait_for(following, 60)
    assert [seq for seq, _, _ in read] == list(range(1, WRITERS * EACH + 1))
    for stream in {stream for _, stream, _ in read}:
        versions = [version for _, of, version in read if of == stream]
        assert versions == list(range(1, len(versions) + 1))
    assert (await verify(database, sealer.signer)).seals == WRITERS * EACH
