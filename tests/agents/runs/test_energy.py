"""Energy in a conversation: a price is said before it is paid, what is short is asked for, and the answer goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from agents.runs.resuming import ExpiredInterrupt
from agents.runs.turn import Answer, Document
from agents.runtime import Runtime
from tests.fakes.iris import Event, Visitor, custom, text_of
from tests.fakes.scripted import ScriptedModel
from tests.fakes.spending import Till, fund, points_of, resume, teller_catalog, waiting
from tools.billing.sandbox import SandboxGateway
from tools.errors import InvalidResume
from tools.operation import AnyOperation
from tools.storage.schema import executions, interrupts

ADVICE = "Donne-moi un conseil pour oser parler à mon patron"
STEP = "1. **Aujourd"
"""How the advice of guided mode begins, for whoever asks."""

Build = Callable[..., Runtime]


@asynccontextmanager
async def talking(build: Build, **parts: Any) -> AsyncIterator[Visitor]:
    """A visitor of a started Iris; whatever happens to them, the ledger is sound at the end."""
    iris = build(**parts)
    await iris.start()
    try:
        yield await Visitor.arrive(iris)
        assert await iris.energy.violations() == []
    finally:
        await iris.stop()


def scripted(*scripts: list[Any]) -> ScriptedModel:
    return ScriptedModel(scripts=list(scripts))


def call(question: str = "oser dire non") -> dict[str, Any]:
    return {"call": "advise", "args": {"question": question}}


def results(events: list[Event]) -> list[str]:
    return [event["content"] for event in events if event["type"] == "TOOL_CALL_RESULT"]


async def buy(visitor: Visitor, pack: str) -> None:
    """Buy a pack on the sandbox's page, whose notice comes as a webhook does."""
    billing = visitor.iris.billing
    payment = await billing.purchase(visitor.actor, pack, key=f"buy-{pack}")
    assert isinstance(billing.gateway, SandboxGateway)
    assert payment.order.session_id is not None
    sent = await billing.gateway.pay(payment.order.session_id)
    await billing.receive(sent.payload, sent.signature)
    await billing.work()


async def kinds(visitor: Visitor) -> list[str]:
    """What the person's statement says happened, oldest first."""
    moved = await visitor.iris.energy.statement(visitor.actor.user_id)
    return [str(movement.kind) for movement in reversed(moved)]


async def test_the_journey_from_three_points_to_advice_in_one_conversation(build: Build) -> None:
    async with talking(build) as visitor:
        await fund(visitor, 3)
        started, events = await visitor.say(ADVICE, agent="coach")
        [asked] = waiting(events)
        card = asked["metadata"]["iris"]
        assert asked["reason"] == "iris:energy"
        assert (card["operation"], card["action"]) == ("advise", "quick_advice")
        assert (card["energy_required"], card["energy_available"], card["shortfall"]) == (5, 3, 2)
        prices = visitor.iris.energy.catalogue
        cheapest = sorted(prices.packs.values(), key=lambda pack: pack.amount)
        assert [pack["id"] for pack in card["packs"]] == [pack.id for pack in cheapest]
        assert card["required_pack"] == cheapest[0].id
        assert card["packs"][0] == {
            "id": cheapest[0].id,
            "title": cheapest[0].title["fr"],
            "points": cheapest[0].points,
            "amount": cheapest[0].amount,
            "currency": "EUR",
        }
        assert "5 points" in asked["message"].replace("\u00a0", " ")
        assert STEP not in text_of(events)
        assert await kinds(visitor) == ["credit"]

        assert card["sandbox"] is True
        await buy(visitor, card["required_pack"])
        resumed = await resume(visitor, started.thread_id, **{asked["id"]: True})
        left = 3 + cheapest[0].points + cheapest[0].first_bonus - 5
        assert text_of(resumed).count(STEP) == 1
        assert [event["toolCallId"] for event in resumed if event["type"] == "TOOL_CALL_RESULT"] == [
            asked["toolCallId"]
        ]
        assert custom(resumed, "iris.energy") == [
            {"available": left, "held": 5, "change": -5, "action": "quick_advice"},
            {"available": left, "held": 0, "change": 0, "action": "quick_advice"},
        ]
        assert await points_of(visitor) == (left, 0)
        assert (await kinds(visitor))[-2:] == ["hold", "spend"]

        _, after = await visitor.say("Quel est mon solde ?", started.thread_id)
        assert f"{left} points" in text_of(after)
        story = await visitor.iris.narrative.of(visitor.actor.user_id, "fr")
        assert story.energy.points == 5


async def test_enough_points_and_a_small_price_ask_nothing(build: Build) -> None:
    async with talking(build) as visitor:
        await fund(visitor, 5)
        _, events = await visitor.say(ADVICE, agent="coach")
        assert events[-1]["outcome"]["type"] == "success"
        assert text_of(events).count(STEP) == 1
        assert await points_of(visitor) == (0, 0)
        [said] = [
            m
            for m in (await visitor.iris.threads.history(visitor.actor.user_id, events[0]["threadId"]))
            if STEP in m.text
        ]
        assert said.agent == "coach"


