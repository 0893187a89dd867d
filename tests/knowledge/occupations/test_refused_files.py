"""Importers: what is refused, with which words, and that nothing is left of it."""

import io
import os
import random
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from knowledge.occupations import OccupationsError
from knowledge.occupations.errors import ErrorCode
from knowledge.occupations.importers import files
from tests.knowledge.occupations.official import (
    ESCO,
    ILO_TASKS,
    ISCO,
    NESTA,
    V3,
    V4,
    folder,
    rome_names,
    take,
    text,
    v3_files,
    v4_files,
    xlsx,
    zipped,
)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "home" / "occupations"


def refused(path: Path, shelf: Path) -> OccupationsError:
    with pytest.raises(OccupationsError) as caught:
        take(path, shelf)
    assert not (shelf / "manifest.json").exists()
    assert caught.value.wording.fr != caught.value.wording.en
    return caught.value


def corrupt(data: bytes) -> bytes:
    """A byte in the middle of the content is another one."""
    middle = data.index(b"PK\x01\x02") // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


def lying(data: bytes) -> bytes:
    """Every header declares ten bytes for the content."""
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = 0
        while (at := data.find(signature, at)) >= 0:
            data = data[: at + place] + struct.pack("<I", 10) + data[at + place + 4 :]
            at += 4
    return data


def named(name: str) -> bytes:
    return zipped({name: text(NESTA).encode()})


