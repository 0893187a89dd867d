"""The contract of the event store, on SQLite and PostgreSQL."""

import asyncio
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from tests.contracts.conftest import Ground
from tools.actor import UserId
from tools.errors import Erased, InvalidArguments, StaleStream
from tools.events import (
    Append,
    BrokenChain,
    EventData,
    EventStore,
    EventType,
    NewEvent,
    Registry,
    UnknownEvent,
    lock_stream,
)


def append(ground: Ground, command: str, *events: NewEvent, expected: int | None = None, stream: str = "s-1") -> Append:
    return Append(
        user_id=ground.user_id,
        stream=stream,
        events=events or (NewEvent(type="Noted", data={"n": 1}, private={"text": "secret é"}),),
        command=command,
        actor="test",
        expected=expected,
    )


async def test_what_is_appended_is_read_in_order(ground: Ground) -> None:
    first = await ground.events.append(append(ground, "c1", NewEvent(type="A"), NewEvent(type="B", data={"x": [1]})))
    second = await ground.events.append(append(ground, "c2"))
    assert await ground.events.read(ground.user_id, "s-1") == [*first, *second]
    assert [event.version for event in [*first, *second]] == [1, 2, 3]
    assert second[0].private == {"text": "secret é"}
    assert await ground.events.verify("s-1") == 3


async def test_a_repeated_command_appends_once(ground: Ground) -> None:
    once = await ground.events.append(append(ground, "c1"))
    assert await ground.events.append(append(ground, "c1")) == once
    assert await ground.events.verify("s-1") == 1


async def test_a_decision_on_an_old_version_is_refused(ground: Ground) -> None:
    await ground.events.append(append(ground, "c1", expected=0))
    with pytest.raises(StaleStream):
        await ground.events.append(append(ground, "c2", expected=0))
    await ground.events.append(append(ground, "c3", expected=1))


async def test_of_concurrent_decisions_on_one_version_one_wins(ground: Ground) -> None:
    outcomes = await asyncio.gather(
        *(ground.events.append(append(ground, f"c{i}", expected=0)) for i in range(12)), return_exceptions=True
    )
    assert sum(isinstance(outcome, list) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, StaleStream) for outcome in outcomes) == 11


async def test_concurrent_appends_lose_nothing(ground: Ground) -> None:
    await asyncio.gather(*(ground.events.append(append(ground, f"c{i}")) for i in range(40)))
    assert await ground.events.verify("s-1") == 40
    assert len(await ground.events.of_person(ground.user_id)) == 40


async def test_somebody_elses_stream_reads_as_empty(ground: Ground) -> None:
    await ground.events.append(append(ground, "c1"))
    assert await ground.events.read(await ground.person("u_2"), "s-1") == []


@pytest.mark.parametrize("verb", ["UPDATE events SET type='X'", "DELETE FROM events"])
async def test_the_store_refuses_to_change_an_event(ground: Ground, verb: str) -> None:
    await ground.events.append(append(ground, "c1"))
    with pytest.raises(Exception, match="append-only"):
        await ground.database.write(lambda c: c.execute(text(verb)) and None)


async def test_a_changed_event_breaks_the_chain(ground: Ground) -> None:
    for index in range(3):
        await ground.events.append(append(ground, f"c{index}"))
    drop = {
        "sqlite": "DROP TRIGGER events_no_UPDATE",
        "postgresql": "DROP TRIGGER events_guard ON events",
    }[ground.database.dialect]
    await ground.database.write(lambda c: c.execute(text(drop)) and None)
    await ground.database.write(lambda c: c.execute(text("UPDATE events SET type='X' WHERE version=2")) and None)
    with pytest.raises(BrokenChain) as broken:
        await ground.events.verify("s-1")
    assert broken.value.details["version"] == 2


