"""However a run that spends ends, its hold ends once: paid when it delivered, given back when it did not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agents.models import ModelSettings
from agents.runtime import Runtime
from tests.fakes.gemini import FakeGemini
from tests.fakes.iris import Event, Visitor, custom, text_of
from tests.fakes.replies import Reply, Say, Use, fails_in_stream, refuses, says, uses
from tests.fakes.scripted import ScriptedModel
from tests.fakes.spending import fund, points_of
from tools.clock import FixedClock

Build = Callable[..., Runtime]

CALL = uses(Use("advise", {"question": "oser dire non"}))
WORDS = ("1. Écrire", " une phrase.", " 2. La dire.")
SCRIPT: list[Any] = [{"call": "advise", "args": {"question": "oser dire non"}}]
SLOW: list[Any] = ["Un", 0.03, " deux", 0.03, " trois", 0.03, " quatre."]
ENDLESS: list[Any] = ["Un", 30.0, " deux."]


@asynccontextmanager
async def spending(build: Build, **parts: Any) -> AsyncIterator[Visitor]:
    """A visitor with twenty points; the ledger is sound at the end, and nothing is held."""
    iris = build(**parts)
    await iris.start()
    try:
        visitor = await Visitor.arrive(iris)
        await fund(visitor, 20)
        yield visitor
        assert await iris.energy.violations() == []
        assert (await points_of(visitor))[1] == 0
    finally:
        await iris.stop()


@asynccontextmanager
async def on_gemini(build: Build, *script: Reply, timeout_s: float = 30.0) -> AsyncIterator[Visitor]:
    with FakeGemini(*script) as fake:
        given = {"google_api_key": "test", "google_base_url": fake.url, "retries": 0, "timeout_s": timeout_s}
        async with spending(build, models=ModelSettings.model_validate(given)) as visitor:
            yield visitor


async def moved(visitor: Visitor) -> list[str]:
    """What happened to the points after the purchase, oldest first."""
    statement = await visitor.iris.energy.statement(visitor.actor.user_id)
    return [str(movement.kind) for movement in reversed(statement)][1:]


async def until(visitor: Visitor, run_id: str, wanted: Callable[[Event], bool]) -> Event:
    """The first event of a run that is wanted; who waits for it leaves then."""
    async for event in visitor.tail(run_id):
        if wanted(event):
            return event
    raise AssertionError("the run ended before")


def words(event: Event) -> bool:
    return bool(event["type"] == "TEXT_MESSAGE_CONTENT")


@pytest.mark.parametrize("leaves", [0, 1, 6, 9])
async def test_who_leaves_at_any_time_is_delivered_and_charged_once(build: Build, leaves: int) -> None:
    model = ScriptedModel(scripts=[SCRIPT, SLOW, ["Voilà."]])
    async with spending(build, model=model) as visitor:
        started = await visitor.start("Un conseil", agent="coach")
        heard = 0
        if leaves:
            tail = visitor.tail(started.run_id)
            async for _ in tail:
                heard += 1
                if heard == leaves:
                    break
            await tail.aclose()  # type: ignore[attr-defined]
        events = await visitor.follow(started.run_id)
        assert text_of(events) == "Un deux trois quatre.Voilà."
        assert await moved(visitor) == ["hold", "spend"]
        assert await points_of(visitor) == (15, 0)


async def test_an_answer_of_a_model_is_paid(build: Build) -> None:
    async with on_gemini(build, CALL, says(*WORDS), says("Voilà.")) as visitor:
        _, events = await visitor.say("Un conseil", agent="coach")
        assert text_of(events).startswith("".join(WORDS))
        assert await moved(visitor) == ["hold", "spend"]


@pytest.mark.parametrize(
    ("failing", "timeout_s"),
    [
        (Reply(parts=(Say("1. Écrire"),), end="hang"), 0.4),
        (fails_in_stream(500, "1. Écrire", " une"), 30.0),
        (Reply(parts=(Say("1. Écrire"),), end="cut"), 30.0),
        (refuses(500), 30.0),
        (refuses(429), 30.0),
    ],
    ids=["timeout", "500 after words", "cut", "500", "429"],
)
async def test_what_guided_mode_wrote_for_a_provider_that_failed_is_not_charged(
    build: Build, failing: Reply, timeout_s: float
) -> None:
    async with on_gemini(build, CALL, failing, says("Voilà."), timeout_s=timeout_s) as visitor:
        _, events = await visitor.say("Un conseil pour oser", agent="coach")
        assert events[-1]["outcome"]["type"] == "success"
        assert text_of(events).count("1. **Aujourd") == 1
        assert [(value["held"], value["available"]) for value in custom(events, "iris.energy")] == [(5, 15), (0, 20)]
        assert await moved(visitor) == ["hold", "release"]


async def test_what_guided_mode_writes_by_itself_is_paid(build: Build) -> None:
    async with spending(build) as visitor:
        await visitor.say("Donne-moi un conseil pour oser parler à mon patron", agent="coach")
        assert await moved(visitor) == ["hold", "spend"]


@pytest.mark.parametrize("times", [1, 2, 5])
async def test_a_run_that_is_cancelled_gives_the_points_back_however_often(build: Build, times: int) -> None:
    async with spending(build, model=ScriptedModel(scripts=[SCRIPT, ENDLESS])) as visitor:
        started = await visitor.start("Un conseil", agent="coach")
        await until(visitor, started.run_id, words)
        assert await points_of(visitor) == (15, 5)
        await asyncio.gather(*(visitor.iris.runs.cancel(visitor.actor, started.run_id) for _ in range(times)))
        events = await visitor.follow(started.run_id)
        assert events[-1]["outcome"]["type"] == "cancelled"
        assert await moved(visitor) == ["hold", "release"]
        assert await points_of(visitor) == (20, 0)


async def test_a_cancel_that_comes_when_it_is_delivered_takes_nothing_back(build: Build) -> None:
    model = ScriptedModel(scripts=[SCRIPT, ["Un pas."], ENDLESS])
    async with spending(build, model=model) as visitor:
        started = await visitor.start("Un conseil", agent="coach")
        await until(visitor, started.run_id, lambda event: event["type"] == "TOOL_CALL_RESULT")
        await visitor.iris.runs.cancel(visitor.actor, started.run_id)
        assert await moved(visitor) == ["hold", "spend"]


async def test_a_stop_of_the_server_gives_the_points_back(build: Build) -> None:
    iris = build(model=ScriptedModel(scripts=[SCRIPT, ENDLESS]))
    await iris.start()
    visitor = await Visitor.arrive(iris)
    await fund(visitor, 20)
    started = await visitor.start("Un conseil", agent="coach")
    await until(visitor, started.run_id, words)
    await iris.stop()
    again = build()
    await again.start()
    assert await points_of(Visitor(again, visitor.actor, visitor.app)) == (20, 0)
    assert await again.energy.violations() == []
    await again.stop()


async def test_an_operation_that_fails_gives_the_points_back(build: Build) -> None:
    model = ScriptedModel(scripts=[SCRIPT, ["Un", ValueError("broken")], ["Désolée."]])
    async with spending(build, model=model) as visitor:
        _, events = await visitor.say("Un conseil", agent="coach")
        assert await moved(visitor) == ["hold", "release"]
        assert "error" in next(event["content"] for event in events if event["type"] == "TOOL_CALL_RESULT")
        history = await visitor.iris.threads.history(visitor.actor.user_id, events[0]["threadId"])
        assert [(message.text, message.status) for message in history][1:] == [
            ("Un", "partial"),
            ("Désolée.", "complete"),
        ]


async def test_the_hold_of_a_process_that_is_gone_expires_and_a_late_delivery_is_paid_all_the_same(
    build: Build,
) -> None:
    async with spending(build, model=ScriptedModel(scripts=[SCRIPT, SLOW, ["Voilà."]])) as visitor:
        energy, user = visitor.iris.energy, visitor.actor.user_id
        await energy.hold(user, "quick_advice", hold_id="x_gone:c0-0", agent="coach")
        later = replace(energy, clock=FixedClock(visitor.iris.clock.now() + timedelta(hours=1)))
        assert await later.sweep() == 1
        assert await later.sweep() == 0
        assert await points_of(visitor) == (20, 0)
        # A sweep in the middle of a delivery: it is paid from what came back, once.
        started = await visitor.start("Un conseil", agent="coach")
        await until(visitor, started.run_id, words)
        assert await later.sweep() == 1
        events = await visitor.follow(started.run_id)
        assert text_of(events) == "Un deux trois quatre.Voilà."
        assert await points_of(visitor) == (15, 0)
