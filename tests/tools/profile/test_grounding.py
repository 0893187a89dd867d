"""What a model writes in a profile is what the person said, field by field."""

import re
from pathlib import Path
from typing import Any

import pytest

from agents import voice
from tests.tools.profile.making import TODAY
from tools.profile.grounding import grounded, insists, unlabelled, unsaid

SAID = (
    "Bonjour, je suis soudeuse chez Navalys à Brest depuis 8 ans",
    "avant j’étais caissière, de mars 2014 à 2017. C’est loin, il y a longtemps",
    "J’ai le permis B et le CACES R489 catégorie 3, je peux faire 30 km, pas de télétravail, je peux déménager",
)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"position": "soudeuse", "name": "Navalys", "location": "Brest"}, None),
        ({"position": "soudeuse", "name": "Airbus"}, "name"),
        ({"position": "ingénieure"}, "position"),
        ({"position": "soudeuse", "startDate": "2018"}, None),
        ({"position": "soudeuse", "startDate": "2012"}, "startDate"),
        ({"position": "caissière", "startDate": "2014-03", "endDate": "2017"}, None),
        ({"position": "caissière", "startDate": "2014-04"}, "startDate"),
        ({"position": "caissière", "startDate": "2014-03-01"}, "startDate"),
        ({"name": "Permis B"}, None),
        ({"name": "permis C"}, "name"),
        ({"name": "Permis A"}, "name"),
        ({"name": "CACES R489 catégorie 3"}, None),
        ({"name": "CACES R489 catégorie 5"}, "name"),
        ({"radius_km": 30}, None),
        ({"radius_km": 50}, "radius_km"),
        ({"remote": False, "may_move": True}, None),
        ({"remote": True}, "remote"),
        ({"may_move": False}, "may_move"),
        ({"skill": "soudeuse", "keywords": ["Brest", "aluminium"]}, "keywords"),
        ({"position": "soudeuse", "rome": "H2913"}, "rome"),
        ({"position": None}, "position"),
        ({"highlights": []}, "highlights"),
    ],
)
def test_only_what_was_said_is_written(values: dict[str, Any], field: str | None) -> None:
    assert unsaid(values, SAID, TODAY) == field


@pytest.mark.parametrize(
    ("said", "insisting"),
    [
        ("j’insiste", True),
        ("gardez-le quand même", True),
        ("Je tiens à ce que ce soit noté", True),
        ("I insist", True),
        ("j’ai 45 ans", False),
        ("d’accord", False),
    ],
)
def test_who_insists_says_so(said: str, insisting: bool) -> None:
    assert insists(("Bonjour", said)) is insisting


@pytest.mark.parametrize(
    ("fact", "said", "kept"),
    [
        ("Métier : magasinier", "Je suis magasinier.", True),
        ("Métier visé\u202f: cuisinière", "je veux être cuisinière", True),
        ("Job: nurse", "I am a nurse", True),
        ("Beruf: Krankenschwester", "Ich bin Krankenschwester", True),
        ("Oficio: enfermera", "soy enfermera", True),
        ("Métier : magasinier", "mon métier me plaît", False),
        ("Métier : comptable", "je ne suis pas comptable", False),
        ("Métier : 1", "1", False),
        ("Métier : 12", "12", False),
        ("2 et 3", "2 et 3", False),
        ("Métier : b", "b", False),
        ("Métier : ", "métier", False),
        ("54 ans", "j’ai 54 ans", True),
    ],
)
def test_the_name_of_a_fact_need_not_be_said_and_a_number_alone_is_none(fact: str, said: str, kept: bool) -> None:
    assert grounded(fact, (said,)) is kept


def test_every_name_that_guided_mode_gives_to_a_fact_is_known() -> None:
    texts = Path(voice.__file__).parent / "guided"
    named = [
        value
        for path in texts.glob("*/*.toml")
        for value in re.findall(r'^\w*fact = "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(named) > 10
    assert {unlabelled(re.sub(r"{{.*}}", "soudeuse", each)) for each in named} == {"soudeuse"}
