"""The next question: the one that could change the list the most, until none could."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.aube.conftest import NOW, Make
from tools.aube import Aube
from tools.aube.asking import MOST, list_length, means, turnover
from tools.aube.beliefs import believe
from tools.aube.items import load_items
from tools.aube.models import JOB, SKILLS, STORY, WHICH, Answer, Assessment, Depth
from tools.aube.scoring import best
from tools.aube.wording import Wording


def walk(aube: Aube, wording: Wording, assessment: Assessment, choose: list[int]) -> Assessment:
    """Answer until nothing more is asked; the nth choice takes one of the options of the nth question."""
    for turn in range(40):
        item = aube.question(assessment, wording)
        if item is None:
            return assessment
        if item.id == STORY:
            answer = Answer(item=STORY, text="j'ai calmé un client", at=NOW)
        else:
            option = item.options[choose[turn % len(choose)] % len(item.options)].id
            answer = Answer(item=item.id, options=(option,), text=option, at=NOW)
        assessment = replace(assessment, answers={**assessment.answers, item.id: answer})
    raise AssertionError("it never ends")


@settings(max_examples=40, deadline=None)
@given(
    depth=st.sampled_from([1, 2, 3]),
    job=st.sampled_from(["D1505", "J1501", "N1103", "M1607", "G1602"]),
    choose=st.lists(st.integers(0, 5), min_size=1, max_size=16),
)
def test_it_ends_within_its_depth_with_a_list(
    aube: Aube, french: Wording, assessed: Make, depth: Depth, job: str, choose: list[int]
) -> None:
    done = walk(aube, french, assessed(job, depth), choose)
    assert done.asked <= MOST[depth] + (STORY in done.answers) + 1
    listed = aube.matches(done, french)
    assert len(listed) == list_length(depth)
    assert all(match.reasons for match in listed)


def test_the_job_comes_first_and_its_skills_before_the_rest(aube: Aube, french: Wording, assessed: Make) -> None:
    nothing = assessed("", 2)
    asked = aube.question(nothing, french)
    assert asked is not None
    assert asked.id == JOB
    skills = aube.question(assessed("J1501", 2), french)
    assert skills is not None
    assert (skills.id, skills.many) == (SKILLS, True)
    known = set(aube.atlas.catalogue.occupations["J1501"].skills)
    assert {option.id for option in skills.options} <= known


def test_the_question_is_the_one_that_could_change_the_list_most(aube: Aube, french: Wording, assessed: Make) -> None:
    assessment = assessed("D1505", 1, contact=("lots",))
    belief = believe(assessment, aube.atlas.catalogue)
    now = best(aube.land, aube.scores(belief), list_length(1), without=("D1505",))
    rescore = aube.rescorer(belief)
    values = {
        item.id: turnover(item, belief, now, list_length(1), aube.land, rescore)
        for item in load_items().values()
        if item.depth == 1 and item.id != "contact"
    }
    asked = aube.question(assessment, french)
    assert asked is not None
    assert values[asked.id] == max(values.values())
    assert means(belief) is None


@pytest.mark.parametrize("item", [each.id for each in load_items().values() if each.kind == "note"])
def test_what_cannot_be_computed_with_is_worth_no_question_but_for_the_longest_depth(item: str) -> None:
    assert load_items()[item].depth == 3


def test_nothing_is_asked_twice(aube: Aube, french: Wording, assessed: Make) -> None:
    assessment = assessed("N1103", 3)
    seen: list[str] = []
    while (item := aube.question(assessment, french)) is not None:
        assert item.id not in seen
        seen.append(item.id)
        options = tuple(option.id for option in item.options[:1])
        answers = {**assessment.answers, item.id: Answer(item=item.id, options=options, at=NOW)}
        assessment = Assessment(id="as_1", depth=3, started_at=NOW, answers=answers)
    assert WHICH not in seen