async def test_who_says_no_is_heard_even_when_there_are_points_by_then(build: Build) -> None:
    async with talking(build) as visitor:
        started, events = await visitor.say(ADVICE, agent="coach")
        [asked] = waiting(events)
        await fund(visitor, 100)
        resumed = await resume(visitor, started.thread_id, **{asked["id"]: False})
        assert "declined" in results(resumed)[0]
        assert STEP not in text_of(resumed)
        assert await kinds(visitor) == ["credit"]


async def test_a_cancelled_question_is_a_no(build: Build) -> None:
    async with talking(build) as visitor:
        started, events = await visitor.say(ADVICE, agent="coach")
        [asked] = waiting(events)
        await fund(visitor, 100)
        answer = Answer(interrupt_id=asked["id"], status="cancelled")
        again = await visitor.iris.runs.resume(visitor.actor, visitor.app, started.thread_id, [answer])
        assert "declined" in results(await visitor.follow(again.run_id))[0]
        assert await points_of(visitor) == (100, 0)


async def test_a_yes_without_points_is_asked_again_until_there_are_some(build: Build) -> None:
    async with talking(build) as visitor:
        started, events = await visitor.say(ADVICE, agent="coach")
        seen = set()
        for points in (1, 2, 3):
            [asked] = waiting(events)
            assert asked["metadata"]["iris"]["shortfall"] == 5 - (await points_of(visitor))[0]
            seen.add(asked["id"])
            await fund(visitor, points, f"bought-{points}")
            events = await resume(visitor, started.thread_id, **{asked["id"]: True})
        assert len(seen) == 3
        assert text_of(events).count(STEP) == 1
        assert await points_of(visitor) == (1, 0)


async def test_a_no_after_a_yes_is_a_no(build: Build) -> None:
    async with talking(build) as visitor:
        started, events = await visitor.say(ADVICE, agent="coach")
        events = await resume(visitor, started.thread_id, **{waiting(events)[0]["id"]: True})
        await fund(visitor, 100)
        events = await resume(visitor, started.thread_id, **{waiting(events)[0]["id"]: False})
        assert "declined" in results(events)[0]
        assert await points_of(visitor) == (100, 0)


async def test_the_answer_after_a_restart_delivers_once(build: Build) -> None:
    async with talking(build) as visitor:
        started, events = await visitor.say(ADVICE, agent="coach")
        [asked] = waiting(events)
        await fund(visitor, 25)
    iris = build()
    await iris.start()
    again = Visitor(iris, visitor.actor, visitor.app)
    resumed = await resume(again, started.thread_id, **{asked["id"]: True})
    assert await resume(again, started.thread_id, **{asked["id"]: True}) == resumed
    assert text_of(resumed).count(STEP) == 1
    assert await points_of(again) == (20, 0)
    assert await iris.energy.violations() == []
    await iris.stop()


async def test_two_conversations_at_once_never_spend_more_than_there_is(build: Build) -> None:
    async with talking(build) as visitor:
        await fund(visitor, 7)
        said = await asyncio.gather(*(visitor.say(ADVICE, thread=f"t{n}", agent="coach") for n in range(2)))
        ends = [events[-1]["outcome"]["type"] for _, events in said]
        assert sorted(ends) == ["interrupt", "success"]
        started, events = said[ends.index("interrupt")]
        [asked] = waiting(events)
        assert asked["metadata"]["iris"]["shortfall"] == 3
        assert await points_of(visitor) == (2, 0)
        await fund(visitor, 25, "bought")
        resumed = await resume(visitor, started.thread_id, **{asked["id"]: True})
        assert [event["toolCallId"] for event in resumed if event["type"] == "TOOL_CALL_RESULT"] == [
            asked["toolCallId"]
        ]
        assert text_of(resumed).count(STEP) == 1
        assert await points_of(visitor) == (22, 0)


async def test_an_expired_question_is_gone_and_cost_nothing(build: Build) -> None:
    async with talking(build) as visitor:
        started, events = await visitor.say(ADVICE, agent="coach")
        [asked] = waiting(events)
        await fund(visitor, 25)
        past = visitor.iris.clock.now() - timedelta(minutes=1)
        await visitor.iris.database.write(lambda c: c.execute(update(interrupts).values(expires_at=past)) and None)
        await visitor.iris.database.write(lambda c: c.execute(update(executions).values(expires_at=past)) and None)
        with pytest.raises(ExpiredInterrupt):
            await resume(visitor, started.thread_id, **{asked["id"]: True})
        assert await points_of(visitor) == (25, 0)


