"""Cards: every number of their data is one that the transparency accounts for, and their words say no other one."""

import re
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from pydantic import BaseModel, ValidationError

from tests.tools.aube.answered import NOW, Place, numbers
from tests.tools.aube.test_transparency import CASES, told
from tools.aube.books import book_of, figure
from tools.aube.card_data import (
    AnyCard,
    BridgeData,
    ExposureData,
    InterestsData,
    Kind,
    MatchesData,
    PlannedStep,
    Span,
    TrajectoryData,
)
from tools.aube.cards import annex, bridge_card, exposure_card, interests_card, matches_card, time_line
from tools.aube.exposing import expose
from tools.aube.models import Assessment, Depth
from tools.aube.tracing import ExposureTrace, Transparency
from tools.aube.transparency import explain
from tools.aube.wording import wording_of

PLAN = TrajectoryData(
    id="tr_1",
    title="Vers secrétaire médicale",
    version=1,
    total=Span(min=27, max=43.5),
    sources=(),
    steps=(
        PlannedStep(
            id="a",
            title="Immersion",
            kind="try",
            start_week=Span(min=0, max=0),
            duration=Span(min=1, max=1),
            rule="steps.immersion",
            source="règle d'Iris",
        ),
        PlannedStep(
            id="b",
            title="Formation",
            kind="train",
            start_week=Span(min=1, max=4),
            duration=Span(min=26, max=39.5),
            after=("a", "gone"),
            rule="person",
            source="durée donnée",
        ),
        PlannedStep(
            id="c",
            title="Candidater",
            kind="apply",
            start_week=Span(min=0, max=0),
            duration=Span(min=0, max=0),
            done=True,
            rule="steps.apply",
            source="règle d'Iris",
        ),
    ),
)


def cards_of(transparency: Transparency, job: ExposureTrace | None) -> list[AnyCard]:
    """Every card of an assessment."""
    bridges = [bridge_card(transparency, match.code) for match in transparency.matches]
    return [interests_card(transparency), exposure_card(transparency, job), matches_card(transparency), *bridges]


def job_of(case: tuple[str, str, Depth, int]) -> ExposureTrace | None:
    """Exposure of today's occupation."""
    aube, assessment, _ = told(*case)
    return expose(aube.atlas, assessment.job, book_of("explain", "fr")) if assessment.job else None


def traced(whole: dict[str, Any], job: dict[str, Any] | None, card: dict[str, Any], at: Place) -> float:
    """The number of the transparency that a card's is; raises KeyError for a place that nobody accounts for."""
    by_code = {match["code"]: match for match in whole["matches"]}
    data = card["data"]
    match (card["kind"], *at):
        case ("interests", "interests", *rest):
            return cast(float, found(whole["interests"], rest))
        case ("exposure", "occupations", int(place), *rest):
            one = data["occupations"][place]
            source = job if job and one["code"] == job["code"] else by_code[one["code"]]["exposure"]
            return cast(float, found(source, rest))
        case ("matches", "matches", int(place), "have" | "missing" as name):
            return len(by_code[data["matches"][place]["code"]][name])
        case ("matches", "matches", int(place), name):
            return cast(float, by_code[data["matches"][place]["code"]][name])
        case ("bridge", *rest):
            return cast(float, found(by_code[data["code"]], rest))
    raise KeyError(at)


def found(value: Any, at: list[Any]) -> Any:
    """What is at a place."""
    for key in at:
        value = value[key]
    return value


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_number_of_every_card_is_one_that_is_traced(case: tuple[str, str, Depth, int]) -> None:
    transparency, job = told(*case)[2], job_of(case)
    whole, here = transparency.model_dump(mode="json"), job.model_dump(mode="json") if job else None
    for card in cards_of(transparency, job):
        plain = card.model_dump(mode="json")
        for at, value in numbers(plain["data"]):
            assert value == traced(whole, here, plain, at), (card.kind, at)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_words_of_a_card_hold_its_numbers_and_no_other_one(case: tuple[str, str, Depth, int]) -> None:
    transparency, job = told(*case)[2], job_of(case)
    for card in cards_of(transparency, job):
        plain = card.model_dump(mode="json")
        known = {figure(value, "fr") for _, value in numbers(plain["data"])}
        texts = " ".join(strings(plain["data"]))
        days = " ".join(str(source.checked_on.day) for source in transparency.sources)
        for said in re.findall(r"\d+(?:,\d+)?", card.text):
            assert said in known or said in texts or said in days or said in ("2026", "0,5", "1"), (card.kind, said)