def with_far_cell() -> bytes:
    """A workbook whose one cell in the last corner would take 17 billion cells of memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx({"Sheet1": NESTA}))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'r="E3"', b'r="XFD1048576"'))
    return out.getvalue()


BAD: Mapping[str, tuple[Callable[[], bytes], ErrorCode, str]] = {
    "nothing": (lambda: b"", "empty", "est vide"),
    "blank": (lambda: b"\n\n  ", "empty", "est vide"),
    "prose": (lambda: "Bonjour, voici mes métiers.".encode(), "unrecognised", "rien de connu"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "unrecognised", "rien de connu"),
    "odd columns": (lambda: b"isco_code,isco_unit_group\n1,2\n", "columns", "risk"),
    "columns": (lambda: b"isco_code,risk\n1111,2\n", "columns", "isco_unit_group, prevalence, risk_category"),
    "header only": (lambda: text(NESTA[:1]).encode(), "empty", "aucune ligne"),
    "all rejected": (lambda: text([NESTA[0], NESTA[2]]).encode(), "empty", "Ligne 2"),
    "quotes": (lambda: text(NESTA).encode() + b'"5322","x', "malformed", "ligne"),
    "a part of the ROME": (lambda: text(V3["coherence_item"]).encode(), "incomplete", "un morceau du ROME"),
    "codes alone": (lambda: text(V3["referentiel_code_rome"]).encode(), "incomplete", "appellations"),
    "ESCO's skills alone": (lambda: text(ESCO["skills_fr"]).encode(), "incomplete", "occupations_fr"),
    "truncated zip": (lambda: zipped(v3_files())[:-400], "corrupt_zip", "zip abîmé"),
    "a byte turned": (lambda: corrupt(zipped(v3_files(), zipfile.ZIP_STORED)), "corrupt_zip", "zip abîmé"),
    "lying sizes": (lambda: lying(zipped(v3_files())), "corrupt_zip", "zip abîmé"),
    "truncated xlsx": (lambda: xlsx({"Sheet1": ILO_TASKS})[:-300], "corrupt_xlsx", "classeur Excel abîmé"),
    "xlsx cut short": (lambda: xlsx({"Sheet1": ILO_TASKS})[:900], "corrupt_xlsx", "classeur Excel abîmé"),
    "xlsx of nonsense": (
        lambda: zipped({"[Content_Types].xml": b"<x", "xl/workbook.xml": b"<<<", "_rels/.rels": b"?"}),
        "corrupt_xlsx",
        "classeur Excel abîmé",
    ),
    "a document": (
        lambda: zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
        "unrecognised",
        "rien de connu",
    ),
    "nested zip": (lambda: zipped({"a.zip": zipped(v3_files())}), "nested_zip", "un zip dans un zip"),
    "a name that climbs": (lambda: named("../../etc/nesta.csv"), "unsafe_name", "sort du dossier"),
    "an absolute name": (lambda: named("/etc/nesta.csv"), "unsafe_name", "sort du dossier"),
    "a name of Windows": (lambda: named("C:\\nesta.csv"), "unsafe_name", "sort du dossier"),
    "a name that climbs, of Windows": (lambda: named("a\\..\\..\\nesta.csv"), "unsafe_name", "sort du dossier"),
    "bomb": (lambda: zipped({"nesta.csv": bytes(40 * 2**20)}), "too_large", "grossit plus de"),
    "bomb in an xlsx": (
        lambda: zipped({"[Content_Types].xml": b"<Types/>", "xl/sharedStrings.xml": bytes(40 * 2**20)}),
        "too_large",
        "grossit plus de",
    ),
    "many members": (lambda: zipped({f"{n}.csv": b"a" for n in range(files.MOST_MEMBERS + 1)}), "too_large", "plus de"),
    "a far cell": (with_far_cell, "too_large", "colonnes sur"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_refused_in_both_languages_and_leave_nothing(tmp_path: Path, shelf: Path, case: str) -> None:
    make, code, words = BAD[case]
    path = tmp_path / "file"
    path.write_bytes(make())
    error = refused(path, shelf)
    assert error.code == code
    assert words in error.wording.fr
    assert str(error) == error.wording.said("fr")
    assert error.wording.said("en-GB") == error.wording.en


def test_limits_count_what_is_read(tmp_path: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.zip"
    path.write_bytes(zipped(v3_files(), zipfile.ZIP_STORED))
    monkeypatch.setattr(files, "LARGEST_MEMBER", 100)
    assert refused(path, shelf).code == "too_large"
    monkeypatch.setattr(files, "LARGEST_MEMBER", 10**6)
    monkeypatch.setattr(files.Budget.__init__, "__defaults__", (2000, 500))
    assert refused(path, shelf).code == "too_large"


def test_an_encrypted_zip_is_refused(tmp_path: Path, shelf: Path) -> None:
    data = bytearray(zipped(v3_files(), zipfile.ZIP_STORED))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(signature, at + 4)
    path = tmp_path / "secret.zip"
    path.write_bytes(data)
    assert refused(path, shelf).code == "corrupt_zip"


def test_a_folder_with_nothing_in_it_and_a_path_that_is_not_there(tmp_path: Path, shelf: Path) -> None:
    (tmp_path / "empty" / "deeper").mkdir(parents=True)
    assert refused(tmp_path / "empty", shelf).code == "nothing"
    assert refused(tmp_path / "nowhere.csv", shelf).code == "unreadable"
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe", shelf).code == "unreadable"


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path, shelf: Path) -> None:
    (tmp_path / "secret.csv").write_text(text(NESTA), encoding="utf-8")
    inside = folder(tmp_path / "in", {"isco.csv": text(ISCO).encode()})
    (inside / "nesta.csv").symlink_to(tmp_path / "secret.csv")
    assert [outcome.loaded.kind for outcome in take(inside, shelf).outcomes] == ["rome_isco"]


def test_one_bad_file_of_several_refuses_them_all(tmp_path: Path, shelf: Path) -> None:
    path = folder(tmp_path / "in", {**v4_files(), "nesta.csv": b"isco_code,risk\n1111,2\n"})
    assert refused(path, shelf).code == "columns"


def test_missing_columns_of_a_rome_are_named(tmp_path: Path, shelf: Path) -> None:
    short = [row[:-1] for row in V4["referentiel_code_rome"]]
    parts = {**V4, "referentiel_code_rome": short}
    error = refused(folder(tmp_path / "in", rome_names(parts, "460")), shelf)
    assert error.code == "columns"
    assert "unix_referentiel_code_rome_v460_utf8.csv" in error.wording.fr
    assert "code_rome_parent" in error.wording.en


def test_whatever_the_bytes_the_refusal_is_ours(tmp_path: Path) -> None:
    dice = random.Random(7)
    whole = [xlsx({"Sheet1": ILO_TASKS}), zipped(v3_files()), text(NESTA).encode(), text(ESCO["skills_fr"]).encode()]
    path = tmp_path / "file"
    refusals = 0
    for number in range(300):
        data = bytearray(whole[number % len(whole)])
        for _ in range(dice.randint(1, 8)):
            place, length = dice.randrange(len(data)), dice.randint(0, 30)
            data[place : place + length] = dice.randbytes(dice.randint(0, 30))
        path.write_bytes(data or b"?")
        try:
            take(path, tmp_path / f"shelf{number}")
        except OccupationsError:
            refusals += 1
    assert 200 < refusals <= 300
