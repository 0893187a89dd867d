"""Contradictions are kept visible; what is no contradiction asks nothing."""

from typing import Any

import pytest

from tests.tools.profile.making import holding
from tools.profile.doubts import MOST_DOUBTS


def job(**dates: str) -> tuple[str, dict[str, Any]]:
    return "work", {"name": "Navalys", "position": "soudeuse", **dates}


@pytest.mark.parametrize(
    ("items", "kinds"),
    [
        ([job(startDate="2014", endDate="2012")], ["reversed"]),
        ([job(startDate="2014-05", endDate="2014")], []),
        ([("education", {"studyType": "CAP", "startDate": "2014-05", "endDate": "2014-04-30"})], ["reversed"]),
        ([("licences", {"name": "CACES R489", "date": "2020", "endDate": "2019"})], ["reversed"]),
        ([job(startDate="2014"), job(startDate="2018")], ["same_job"]),
        ([job(startDate="2014", endDate="2020-02"), job(startDate="2018-06")], ["same_job"]),
        ([job(startDate="2014", endDate="2016"), job(startDate="2016")], []),
        ([job(startDate="2014-01", endDate="2016-05"), job(startDate="2016-06")], []),
        ([job(), job(startDate="2016")], ["same_job"]),
        ([job(), ("work", {"name": "Navalys", "position": "cheffe d'équipe"})], []),
        ([job(startDate="2014"), ("work", {"name": "NAVALYS ", "startDate": "2015"})], ["same_job"]),
        ([job(startDate="2014"), ("work", {"name": "Biocoop", "startDate": "2015"})], []),
        ([("languages", {"language": "anglais", "fluency": f}) for f in ("notions", "courant")], ["same_language"]),
        ([("mobility", {"radius_km": km}) for km in (10, 50)], ["two_answers"]),
        ([("target", {"title": t}) for t in ("formatrice", "soudeuse")], []),
    ],
)
def test_what_contradicts_itself_is_a_question(items: list[tuple[str, dict[str, Any]]], kinds: list[str]) -> None:
    known = holding(*items)
    assert [doubt.kind for doubt in known.doubts] == kinds
    assert len(known.items) == len(items)
    for doubt in known.doubts:
        assert doubt.of("fr").endswith("?")
        assert doubt.of("de") == doubt.en
        assert doubt.fr != doubt.en


def test_the_questions_are_bounded() -> None:
    jobs = [("work", {"name": "Navalys", "startDate": "2014", "summary": str(at)}) for at in range(100)]
    assert len(holding(*jobs).doubts) == MOST_DOUBTS
