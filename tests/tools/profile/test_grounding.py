"""What a model writes in a profile is what the person said, field by field."""

from typing import Any

import pytest

from tests.tools.profile.making import TODAY
from tools.profile.grounding import insists, unsaid

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
