"""What one can do this week to see an occupation: one step for each, of its own or of its kind."""

import re
from dataclasses import replace

import pytest

from knowledge.occupations import load_catalogue
from knowledge.occupations.first_steps import Step, first_step, steps
from knowledge.occupations.models import Conditions, Occupation, Title
from tests.knowledge.occupations import reference


def occupation(code: str, *, regulated: bool | None = None, management: bool | None = None) -> Occupation:
    conditions = Conditions(regulated=regulated, management=management)
    return Occupation(code=code, parent=code, title=Title("Essai"), conditions=conditions)


def test_there_are_many_and_no_two_are_the_same() -> None:
    assert len(steps()) >= 40
    for locale in ("fr", "en"):
        assert len({getattr(step, locale) for step in steps()}) == len(steps())


def test_an_occupation_of_the_starter_set_has_its_own() -> None:
    aide = load_catalogue().occupations["J1501"]
    assert first_step(aide) == first_step(aide, "en") == aide.first_step


def test_the_language_is_that_of_the_person() -> None:
    for locale, expected in (("fr", steps()[0].fr), ("en", steps()[0].en), ("en-GB", steps()[0].en)):
        assert first_step(occupation("N9901"), locale) == expected


def test_the_nearest_of_its_kind_is_told() -> None:
    assert "point accueil installation" in first_step(occupation("A1499"))
    assert "Pix" in first_step(occupation("M1899"))
    assert "Pix" in first_step(occupation("M1899", management=False))
    assert "Pix" not in first_step(occupation("M1899", management=True))


@pytest.mark.parametrize("code", ["F1199", "J1399", "K1299", "K1399", "N4199"])
def test_a_regulated_occupation_begins_with_what_it_requires(code: str) -> None:
    told = first_step(occupation(code, regulated=True))
    assert told != first_step(occupation(code)) == first_step(occupation(code, regulated=False))
    assert re.search("école|institut|exige|conditions", told)


def test_a_step_fits_in_a_sentence_and_names_no_amount_and_no_illness() -> None:
    for step in steps():
        for text in (step.fr, step.en):
            assert 30 <= len(text) <= 220, text
            assert not re.search(
                r"\d|€|euro|%|handicap|disparition|(?<!-)\bvous\b|\btu\b|\bvotre\b", text, re.IGNORECASE
            ), text


@pytest.mark.parametrize("field", [{"codes": ["Z11"]}, {"fr": "finit par un point."}, {"en": ""}, {"amount": 3}])
def test_a_step_that_is_badly_written_is_refused(field: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(field))):
        Step.model_validate({"codes": ["A11"], "fr": "Venir voir", "en": "Come and see", **field})


def test_every_domain_of_the_rome_has_its_own_and_few_share_one() -> None:
    told: dict[str, set[str]] = {}
    for one in reference.catalogue().occupations.values():
        alone = replace(one, first_step="")
        told.setdefault(first_step(alone), set()).add(one.code)
    assert steps()[0].fr not in told
    assert len(told) >= 90
    assert max(map(len, told.values())) <= 0.1 * len(reference.catalogue().occupations)
