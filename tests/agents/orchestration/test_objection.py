"""An objection to outside models holds for all that a turn does: routing it, answering it, summing it up after."""

from collections.abc import Callable

import pytest

from agents.runs.history import WINDOW
from agents.runtime import Runtime
from tests.agents.orchestration.test_guarded_turns import Counting
from tests.fakes.gemini import FakeGemini
from tests.fakes.iris import Visitor, custom, talking
from tests.fakes.replies import says

Build = Callable[..., Runtime]


async def object_to_models(visitor: Visitor) -> None:
    user = visitor.actor.user_id
    await visitor.iris.privacy.consents.decide(user, "external_model", False, actor=f"visitor:{user}")


@pytest.mark.parametrize("text", ["zorglub tralala", "oui", "je ne sais pas trop quoi dire"])
async def test_no_model_is_asked_who_should_answer(build: Build, text: str) -> None:
    with FakeGemini(says('{"agent": "coach"}')) as fake:
        async with talking(build, fake) as visitor:
            await object_to_models(visitor)
            _, events = await visitor.say(text)
    assert fake.requests == []
    assert custom(events, "iris.agent")[0]["reason"] != "model"


async def test_no_model_is_asked_who_should_answer_without_tokens_left(build: Build) -> None:
    with FakeGemini(says('{"agent": "coach"}')) as fake:
        async with talking(build, fake, quota=Counting("budget")) as visitor:
            await visitor.say("zorglub tralala")
    assert fake.requests == []


async def test_no_model_sums_the_conversation_up(build: Build) -> None:
    with FakeGemini(says("Résumé.")) as fake:
        async with talking(build, fake) as visitor:
            await object_to_models(visitor)
            thread = None
            for number in range(WINDOW // 2 + 2):
                started, _ = await visitor.say(f"Bonjour, étape {number}", thread, agent="coach")
                thread = started.thread_id
                await visitor.iris.runs.settled()
            state = await visitor.iris.database.read(
                lambda c: c.exec_driver_sql("select summary from threads").scalar()
            )
    assert state is not None
    assert fake.requests == []
