"""What is not linked to the job is found; the words of a trade are not words about oneself."""

import tomllib
import unicodedata
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.occupations import load_catalogue
from tools.profile.private import private_matter
from tools.profile.sections import LONGEST_ITEM

_TABLE = tomllib.loads(Path(__file__).with_name("private.toml").read_text(encoding="utf-8"))
REFUSED: dict[str, list[str]] = _TABLE["refused"]
KEPT: list[str] = _TABLE["kept"]["words"]


@pytest.mark.parametrize(("matter", "text"), [(matter, text) for matter, texts in REFUSED.items() for text in texts])
def test_what_people_say_of_themselves_is_found(matter: str, text: str) -> None:
    found = private_matter({"position": "soudeuse", "highlights": ["bien", text]})
    assert found is not None
    assert (found.matter, found.field) == (matter, "highlights")


@pytest.mark.parametrize("text", KEPT)
def test_the_words_of_a_trade_are_kept(text: str) -> None:
    assert private_matter({"summary": text}) is None


@pytest.mark.parametrize(
    ("field", "matter"),
    [
        ("photo", "photo"),
        ("image", "photo"),
        ("birthDate", "age"),
        ("birth_date", "age"),
        ("maritalStatus", "family"),
        ("Nationality", "nationality"),
        ("disability", "health"),
        ("NIR", "identity_number"),
    ],
)
def test_a_field_that_says_so_is_found_by_its_name(field: str, matter: str) -> None:
    found = private_matter({field: "x"})
    assert found is not None
    assert found.matter == matter


@given(
    row=st.sampled_from([row for rows in REFUSED.values() for row in rows]),
    form=st.sampled_from(["NFC", "NFD"]),
    space=st.sampled_from([" ", "  ", "\t", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"]),
    around=st.sampled_from(["", "\n", "\r\n\r\n", " ", "• ", "\N{PARTY POPPER} "]),
    capitals=st.booleans(),
)
def test_capitals_marks_and_spaces_hide_nothing(row: str, form: str, space: str, around: str, capitals: bool) -> None:
    text = unicodedata.normalize(form, row.upper() if capitals else row)  # type: ignore[arg-type]
    assert private_matter({"summary": f"{around}{text.replace(' ', space)}{around}"}) is not None


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert private_matter({"a": text}) == private_matter({"a": [f"\n{text} \n"]})


def test_what_is_deeply_nested_is_read() -> None:
    deep: object = "je suis handicapée"
    for _ in range(3_000):
        deep = [deep]
    found = private_matter({"x": deep})
    assert found is not None
    assert found.matter == "health"


HOSTILE = [
    *("\n", " ", ",", ", ", " ,\n", "\r\n", ".", "- ", "a", "1", "1 ", "1 80 03 ", "\u0301\u0327", "e\u0301"),
    *("né en ", "née, ", "une entreprise ", "l'atelier ", "le club x y z,", "établissement a b,", "j'ai deux enfants "),
    *("j'ai ", "je suis ", "mon ", "vingt", "quatre vingt ", "m", "dossiers, titre de séjour ", "dossiers rqth\n"),
    *KEPT[::6],
]


def test_what_it_costs_grows_with_the_length_and_no_faster() -> None:
    """Ten times the length, within what is read of one text: thirty times the time would be another law."""
    slow = {seed: growth for seed in HOSTILE if (growth := _growth(seed)) >= 30}
    assert slow == {}


def _growth(seed: str) -> float:
    short = (seed * 400)[:400]
    return _seconds((short * 10)[:4000]) / _seconds(short)


def _seconds(text: str) -> float:
    """The best of three, of the thread's own time."""
    times = []
    for _ in range(3):
        begun = process_time()
        private_matter({"s": text})
        times.append(process_time() - begun)
    return min(times)


def test_no_more_is_read_than_an_item_may_hold() -> None:
    assert private_matter({"s": "x" * LONGEST_ITEM + " je suis handicapée"}) is None
    assert private_matter({"s": "x" * (LONGEST_ITEM - 20) + " je suis handicapée"}) is not None


def test_no_title_nor_skill_of_the_catalogue_is_taken_for_oneself() -> None:
    catalogue = load_catalogue(None)
    words = [str(title) for one in catalogue.occupations.values() for title in (one.title, *one.titles)]
    words += [skill.label for skill in catalogue.skills.values()]
    words += [one.entry for one in catalogue.occupations.values()]
    assert [text for text in words if private_matter({"name": text})] == []
