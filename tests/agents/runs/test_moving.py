"""A visitor's conversations become the account's: read as before, under the same ids, and never twice."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from email import message_from_bytes, policy
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Row, Select, select, update

from agents.runs.feedback import MESSAGE_RATED
from agents.runs.moving import PLACES
from agents.runtime import Runtime
from tests.fakes.iris import Visitor, text_of
from tests.fakes.scripted import ScriptedModel
from tools.accounts import Session
from tools.actor import Actor, ThreadId
from tools.errors import Erased, NotFound, RunConflict
from tools.events import Append, NewEvent, person_stream
from tools.profile import FACT_REMEMBERED, Origin, Writer
from tools.storage.schema import interrupts, messages, metadata, run_log, runs, threads
from tools.storage.schema.tables import Sealed

EMAIL, PASSWORD = "camille@example.org", "une phrase à moi"

OTHERS = {
    "events.private": "facts are appended again; the rest stays with the visitor, whose key is destroyed",
    "people.profile": "the visitor's own; an account has its own",
    "accounts.email": "a visitor has no account",
    "accounts.password": "a visitor has no account",
    "registrations.email": "deleted with the visitor",
    "registrations.password": "deleted with the visitor",
    "sessions.device": "deleted with the visitor",
    "files.name": "moved by tools.files",
    "files.content": "moved by tools.files",
    "files.text": "moved by tools.files",
    "deliverables.result": "what the visitor's points paid for stays with them, as the points do",
}


@pytest.fixture
async def iris(build: Callable[..., Runtime]) -> AsyncIterator[Runtime]:
    runtime = build(model=ScriptedModel(scripts=[["D’accord."]]))
    await runtime.start()
    yield runtime
    await runtime.stop()


async def account(iris: Runtime) -> tuple[Session, Visitor]:
    """A person with an account, who talks."""
    visitor = await Visitor.arrive(iris)
    registration = iris.accounts.registration
    await registration.register(email=EMAIL, password=PASSWORD, actor=visitor.actor, app=None, locale="fr")
    await iris.accounts.correspondence.send_due()
    letter = message_from_bytes(next((iris.home.path / "outbox").iterdir()).read_bytes(), policy=policy.default)
    link = re.search(r"#verifier=([\w-]+)", letter.get_content())
    assert link is not None
    session = await registration.verify(link.group(1), actor=visitor.actor, password=None)
    return session, Visitor(iris, await iris.directory.authenticate(session.token), visitor.app)


async def sign_in(iris: Runtime, actor: Actor) -> Session:
    return await iris.accounts.login.login(email=EMAIL, password=PASSWORD, actor=actor, app=None)


async def history(iris: Runtime, actor: Actor, thread: str) -> list[tuple[str, str, str, str | None]]:
    found = await iris.threads.history(actor.user_id, ThreadId(thread))
    return [(message.id, message.role, message.text, message.parent_id) for message in found]


def found(query: Select[Any], connection: Connection) -> list[Row[Any]]:
    return list(connection.execute(query).all())


async def test_what_was_said_is_read_as_before_under_the_same_ids(iris: Runtime) -> None:
    _, owner = await account(iris)
    visitor = await Visitor.arrive(iris)
    started, _ = await visitor.say("Je voudrais changer de métier")
    await visitor.say("Je suis aide-soignante", started.thread_id)
    await iris.runs.settled()
    before = await history(iris, visitor.actor, started.thread_id)
    log = [frame for _, frame in await iris.runs.log.read(visitor.actor.user_id, started.run_id)]
    session = await sign_in(iris, visitor.actor)
    assert session.user_id == owner.actor.user_id
    assert await history(iris, owner.actor, started.thread_id) == before
    assert [f for _, f in await iris.runs.log.read(owner.actor.user_id, started.run_id)] == log
    line = await iris.threads.get(owner.actor.user_id, started.thread_id)
    assert line.title == "Je voudrais changer de métier"
    with pytest.raises(Erased):
        await iris.threads.get(visitor.actor.user_id, started.thread_id)
    for table in (threads, messages, runs, run_log, interrupts):
        query = select(table).where(table.c.user_id == visitor.actor.user_id)
        assert await iris.database.read(partial(found, query)) == []
    _, events = await owner.say("On continue ?", started.thread_id)
    assert text_of(events) == "D’accord."
    assert len(await history(iris, owner.actor, started.thread_id)) == len(before) + 2


async def test_facts_follow_and_are_told_once(iris: Runtime) -> None:
    _, owner = await account(iris)
    visitor = await Visitor.arrive(iris)
    for actor, facts in (
        (owner.actor, ["Je suis boulangère"]),
        (visitor.actor, ["Je suis boulangère", "J’habite Brest"]),
    ):
        for index, fact in enumerate(facts):
            event = NewEvent(type=FACT_REMEMBERED, data={"kind": "job"}, private={"fact": fact})
            stream = person_stream("profile", actor.user_id)
            await iris.events.append(
                Append(user_id=actor.user_id, stream=stream, events=(event,), command=f"c{index}", actor="test")
            )
    await sign_in(iris, visitor.actor)
    recorded = await iris.events.read(owner.actor.user_id, person_stream("profile", owner.actor.user_id))
    assert [e.private["fact"] for e in recorded if e.private] == ["Je suis boulangère"] * 2 + ["J’habite Brest"]
    await iris.events.verify(person_stream("profile", owner.actor.user_id))


async def test_the_profile_follows_with_its_corrections_and_without_what_was_removed(iris: Runtime) -> None:
    _, owner = await account(iris)
    visitor = await Visitor.arrive(iris)
    mine, theirs = (Writer(each.actor.user_id, "test", "c1") for each in (owner, visitor))
    said, read = (Origin(kind=kind, on=date(2026, 11, 20)) for kind in ("said", "read"))
    await iris.profiles.add(mine, "languages", {"language": "breton"}, said)
    await iris.profiles.add(theirs, "languages", {"language": "breton"}, read)
    gone = await iris.profiles.add(theirs._replace(command="c2"), "skills", {"name": "tri"}, said)
    job = await iris.profiles.add(theirs._replace(command="c3"), "work", {"position": "soudeur"}, read)
    await iris.profiles.remove(theirs._replace(command="c4"), gone.item.id)
    await iris.profiles.correct(theirs._replace(command="c5"), job.item.id, {"position": "soudeuse"}, said)
    confirmed = (await iris.profiles.confirm(theirs._replace(command="c6"), job.item.id)).item
    await sign_in(iris, visitor.actor)
    known = await iris.profiles.of(owner.actor.user_id)
    assert [item.values.plain() for item in known.items] == [{"language": "breton"}, {"position": "soudeuse"}]
    moved = known.items[1]
    assert (moved.id, moved.values, moved.origin) == (confirmed.id, confirmed.values, confirmed.origin)
    assert moved.confirmed_at is not None
    assert [former.values.plain() for former in moved.history] == [{"position": "soudeur"}]


async def test_opinions_and_the_path_outside_follow(iris: Runtime) -> None:
    _, owner = await account(iris)
    visitor = await Visitor.arrive(iris)
    rated = {"message_id": "m_1", "thread_id": "t_1", "run_id": "r_1", "agent": "guide", "thumb": "up"}
    for kind, event in (
        ("feedback", NewEvent(type=MESSAGE_RATED, data=rated, private={"reason": "clair"})),
        ("journey", NewEvent(type="ApplicationSent", data={}, private={"offer_id": "o_1", "note": "chez Navalys"})),
    ):
        user_id = visitor.actor.user_id
        await iris.events.append(
            Append(user_id=user_id, stream=person_stream(kind, user_id), events=(event,), command="c1", actor="test")
        )
    await sign_in(iris, visitor.actor)
    moved = {
        kind: [e.private for e in await iris.events.read(owner.actor.user_id, person_stream(kind, owner.actor.user_id))]
        for kind in ("feedback", "journey")
    }
    assert moved == {"feedback": [{"reason": "clair"}], "journey": [{"offer_id": "o_1", "note": "chez Navalys"}]}


async def test_energy_never_moves(iris: Runtime) -> None:
    _, owner = await account(iris)
    visitor = await Visitor.arrive(iris)
    mine, theirs = owner.actor.user_id, visitor.actor.user_id
    await iris.energy.credit(theirs, 25, origin="purchase", command="order:o_1", order_id="o_1")
    await iris.energy.hold(theirs, "quick_advice", hold_id="h_1")
    before, left = await iris.energy.balance(mine), await iris.energy.balance(theirs)
    recorded = await iris.events.read(theirs, person_stream("wallet", theirs))
    await sign_in(iris, visitor.actor)
    assert await iris.energy.balance(mine) == before
    assert await iris.energy.balance(theirs) == left
    assert (left.available, left.held) == (20, 5)
    assert await iris.events.read(theirs, person_stream("wallet", theirs)) == recorded
    assert [event.type for event in recorded] == ["EnergyCredited", "EnergyHeld"]
    assert await iris.energy.violations() == []


async def test_ids_that_both_use_are_told_apart(iris: Runtime) -> None:
    _, owner = await account(iris)
    visitor = await Visitor.arrive(iris)
    mine, _ = await owner.say("La mienne", "t_same", run_id="r_same")
    theirs, _ = await visitor.say("Celle d’avant", "t_same", run_id="r_same")
    assert (mine.thread_id, mine.run_id) == (theirs.thread_id, theirs.run_id)
    await iris.runs.settled()
    own = await history(iris, owner.actor, "t_same")
    clash = update(messages).where(messages.c.user_id == visitor.actor.user_id, messages.c.position == 1)
    sealed = (await iris.keys.of(visitor.actor.user_id)).seal(
        b'{"text": "Celle d\xe2\x80\x99avant"}', f"messages:{own[0][0]}"
    )
    first = (await history(iris, visitor.actor, "t_same"))[0][0]
    child = update(messages).where(messages.c.user_id == visitor.actor.user_id, messages.c.parent_id == first)
    await iris.database.write(lambda c: c.execute(clash.values(id=own[0][0], content=sealed)) and None)
    await iris.database.write(lambda c: c.execute(child.values(parent_id=own[0][0])) and None)
    await sign_in(iris, visitor.actor)
    assert await history(iris, owner.actor, "t_same") == own
    lines = await iris.threads.recent(owner.actor.user_id)
    other = next(line.id for line in lines if line.id != "t_same")
    said = await history(iris, owner.actor, other)
    assert [text for _, _, text, _ in said] == ["Celle d’avant", "D’accord."]
    assert said[0][0] != own[0][0]
    assert said[1][3] == said[0][0]
    # The log of the run that took another name repeats the old ids: the history stands in for it.
    run = await iris.database.read(lambda c: c.execute(select(runs).where(runs.c.thread_id == other)).one())
    assert run.id != "r_same"
    assert await iris.runs.log.last(owner.actor.user_id, run.id) is None
    assert await iris.runs.log.last(owner.actor.user_id, mine.run_id) is not None


async def test_an_answer_under_way_is_waited_for(build: Callable[..., Runtime]) -> None:
    iris = build(model=ScriptedModel(scripts=[["D’accord."], ["Je ", 0.4, "réfléchis."]]))
    await iris.start()
    try:
        _, owner = await account(iris)
        visitor = await Visitor.arrive(iris)
        await owner.say("Bonjour", agent="guide")
        started = await visitor.start("Bonjour", agent="guide")
        with pytest.raises(RunConflict) as refused:
            await sign_in(iris, visitor.actor)
        assert refused.value.details == {"run_id": started.run_id}
        await visitor.follow(started.run_id)
        await sign_in(iris, visitor.actor)
        assert len(await history(iris, owner.actor, started.thread_id)) == 2
    finally:
        await iris.stop()


async def test_of_two_logins_of_one_visitor_one_moves(iris: Runtime) -> None:
    _, owner = await account(iris)
    visitor = await Visitor.arrive(iris)
    started, _ = await visitor.say("Bonjour")
    await iris.runs.settled()
    await sign_in(iris, visitor.actor)
    with pytest.raises((Erased, NotFound)):
        await sign_in(iris, visitor.actor)
    assert len(await history(iris, owner.actor, started.thread_id)) == 2


def test_every_sealed_column_of_a_person_is_moved_or_named() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Sealed)
    }
    assert sealed == set(PLACES) | set(OTHERS)
