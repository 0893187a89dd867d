"""Aube in a real conversation, across a restart: from « je ne sais plus quoi faire » to five occupations and the CV."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agents.runtime import Runtime
from tests.fakes.iris import Event, Visitor, custom, text_of

Build = Callable[..., Runtime]


def cards(events: list[Event]) -> list[dict[str, Any]]:
    """The cards of choices of a run."""
    return [card for card in custom(events, "iris.card") if card["kind"] == "choices"]


def spoken(events: list[Event]) -> str:
    """What a run says, with ordinary spaces."""
    return text_of(events).replace("\u00a0", " ").replace("\u202f", " ")


async def test_twelve_messages_lead_to_five_occupations_and_to_the_cv(build: Build) -> None:
    iris = build()
    await iris.start()
    visitor = await Visitor.arrive(iris)
    begun, events = await visitor.say("je ne sais plus quoi faire, je suis caissière")
    assert custom(events, "iris.agent")[0]["agent"] == "aube"
    assert "C’est noté : caissière." in spoken(events)
    shown = cards(events)
    for _ in range(2):
        [card] = cards(events)
        assert card["data"]["text"].replace("'", "’") in spoken(events).replace("'", "’")
        _, events = await visitor.say(card["actions"][0]["text"], begun.thread_id)
        shown += cards(events)
    await iris.stop()

    # The server starts again: the question that waited is still the one that is answered.
    iris = build()
    await iris.start()
    visitor = replace(visitor, iris=iris)
    said = 3
    while said < 12 and "Cinq pistes" not in spoken(events):
        answer = "continuer" if "Trois pistes" in spoken(events) else "passer"
        _, events = await visitor.say(answer, begun.thread_id)
        shown += cards(events)
        said += 1
        assert custom(events, "iris.agent")[0]["agent"] == "aube"
    assert "Cinq pistes" in spoken(events)
    assert len({card["id"] for card in shown}) >= 5
    _, events = await visitor.say("la première m’intéresse", begun.thread_id)
    title = spoken(events).split("«")[1].split("»")[0].strip()
    _, events = await visitor.say("1", begun.thread_id)
    assert [value["agent"] for value in custom(events, "iris.agent")][-1] == "cv"
    assert f"Métier visé : {title}" in spoken(events)
    await iris.stop()


async def test_an_assessment_goes_on_in_another_conversation(build: Build) -> None:
    iris = build()
    await iris.start()
    visitor = await Visitor.arrive(iris)
    await visitor.say("je suis caissière et je veux changer de métier", thread="t-one")
    _, first = await visitor.say("1", thread="t-one")
    _, events = await visitor.say("je voudrais changer de métier", thread="t-two")
    assert "On reprend" in spoken(events)
    assert cards(events)[0]["data"]["item"] == cards(first)[0]["data"]["item"]
    await iris.stop()
