"""Many small prices in one turn: one at a time, and asked about when together they are no longer small."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from pydantic import BaseModel

from agents.runtime import Runtime
from tests.fakes.iris import Event, Visitor, custom, text_of
from tests.fakes.scripted import ScriptedModel
from tests.fakes.spending import Spend, fund, points_of, resume, teller_catalog, waiting
from tools.actor import UserId
from tools.errors import TooManyRequests
from tools.operation import Effect, ToolContext, operation
from tools.writing import Brief

Build = Callable[..., Runtime]


@asynccontextmanager
async def talking(build: Build, *scripts: list[Any], **parts: Any) -> AsyncIterator[Visitor]:
    """A visitor with 40 points, who talks to a scripted model; the ledger is sound at the end."""
    iris = build(model=ScriptedModel(scripts=list(scripts)), **parts)
    await iris.start()
    try:
        visitor = await Visitor.arrive(iris)
        await fund(visitor, 40)
        yield visitor
        assert await iris.energy.violations() == []
    finally:
        await iris.stop()


def advice(about: str = "oser") -> dict[str, Any]:
    return {"call": "advise", "args": {"question": about}}


def offer(product: str = "cafe_luna") -> dict[str, Any]:
    return {"call": "propose_pack", "args": {"product": product}}


def called(events: list[Event]) -> list[str]:
    return [event["toolCallName"] for event in events if event["type"] == "TOOL_CALL_START"]


async def test_of_many_priced_calls_of_one_answer_one_is_made(build: Build) -> None:
    asked = [advice(f"oser {n}") for n in range(8)]
    async with talking(build, asked, ["Un pas."], ["Voilà."]) as visitor:
        _, events = await visitor.say("Des conseils", agent="coach")
        assert called(events) == ["advise"]
        assert text_of(events) == "Un pas.Voilà."
        assert await points_of(visitor) == (35, 0)


async def test_what_is_short_is_asked_for_once_even_when_many_calls_are_wanted(build: Build) -> None:
    async with talking(build, [advice(f"oser {n}") for n in range(8)], ["Voilà."]) as visitor:
        for n in range(8):
            await visitor.iris.energy.consume(visitor.actor.user_id, "quick_advice", key=f"k{n}", actor="test")
        started, events = await visitor.say("Des conseils", agent="coach")
        [asked] = waiting(events)
        assert asked["metadata"]["iris"]["shortfall"] == 5
        events = await resume(visitor, started.thread_id, **{asked["id"]: False})
        assert events[-1]["outcome"]["type"] == "success"
        assert await points_of(visitor) == (0, 0)


async def test_small_prices_one_after_the_other_are_asked_about_when_they_reach_the_threshold(build: Build) -> None:
    script: list[list[Any]] = [[advice("oser")], ["Un."], [advice("dormir")], ["Deux."], [advice("partir")], ["Trois."]]
    async with talking(build, *script, ["Voilà."]) as visitor:
        started, events = await visitor.say("Des conseils", agent="coach")
        assert text_of(events) == "Un."
        assert await points_of(visitor) == (35, 0)
        [asked] = waiting(events)
        card = asked["metadata"]["iris"]
        assert (asked["reason"], card["cost"], card["balance_after"]) == ("confirmation", 5, 30)
        # What was agreed to was asked; what was not still counts, after the pause as before it.
        events = await resume(visitor, started.thread_id, **{asked["id"]: True})
        assert text_of(events) == "Deux."
        [again] = waiting(events)
        assert again["reason"] == "confirmation"
        events = await resume(visitor, started.thread_id, **{again["id"]: False})
        assert text_of(events) == "Trois."
        assert await points_of(visitor) == (30, 0)


async def test_the_next_message_begins_again_from_nothing(build: Build) -> None:
    script: list[list[Any]] = [[advice("oser")], ["Un."], ["Voilà."], [advice("dormir")], ["Deux."], ["Bien."]]
    async with talking(build, *script) as visitor:
        started, _ = await visitor.say("Un conseil", agent="coach")
        _, events = await visitor.say("Un autre", started.thread_id, agent="coach")
        assert text_of(events) == "Deux.Bien."
        assert await points_of(visitor) == (30, 0)


class Counting:
    """A quota that counts the attempts to spend, and refuses the third."""

    def __init__(self) -> None:
        self.spent = 0

    async def open(self, user_id: UserId) -> None:
        return None

    async def close(self, user_id: UserId, tokens: int) -> None:
        return None

    async def spend(self, user_id: UserId) -> None:
        self.spent += 1
        if self.spent > 2:
            raise TooManyRequests("enough", retry_after=60)

    async def converse(self, user_id: UserId) -> None:
        return None


async def test_one_answer_shows_one_offer(build: Build) -> None:
    async with talking(build, [offer(), offer("croissant_luna"), offer("premium")], ["Voilà."]) as visitor:
        _, events = await visitor.say("Des packs", agent="coach")
        assert [card["data"]["product"] for card in custom(events, "iris.card")] == ["cafe_luna"]


async def test_offers_are_counted_as_attempts_to_spend(build: Build) -> None:
    quota = Counting()
    async with talking(build, *[[offer()]] * 4, ["Voilà."], quota=quota) as visitor:
        _, events = await visitor.say("Des packs", agent="coach")
        assert len(custom(events, "iris.card")) == 2
        assert quota.spent == 4


class Words(BaseModel):
    """What was written."""

    text: str


@operation(scope="chat:write", effect=Effect.WRITE)
async def spend_points(context: ToolContext, arguments: Spend) -> Words:
    """Write something for nothing."""
    return Words(text=await context.writer.write(Brief(instructions="Écris.", template="Écrit.")))


async def test_calls_that_write_at_the_same_time_write_one_after_the_other(build: Build) -> None:
    two = [{"call": "spend_points", "args": {"points": n}} for n in (1, 2)]
    slow: list[Any] = ["Un", 0.02, " deux", 0.02, " trois."]
    parts = {"catalog": teller_catalog(), "operations": [spend_points]}
    async with talking(build, two, slow, slow, ["Voilà."], **parts) as visitor:
        started, _ = await visitor.say("Écris deux fois", agent="teller")
        history = await visitor.iris.threads.history(visitor.actor.user_id, started.thread_id)
        assert [message.text for message in history][1:] == ["Un deux trois.", "Un deux trois.", "Voilà."]
