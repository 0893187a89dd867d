"""How near occupations are, and a person to an occupation."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.occupations.models import Catalogue, Move, Occupation, Skill, SkillKind, Title
from knowledge.occupations.similarity import MOVES, WEIGHTS, Similarity
from tests.knowledge.occupations import reference

LABELS = {
    "nurse": "Donner des soins d'hygiène",
    "wash": "Laver une personne alitée",
    "listen": "Écouter un patient",
    "drive": "Conduire un camion de livraison",
    "load": "Charger un camion de livraison",
    "map": "Lire une carte routière",
    "cook": "Cuisiner des plats chauds",
    "hospital": "En hôpital",
}
ASKED = {
    "J1501": ("Aide-soignant", ("nurse", "wash", "listen", "hospital")),
    "J1301": ("Agent hospitalier", ("wash", "listen", "hospital")),
    "N4101": ("Conducteur routier", ("drive", "map", "load")),
    "N1103": ("Magasinier", ("load",)),
    "G1602": ("Cuisinier", ("cook", "wash")),
}


def occupation(code: str, title: str, skills: tuple[str, ...]) -> Occupation:
    return Occupation(code=code, parent=code, title=Title(title), skills=skills, isco=f"{ord(code[0])}00")


def small() -> Catalogue:
    kinds: dict[str, SkillKind] = {"hospital": "setting"}
    return Catalogue(
        occupations={code: occupation(code, title, skills) for code, (title, skills) in ASKED.items()},
        skills={id: Skill(id, label, kinds.get(id, "know_how")) for id, label in LABELS.items()},
        moves=(Move("J1501", "G1602", "near"), Move("J1501", "N4101", "next")),
        exposure={},
        automation={},
        sources={},
    )


@cache
def built() -> Similarity:
    return Similarity(small())


@cache
def rome() -> Similarity:
    return Similarity(reference.catalogue(4))


def test_the_weights_add_up_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_a_match_says_what_one_has_what_is_close_and_what_is_missing() -> None:
    found = {match.code: match for match in built().match({"wash": 0.5, "drive": 1.0}, from_code="N4101")}
    carer, store = found["J1501"], found["N1103"]
    assert [(have.skill, have.weight) for have in carer.have] == [("wash", 0.5)]
    assert {missing.skill for missing in carer.missing} == {"nurse", "listen"}
    assert [(close.skill, close.owned) for close in store.close] == [("load", "drive")]
    assert store.missing == ()


def test_a_work_setting_is_never_something_to_learn() -> None:
    assert all(missing.skill != "hospital" for match in built().match({"cook": 1.0}) for missing in match.missing)


def test_a_missing_skill_says_how_many_other_targets_ask_it() -> None:
    (carer,) = (match for match in built().match({"drive": 1.0}) if match.code == "J1501")
    assert {missing.skill: missing.targets for missing in carer.missing} == {"wash": 2, "listen": 1, "nurse": 0}


def test_the_score_is_the_sum_of_its_parts_the_official_mobility_apart() -> None:
    for match in built().match({"wash": 1.0, "listen": 1.0}, from_code="J1501"):
        assert match.score == pytest.approx(sum(part.amount for part in match.parts if part.name != "move"))
        moves = [part.amount for part in match.parts if part.name == "move"]
        assert moves == ([MOVES[match.move]] if match.move else [])


def test_an_official_mobility_ranks_without_touching_the_score() -> None:
    catalogue = small()
    unmoved = Similarity(replace(catalogue, moves=()))
    owned = dict.fromkeys(ASKED["J1501"][1], 1.0)
    with_moves = {match.code: match for match in built().match(owned, from_code="J1501")}
    without = {match.code: match for match in unmoved.match(owned, from_code="J1501")}
    assert {code: match.score for code, match in with_moves.items()} == {
        code: match.score for code, match in without.items()
    }
    assert with_moves["N4101"].move == "next"
    assert list(with_moves).index("N4101") < list(with_moves).index("N1103")


def test_with_all_its_skills_a_person_stands_where_the_occupation_stands() -> None:
    owned = dict.fromkeys(ASKED["J1501"][1], 1.0)
    scores = dict(zip(built().codes, built().scores("J1501"), strict=True))
    for match in built().match(owned, from_code="J1501"):
        assert match.score == pytest.approx(scores[match.code])
        assert match.score == pytest.approx(built().between("J1501", match.code).score)


def test_the_occupation_one_comes_from_is_not_a_target() -> None:
    assert "J1501" not in [match.code for match in built().match({}, from_code="J1501")]
    assert len(built().match({}, from_code="J1501", limit=2)) == 2


def test_a_skill_that_the_catalogue_lacks_counts_for_nothing() -> None:
    assert built().match({"cook": 1.0, "juggle": 1.0}) == built().match({"cook": 1.0})


def test_an_unknown_occupation_is_refused() -> None:
    with pytest.raises(KeyError):
        built().match({}, from_code="Z9999")


def test_an_occupation_without_skills_is_no_trouble() -> None:
    catalogue = small()
    bare = occupation("K2503", "", ())
    empty = Similarity(replace(catalogue, occupations={**catalogue.occupations, "K2503": bare}))
    (match,) = (match for match in empty.match({"cook": 1.0}) if match.code == "K2503")
    assert (match.score, match.coverage, match.missing) == (0, 0, ())
    assert Similarity(replace(catalogue, occupations={}, skills={}, moves=())).match({}) == []


@settings(deadline=None)
@given(
    owned=st.dictionaries(st.sampled_from(sorted(LABELS)), st.floats(0, 1)),
    source=st.sampled_from([None, *ASKED]),
    target=st.sampled_from(sorted(ASKED)),
    data=st.data(),
)
def test_a_skill_that_the_target_asks_never_lowers_its_match(
    owned: dict[str, float], source: str | None, target: str, data: st.DataObject
) -> None:
    if source == target:
        return
    asked = data.draw(st.sampled_from(ASKED[target][1]))
    more = {**owned, asked: data.draw(st.floats(owned.get(asked, 0), 1))}
    (before,) = (match for match in built().match(owned, from_code=source) if match.code == target)
    (after,) = (match for match in built().match(more, from_code=source) if match.code == target)
    assert after.score >= before.score - 1e-12
    assert after.percentile >= before.percentile
    assert after.coverage >= before.coverage - 1e-12


@settings(deadline=None)
@given(place=st.integers(0, 10**6), target=st.integers(0, 10**6), added=st.integers(0, 10**6), half=st.booleans())
def test_over_the_whole_rome_too(place: int, target: int, added: int, half: bool) -> None:
    similarity = rome()
    source = similarity.codes[place % len(similarity.codes)]
    aim = similarity.codes[target % len(similarity.codes)]
    mine = similarity.catalogue.occupations[source].skills
    owned = dict.fromkeys(mine[::2] if half else mine, 0.6)
    asked = similarity.catalogue.occupations[aim].skills
    if aim == source or not asked:
        return
    before = similarity.towards(aim, owned, source)
    after = similarity.towards(aim, {**owned, asked[added % len(asked)]: 1.0}, source)
    assert after.score >= before.score - 1e-12
    assert after.percentile >= before.percentile


def test_percentiles_rank_the_targets_of_an_occupation() -> None:
    similarity = rome()
    found = similarity.match(
        dict.fromkeys(similarity.catalogue.occupations["J1501"].skills, 1.0), from_code="J1501", limit=2000
    )
    assert len(found) == len(similarity.codes) - 1
    by_score = sorted(found, key=lambda match: -match.score)
    percentiles = [match.percentile for match in by_score]
    assert percentiles == sorted(percentiles, reverse=True)
    assert percentiles[0] > 99
    assert percentiles[-1] < 1


def test_the_nearest_occupations_are_those_that_one_expects() -> None:
    similarity = rome()
    owned = dict.fromkeys(similarity.catalogue.occupations["J1501"].skills, 1.0)
    codes = [match.code for match in similarity.match(owned, from_code="J1501", limit=12)]
    assert {"J1304", "J1506", "J1301"} <= set(codes)


def test_the_same_data_give_the_same_matches() -> None:
    again = Similarity(small())
    assert again.match({"wash": 1.0}, from_code="G1602") == built().match({"wash": 1.0}, from_code="G1602")


def test_scores_are_between_zero_and_one() -> None:
    similarity = rome()
    for code in similarity.codes[::200]:
        scores = similarity.scores(code)
        assert scores.shape == (len(similarity.codes),)
        assert np.all((scores >= 0) & (scores <= 1 + 1e-9))
