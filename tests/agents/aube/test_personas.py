"""Thirty people talk with Aube in guided mode: how soon they get their list, and what never changes it."""

import asyncio
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from agents.catalog import load_catalog
from agents.orchestration.lexical import LexicalRouter
from tests.agents.guided.assessed import Assessed
from tests.agents.guided.talk import Talk
from tools.aube.items import load_items

PERSONAS: list[dict[str, str]] = tomllib.loads((Path(__file__).parent / "personas.toml").read_text("utf-8"))["persona"]
PAIRS = [("Marie", "Mohamed"), ("Jean-Pierre", "Fatoumata"), ("Nguyen", "Camille"), ("Agnieszka", "Yacine")]
FIRST_LIST, WHOLE_LIST = 5, 12
MOST_MESSAGES = 30
NOT_UNDERSTOOD = frozenset({"lost", "unclear", "not_found", "after"})


@dataclass(frozen=True)
class Heard:
    """What a conversation gave."""

    first: int
    """Answers until the first list: the job, said at once or asked, and what was understood since."""
    whole: int
    """Answers until the list of five; the word that asks to go on is none."""
    short: dict[str, Any]
    long: dict[str, Any]
    said: str
    missed: tuple[str, ...]
    """What was typed and not understood, wherever the real routing took it."""


def typed(text: str, name: str, form: int) -> str:
    """What the persona types, with a first name and a form of the title."""
    return re.sub(r"\[([^|]*)\|([^\]]*)\]", lambda match: match[form + 1], text).replace("{name}", name)


def reply(persona: dict[str, str], talk: Talk) -> str:
    """What the persona answers to the question that waits."""
    place = json.loads(talk.focus)["answers"]
    item, choices = place["item"], re.findall(r"^\d+\. (.+)$", place["question"], re.MULTILINE)
    if item in persona:
        # Who is not understood does as they are told: a number.
        return "1" if place.get("missed") else persona[item]
    if item == "which":
        return next((choice for choice in choices if persona.get("which", "?") in choice.lower()), "aucun de ceux-là")
    known = load_items().get(item)
    if known is not None and known.kind == "interest":
        offered = [option.id for option in known.options]
        return str(1 + min(range(len(offered)), key=lambda rank: f"{persona['likes']}RIASEC".index(offered[rank])))
    return "1" if known is None and choices else "passer"


async def send(talk: Talk, message: str) -> str:
    """What is answered, by whom the graph would choose: who is in the middle of something, else by the words."""
    if not (json.loads(talk.focus) or {}).get("flow"):
        decision = router().decide(message)
        talk.agent = decision.agent if decision else talk.agent
    return await talk.say(message)


def is_missed(talk: Talk) -> bool:
    """Whether the last answer says that the message was not understood."""
    said: str = (json.loads(talk.focus) or {}).get("said") or ""
    return said.endswith(".missed") or said in NOT_UNDERSTOOD


async def converse(persona: dict[str, str], name: str, form: int, user_id: str) -> Heard:
    """A whole conversation, to the list of five."""
    message = typed(persona["text"], name, form)
    talk = Talk(agent=router().best(message).agent, person=Assessed(user_id=user_id))
    said, missed = [await send(talk, message)], list[str]()
    if is_missed(talk):
        missed.append(message)
    if (json.loads(talk.focus) or {}).get("said") == "look_at_occupation":
        # Who worries about their job hears of it first, then is offered the questions.
        said.append(await send(talk, "oui"))
    first, short = 0, dict[str, Any]()
    place = json.loads(talk.focus)["answers"]
    answers = 0 if place.get("item") in ("job", "which") else 1
    for _ in range(MOST_MESSAGES):
        focus = json.loads(talk.focus)
        if focus["flow"] is None and focus["ideas"]:
            if focus["depth"] > 1:
                break
            first, short = answers, await talk.person.run({"results": True})
            said.append(await send(talk, "continuer"))
            continue
        assert focus["flow"] == "aube.assessment", (persona["id"], said[-1])
        typing = reply(persona, talk)
        said.append(await send(talk, typing))
        if is_missed(talk):
            missed.append(typing)
        answers += not json.loads(talk.focus)["answers"].get("missed")
    return Heard(first, answers, short, await talk.person.run({"results": True}), said[-1], tuple(missed))


@cache
def router() -> LexicalRouter:
    """Who takes a first message, as in a real conversation."""
    return LexicalRouter(list(load_catalog()))


@cache
def heard(index: int, form: int) -> Heard:
    """The conversation of a persona under one first name and one form of its title."""
    name = PAIRS[index % len(PAIRS)][form]
    return asyncio.run(converse(PERSONAS[index], name, form, f"u_{name}_{form}"))


def listed(result: dict[str, Any]) -> bytes:
    """A list as it is shown, but for the id of the assessment, which is of the person."""
    return json.dumps({**result, "assessment": ""}, ensure_ascii=False, sort_keys=True).encode()


def test_there_are_thirty() -> None:
    assert len({persona["id"] for persona in PERSONAS}) == 30


@pytest.mark.parametrize("index", range(30), ids=[persona["id"] for persona in PERSONAS])
def test_a_first_explained_list_comes_within_five_answers(index: int) -> None:
    conversation = heard(index, 0)
    assert conversation.first <= FIRST_LIST
    assert len(conversation.short["ideas"]) == 3
    assert all(idea["reasons"] for idea in conversation.short["ideas"])


@pytest.mark.parametrize("index", range(30), ids=[persona["id"] for persona in PERSONAS])
def test_the_whole_list_has_five_explained_occupations(index: int) -> None:
    conversation = heard(index, 0)
    assert len(conversation.long["ideas"]) == 5
    assert all(idea["reasons"] for idea in conversation.long["ideas"])
    assert all(idea["title"].replace("'", "’") in conversation.said for idea in conversation.long["ideas"])


@pytest.mark.parametrize("index", range(30), ids=[persona["id"] for persona in PERSONAS])
def test_nothing_that_is_typed_is_misunderstood(index: int) -> None:
    assert heard(index, 0).missed == ()


def test_the_median_conversation_is_under_twelve_questions() -> None:
    assert median(heard(index, 0).whole for index in range(30)) < WHOLE_LIST


@pytest.mark.parametrize("index", range(30), ids=[persona["id"] for persona in PERSONAS])
def test_a_first_name_or_the_gender_of_a_title_changes_nothing(index: int) -> None:
    one, other = heard(index, 0), heard(index, 1)
    assert listed(one.short) == listed(other.short)
    assert listed(one.long) == listed(other.long)
