"""The assessment in guided mode: begun, answered, left, corrected, and what is said of its list."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from tests.agents.guided.talk import Talk

START = "Je suis caissière et je veux changer de métier"


def told(answer: str) -> str:
    """`answer` with ordinary spaces and apostrophes."""
    return answer.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def place(talk: Talk) -> dict[str, str]:
    """What is kept of the question that waits."""
    kept: dict[str, str] = (json.loads(talk.focus) or {}).get("answers") or {}
    return kept


def passed(talk: Talk) -> list[dict[str, Any]]:
    """What the operation was asked, call by call."""
    return [arguments for name, arguments in talk.calls if name == "assess"]


async def until_list(talk: Talk, answers: Sequence[str] = ()) -> str:
    """Answer every question, with `answers` then the first choice, until a list comes."""
    given, answer = list(answers), ""
    for _ in range(20):
        if json.loads(talk.focus)["flow"] is None:
            return answer
        answer = await talk.say(given.pop(0) if given else "passer")
    raise AssertionError("no list comes")


async def listed(**more: Any) -> Talk:
    """A talk that has just shown its first list."""
    talk = Talk(agent="aube", **more)
    await talk.say(START)
    await until_list(talk)
    return talk


@pytest.mark.parametrize(
    "message",
    [
        "Je veux changer de métier, mais vers quoi ?",
        "Quels métiers vont avec ce que je sais faire ?",
        "Je voudrais faire le point",
        "je ne sais plus quoi faire, je suis caissière",
        "bonjour",
    ],
)
async def test_it_begins_on_every_suggestion(message: str) -> None:
    talk = Talk(agent="aube")
    await talk.say(message)
    assert [name for name, _ in talk.calls if name != "remember"] == ["assess"]
    assert json.loads(talk.focus)["flow"] == "aube.assessment"


@pytest.mark.parametrize("message", ["je ne sais plus quoi faire, je suis caissière", "quel métier pour moi ?", "1"])
async def test_the_guide_passes_the_wish_on(message: str) -> None:
    talk = Talk(agent="guide")
    if message == "1":
        await talk.say("qui peut m'aider ?")
        message = "2"
    await talk.say(message)
    assert talk.agent == "aube"
    assert json.loads(talk.focus)["flow"] == "aube.assessment"


async def test_the_job_is_said_once() -> None:
    talk = Talk(agent="aube")
    assert "C'est noté : caissière." in told(await talk.say(START))
    assert passed(talk) == [{"item": "job", "answer": START}]
    assert place(talk)["item"] not in ("job", "which")


async def test_an_answer_is_passed_on_and_said_again() -> None:
    talk = Talk(agent="aube")
    await talk.say(START)
    first = place(talk)["question"].split("1. ")[1].split("\n")[0]
    answer = await talk.say("1")
    assert passed(talk)[-1] == {"answer": "1"}
    assert f"«\u00a0{first}\u00a0»" in answer.splitlines()[0]


async def test_what_is_not_understood_never_loops() -> None:
    talk = Talk(agent="aube")
    await talk.say(START)
    item = place(talk)["item"]
    answers = [await talk.say("turlututu chapeau pointu") for _ in range(4)]
    assert all(before != after for before, after in pairwise(answers))
    assert "pour la laisser de côté" in told(answers[2])
    assert "On la laisse de côté" in told(answers[3])
    assert place(talk)["item"] != item


async def test_yes_leaves_the_question_that_does_not_work() -> None:
    talk = Talk(agent="aube")
    await talk.say("je voudrais faire le point, je suis caissière")
    for _ in range(3):
        await talk.say("turlututu chapeau pointu")
    item = place(talk)["item"]
    await talk.say("oui, merci" if "Oui" in place(talk)["question"] else "oui")
    assert place(talk)["item"] != item


async def test_a_question_is_answered_and_the_open_one_comes_back() -> None:
    talk = Talk(agent="aube")
    await talk.say(START)
    answer = await talk.say("Comment financer une formation ?")
    assert "compte personnel de formation" in answer
    assert answer.endswith(place(talk)["question"])


async def test_a_menu_shown_since_takes_the_number() -> None:
    talk = Talk(agent="aube")
    await talk.say(START)
    await talk.say("parlons d'autre chose")
    await talk.say("2")
    assert len(passed(talk)) == 1
    assert talk.agent != "aube"


async def test_a_pause_shows_what_there_is_and_keeps_the_place() -> None:
    talk = Talk(agent="aube")
    await talk.say(START)
    await talk.say("1")
    question = place(talk)["question"]
    answer = told(await talk.say("pause"))
    assert "On s'arrête là" in answer
    assert "\n1. **" in answer
    assert not answer.endswith(told(question))
    assert (await talk.say("on reprend")).endswith(question)


async def test_an_answer_is_corrected_by_its_subject() -> None:
    talk = Talk(agent="aube")
    await talk.say(START)
    items = []
    while place(talk).get("item") != "hours":
        items.append(place(talk)["item"])
        await talk.say("1")
    await talk.say("la nuit")
    answer = told(await talk.say("corriger les horaires"))
    assert passed(talk)[-1] == {"withdraw": "hours"}
    assert "La réponse est retirée (horaires)" in answer


async def test_the_last_answer_is_taken_back() -> None:
    talk = Talk(agent="aube")
    await talk.say(START)
    before = place(talk)["item"]
    await talk.say("1")
    await talk.say("question précédente")
    assert passed(talk)[-1] == {"withdraw": before}
    assert place(talk)["item"] == before


async def test_starting_again_asks_everything_again() -> None:
    talk = await listed()
    assert "Quel est le métier" in await talk.say("recommencer")
    assert passed(talk)[-1] == {"restart": True}


async def test_going_on_gives_five() -> None:
    talk = await listed()
    answer = await talk.say("continuer")
    assert passed(talk)[-1] == {"depth": 2}
    assert "On affine" in answer or "on affine" in answer
    assert "Cinq pistes" in await until_list(talk)
    assert len(json.loads(talk.focus)["ideas"]) == 5


@pytest.mark.parametrize("message", ["2", "et le n° 2 ?", "la deuxième", "pourquoi la 2 ?"])
async def test_one_idea_is_told_by_its_number(message: str) -> None:
    talk = await listed()
    title = json.loads(talk.focus)["ideas"][1]
    assert title.replace("'", "’") in (await talk.say(message)).splitlines()[0]


async def test_why_gives_the_reasons_of_one_then_of_the_next() -> None:
    talk = await listed()
    titles = json.loads(talk.focus)["ideas"]
    for title in (*titles[:2],):
        assert title.replace("'", "’") in (await talk.say("pourquoi ?")).splitlines()[0]


@pytest.mark.parametrize("message", ["la première m'intéresse", "la 1 me plaît", "je choisis la première"])
async def test_an_idea_is_aimed_for_and_every_specialist_starts_from_it(message: str) -> None:
    talk = await listed()
    title = json.loads(talk.focus)["ideas"][0]
    assert title.replace("'", "’") in await talk.say(message)
    assert json.loads(talk.focus)["target"] == title
    answer = told(await talk.say("2"))
    assert talk.agent == "letters"
    assert f"Métier visé : {told(title)}" in answer
    assert "Chez quel employeur" in answer


async def test_yes_after_an_idea_aims_for_it() -> None:
    talk = await listed()
    await talk.say("3")
    await talk.say("oui")
    focus = json.loads(talk.focus)
    assert focus["target"] == focus["ideas"][2]


async def test_another_number_shows_another_idea() -> None:
    talk = await listed()
    await talk.say("2")
    assert json.loads(talk.focus)["ideas"][0].replace("'", "’") in await talk.say("1")
    assert json.loads(talk.focus)["target"] == ""


async def test_what_is_named_is_kept_in_the_profile() -> None:
    talk = await listed()
    title = json.loads(talk.focus)["ideas"][0].split(" / ")[0]
    await talk.say(f"{title}, ça me plaît")
    assert talk.calls[-1] == ("assess", {"target": 1})


async def test_a_refused_idea_is_not_aimed_for() -> None:
    talk = await listed()
    await talk.say("la 1 ne m'intéresse pas")
    assert json.loads(talk.focus)["target"] == ""


async def test_without_the_operation_the_flow_is_not_proposed() -> None:
    talk = Talk(agent="aube", of_aube=[])
    assert await talk.say(START)
    assert passed(talk) == []


async def test_a_refused_operation_is_said_and_the_talk_goes_on() -> None:
    talk = Talk(agent="aube", results={"assess": {"error": {"code": "tainted_turn", "advice": ""}}})
    assert (await talk.say(START)).strip()
    assert (await talk.say("1")).strip()
