"""What a conversation shows beside the words: the card that fits what was just done."""

from typing import Any

import pytest
from pydantic import BaseModel

from tests.contracts.conftest import Ground
from tests.tools.aube.answered import aube_over
from tests.tools.aube.trajectory.test_operations import ASSESS, Person, aube_now
from tools.aube import Aube, aube_operations, look_operation
from tools.operation import AnyOperation

LOOK = look_operation(aube_now)


@pytest.fixture
def person(ground: Ground) -> Person:
    return Person(ground)


async def full() -> Aube:
    return aube_over("reference")


def cards(operation: AnyOperation, result: BaseModel) -> list[dict[str, Any]]:
    """The cards that a result shows."""
    assert operation.shows is not None
    shown: list[Any] = [annex.value for annex in operation.shows(result)]
    return shown


async def listed(person: Person, operation: AnyOperation = ASSESS) -> Any:
    """An assessment of somebody who works at a till, answered to its end."""
    result: Any = await operation(person.context(), {"answer": "caissière"})
    while result.question is not None:
        result = await operation(person.context(), {"options": [result.question.choices[0].id]})
    return result


async def test_the_list_comes_with_reasons_and_interests(person: Person) -> None:
    result = await listed(person)
    assert [card["kind"] for card in cards(ASSESS, result)] == ["matches", "interests"]


async def test_the_occupation_that_is_chosen_comes_with_its_skills_instead_of_the_list_again(person: Person) -> None:
    result = await listed(person)
    for rank, idea in enumerate(result.ideas, start=1):
        [card] = cards(ASSESS, await ASSESS(person.context(), {"target": rank}))
        assert (card["kind"], card["data"]["code"]) == ("bridge", idea.code)


async def test_an_occupation_of_the_list_that_is_looked_at_comes_with_its_skills(person: Person) -> None:
    assert cards(LOOK, await LOOK(person.context(), {"job": "comptable"})) == []
    idea = (await listed(person)).ideas[0]
    [card] = cards(LOOK, await LOOK(person.context(), {"job": idea.title}))
    assert (card["kind"], card["data"]["code"]) == ("bridge", idea.code)
    asked = next(action for action in card["actions"] if action["kind"] == "message")
    assert asked["text"]


async def test_an_occupation_that_is_looked_at_comes_with_its_exposure_beside_that_of_today(person: Person) -> None:
    look, (assess,) = look_operation(full), aube_operations(full)
    [alone] = cards(look, await look(person.context(), {"job": "comptable"}))
    assert (alone["kind"], alone["data"]["job"], len(alone["data"]["occupations"])) == ("exposure", "", 1)
    await listed(person, assess)
    beside, *_ = cards(look, await look(person.context(), {"job": "comptable"}))
    today, other = beside["data"]["occupations"]
    assert (today["code"], other["code"]) == (beside["data"]["job"], alone["data"]["occupations"][0]["code"])
    used = {axis["source"] for one in (today, other) for axis in (one["ai"], one["automation"]) if axis}
    assert {source["kind"] for source in beside["data"]["sources"]} == used
    assert all(one["text"] in beside["text"] for one in (today, other))


async def test_what_is_not_clear_shows_no_card(person: Person) -> None:
    assert cards(LOOK, await LOOK(person.context(), {"job": "technicien"})) == []
