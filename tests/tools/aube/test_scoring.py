"""Scores: four named parts, the weights that are printed, and a list that refuses what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.occupations import RIASEC
from tests.tools.aube.conftest import Make
from tools.aube import Aube
from tools.aube.beliefs import PRIOR_CHOSEN, PRIOR_LEFT, believe, interest
from tools.aube.items import load_items
from tools.aube.models import SKILLS, Answer, Assessment
from tools.aube.scoring import MAJOR, MINOR, PER_DOMAIN, UNKNOWN, WEIGHTS
from tools.aube.wording import Wording

CASHIER, CARE = "D1505", "J1501"
ITEMS = {item.id: [option.id for option in item.options] for item in load_items().values()}


@st.composite
def answers(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Any answers to any of the items."""
    chosen = draw(st.lists(st.sampled_from(sorted(ITEMS)), unique=True, max_size=10))
    return {item: (draw(st.sampled_from(ITEMS[item])),) for item in chosen}


def test_the_score_is_the_weighted_sum_of_its_parts(aube: Aube, assessed: Make, french: Wording) -> None:
    assessment = assessed(CASHIER, saturday=("S",), contact=("lots",), hours=("nights",))
    for match in aube.matches(assessment, french):
        assert match.score == pytest.approx(sum(part.amount * part.weight for part in match.parts), abs=2e-4)
        weighed = [part for part in match.parts if part.name != "unknown"]
        assert sum(part.weight for part in weighed) == pytest.approx(1, abs=2e-4)
        assert all(0 <= part.amount <= 1 for part in weighed)


def test_a_part_without_answers_leaves_its_weight_to_the_others(aube: Aube, assessed: Make, french: Wording) -> None:
    (first, *_) = aube.matches(assessed("", saturday=("S",)), french)
    assert {part.name: part.weight for part in first.parts} == {"interests": 1}
    (first, *_) = aube.matches(assessed(CASHIER, saturday=("S",)), french)
    known = WEIGHTS["skills"] + WEIGHTS["interests"] + WEIGHTS["mobility"]
    assert {part.name: part.weight for part in first.parts}["skills"] == pytest.approx(
        WEIGHTS["skills"] / known, abs=1e-4
    )


def test_interests_are_counted_as_they_are_written(aube: Aube, assessed: Make, french: Wording) -> None:
    assessment = assessed("", saturday=("S",), team=("S",), proud=("R",))
    means = {each.letter: each.mean for each in believe(assessment, aube.atlas.catalogue).interests}
    assert means["S"] == (PRIOR_CHOSEN + 2) / (PRIOR_CHOSEN + PRIOR_LEFT + 3)
    top = sorted(means.values(), reverse=True)
    for match in aube.matches(assessment, french):
        letters = aube.atlas.catalogue.occupations[match.code].riasec
        raw = sum(means[letter] * weight for letter, weight in zip(letters, (MAJOR, MINOR), strict=False))
        assert match.parts[0].amount == pytest.approx(raw / (MAJOR * top[0] + MINOR * top[1]), abs=1e-4)


@given(chosen=st.integers(0, 20), left=st.integers(0, 20))
def test_an_interest_that_is_chosen_once_more_grows_and_is_surer(chosen: int, left: int) -> None:
    before, after = interest("R", chosen, chosen + left), interest("R", chosen + 1, chosen + left + 1)
    assert 0 < before.mean < after.mean < 1
    assert interest("R", 10 * chosen, 10 * (chosen + left)).spread <= before.spread + 1e-9


@settings(max_examples=60, deadline=None)
@given(given=answers(), job=st.sampled_from([CASHIER, CARE, "M1607", ""]))
def test_what_breaks_a_limit_is_listed_last_and_said_to(
    aube: Aube, assessed: Make, french: Wording, given: dict[str, tuple[str, ...]], job: str
) -> None:
    assessment = assessed(job, **given)
    refused = set(believe(assessment, aube.atlas.catalogue).refused)
    matches = aube.matches(assessment, french)
    warned = [any("ce qui a été refusé" in reason.text for reason in match.reasons) for match in matches]
    assert warned == sorted(warned), "those that break a limit come last"
    for match, broken in zip(matches, warned, strict=True):
        conditions = aube.atlas.catalogue.occupations[match.code].conditions
        held = {*conditions.hours, *conditions.place, conditions.training, f"physical:{conditions.physical}"}
        held |= {f"contact:{conditions.contact}", f"screen:{conditions.screen}"}
        assert bool(held & refused) is broken
    assert job not in {match.code for match in matches}
    domains = [match.code[:3] for match in matches]
    assert all(domains.count(domain) <= PER_DOMAIN for domain in domains) or len(matches) == 5
    assert aube.matches(assessment, french) == matches


@settings(max_examples=40, deadline=None)
@given(given=answers(), job=st.sampled_from([CASHIER, CARE, "M1607"]))
def test_what_would_change_the_list_does(
    aube: Aube, assessed: Make, french: Wording, given: dict[str, tuple[str, ...]], job: str
) -> None:
    now = {match.code for match in aube.matches(assessed(job, **given), french)}
    for each in aube.counterfactuals(assessed(job, **given), french):
        without = {item: options for item, options in given.items() if item != each.item}
        then = {match.code for match in aube.matches(assessed(job, **without), french)}
        assert set(each.enters) == then - now


def test_a_wish_of_which_nothing_is_known_counts_half(aube: Aube, assessed: Make, french: Wording) -> None:
    assert 0 < UNKNOWN < 1
    belief = believe(assessed("", place=("remote",)), aube.atlas.catalogue)
    scores = aube.scores(belief)
    held = aube.land.holds["remote"]
    assert np.allclose(scores.parts["wishes"][held], 1)


def test_a_skill_that_is_confirmed_never_lowers_a_match(aube: Aube, assessed: Make, french: Wording) -> None:
    occupation = aube.atlas.catalogue.occupations[CARE]
    shown = "\n".join(aube.atlas.learnt(occupation)[:6])
    few, more = (_confirmed(assessed(CARE), shown, shown.split("\n")[:count]) for count in (2, 3))
    before = aube.scores(believe(few, aube.atlas.catalogue)).parts["skills"]
    after = aube.scores(believe(more, aube.atlas.catalogue)).parts["skills"]
    asking = [shown.split("\n")[2] in each.skills for _, each in sorted(aube.atlas.catalogue.occupations.items())]
    assert (after >= before - 1e-12).all()
    assert (after - before)[asking].max() > 0


def _confirmed(assessment: Assessment, shown: str, chosen: list[str]) -> Assessment:
    answer = Answer(item=SKILLS, options=tuple(chosen), text=shown, at=assessment.started_at)
    return replace(assessment, answers={**assessment.answers, SKILLS: answer})


def test_every_letter_can_be_chosen_often_enough() -> None:
    offered = [option for item in load_items().values() if item.kind == "interest" for option in ITEMS[item.id]]
    assert {letter: offered.count(letter) >= 8 for letter in RIASEC} == dict.fromkeys(RIASEC, True)
