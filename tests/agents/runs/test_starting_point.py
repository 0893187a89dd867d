"""After Aube, the CV editor, the letter writer and the coach start from the job and the target: neither is asked."""

from collections.abc import AsyncIterator, Callable

import pytest

from agents.runtime import Runtime
from tests.fakes.iris import Visitor, text_of

ASKED = ("Pour quel métier est ce CV", "poste actuel", "Pour quel poste est cette lettre", "Which job is this CV for")


@pytest.fixture
async def visitor(build: Callable[..., Runtime]) -> AsyncIterator[Visitor]:
    """Somebody who went through Aube's 60 seconds and aims for the first occupation of the list."""
    iris = build()
    await iris.start()
    visitor = await Visitor.arrive(iris)
    run, _ = await visitor.say("je voudrais faire le point, je suis caissière", agent="aube")
    for _ in range(8):
        _, events = await visitor.say("1", run.thread_id)
        if "Trois pistes" in text_of(events):
            break
    await visitor.say("la première m'intéresse", run.thread_id)
    yield visitor
    await iris.stop()


@pytest.mark.parametrize(
    ("agent", "message", "asks"),
    [
        ("cv", "écrire mon CV", "une journée ordinaire"),
        ("letters", "une lettre de motivation", "Chez quel employeur"),
        ("coach", "m'entraîner à un entretien", "Parlez-moi de vous"),
        ("cv", "write my CV", "on an ordinary day"),
    ],
)
async def test_another_conversation_starts_from_what_aube_found(
    visitor: Visitor, agent: str, message: str, asks: str
) -> None:
    known = await visitor.iris.profiles.of(visitor.actor.user_id)
    [target], [job] = known.of("target"), known.of("work")
    assert job.values.plain()["position"].startswith("Caissi")
    _, events = await visitor.say(message, agent=agent, locale="en" if message.startswith("write") else None)
    said = text_of(events).replace("’", "'")
    assert str(target.values.plain()["title"]).replace("’", "'") in said
    assert asks in said
    assert not any(each in said for each in ASKED)
    if agent != "letters":
        assert "aissière" in said
