"""Who worded each message is stored with it: the model that really answered, guided mode, or the house."""

from collections.abc import Callable

import orjson

from agents.runs.personal import conversation_stores
from agents.runs.turn import Message
from agents.runtime import Runtime
from tests.agents.orchestration.test_graph import gemini, started
from tests.fakes.gemini import FakeGemini
from tests.fakes.iris import Visitor
from tests.fakes.replies import ends, refuses, says
from tools.actor import ThreadId

Build = Callable[..., Runtime]


async def answers(visitor: Visitor, thread: str | None, message: str) -> tuple[str, list[Message]]:
    """The thread, and all that Iris has said in it after one more message."""
    run, _ = await visitor.say(message, thread, agent="guide")
    history = await visitor.iris.threads.history(visitor.actor.user_id, ThreadId(run.thread_id))
    assert {each.model for each in history if each.role == "user"} == {None}
    return run.thread_id, [each for each in history if each.role == "assistant"]


async def test_the_model_that_answered_is_named_after_a_fallback_too(build: Build) -> None:
    with FakeGemini(says("Bonjour."), ends("cut", "Le début "), refuses(503)) as fake:
        async with started(build(models=gemini(fake, breaker_failures=9))) as visitor:
            thread, first = await answers(visitor, None, "Bonjour")
            assert first[0].model is not None
            assert first[0].model.startswith("google_genai:")
            _, second = await answers(visitor, thread, "C’est quoi le CPF ?")
            _, third = await answers(visitor, thread, "Et la VAE ?")
    begun, notice, answer = second[1:]
    assert (begun.model, begun.status) == (first[0].model, "partial")
    assert (notice.model, notice.text.startswith("*")) == ("house", True)
    assert (answer.model, answer.status) == ("guided", "complete")
    assert third[-1].model == "guided"


async def test_a_reviewed_text_is_of_the_house(build: Build) -> None:
    async with started(build()) as visitor:
        _, said = await answers(visitor, None, "Je veux mourir")
    assert [each.model for each in said] == ["house"]


async def test_the_export_tells_it(build: Build) -> None:
    async with started(build()) as visitor:
        await answers(visitor, None, "Bonjour")
        ground = visitor.iris
        store, *_ = conversation_stores(ground.threads.database, ground.threads.keys, ground.events)
        part = await store.export(visitor.actor.user_id, "fr")
    assert b'"model":"guided"' in orjson.dumps(part.lists["messages"], default=str)
