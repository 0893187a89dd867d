"""Interrupts: an execution waits for the person, across restarts, and does nothing twice."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from agents.runs.resuming import ExpiredInterrupt
from agents.runs.turn import Answer
from agents.runtime import Runtime
from tests.fakes.iris import Visitor, text_of
from tests.fakes.scripted import ScriptedModel
from tests.fakes.spending import Till, teller_catalog
from tools.errors import InvalidResume, NotFound
from tools.storage.schema import executions, interrupts

SPEND: list[Any] = [
    "Je m’en occupe. ",
    {"call": "remember", "args": {"kind": "wish", "fact": "dépenser"}},
    {"call": "spend_points", "args": {"points": 15}},
]

Start = Callable[..., Any]


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.fixture
def open_iris(build: Callable[..., Runtime], till: Till) -> Start:
    @asynccontextmanager
    async def start(scripts: list[list[Any]]) -> AsyncIterator[Runtime]:
        iris = build(model=ScriptedModel(scripts=scripts), catalog=teller_catalog(), operations=[till.operation()])
        await iris.start()
        yield iris
        await iris.stop()

    return start


def waiting(events: list[Any]) -> list[Any]:
    """The interrupts of a run's end."""
    assert events[-1]["outcome"]["type"] == "interrupt"
    found: list[Any] = events[-1]["outcome"]["interrupts"]
    return found


def approve(interrupt: Any, *, approved: bool = True) -> Answer:
    return Answer(interrupt_id=interrupt["id"], status="resolved", payload={"approved": approved})


async def resume(visitor: Visitor, thread: Any, *answers: Answer) -> list[Any]:
    started = await visitor.iris.runs.resume(visitor.actor, visitor.app, thread, answers)
    return await visitor.follow(started.run_id)


async def test_a_spend_asks_first_and_resumes_with_the_answer(open_iris: Start, till: Till) -> None:
    async with open_iris([SPEND, ["C’est fait."]]) as iris:
        visitor = await Visitor.arrive(iris)
        started, events = await visitor.say("dépense", agent="teller")
        [asked] = waiting(events)
        assert asked["reason"] == "iris:payment"
        assert asked["toolCallId"] == "c0-1"
        assert asked["expiresAt"] > "2026"
        assert {"STATE_SNAPSHOT", "MESSAGES_SNAPSHOT"} <= {event["type"] for event in events}
        assert till.spent == []
        resumed = await resume(visitor, started.thread_id, approve(asked))
        assert [e["toolCallId"] for e in resumed if e["type"] == "TOOL_CALL_RESULT"] == ["c0-1"]
        assert not [e for e in resumed if e["type"] == "TOOL_CALL_START"]
        assert text_of(resumed) == "C’est fait."
        assert [points for _, points in till.spent] == [15]
        assert resumed[1]["value"] == {"agent": "teller", "reason": "resume"}
        history = await iris.threads.history(visitor.actor.user_id, started.thread_id)
        assert [message.agent for message in history] == [None, "teller", "teller"]
        [shown] = [e["messages"] for e in events if e["type"] == "MESSAGES_SNAPSHOT"]
        assert shown[0]["id"] == history[0].id
        assert [call["id"] for call in shown[-1]["toolCalls"]] == ["c0-1"]


async def test_an_execution_resumes_after_a_restart_and_repeats_nothing(open_iris: Start, till: Till) -> None:
    async with open_iris([SPEND]) as iris:
        visitor = await Visitor.arrive(iris)
        started, events = await visitor.say("dépense", agent="teller")
        [asked] = waiting(events)
        before = await iris.events.of_person(visitor.actor.user_id)
    async with open_iris([["C’est fait."]]) as iris:
        again = Visitor(iris, visitor.actor, visitor.app)
        resumed = await resume(again, started.thread_id, approve(asked))
        assert text_of(resumed) == "C’est fait."
        assert await iris.events.of_person(visitor.actor.user_id) == before
        assert len(till.spent) == 1
        left = await iris.database.read(lambda c: c.execute(select(func.count()).select_from(executions)).scalar())
        assert left == 0


