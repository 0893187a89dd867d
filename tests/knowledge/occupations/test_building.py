"""The join: the starter set, the ROME in its versions, ISCO, exposure and ESCO in one catalogue."""

from pathlib import Path

import pytest

from knowledge.occupations import Atlas, Catalogue, Move, Title, load_catalogue
from knowledge.occupations.starter import load_starter
from tests.knowledge.occupations import reference
from tests.knowledge.occupations.official import (
    ILO,
    ISCO,
    NESTA,
    esco_files,
    folder,
    take,
    text,
    v3_files,
    v4_files,
)

FIGURES = {"isco.csv": text(ISCO).encode(), "ilo.csv": text(ILO).encode(), "nesta.csv": text(NESTA).encode()}


def loaded(tmp_path: Path, files: dict[str, bytes]) -> Catalogue:
    shelf = tmp_path / "home" / "occupations"
    take(folder(tmp_path / "in", files), shelf)
    return load_catalogue(shelf)


def test_the_starter_set_stands_alone() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.occupations) == len(load_starter()) >= 120
    assert {kind for kind, source in catalogue.sources.items() if source.loaded} == {"starter"}
    for occupation in catalogue.occupations.values():
        assert len(occupation.skills) >= 8
        assert set(occupation.skills) <= catalogue.skills.keys()
    parents = {occupation.parent for occupation in catalogue.occupations.values()}
    assert {code for move in catalogue.moves for code in (move.source, move.target)} <= parents
    assert all(move.source != move.target for move in catalogue.moves)


def test_a_mobility_of_the_starter_set_owes_as_much_to_the_rome_it_was_checked_against(tmp_path: Path) -> None:
    alone = load_catalogue()
    assert alone.moves_from == ("starter", "rome_v3")
    assert alone.sources.keys() >= set(alone.moves_from)
    assert Atlas(alone).origin == "starter", "its occupations are not the ROME's"
    official = loaded(tmp_path, v3_files())
    assert official.moves_from == ("rome_v3",)
    assert official.sources["rome_v3"].loaded


def test_figures_join_the_starter_set_too(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, FIGURES)
    aide = catalogue.occupations["J1501"]
    assert catalogue.exposure[aide.isco].mean == 0.2
    assert catalogue.automation[aide.isco].bottlenecks == 0.4
    assert catalogue.sources["ilo"].release == "2025"


def test_version_4_has_the_skills_moves_and_interests_of_its_parents(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, {**v3_files(), **v4_files(), **FIGURES})
    child = catalogue.occupations["A1102"]
    assert child.inherited
    assert child.title == Title("Débardeur", "Débardeuse")
    assert (child.skills, child.riasec, child.isco) == (("200", "201"), "RI", "8341")
    assert (child.ecological, child.digital, child.conditions.regulated) == ("strategic", True, False)
    assert child.summary.startswith("Conduit des engins")
    assert child.entry == "", "what the broader occupation asks for may not hold"
    parent = catalogue.occupations["A1101"]
    assert parent.entry == "Accessible avec un CAP."
    assert parent.conditions.management is None
    assert parent.titles == (Title("Tractoriste"),)
    assert Move("A1101", "J1501", "near") in catalogue.moves
    assert {"200", "201", "202"} <= catalogue.skills.keys()


def test_words_written_by_hand_stay_on_the_same_code(tmp_path: Path) -> None:
    written = load_starter()["J1501"]
    catalogue = loaded(tmp_path, {**v3_files(), **v4_files(), **FIGURES})
    official = catalogue.occupations["J1501"]
    assert official.said == tuple(written.said)
    assert official.summary == written.summary
    assert official.first_step == written.first_step
    assert official.conditions.hours == frozenset(written.hours)
    assert official.conditions.regulated is True, "the ROME says so"
    assert set(written.others) <= set(official.titles)
    assert official.skills == ("201", "202"), "skills are the ROME's, so that all are compared in the same words"


