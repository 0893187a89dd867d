"""Transparency: every number that is told is made again by hand from the data; nothing is told that cannot be."""

from functools import cache
from typing import Any

import pytest

from knowledge.occupations.exposure import AUTOMATION_HIGH, AUTOMATION_LOW
from tests.tools.aube.answered import Place, aube_over, go_through, numbers
from tests.tools.aube.by_hand import BASE, MOST, ByHand
from tools.aube.assessing import Aube
from tools.aube.books import book_of
from tools.aube.models import Assessment, Depth
from tools.aube.tracing import Transparency
from tools.aube.transparency import explain, lowest
from tools.aube.wording import wording_of

CASES: list[tuple[str, str, Depth, int]] = [
    ("starter", "D1505", 1, 0),
    ("starter", "J1501", 2, 2),
    ("starter", "", 2, 1),
    ("starter", "N1103", 3, 3),
    ("reference", "D1505", 2, 1),
    ("reference", "F1602", 3, 2),
]


@cache
def told(where: str, code: str, depth: Depth, taps: int) -> tuple[Aube, Assessment, Transparency]:
    """An assessment on the starter set or the full ROME, and what its list stands on."""
    aube = aube_over(where)
    assessment = go_through(aube, code, depth, taps)
    return aube, assessment, explain(aube, assessment, wording_of("fr"))


def by_hand(hand: ByHand, whole: dict[str, Any], at: Place) -> float:
    """The number at a place of the transparency; raises KeyError for a place that nobody accounts for."""
    match at:
        case ("version",):
            return hand.assessment.version
        case ("depth",):
            return hand.assessment.depth
        case ("considered",):
            return len(hand.aube.atlas.catalogue.occupations)
        case ("excluded",):
            every = [token for tokens in hand.tokens("refuse").values() for token in tokens]
            return hand.refused(list(hand.aube.atlas.catalogue.occupations), every)
        case ("refusals", int(place), "excluded"):
            tokens = hand.tokens("refuse")[whole["refusals"][place]["item"]]
            return hand.refused(list(hand.aube.atlas.catalogue.occupations), tokens)
        case ("interests", int(place), name):
            return letter(hand, "RIASEC"[place], str(name), "")
        case ("skills", int(place), "weight"):
            return hand.owned[whole["skills"][place]["id"]]
        case ("matches", int(place), *rest):
            return of_match(hand, whole["matches"][place], place, tuple(rest))
    raise KeyError(at)


def of_match(hand: ByHand, match: dict[str, Any], place: int, at: Place) -> float:
    """A number of one occupation of the list."""
    code = match["code"]
    match at:
        case ("rank",):
            return place + 1
        case ("score",):
            return hand.score(code)
        case ("percentile",):
            return int(hand.percentile(code) + 1e-9)
        case ("coverage",):
            return hand.coverage(code)
        case ("have", int(nth), "weight"):
            return hand.owned[match["have"][nth]["id"]]
        case ("close", int(nth), "likeness"):
            near = {one.skill: one.likeness for one in hand.near(code).close}
            return near[match["close"][nth]["id"]]
        case ("missing", int(nth), "targets"):
            return {one.skill: one.targets for one in hand.near(code).missing}[match["missing"][nth]["id"]]
        case ("parts", int(nth), *rest):
            return of_part(hand, code, match["parts"][nth], tuple(rest))
        case ("exposure", *rest):
            return hand.exposure(code, tuple(rest))
    raise KeyError(at)


def of_part(hand: ByHand, code: str, part: dict[str, Any], at: Place) -> float:
    """A number of one part of a score."""
    name = part["name"]
    match at:
        case ("amount",):
            return hand.amount(code, name)
        case ("base",):
            return BASE[name]
        case ("weight",):
            return hand.weights[name]
        case ("adds",):
            return hand.amount(code, name) * hand.weights[name]
        case ("skills", int(nth), "weight"):
            return hand.owned[part["skills"][nth]["id"]]
        case ("resemblance", int(nth), "most"):
            return MOST[part["resemblance"][nth]["name"]]
        case ("resemblance", int(nth), "amount"):
            return resemblance(hand, code, part["resemblance"][nth]["name"])
        case ("letters", int(nth), field):
            return letter(hand, "RIASEC"[nth], str(field), hand.occupation(code).riasec)
        case ("wishes", int(nth), "met"):
            return hand.met(code, hand.tokens("want")[part["wishes"][nth]["item"]])
    raise KeyError(at)


