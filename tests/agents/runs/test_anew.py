"""A message said anew: what followed it leaves the conversation and no model is given it; nothing is lost."""

from collections.abc import AsyncIterator, Callable

import pytest

from agents.runs.turn import Message
from agents.runtime import Runtime
from tests.fakes.iris import Visitor
from tests.fakes.scripted import ScriptedModel
from tools.actor import MessageId, ThreadId
from tools.errors import IdempotencyMismatch, NotFound

THREAD = ThreadId("t1")


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel(scripts=[["Réponse un."], ["Réponse deux."], ["Réponse trois."], ["Réponse quatre."]])


@pytest.fixture
async def visitor(build: Callable[..., Runtime], model: ScriptedModel) -> AsyncIterator[Visitor]:
    """A visitor who has said two things."""
    iris = build(model=model)
    await iris.start()
    visitor = await Visitor.arrive(iris)
    await visitor.say("Je suis soudeur à Brest", thread=THREAD)
    await visitor.say("Je veux devenir boulanger", thread=THREAD)
    yield visitor
    await iris.stop()


async def shown(visitor: Visitor, *, left: bool = False) -> list[Message]:
    return await visitor.iris.threads.history(visitor.actor.user_id, THREAD, left=left)


async def test_what_followed_it_leaves_the_conversation(visitor: Visitor, model: ScriptedModel) -> None:
    second = (await shown(visitor))[2]
    await visitor.say("Je veux devenir pâtissier", thread=THREAD, replaces=second.id)
    assert [each.text for each in await shown(visitor)] == [
        "Je suis soudeur à Brest",
        "Réponse un.",
        "Je veux devenir pâtissier",
        "Réponse trois.",
    ]
    given = str(model.heard[-1])
    assert "pâtissier" in given
    assert "soudeur" in given
    assert "boulanger" not in given
    assert "Réponse deux" not in given


async def test_what_was_left_is_still_the_person_s(visitor: Visitor) -> None:
    first = (await shown(visitor))[0]
    await visitor.say("Je suis soudeuse", thread=THREAD, replaces=first.id)
    assert [each.text for each in await shown(visitor)] == ["Je suis soudeuse", "Réponse trois."]
    everything = await shown(visitor, left=True)
    assert [each.status for each in everything] == ["replaced"] * 4 + ["complete"] * 2
    assert "Je veux devenir boulanger" in {each.text for each in everything}


async def test_it_follows_what_it_is_said_after(visitor: Visitor) -> None:
    before, second = (await shown(visitor))[1:3]
    await visitor.say("Je veux devenir pâtissier", thread=THREAD, replaces=second.id)
    assert (await shown(visitor))[2].parent_id == before.id


@pytest.mark.parametrize("place", [0, 2])
async def test_what_was_left_cannot_be_said_anew(visitor: Visitor, place: int) -> None:
    left = (await shown(visitor))[place]
    await visitor.say("Autre chose", thread=THREAD, replaces=(await shown(visitor))[0].id)
    with pytest.raises(NotFound):
        await visitor.say("Encore autre chose", thread=THREAD, replaces=left.id)


async def test_only_one_s_own_words_are_said_anew(visitor: Visitor) -> None:
    answer, *_ = [each for each in await shown(visitor) if each.role == "assistant"]
    other = await Visitor.arrive(visitor.iris)
    mine = (await shown(visitor))[0].id
    for who, message, thread in (
        (visitor, answer.id, THREAD),
        (visitor, MessageId("q_nowhere"), THREAD),
        (visitor, mine, ThreadId("t2")),
        (other, mine, THREAD),
    ):
        with pytest.raises(NotFound):
            await who.say("Bonjour", thread=thread, replaces=message)
    assert len(await shown(visitor)) == 4


async def test_the_same_request_again_is_the_same_run(visitor: Visitor) -> None:
    second = (await shown(visitor))[2].id
    asked = {"thread": THREAD, "replaces": second, "idempotency_key": "k1"}
    started, _ = await visitor.say("Pâtissier", **asked)
    # Its message was left by the first one: only a request that is known passes.
    again = await visitor.start("Pâtissier", **asked)
    assert again == started
    with pytest.raises(IdempotencyMismatch):
        await visitor.start("Pâtissier", thread=THREAD, idempotency_key="k1")


async def test_what_a_model_saw_of_it_is_told(visitor: Visitor) -> None:
    second = (await shown(visitor))[2]
    await visitor.say("Je veux devenir pâtissier", thread=THREAD, replaces=second.id)
    assert "Je veux devenir boulanger" in [each.masked for each in await shown(visitor, left=True)]
