"""Erasure: the key goes first, then everything; what fails on the way is finished later; others lose nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.tools.privacy.conftest import KEPT_TABLES, House
from tools.actor import UserId
from tools.errors import Erased, NotFound, StorageFull
from tools.events import audit_stream
from tools.privacy import PersonalStore, Register
from tools.storage.schema.tables import Sealed

CANARY = "Clémence Vasseur-Kaboré, 06 44 12 90 71"


def broken(register: Register, failures: list[Exception]) -> Register:
    """The register with a store outside the database that fails as long as there are failures left."""

    async def erase_outside(user_id: UserId) -> int:
        if failures:
            raise failures.pop()
        return 3

    stores: list[PersonalStore] = [
        replace(store, erase_outside=erase_outside) if store.name == "documents" else store for store in register.stores
    ]
    return replace(register, stores=tuple(stores))


async def test_an_erasure_leaves_nothing_that_can_be_read(house: House) -> None:
    me, other = await house.person("u_me", canary=CANARY), await house.person("u_other", canary="autre")
    before = await house.held(other)
    key, wrapped = await house.keys.of(me), await house.wrapped(me)
    sealed = [
        (table, row[index])
        for table in house.personal_tables()
        for row in (await house.held(me))[table.name]
        for index, column in enumerate(table.columns)
        if isinstance(column.type, Sealed) and table.name != "events" and row[index] is not None
    ]
    assert sealed
    assert all(key.open_text(value, "anywhere") == CANARY for _, value in sealed)

    receipt = await house.erasure().erase(me)

    assert receipt.completed
    assert receipt.counts["conversations"] == 2
    assert receipt.counts["documents"] == 1
    assert house.stopped == [me]
    left = await house.held(me)
    assert {name for name, rows in left.items() if rows} <= KEPT_TABLES
    with pytest.raises(Erased):
        await house.keys.of(me)
    facts = await house.events.read(me, f"profile-{me}")
    assert [fact.private for fact in facts] == [None]
    for stream in await house.streams():
        await house.events.verify(stream)
    assert await house.held(other) == before
    assert (await house.facts.of(other))[0].text == "autre"
    on_disk = house.bytes_on_disk()
    assert wrapped not in on_disk
    assert CANARY.encode() not in on_disk
    for table, value in sealed:
        assert value not in on_disk, table.name


async def test_the_key_leaves_the_files_among_many_others(house: House) -> None:
    people = [await house.person(f"u_{index:03}", canary=CANARY * 20) for index in range(40)]
    gone = people[::7]
    keys = [await house.wrapped(user_id) for user_id in gone]
    erasure = house.erasure()
    for user_id in gone:
        await erasure.erase(user_id)
    on_disk = house.bytes_on_disk()
    assert [key for key in keys if key in on_disk] == []
    for user_id in set(people) - set(gone):
        await house.keys.of(user_id)


async def test_the_proof_is_in_the_chain_and_says_how_much(house: House) -> None:
    me = await house.person("u_me")
    receipt = await house.erasure().erase(me)
    told, noted = await house.events.read(me, audit_stream(me))
    assert (told.type, told.data) == ("PersonErased", {})
    assert noted.type == "SubjectErased"
    assert noted.data["receipt"] == receipt.id
    assert noted.data["asked_by"] == "person"
    assert noted.data["erased_conversations"] == 2
    assert receipt.backups_until - receipt.asked_at == timedelta(days=30)
    assert {kept.what.en for kept in receipt.kept}


async def test_what_fails_on_the_way_is_finished_by_the_job_and_the_key_is_gone_at_once(house: House) -> None:
    me = await house.person("u_me", canary=CANARY)
    wrapped = await house.wrapped(me)
    failures: list[Exception] = [OSError("disk"), StorageFull("disk")]
    erasure = house.erasure(broken(house.register, failures))

    receipt = await erasure.erase(me)

    assert not receipt.completed
    assert receipt.erased == ()
    with pytest.raises(Erased):
        await house.keys.of(me)
    assert (await house.held(me))["messages"]
    assert await erasure.complete() == 0
    house.clock.advance(minutes=2)
    assert await erasure.complete() == 0
    assert (await house.held(me))["messages"]
    assert await erasure.complete() == 1
    assert not (await house.held(me))["messages"]
    _, noted = await house.events.read(me, audit_stream(me))
    assert noted.data["erased_documents"] == 4
    assert wrapped not in house.bytes_on_disk()


async def test_a_crash_after_the_first_step_is_finished_by_the_next_process(house: House) -> None:
    me = await house.person("u_me")
    crashed = house.erasure()
    await house.database.write(lambda c: crashed._begin(c, me, "er_1", "person", house.clock.now()))
    house.clock.advance(minutes=2)
    assert await house.erasure().complete() == 1
    assert {name for name, rows in (await house.held(me)).items() if rows} <= KEPT_TABLES
    _, noted = await house.events.read(me, audit_stream(me))
    assert noted.data["receipt"] == "er_1"


async def test_what_another_process_wrote_meanwhile_goes_with_the_last_look(house: House) -> None:
    me = await house.person("u_me")
    erasure = house.erasure()
    late = (await house.held(me))["runs"][0]
    await erasure.erase(me)
    runs = next(table for table in house.personal_tables() if table.name == "runs")
    await house.database.write(lambda c: c.execute(runs.insert().values(late)) and None)
    assert await erasure.complete() == 0
    house.clock.advance(minutes=3)
    assert await erasure.complete() == 1
    assert (await house.held(me))["runs"] == []
    assert await erasure.complete() == 0


async def test_a_second_erasure_and_an_unknown_person_are_refused(house: House) -> None:
    me = await house.person("u_me")
    erasure = house.erasure()
    outcomes = await asyncio.gather(*(erasure.erase(me) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(outcome, Erased) for outcome in outcomes) == 4
    with pytest.raises(Erased):
        await erasure.erase(me)
    with pytest.raises(NotFound):
        await erasure.erase(UserId("u_nobody"))
    audit = await house.events.read(me, audit_stream(me))
    assert [event.type for event in audit] == ["PersonErased", "SubjectErased"]


async def test_other_processes_let_go_of_the_person(house: House) -> None:
    me = await house.person("u_me")
    elsewhere = house.erasure()
    await house.erasure().erase(me)
    house.stopped.clear()
    await elsewhere.follow()
    await elsewhere.follow()
    assert house.stopped == [me, me]
    house.clock.advance(minutes=1)
    await elsewhere.follow()
    assert house.stopped == [me, me]


async def test_a_key_that_was_being_read_during_the_erasure_is_not_kept(house: House) -> None:
    me = await house.person("u_me")
    await house.keys.of(me)
    await house.erasure().erase(me)
    house.keys._keep(me, bytes(32))
    with pytest.raises(Erased):
        await house.keys.of(me)


async def test_a_person_who_leaves_the_page_does_not_stop_their_erasure(house: House) -> None:
    me = await house.person("u_me")
    erasing = asyncio.create_task(house.erasure().erase(me))
    await asyncio.wait_for(house.stopping.wait(), timeout=10)
    erasing.cancel()
    for _ in range(500):
        if not (await house.held(me))["messages"]:
            break
        await asyncio.sleep(0.01)
    assert (await house.held(me))["messages"] == []


async def test_people_who_do_not_come_back_are_erased(house: House) -> None:
    gone = await house.person("u_gone")
    user = await house.person("u_user", kind="user")
    house.clock.advance(days=100)
    here = await house.person("u_here")
    retention = house.retention()
    assert await retention.run() == 0
    house.clock.advance(days=25)
    assert await retention.idle() == [gone]
    assert await retention.run() == 1
    assert await retention.run() == 0
    await house.keys.of(user)
    await house.keys.of(here)
    house.clock.advance(days=730)
    assert await retention.run() == 2
    _, noted = await house.events.read(gone, audit_stream(gone))
    assert noted.data["asked_by"] == "retention"


async def test_questions_that_are_closed_for_long_are_deleted(house: House) -> None:
    me = await house.person("u_me")
    house.clock.advance(days=31)
    await house.retention().run()
    assert (await house.held(me))["interrupts"] == []
    assert (await house.held(me))["messages"]
