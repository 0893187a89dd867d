"""A look at one occupation: true without data, asked when unclear, and never a forecast."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.aube import Aube, LookAt
from tools.aube.looking import look
from tools.aube.wording import wording_of

FORECAST = re.compile(r"dispara|supprim|condamn|disappear|wiped|doomed", re.IGNORECASE)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_occupation_can_be_looked_at_and_none_is_said_to_disappear(aube: Aube, locale: str) -> None:
    for code, occupation in aube.atlas.catalogue.occupations.items():
        told = look(aube, LookAt(job="", tasks=["saisir des données"]), code, wording_of(locale))
        assert told.code == code
        assert occupation.summary in told.text
        assert not FORECAST.search(told.text.replace(occupation.summary, "")), told.text
        assert 3 <= len(told.plan) <= 7
        assert not re.search(r"\{|\}|None", told.text)


def test_without_data_it_says_so_and_gives_no_figure(aube: Aube) -> None:
    told = look(aube, LookAt(job="je suis comptable, mon métier va disparaître ?"), None, wording_of("fr"))
    assert told.title == "Comptable"
    assert told.exposure is not None
    assert (told.exposure.ai, told.exposure.automation) == (None, None)
    assert "aucune donnée" in told.text
    assert not re.search(r"0,\d", told.text)


def test_what_is_not_clear_is_asked(aube: Aube) -> None:
    told = look(aube, LookAt(job="technicien"), None, wording_of("fr"))
    assert told.code is None
    assert len(told.candidates) > 1
    assert all(each.title in told.text for each in told.candidates)
    unheard = look(aube, LookAt(job="zzzz qqqq"), None, wording_of("fr"))
    assert (unheard.code, unheard.candidates) == (None, [])
    assert "pas été reconnu" in unheard.text


def test_one_s_own_tasks_are_told_apart(aube: Aube) -> None:
    tasks = ["saisir des factures", "consoler un enfant qui pleure"]
    told = look(aube, LookAt(job="comptable", tasks=tasks), None, wording_of("fr"))
    assert "« saisir des factures » fait partie de ce que l'IA transforme le plus" in told.text


@settings(max_examples=60, deadline=None)
@given(job=st.text(max_size=200), tasks=st.lists(st.text(max_size=80), max_size=5))
def test_any_words_are_answered(aube: Aube, job: str, tasks: list[str]) -> None:
    assert look(aube, LookAt(job=job, tasks=tasks), None, wording_of("fr")).text