def resemblance(hand: ByHand, code: str, name: str) -> float:
    """What a resemblance adds to how near an occupation is."""
    if name == "skills" and hand.assessment.job:
        return hand.common(code)
    return next(each.amount for each in hand.near(code).parts if each.name == name)


def letter(hand: ByHand, one: str, field: str, riasec: str) -> float:
    """A number of an interest."""
    chosen, offered = hand.counts[one]
    weight = {0: 2 / 3, 1: 1 / 3}.get(riasec.find(one), 0.0)
    made = {"chosen": chosen, "offered": offered, "mean": hand.mean(one), "spread": hand.spread(one), "weight": weight}
    return made[field]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_number_is_a_row_or_a_formula(case: tuple[str, str, Depth, int]) -> None:
    aube, assessment, transparency = told(*case)
    whole = transparency.model_dump(mode="json")
    hand = ByHand(aube, assessment)
    walked = list(numbers(whole))
    assert len(walked) > 100
    for at, value in walked:
        assert value == pytest.approx(by_hand(hand, whole, at), abs=2e-4), at


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_part_has_a_rule_a_source_that_is_told_and_a_confidence_with_its_reason(
    case: tuple[str, str, Depth, int],
) -> None:
    _, _, transparency = told(*case)
    known = {source.kind for source in transparency.sources}
    assert len(transparency.matches) == (3 if case[2] == 1 else 5)
    for match in transparency.matches:
        assert match.score == pytest.approx(sum(part.amount * part.weight for part in match.parts), abs=2e-4)
        assert match.confidence == lowest(part.confidence for part in match.parts)
        for part in match.parts:
            assert part.rule.sentence
            assert part.rule.formula
            assert part.because
            assert part.sources
            assert set(part.sources) <= known
        for axis in (match.exposure.ai, match.exposure.automation):
            assert axis is None or (axis.source in known and axis.because and axis.isco)
        assert {kind for reason in match.reasons for kind in reason.sources} <= known
    assert len(transparency.answers) == len(told(*case)[1].answers)


def test_confidence_follows_what_was_confirmed() -> None:
    aube = aube_over("starter")
    one = next(iter(aube.atlas.catalogue.occupations))
    guessed = explain(aube, go_through(aube, one, 1, 0), wording_of("fr"))
    levels = {part.confidence for match in guessed.matches for part in match.parts if part.name == "skills"}
    assert levels == {"low"}, "nothing was confirmed at 60 seconds"


def test_missing_figures_are_told_and_never_zero() -> None:
    _, _, transparency = told("starter", "J1501", 2, 2)
    for match in transparency.matches:
        assert match.exposure.ai is None
        assert match.exposure.confidence == "low"
        assert match.exposure.text.count("sans donnée") == 2


def test_an_assessment_without_answers_stands_on_nothing() -> None:
    aube = aube_over("starter")
    empty = Assessment(id="as_0", depth=1, started_at=told("starter", "D1505", 1, 0)[1].started_at)
    transparency = explain(aube, empty, wording_of("en"))
    assert transparency.matches == ()
    assert transparency.answers == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_books_say_the_same_in_both_languages_and_the_thresholds_as_they_are(language: str) -> None:
    for name in ("explain", "report"):
        ours, other = book_of(name, language).sentences, book_of(name, "fr").sentences
        assert set(ours) == set(other)
    said = book_of("explain", language).sentences["rules.automation"].replace(",", ".")
    assert str(AUTOMATION_LOW) in said
    assert str(AUTOMATION_HIGH) in said


@pytest.mark.parametrize("name", ["explain", "report"])
def test_no_sentence_says_tu_or_vous_and_none_says_that_a_job_disappears(name: str) -> None:
    for sentence in book_of(name, "fr").sentences.values():
        words = sentence.lower().replace("'", " ").split()
        assert not {"tu", "toi", "ton", "tes", "vous", "votre", "vos"} & set(words), sentence
        assert "dispar" not in sentence.lower()
