"""A person's own tasks, and the plan to work with generative AI."""

from dataclasses import replace
from functools import cache
from statistics import fmean

import pytest

from knowledge.occupations.ai_work import LONGEST_PLAN, TILTS, Family, ai_skills, families, own_tasks
from knowledge.occupations.models import Catalogue
from tests.knowledge.occupations import reference


@cache
def rome() -> Catalogue:
    return reference.catalogue(4)


@pytest.mark.parametrize("family", families(), ids=lambda family: family.id)
def test_the_tilt_of_a_family_is_what_the_ilo_scores_say(family: Family) -> None:
    scores = [task.score for group in rome().exposure.values() for task in group.tasks if family.holds(task.text)]
    low, high = TILTS[family.tilt]
    assert low <= fmean(scores) <= high


def test_families_are_about_forty_with_one_id_each_and_a_lesson_unless_protected() -> None:
    ids = [family.id for family in families()]
    assert len(ids) == len(set(ids)) >= 30
    for family in families():
        assert (family.learn is None) == (family.tilt == "protected")
        assert family.signs


@pytest.mark.parametrize(
    ("task", "family"),
    [
        ("je réponds au téléphone", "phone"),
        ("je fais la toilette des résidents", "daily_help"),
        ("Je saisis des factures", "data_entry"),
        ("mettre les produits en rayon", "loading"),
        ("je coupe les cheveux", "beauty"),
        ("je m'occupe des plannings", "schedule"),
        ("je conduis un camion", "driving"),
        ("faire le ménage chez les gens", "cleaning"),
        ("rédiger les comptes rendus de réunion", "typing"),
        ("je range mes idées", None),
    ],
)
def test_a_task_is_recognised_from_what_a_person_says(task: str, family: str | None) -> None:
    (found,) = own_tasks([task]).tasks
    assert (found.family.id if found.family else None) == family


def test_shares_are_of_the_recognised_tasks() -> None:
    found = own_tasks(["je saisis des factures", "je coupe les cheveux", "je coupe du bois pour rire", "xyz"])
    assert found.recognised == 2
    assert (found.exposed, found.mixed, found.protected) == (0.5, 0.0, 0.5)


def test_nothing_recognised_is_not_zero() -> None:
    found = own_tasks(["xyz"])
    assert (found.exposed, found.mixed, found.protected, found.recognised) == (None, None, None, 0)


def test_the_plan_of_a_secretary_answers_the_exposed_tasks() -> None:
    plan = ai_skills(rome(), "M1607")
    assert plan.band == "high"
    assert {"typing", "letters", "schedule", "verify", "protect"} <= {step.id for step in plan.steps}
    (letters,) = (step for step in plan.steps if step.id == "letters")
    assert any("correspondence" in task.text for task in letters.because)


def test_the_plan_of_a_driver_says_what_stays_in_ones_hands() -> None:
    (hands,) = (step for step in ai_skills(rome(), "N4101").steps if step.id == "hands")
    assert "conduire et livrer" in hands.text


def test_every_plan_is_short_worded_in_both_languages_and_always_the_same() -> None:
    for code in list(rome().occupations)[::40]:
        french, english = ai_skills(rome(), code, "fr"), ai_skills(rome(), code, "en-GB")
        assert french == ai_skills(rome(), code)
        assert 4 <= len(french.steps) <= LONGEST_PLAN
        assert [step.id for step in french.steps] == [step.id for step in english.steps]
        for one, other in zip(french.steps, english.steps, strict=True):
            assert one.text != other.text
            assert "dispar" not in f"{one.title} {one.text}".lower()
            assert "{" not in one.text + other.text


def test_without_figures_the_plan_starts_with_the_basics() -> None:
    bare = replace(rome(), exposure={})
    plan = ai_skills(bare, "M1607")
    assert plan.band is None
    assert [step.id for step in plan.steps][:4] == ["start", "instruct", "verify", "protect"]


def test_transitions_add_a_step() -> None:
    occupation = replace(rome().occupations["N4101"], digital=True, ecological="green")
    changed = replace(rome(), occupations={**rome().occupations, "N4101": occupation})
    assert {"digital", "green"} <= {step.id for step in ai_skills(changed, "N4101").steps}


def test_an_unknown_occupation_is_refused() -> None:
    with pytest.raises(KeyError):
        ai_skills(rome(), "Z9999")