async def test_after_erasure_the_chain_holds_and_the_text_is_gone(ground: Ground) -> None:
    await ground.events.append(append(ground, "c1"))
    await ground.database.write(lambda c: ground.keys.destroy(c, ground.user_id, ground.clock.now()))
    [event] = await ground.events.read(ground.user_id, "s-1")
    assert (event.data, event.private) == ({"n": 1}, None)
    assert await ground.events.verify("s-1") == 1
    with pytest.raises(Erased):
        await ground.events.append(append(ground, "c2"))


async def test_no_private_word_is_in_the_database(ground: Ground) -> None:
    await ground.events.append(append(ground, "c1"))
    rows = await ground.database.read(lambda c: str(c.execute(text("select * from events")).all()))
    assert "secret" not in rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.dictionaries(
        st.text(max_size=8),
        st.integers(-(2**53), 2**53) | st.text(max_size=20).filter(lambda t: "\0" not in t) | st.booleans(),
        max_size=4,
    ),
    private=st.none() | st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=3),
)
async def test_any_content_comes_back_and_verifies(
    ground: Ground, data: dict[str, object], private: dict[str, object] | None
) -> None:
    data = {key.replace("\0", ""): value for key, value in data.items()}
    name = uuid.uuid4().hex
    stream = f"s-{name}"
    new = NewEvent(type="Noted", data=data, private=private)
    await ground.events.append(append(ground, f"c-{name}", new, stream=stream))
    [event] = await ground.events.read(UserId("u_1"), stream)
    assert (event.data, event.private) == (data, private)
    assert await ground.events.verify(stream) == 1


class Counted(EventData):
    """Version 2."""

    count: int


COUNTED = EventType(name="Noted", data=Counted, version=2, upcasts={1: lambda data: {"count": data["n"]}})


def registered(ground: Ground) -> EventStore:
    """The same store, by a registry."""
    return EventStore(ground.database, ground.keys, ground.clock, Registry.of([COUNTED]))


async def test_what_the_registry_does_not_know_is_not_appended(ground: Ground) -> None:
    store = registered(ground)
    good = NewEvent(type="Noted", data={"count": 1}, schema_version=2)
    for bad, error in (
        (NewEvent(type="Invented"), UnknownEvent),
        (NewEvent(type="Noted", data={"n": 1}), InvalidArguments),
        (NewEvent(type="Noted", data={"count": "1"}, schema_version=2), InvalidArguments),
    ):
        with pytest.raises(error):
            await store.append(append(ground, "c1", good, bad))
    assert await store.read(ground.user_id, "s-1") == []
    await store.append(append(ground, "c1", good))
    assert await store.verify("s-1") == 1


async def test_older_events_are_read_as_the_present_version_and_still_verify(ground: Ground) -> None:
    old = await ground.events.append(append(ground, "c1", NewEvent(type="Noted", data={"n": 7})))
    store = registered(ground)
    [read] = await store.read(ground.user_id, "s-1")
    assert (read.schema_version, read.data, read.hash) == (2, {"count": 7}, old[0].hash)
    assert await store.of_person(ground.user_id) == [read]
    again = NewEvent(type=read.type, data=read.data, schema_version=read.schema_version)
    await store.append(append(ground, "c2", again))
    assert await store.verify("s-1") == 2


async def test_a_caller_may_hold_the_stream_first(ground: Ground) -> None:
    def work(connection: Connection, command: str) -> int:
        lock_stream(connection, "s-1")
        before = len(ground.events.read_in(connection, ground.user_id, "s-1", None))
        new = append(ground, command, NewEvent(type="Noted", data={"n": before}), expected=before)
        return ground.events.append_in(connection, new, locked=True)[0].version

    made = await asyncio.gather(*(ground.database.write(lambda c, i=i: work(c, f"c{i}")) for i in range(20)))  # type: ignore[misc]
    assert sorted(made) == list(range(1, 21))


async def test_an_append_of_nothing_is_nothing(ground: Ground) -> None:
    nothing = Append(user_id=ground.user_id, stream="s-1", events=(), command="c", actor="test")
    assert await ground.events.append(nothing) == []
