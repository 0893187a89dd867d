"""Threads of before the guard: their messages, summaries and notes reach no model as they were stored."""

from collections.abc import Callable

import orjson
from sqlalchemy import select, update

from agents.models import ModelSettings
from agents.runtime import Runtime
from tests.fakes.gemini import FakeGemini
from tests.fakes.iris import Visitor
from tests.fakes.replies import says
from tools.storage.schema import messages, threads

OLD = "Je suis joignable à nolwenn@exemple.fr, demandez Nolwenn Le Goff."


async def test_what_was_stored_raw_is_masked_before_a_model_sees_it(build: Callable[..., Runtime]) -> None:
    with FakeGemini(says("Bonjour.")) as fake:
        settings = ModelSettings.model_validate({"google_api_key": "test", "google_base_url": fake.url})
        iris = build(models=settings)
        await iris.start()
        try:
            visitor = await Visitor.arrive(iris)
            started, _ = await visitor.say("Bonjour", agent="coach")
            user, thread = visitor.actor.user_id, started.thread_id
            key = await iris.keys.of(user)
            ids = await iris.database.read(
                lambda c: c.execute(select(messages.c.id).where(messages.c.user_id == user)).scalars().all()
            )
            for each in ids:
                content = key.seal(orjson.dumps({"text": OLD}), f"messages:{each}")
                changed = update(messages).where(messages.c.id == each).values(content=content)
                await iris.database.write(lambda c, q=changed: c.execute(q) and None)  # type: ignore[misc]
            summary = key.seal(OLD, f"threads.summary:{thread}")
            old = update(threads).where(threads.c.id == thread).values(summary=summary, vault=None)
            await iris.database.write(lambda c: c.execute(old) and None)
            before = len(fake.requests)
            await visitor.say("On continue", thread=thread, agent="coach")
            told = "".join(request.text for request in fake.requests[before:])
            _, again = await visitor.say("Et après ?", thread=thread, agent="coach")
            told += fake.requests[-1].text
            assert again[-1]["type"] == "RUN_FINISHED"
        finally:
            await iris.stop()
    assert "joignable à <EMAIL_1>" in told
    assert "nolwenn" not in told.casefold()
