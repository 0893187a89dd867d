"""The card of a trajectory: every number is a line of the table of rules, or follows from those lines by the order."""

import tomllib
from itertools import product
from typing import Any, get_args

import pytest

from tests.tools.aube.answered import Place, numbers
from tests.tools.aube.trajectory.plans import PEOPLE, plan
from tools.aube.trajectory import Change, card_of, words_of
from tools.aube.trajectory.changing import changed
from tools.aube.trajectory.models import Plan, Situation
from tools.aube.trajectory.table import TABLE
from tools.aube.trajectory.views import view_of

ROWS: dict[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
GIVEN = {"own_1": (3, 5), "prepare": (2, 2)}
"""Durations that the person says, in weeks."""


def plans(who: str, situation: Situation | None) -> list[Plan]:
    """A plan, its other ways, and what a person makes of it."""
    first = plan(who, situation=situation)
    other = [changed(first, Change(action="follow", alternative=each.route)) for each in first.alternatives]
    added = changed(first, Change(action="add", title="Apprendre l'anglais", after="ask", least=3, most=5))
    longer = changed(added, Change(action="weeks", step="prepare", least=2, most=2))
    return [first, *other, changed(longer, Change(action="done", step="ask"))]


def weeks(step: dict[str, Any]) -> tuple[float, float]:
    """The duration that a step's rule gives, read in the table itself."""
    if step["done"]:
        return 0, 0
    if step["rule"] == "person":
        return GIVEN[step["id"]]
    line, _, times = step["rule"].partition(" x ")
    section, name = line.split(".")
    row = ROWS[section][name]
    least, most = row["weeks"] if isinstance(row, dict) else row
    return least, min(most * int(times or 1), 520)


def by_hand(data: dict[str, Any], made: Plan, at: Place) -> float:
    """The number at a place of the card; raises KeyError for a place that nobody accounts for."""
    steps = {step["id"]: step for step in data["steps"]}

    def starts(step: dict[str, Any], end: int) -> float:
        return max((starts(steps[one], end) + weeks(steps[one])[end] for one in step["after"]), default=0)

    ends = ("min", "max")
    match at:
        case ("version",):
            return made.version
        case ("total", str(name)):
            end = ends.index(name)
            return max(starts(step, end) + weeks(step)[end] for step in steps.values())
        case ("steps", int(place), "start_week", str(name)):
            return starts(data["steps"][place], ends.index(name))
        case ("steps", int(place), "duration", str(name)):
            return weeks(data["steps"][place])[ends.index(name)]
    raise KeyError(at)


@pytest.mark.parametrize(("who", "situation"), list(product(PEOPLE, (None, *get_args(Situation)))))
def test_every_number_of_the_card_is_a_line_of_the_table_or_follows_from_the_order(
    who: str, situation: Situation | None
) -> None:
    for made in plans(who, situation):
        card = card_of(view_of(made, made.version, words_of("fr"))).model_dump(mode="json")
        walked = list(numbers(card["data"]))
        assert len(walked) == 3 + 4 * len(card["data"]["steps"])
        for at, value in walked:
            assert value == by_hand(card["data"], made, at), (made.route, at)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_duration_names_its_rule_and_whose_figure_it_is(who: str, language: str) -> None:
    for made in plans(who, "employee"):
        data = card_of(view_of(made, made.version, words_of(language))).data
        for step in data.steps:
            said = words_of(language).say("plan.person") if step.rule == "person" else ROWS["source"][language]
            assert step.source == said
        assert [each.name for each in data.sources] == [name for _, name, _ in made.facts.sources]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_its_words_tell_each_step_and_have_no_marks_to_be_read_aloud(language: str) -> None:
    made = plans("cashier", "employee")[-1]
    card = card_of(view_of(made, made.version, words_of(language)))
    for number, step in enumerate(card.data.steps, start=1):
        assert f"\n{number}. {step.title}" in card.text
    assert not {"#", "**", "[", "]("} & {mark for mark in ("#", "**", "[", "](") if mark in card.text}
    assert {"fr": "Début : tout de suite.", "en": "Begins: right away."}[language] in card.text