def strings(value: object) -> list[str]:
    """Every text of a JSON value."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inside for text in strings(each)]


@pytest.mark.parametrize("case", CASES[:2], ids=str)
def test_the_words_tell_everything_that_is_drawn(case: tuple[str, str, Depth, int]) -> None:
    transparency, job = told(*case)[2], job_of(case)
    interests, exposure, matches, *bridges = cards_of(transparency, job)
    for letter in transparency.interests:
        chosen = f"choisi {letter.chosen} fois sur {letter.offered}" if letter.offered else "pas encore proposé"
        assert f"{letter.label} : {chosen}, estimation" in interests.text
    for match, bridge in zip(transparency.matches, bridges, strict=True):
        assert match.exposure.text in exposure.text
        assert all(reason.text in matches.text for reason in match.reasons)
        labels = [*(one.label for one in match.have), *(one.label for one in match.close)]
        assert all(label in bridge.text for label in (*labels, *(one.label for one in match.missing)))
    assert "elle ne dit pas si un métier dure" in exposure.text


def test_a_card_is_shown_as_the_others_are() -> None:
    shown = annex(matches_card(told(*CASES[0])[2], {"D1106": "Vendre du pain."}))
    assert shown.name == "iris.card"
    assert isinstance(shown.value, dict)
    assert set(shown.value) == {"id", "kind", "version", "data", "text", "actions"}
    assert shown.value["version"] == 1
    assert {action["kind"] for action in shown.value["actions"]} == {"message", "request"}


def test_another_occupation_has_no_bridge() -> None:
    with pytest.raises(KeyError):
        bridge_card(told(*CASES[0])[2], "Z9999")


def test_without_answers_the_cards_are_empty_and_say_so() -> None:
    aube, _, _ = told(*CASES[0])
    empty = explain(aube, Assessment(id="as_0", depth=1, started_at=NOW), wording_of("fr"))
    assert interests_card(empty).text.count("pas encore proposé") == 6
    assert matches_card(empty).data.matches == ()


def test_a_time_line_is_told_step_by_step() -> None:
    assert time_line(PLAN, "fr") == [
        "Immersion : début tout de suite, durée de 1 semaine.",
        "Formation : début entre la semaine 1 et la semaine 4, durée de 26 à 39,5 semaines, après « Immersion ».",
        "Candidater : c'est fait.",
    ]
    assert time_line(PLAN, "en")[1] == (
        "Formation: begins between week 1 and week 4, takes 26 to 39.5 weeks, after “Immersion”."
    )


@pytest.mark.parametrize("wrong", [{"min": -1, "max": 2}, {"min": 0, "max": float("inf")}, {"min": "x", "max": 1}])
def test_a_step_without_a_sane_duration_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Span.model_validate(wrong)


def fields(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[str]:
    """The names of the fields of a model and of all that it holds."""
    if model in seen:
        return set()
    seen.add(model)
    held = [each for one in model.model_fields.values() for each in models(one.annotation)]
    return {*model.model_fields, *(name for each in held for name in fields(each, seen))}


def models(kind: Any) -> list[type[BaseModel]]:
    """The models in a type."""
    inside = [each for one in get_args(kind) for each in models(one)]
    return [kind] if isinstance(kind, type) and issubclass(kind, BaseModel) else inside


@pytest.mark.parametrize("data", [InterestsData, ExposureData, MatchesData, BridgeData, TrajectoryData])
def test_the_protocol_tells_every_field_of_every_kind(data: type[BaseModel]) -> None:
    document = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")
    written = document.partition("\n## Cards\n")[2].partition("\n## ")[0]
    assert {name for name in fields(data, set()) if f'"{name}"' not in written and f"`{name}`" not in written} == set()


def test_the_protocol_tells_every_kind() -> None:
    document = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in document for kind in get_args(Kind))
