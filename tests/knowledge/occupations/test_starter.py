"""The starter set: each occupation is well formed, and is what the reference data say it is."""

from collections import defaultdict
from pathlib import Path

import pytest

from knowledge.occupations import OccupationsError
from knowledge.occupations.starter import FOLDER, load_starter, shared_skills
from knowledge.words import Tokenizer, fold
from tests.knowledge.occupations import reference

WRITTEN = load_starter()
SHARED = shared_skills()

TOML = """
sector = "Essai"
[[occupation]]
rome = "A1101"
title = ["Conducteur"]
summary = "Conduit."
skills = ["Conduire un engin"]
"""


def test_there_are_enough_occupations_of_enough_sectors() -> None:
    assert len(WRITTEN) >= 120
    assert len(list(FOLDER.glob("*.toml"))) >= 15
    assert len({code[0] for code in WRITTEN}) >= 12


def test_each_occupation_is_complete() -> None:
    for one in WRITTEN.values():
        assert 3 <= len(one.also) <= 9, one.rome
        assert 5 <= len(one.said) <= 9, one.rome
        assert 8 <= len(one.skills) == len(set(one.skills)) <= 15, one.rome
        assert len(SHARED & set(one.skills)) >= 4, one.rome
        assert one.hours, one.rome
        assert one.place, one.rome
        assert None not in (one.physical, one.contact, one.screen, one.training), one.rome
        assert one.entry, one.rome
        assert one.first_step, one.rome


def test_what_is_said_can_be_told_without_the_title() -> None:
    tokenizer = Tokenizer("fr")
    for one in WRITTEN.values():
        title = {word.terms[0] for form in one.main.forms for word in tokenizer.words(form)}
        telling = [said for said in one.said if not title <= {word.terms[0] for word in tokenizer.words(said)}]
        assert len(telling) >= 4, one.rome


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        (TOML.replace("A1101", "1101"), "occupation.0.rome"),
        (TOML.replace("summary", "sumary"), "occupation.0.summary"),
        (TOML + "\nreward = 3\n", "occupation.0.reward"),
        (TOML + '\nhours = ["always"]\n', "occupation.0.hours.0"),
        (TOML + TOML.replace('sector = "Essai"', ""), "déjà pris"),
        ("sector = ", "TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, toml: str, words: str) -> None:
    (tmp_path / "essai.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(OccupationsError) as caught:
        load_starter(tmp_path)
    assert caught.value.code == "starter"
    assert "essai.toml" in caught.value.wording.en
    assert words in caught.value.wording.fr


def official() -> dict[str, dict[str, str]]:
    return {row["code_rome"]: row for row in reference.rows(reference.V4.format("referentiel_code_rome"))}


def test_each_is_an_occupation_of_the_rome_with_its_parent() -> None:
    codes = official()
    words: defaultdict[str, set[str]] = defaultdict(set)
    for row in reference.rows(reference.V4.format("referentiel_appellation")):
        words[row["code_rome"]] |= {fold(word) for word in row["libelle_appellation_long"].split()}
    for one in WRITTEN.values():
        assert one.parent == codes[one.rome]["code_rome_parent"], one.rome
        ours = {fold(word) for title in (one.main, *one.others) for word in str(title).split()}
        assert ours & words[one.rome], one.rome


def test_figures_are_those_of_the_reference() -> None:
    interests = {row["code_rome"]: row for row in reference.rows(reference.V3.format("referentiel_code_rome_riasec"))}
    groups = {row["Code ROME"]: row["Code ISCO08"] for row in reference.rows("crosswalks/ft_rome_isco08.csv")}
    for one in WRITTEN.values():
        if one.riasec:
            row = interests[one.parent]
            major, minor = row["riasec_majeur"], row["riasec_mineur"]
            assert one.riasec == (major if minor == major else major + minor), one.rome
        if one.isco:
            assert one.isco == groups[one.parent].zfill(4), one.rome


def test_moves_are_official_ones_between_the_parents() -> None:
    moves = {(move.source, move.target): move.kind for move in reference.moves()}
    for one in WRITTEN.values():
        for kind in ("near", "next"):
            for target in getattr(one, kind):
                assert moves.get((one.parent, WRITTEN[target].parent)) == kind, (one.rome, target)


def test_flags_are_those_of_the_reference() -> None:
    codes = official()
    yes = {"O": True, "N": False}
    columns = {"regulated": "emploi_reglemente", "management": "emploi_cadre", "digital": "transition_num"}
    colours = {"green": "Emploi Vert", "brown": "Emploi Brun", "strategic": "Emploi stratégique"}
    for one in WRITTEN.values():
        row = codes[one.rome]
        for name, column in columns.items():
            if (told := getattr(one, name)) is not None:
                assert told == yes.get(row[column]), (one.rome, name)
        if one.ecological:
            assert row["transition_eco"].startswith(colours[one.ecological]), one.rome