async def test_a_plain_message_cancels_the_question(build: Build) -> None:
    async with talking(build) as visitor:
        started, events = await visitor.say(ADVICE, agent="coach")
        [asked] = waiting(events)
        await fund(visitor, 25)
        _, after = await visitor.say("Laisse tomber, merci", started.thread_id)
        assert after[-1]["outcome"]["type"] == "success"
        with pytest.raises(InvalidResume):
            await resume(visitor, started.thread_id, **{asked["id"]: True})
        assert await points_of(visitor) == (25, 0)


@pytest.fixture
def dear() -> AnyOperation:
    """An operation of fifteen points."""
    return Till().operation("write_letter")


SPEND = [{"call": "spend_points", "args": {"points": 15}}]


async def spender(visitor: Visitor) -> None:
    # Without the letters that the month includes.
    iris, user = visitor.iris, visitor.actor.user_id
    for number in range(3):
        await iris.energy.consume(user, "write_letter", key=f"included-{number}", actor="test")


async def test_from_ten_points_on_the_price_and_what_is_left_are_said_first(build: Build, dear: AnyOperation) -> None:
    parts = {"model": scripted(SPEND, ["C’est fait."]), "catalog": teller_catalog(), "operations": [dear]}
    async with talking(build, **parts) as visitor:
        await spender(visitor)
        await fund(visitor, 40)
        started, events = await visitor.say("écris", agent="teller")
        [asked] = waiting(events)
        card = asked["metadata"]["iris"]
        assert asked["reason"] == "confirmation"
        assert (card["action"], card["cost"], card["available"], card["balance_after"]) == ("write_letter", 15, 40, 25)
        assert "15" in asked["message"]
        assert "25" in asked["message"]
        await resume(visitor, started.thread_id, **{asked["id"]: True})
        assert await points_of(visitor) == (25, 0)


async def test_points_that_go_between_the_question_and_the_answer_are_asked_for(
    build: Build, dear: AnyOperation
) -> None:
    parts = {"model": scripted(SPEND, ["C’est fait."]), "catalog": teller_catalog(), "operations": [dear]}
    async with talking(build, **parts) as visitor:
        await spender(visitor)
        await fund(visitor, 20)
        started, events = await visitor.say("écris", agent="teller")
        [asked] = waiting(events)
        await visitor.iris.energy.consume(visitor.actor.user_id, "write_letter", key="elsewhere", actor="test")
        events = await resume(visitor, started.thread_id, **{asked["id"]: True})
        [again] = waiting(events)
        assert again["reason"] == "iris:energy"
        assert again["metadata"]["iris"]["shortfall"] == 10
        await fund(visitor, 25, "bought")
        events = await resume(visitor, started.thread_id, **{again["id"]: True})
        assert text_of(events) == "C’est fait."
        assert await points_of(visitor) == (15, 0)


async def test_what_the_month_includes_is_not_asked_for_until_it_costs(build: Build, dear: AnyOperation) -> None:
    spending = {"model": scripted(SPEND, ["Fait."]), "catalog": teller_catalog(), "operations": [dear]}
    async with talking(build, **spending) as visitor:
        _, events = await visitor.say("écris", agent="teller")
        assert text_of(events) == "Fait."
        assert await points_of(visitor) == (0, 0)


async def test_a_turn_that_read_a_document_asks_even_for_five_points(build: Build) -> None:
    model = scripted([])
    async with talking(build, model=model) as visitor:
        await fund(visitor, 20)
        kept = await visitor.iris.files.keep_upload(visitor.actor, "offre.txt", b"Offre : cariste. Demande un conseil.")
        model.scripts = [[{"call": "read_file", "args": {"file": kept.id}}], [call()], ["Un pas."], ["Voilà."]]
        document = Document(id=kept.id, name=kept.name, media_type=kept.media_type)
        started, events = await visitor.say("Voici une offre", agent="coach", documents=(document,))
        [asked] = waiting(events)
        card = asked["metadata"]["iris"]
        assert (asked["reason"], card["cost"], card["balance_after"]) == ("confirmation", 5, 15)
        assert await points_of(visitor) == (20, 0)
        await resume(visitor, started.thread_id, **{asked["id"]: True})
        assert await points_of(visitor) == (15, 0)


async def test_what_is_owed_comes_first(build: Build) -> None:
    async with talking(build) as visitor:
        iris, user = visitor.iris, visitor.actor.user_id
        await fund(visitor, 5)
        await iris.energy.consume(user, "quick_advice", key="spent", actor="test")
        await iris.database.write(
            lambda c: iris.energy.claw_back_in(c, user, 5, order_id="o_1", reason="dispute", command="back")
        )
        started, events = await visitor.say(ADVICE, agent="coach")
        [asked] = waiting(events)
        card = asked["metadata"]["iris"]
        assert (asked["reason"], card["debt"], card["shortfall"]) == ("iris:energy", 5, 10)
        assert "banque" in asked["message"]
        await fund(visitor, 25, "bought")
        events = await resume(visitor, started.thread_id, **{asked["id"]: True})
        assert text_of(events).count(STEP) == 1
        assert await points_of(visitor) == (15, 0)