def test_a_code_that_changed_its_meaning_loses_the_words_written_for_it(tmp_path: Path) -> None:
    files = {
        name: data.replace(b"Aide-soignant / Aide-soignante", "Potier / Potière".encode())
        for name, data in v4_files("499").items()
    }
    catalogue = loaded(tmp_path, files)
    assert catalogue.occupations["J1501"].title == Title("Potier", "Potière")
    assert catalogue.occupations["J1501"].said == ()
    assert catalogue.occupations["J1501"].skills == ()


def test_version_3_alone_is_a_catalogue_with_the_starter_occupations_it_can_place(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, v3_files())
    assert catalogue.occupations["A1101"].title == Title("Conduite d'engins agricoles")
    assert catalogue.occupations["A1101"].riasec == "RI"
    placed = {code for code, one in load_starter().items() if one.parent in {"A1101", "J1501", "L1510"}}
    assert catalogue.occupations.keys() == {"A1101", "J1501", "L1510"} | placed


def test_version_4_alone_has_the_skills_written_by_hand(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, v4_files())
    assert catalogue.occupations["J1501"].skills == tuple(load_starter()["J1501"].skills)
    assert catalogue.occupations["A1102"].skills == ()


def test_version_4_with_its_own_skills_needs_no_version_3(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, v4_files(links=True))
    child = catalogue.occupations["A1102"]
    assert (child.skills, child.riasec, child.summary) == (("301",), "RE", "Sort le bois de la forêt.")
    assert child.entry == "Sans diplôme."
    assert catalogue.skills["302"].kind == "setting"
    assert catalogue.moves == (Move("A1101", "J1501", "near"),), "between parents, as everywhere"


def test_labels_of_esco_become_titles_where_one_is_a_title_of_one_occupation(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, {**v4_files(), **esco_files()})
    assert Title("aide en Ehpad") in catalogue.occupations["J1501"].titles
    assert "aide-soignant / aide-soignante" not in map(str, catalogue.occupations["J1501"].titles), "it has it already"
    # Its « débardeur », also a « tractoriste », is a title of two occupations here: it says nothing sure.
    assert Title("tractoriste") not in catalogue.occupations["A1102"].titles


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Everything of the reference data, imported and loaded."""
    shelf = tmp_path_factory.mktemp("home") / "occupations"
    take(reference.folder(), shelf)
    return load_catalogue(shelf)


def test_the_full_rome_is_joined_as_it_stands_in_its_files(full: Catalogue) -> None:
    assert full.sources.keys() == {"starter", "rome_v3", "rome_v4", "rome_isco", "ilo", "nesta"}
    assert len(full.occupations) == 1_584
    assert all(occupation.skills and occupation.riasec and occupation.isco for occupation in full.occupations.values())
    assert sum(len(occupation.titles) + 1 for occupation in full.occupations.values()) >= 13_100
    assert sum(bool(occupation.said) for occupation in full.occupations.values()) == len(load_starter())
    assert {(move.source, move.target): move.kind for move in full.moves} == {
        (move.source, move.target): move.kind for move in reference.moves()
    }
    labelled = {identity: skill for identity, skill in reference.skills().items() if skill.label}
    assert full.skills.items() >= labelled.items()
    assert len(full.exposure) == 427
    assert sum(len(group.tasks) for group in full.exposure.values()) == 3_266
    assert len(full.automation) == 421


def test_nearly_every_occupation_has_a_chain_to_exposure(full: Catalogue) -> None:
    exposed = sum(occupation.isco in full.exposure for occupation in full.occupations.values())
    assert exposed / len(full.occupations) >= 0.96


def test_no_title_of_the_full_rome_keeps_a_doubled_apostrophe(full: Catalogue) -> None:
    every = [title for occupation in full.occupations.values() for title in (occupation.title, *occupation.titles)]
    assert not any("''" in form for title in every for form in title.forms)
    assert not any("''" in skill.label for skill in full.skills.values())
    assert not any("''" in occupation.summary for occupation in full.occupations.values())
