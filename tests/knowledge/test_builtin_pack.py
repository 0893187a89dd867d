"""The shipped packs: enough passages, short, sourced on official sites, each with the day it was checked."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest

from knowledge import Passage, builtin_packs

# The State, its operators and the social partners' bodies. A new host is a decision: it is added here by hand.
OFFICIAL = """
gouv.fr francetravail.fr francetravail.org pole-emploi.org bo-pole-emploi.org unedic.org caf.fr ameli.fr urssaf.fr
agefiph.fr apec.fr francecompetences.fr bpifrance.fr mon-cep.org transitionspro.fr transitionspro-na.fr opcoep.fr
centre-inffo.fr france-education-international.fr euroguidance-france.org lumni.fr
""".split()


@pytest.fixture(scope="module")
def passages() -> list[Passage]:
    return [passage for pack in builtin_packs() for passage in pack.passages]


def test_there_are_at_least_forty_passages(passages: list[Passage]) -> None:
    assert len(passages) >= 40


def test_every_passage_is_short_enough_to_be_read(passages: list[Passage]) -> None:
    assert {passage.id: words for passage in passages if not 60 <= (words := len(passage.text.split())) <= 180} == {}


def test_every_source_is_an_official_https_page(passages: list[Passage]) -> None:
    assert {passage.url for passage in passages if not passage.url.startswith("https://")} == set()
    assert {passage.url for passage in passages if not _is_known(passage.url)} == set()


def test_every_passage_was_checked_after_the_rules_of_2026_came_into_force(passages: list[Passage]) -> None:
    assert all(passage.checked_on >= date(2026, 1, 1) for passage in passages)


def test_every_passage_says_how_people_ask_for_it(passages: list[Passage]) -> None:
    assert {passage.id for passage in passages if len(passage.questions) < 2} == set()


def _is_known(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in OFFICIAL)