async def test_saying_no_spends_nothing(open_iris: Start, till: Till) -> None:
    async with open_iris([SPEND, ["D’accord, je laisse."]]) as iris:
        visitor = await Visitor.arrive(iris)
        started, events = await visitor.say("dépense", agent="teller")
        resumed = await resume(visitor, started.thread_id, approve(waiting(events)[0], approved=False))
        assert text_of(resumed) == "D’accord, je laisse."
        assert "declined" in next(e for e in resumed if e["type"] == "TOOL_CALL_RESULT")["content"]
        assert till.spent == []


async def test_the_same_answer_twice_gives_the_same_run(open_iris: Start, till: Till) -> None:
    async with open_iris([SPEND, ["C’est fait."]]) as iris:
        visitor = await Visitor.arrive(iris)
        started, events = await visitor.say("dépense", agent="teller")
        answer = approve(waiting(events)[0])
        first = await resume(visitor, started.thread_id, answer)
        assert await resume(visitor, started.thread_id, answer) == first
        with pytest.raises(InvalidResume):
            await resume(visitor, started.thread_id, approve(waiting(events)[0], approved=False))
        assert len(till.spent) == 1


async def test_every_open_interrupt_must_be_answered(open_iris: Start, till: Till) -> None:
    two = [{"call": "spend_points", "args": {"points": 15}}, {"call": "spend_points", "args": {"points": 20}}]
    async with open_iris([two, ["Voilà."]]) as iris:
        visitor = await Visitor.arrive(iris)
        started, events = await visitor.say("dépense deux fois", agent="teller")
        one, other = waiting(events)
        with pytest.raises(InvalidResume) as refused:
            await resume(visitor, started.thread_id, approve(one))
        assert refused.value.details["open"] == [other["id"]]
        await resume(visitor, started.thread_id, approve(one), approve(other, approved=False))
        assert [points for _, points in till.spent] in ([15], [20])


async def test_a_plain_message_cancels_what_waits_unless_the_door_is_strict(open_iris: Start, till: Till) -> None:
    async with open_iris([SPEND, ["Passons à autre chose."]]) as iris:
        visitor = await Visitor.arrive(iris)
        started, events = await visitor.say("dépense", agent="teller")
        with pytest.raises(InvalidResume):
            await visitor.start("autre chose", started.thread_id, strict=True)
        _, after = await visitor.say("autre chose", started.thread_id, agent="teller")
        assert text_of(after) == "Passons à autre chose."
        with pytest.raises(InvalidResume):
            await resume(visitor, started.thread_id, approve(waiting(events)[0]))
        assert till.spent == []


async def test_an_expired_interrupt_is_gone(open_iris: Start, till: Till) -> None:
    async with open_iris([SPEND]) as iris:
        visitor = await Visitor.arrive(iris)
        started, events = await visitor.say("dépense", agent="teller")
        past = iris.clock.now() - timedelta(minutes=1)
        await iris.database.write(lambda c: c.execute(update(interrupts).values(expires_at=past)) and None)
        await iris.database.write(lambda c: c.execute(update(executions).values(expires_at=past)) and None)
        with pytest.raises(ExpiredInterrupt):
            await resume(visitor, started.thread_id, approve(waiting(events)[0]))
        await iris.runs.sweep()
        with pytest.raises(ExpiredInterrupt):
            await resume(visitor, started.thread_id, approve(waiting(events)[0]))
        assert till.spent == []


async def test_someone_elses_interrupt_does_not_exist(open_iris: Start) -> None:
    async with open_iris([SPEND]) as iris:
        visitor, other = await Visitor.arrive(iris), await Visitor.arrive(iris)
        started, events = await visitor.say("dépense", agent="teller")
        with pytest.raises(NotFound):
            await resume(other, started.thread_id, approve(waiting(events)[0]))


async def test_hand_over_lets_the_other_agent_answer_the_same_message(open_iris: Start) -> None:
    scripts = [[{"call": "hand_over", "args": {"agent": "guide", "why": "autre sujet"}}], ["Je prends la suite."]]
    async with open_iris(scripts) as iris:
        visitor = await Visitor.arrive(iris)
        started, events = await visitor.say("une question", agent="teller")
        agents = [e["value"] for e in events if e.get("name") == "iris.agent"]
        assert agents == [{"agent": "teller", "reason": "explicit"}, {"agent": "guide", "reason": "hand_over"}]
        assert text_of(events) == "Je prends la suite."
        assert (await iris.threads.get(visitor.actor.user_id, started.thread_id)).agent == "guide"
