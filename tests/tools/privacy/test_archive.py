"""The archive: readable everywhere, safe to open."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.privacy.archive import FORMULA, LONGEST_NAME, Archive, as_csv, as_json, safe_name

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def opened(*pieces: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def test_a_zip_made_in_pieces_opens() -> None:
    archive = Archive(AT)
    pieces = [archive.add("a/un.txt", "é".encode()), archive.add("a/deux.txt", b"x" * 100_000), archive.close()]
    made = opened(*pieces)
    assert made.testzip() is None
    assert made.namelist() == ["a/un.txt", "a/deux.txt"]
    assert made.read("a/un.txt").decode() == "é"
    assert made.getinfo("a/un.txt").date_time == (2026, 11, 21, 9, 30, 0)


def test_two_files_of_one_name_stay_two() -> None:
    archive = Archive(AT)
    names = ["d/CV.pdf", "d/cv.pdf", "d/CV.pdf", "d/lettre", "d/lettre"]
    pieces = [archive.add(name, str(index).encode()) for index, name in enumerate(names)]
    made = opened(*pieces, archive.close())
    assert made.namelist() == ["d/CV.pdf", "d/cv (2).pdf", "d/CV (3).pdf", "d/lettre", "d/lettre (2)"]
    assert [made.read(name) for name in made.namelist()] == [b"0", b"1", b"2", b"3", b"4"]


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Mon CV été.pdf", "Mon CV été.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\cv.docx", "cv.docx"),
        ('a<b>:"c"|?*.pdf', "a_b___c____.pdf"),
        ("con.pdf", "_con.pdf"),
        ("..", "_"),
        ("", "_"),
        ("\x00\x1b[31m.txt", "__[31m.txt"),
    ],
)
def test_a_name_stays_in_its_folder_and_stays_readable(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(max_size=300))
def test_any_name_gives_one_safe_part(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe) <= LONGEST_NAME + 1
    assert not set(safe) & set('/\\\x00:*?"<>|')
    assert safe not in (".", "..")


def test_long_names_keep_their_suffix() -> None:
    assert safe_name("é" * 400 + ".docx").endswith(".docx")


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=30), min_size=1), max_size=5))
def test_no_cell_is_a_formula_and_every_value_is_there(rows: list[dict[str, str]]) -> None:
    rows = [{name: text.encode(errors="ignore").decode() for name, text in row.items()} for row in rows]
    text = as_csv(rows, "fr").decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert not any(cell.startswith(FORMULA) for row in read for cell in row)
    if rows:
        columns = read[0]
        for row, cells in zip(rows, read[1:], strict=True):
            for name, value in row.items():
                assert cells[columns.index(name)].removeprefix("'") == value.removeprefix("'")


def test_a_csv_is_for_the_spreadsheet_of_the_language() -> None:
    rows = [{"ville": "Orléans; Blois", "n": 3, "vrai": True, "le": AT, "liste": [1, "é"], "rien": None}]
    assert as_csv(rows, "fr").startswith(b"\xef\xbb\xbfville;n;vrai;le;liste;rien\r\n")
    assert as_csv(rows, "en").decode("utf-8-sig").splitlines()[1] == (
        'Orléans; Blois,3,True,2026-11-21T09:30:00+00:00,"[1,""é""]",'
    )
    assert json.loads(as_json(rows))[0]["liste"] == [1, "é"]
