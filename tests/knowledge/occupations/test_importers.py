"""Importers: what is recognised, in which encodings, and what is read of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from knowledge.occupations import OccupationsError, import_files
from knowledge.occupations.importers import recognise
from knowledge.occupations.importers.findings import MOST_REJECTS
from knowledge.occupations.models import SourceKind
from knowledge.occupations.shelf import Rows, read_manifest, read_rows
from tests.knowledge.occupations.official import (
    ILO,
    ILO_TASKS,
    ISCO,
    NESTA,
    TODAY,
    V3,
    Row,
    esco_files,
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


def rows_of(shelf: Path, kind: SourceKind) -> Rows:
    return read_rows(shelf, read_manifest(shelf).sources[kind])


def refused(path: Path, shelf: Path) -> OccupationsError:
    with pytest.raises(OccupationsError) as caught:
        take(path, shelf)
    assert not (shelf / "manifest.json").exists()
    assert caught.value.wording.fr != caught.value.wording.en
    return caught.value


# What is recognised


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (text(ISCO).encode(), "rome_isco"),
        (text(ISCO, ";", quoted=False).encode("utf-8-sig"), "rome_isco"),
        (xlsx({"Définition": [("La table de correspondance",)], "ROME to ISCO-08": ISCO}), "rome_isco"),
        (xlsx({"Sheet1": ILO_TASKS}), "ilo"),
        (text(ILO).encode(), "ilo"),
        (text(NESTA, "\t").encode(), "nesta"),
        (zipped(v3_files()), "rome_v3"),
        (zipped(v4_files()), "rome_v4"),
        (zipped({f"export/{name}": data for name, data in esco_files().items()}), "esco"),
    ],
)
def test_the_content_decides_and_not_the_name(tmp_path: Path, shelf: Path, content: bytes, kind: SourceKind) -> None:
    path = tmp_path / "document.bin"
    path.write_bytes(content)
    assert [source.kind for source in recognise(path).found] == [kind]
    assert [outcome.loaded.kind for outcome in take(path, shelf).outcomes] == [kind]


def test_a_folder_of_several_kinds_gives_them_all(tmp_path: Path, shelf: Path) -> None:
    path = folder(
        tmp_path / "in",
        {
            **{f"v3/{name}": data for name, data in v3_files().items()},
            **{f"v4/{name}": data for name, data in v4_files().items()},
            "ilo/groups.csv": text(ILO).encode(),
            "ilo/tasks.xlsx": xlsx({"Sheet1": ILO_TASKS}),
            "README.md": b"# Rien",
            "photo.png": b"\x89PNG\r\n\x1a\n\0\0",
            ".hidden": b"code_rome,libelle_rome",
        },
    )
    done = take(path, shelf)
    assert {outcome.loaded.kind: outcome.loaded.release for outcome in done.outcomes} == {
        "rome_v3": "3.47",
        "rome_v4": "4.60",
        "ilo": "2025",
    }
    aside = {name: reason.fr for name, reason in done.left_aside}
    assert aside == {
        "README.md": "format inconnu",
        "photo.png": "format inconnu",
        "ilo/groups.csv": "un autre jeu, plus complet, est là",
    }
    assert "task" in rows_of(shelf, "ilo")


def test_the_latest_of_two_releases_in_one_folder_is_taken(tmp_path: Path, shelf: Path) -> None:
    done = take(folder(tmp_path / "in", {**v4_files("461"), **v4_files("460")}), shelf)
    assert [outcome.loaded.release for outcome in done.outcomes] == ["4.61"]


# What is read


def test_version_3_is_read_and_its_doubled_apostrophes_undone(tmp_path: Path, shelf: Path) -> None:
    done = take(folder(tmp_path / "in", v3_files()), shelf)
    rows = rows_of(shelf, "rome_v3")
    assert rows["occupation"][0] == ["A1101", "Conduite d'engins agricoles", "", "A1101", "RI", "", "", "", ""]
    # A code without a label of its own is named by its title.
    assert rows["occupation"][2][:3] == ["L1510", "Gouacheur en films", "Gouacheuse en films"]
    assert rows["title"][0] == ["A1101", "Conducteur d'engins agricoles", "Conductrice d'engins agricoles"]
    # The list of all items completes the other tables, and has the last word.
    assert rows["skill"] == [
        ["200", "Conduire l'engin", "know_how", ""],
        ["201", "Règles d'Étable", "knowledge", ""],
        ["202", "Travail de nuit", "setting", "CONDITIONS"],
    ]
    assert rows["links"] == [["A1101", "200", "201"], ["J1501", "201", "202"]]
    assert rows["move"] == [["A1101", "J1501", "near"], ["J1501", "A1101", "next"]]
    assert rows["text"][:2] == [
        ["A1101", "access", "Accessible avec un CAP."],
        ["A1101", "conditions", "L'activité s'exerce en horaires décalés."],
    ]
    assert rows["text"][2][2].startswith("Conduit des engins dans l'exploitation")
    loaded = done.outcomes[0].loaded
    assert (loaded.name, loaded.licence) == ("France Travail, ROME v3.47", "Licence Ouverte")
    assert loaded.counts["title"] == 4
    assert {(row.file, row.line) for row in loaded.rejects} == {
        ("unix_coherence_item_v347_utf8.csv", 6),
        ("unix_rubrique_mobilite_v347_utf8.csv", 5),
    }
    assert (loaded.accepted, loaded.rejected) == (24, 2)


def test_version_4_is_read_with_its_labels_of_transition(tmp_path: Path, shelf: Path) -> None:
    take(folder(tmp_path / "in", v4_files()), shelf)
    rows = rows_of(shelf, "rome_v4")
    assert rows["occupation"][1] == ["A1102", "Débardeur", "Débardeuse", "A1101", "", "strategic", "O", "N", "N"]
    assert rows["occupation"][2][5:] == ["green", "N", "O", "N"]


def test_version_4_with_its_own_skills_is_read_in_their_shapes(tmp_path: Path, shelf: Path) -> None:
    done = take(folder(tmp_path / "in", v4_files(links=True)), shelf)
    rows = rows_of(shelf, "rome_v4")
    assert rows["skill"] == [
        ["300", "Labourer une parcelle", "know_how", ""],
        ["301", "Essences d'arbres", "knowledge", ""],
        ["302", "Station debout", "setting", ""],
    ]
    assert rows["links"] == [["A1101", "300"], ["A1102", "301"], ["J1501", "302"]]
    assert rows["move"] == [["A1101", "A1102", "near"], ["A1102", "J1501", "near"]]
    assert rows["text"][0] == ["A1102", "access", "Sans diplôme."]
    assert done.outcomes[0].loaded.rejected == 0


def test_other_tables_of_the_official_zip_are_left_aside(tmp_path: Path, shelf: Path) -> None:
    others: Mapping[str, Sequence[Row]] = {
        "arborescence_centre_interet": [
            (
                "code_centre_interet",
                "libelle_centre_interet",
                "code_ogr_rome",
                "code_rome",
                "libelle_rome",
                "principal",
            ),
            ("1", "Nature", "10", "A1101", "Conducteur", "oui"),
        ],
        "referentiel_macro_competence_riasec": [("code_ogr", "riasec_majeur", "riasec_mineur"), ("1", "R", "")],
        "arborescence_competence": [("code_enjeu", "libelle_enjeu", "code_ogr_competence", "libelle_competence")],
        "cr_gd_dp": [("code_rome", "code_ogr", "libelle_rome"), ("A1101", "10", "Conducteur")],
    }
    path = tmp_path / "rome.zip"
    path.write_bytes(zipped({**v4_files(), **rome_names(others, "460")}))
    done = take(path, shelf)
    assert (len(rows_of(shelf, "rome_v4")["occupation"]), done.outcomes[0].loaded.rejected) == (3, 0)
    assert len(done.left_aside) == 3


def test_isco_codes_get_back_the_zero_that_spreadsheets_lose(tmp_path: Path, shelf: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(xlsx({"ROME to ISCO-08": ISCO}))
    done = take(path, shelf)
    assert rows_of(shelf, "rome_isco")["isco"] == [["A1101", "8341"], ["J1501", "5321"], ["K1701", "0310"]]
    (reject,) = done.outcomes[0].loaded.rejects
    assert (reject.line, reject.fr) == (5, "'?' n'est pas un groupe CITP-08")


def test_scores_out_of_range_are_rejected_and_counted(tmp_path: Path, shelf: Path) -> None:
    path = folder(tmp_path / "in", {"ilo.xlsx": xlsx({"Sheet1": ILO_TASKS}), "nesta.csv": text(NESTA).encode()})
    ilo, nesta = (outcome.loaded for outcome in take(path, shelf).outcomes)
    assert rows_of(shelf, "ilo")["task"] == [["5321", "Washing patients", "0.1"], ["5321", "Keeping records", "0.3"]]
    assert (ilo.accepted, ilo.rejected, nesta.accepted, nesta.rejected) == (2, 1, 1, 1)
    assert "1.4" in ilo.rejects[0].en


def test_esco_is_kept_with_its_titles_split(tmp_path: Path, shelf: Path) -> None:
    done = take(folder(tmp_path / "in", esco_files()), shelf)
    rows = rows_of(shelf, "esco")
    assert rows["occupation"][0] == [
        *("http://esco/o1", "5321", "aide-soignant", "aide-soignante"),
        *("auxiliaire de soins", "", "aide en Ehpad", ""),
    ]
    assert rows["link"] == [["http://esco/o1", "http://esco/s1", "essential"]]
    assert done.outcomes[0].loaded.rejected == 2


def test_only_the_first_rejects_are_kept_and_all_are_counted(tmp_path: Path, shelf: Path) -> None:
    path = tmp_path / "isco.csv"
    path.write_text(text([*ISCO, *[("?", "", "", "1", "")] * 50]), encoding="utf-8")
    loaded = take(path, shelf).outcomes[0].loaded
    assert (len(loaded.rejects), loaded.rejected) == (MOST_REJECTS, 51)


def test_rows_of_another_width_are_rejected_with_their_line(tmp_path: Path, shelf: Path) -> None:
    path = tmp_path / "nesta.csv"
    path.write_text(text(NESTA[:2]) + '"1111","Legislators"\n\n"1112","A","1","0.1","Other","more"\n', encoding="utf-8")
    loaded = take(path, shelf).outcomes[0].loaded
    assert [(row.line, row.en) for row in loaded.rejects] == [
        (3, "2 columns instead of 5"),
        (5, "6 columns instead of 5"),
    ]


# Encodings


def v3_with(**changed: bytes) -> dict[str, bytes]:
    return {**v3_files(), **{f"unix_{name}_v347_utf8.csv": data for name, data in changed.items()}}


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_latin_1_where_utf_8_is_expected_is_read_and_said(tmp_path: Path, shelf: Path, encoding: str) -> None:
    label = "Règles d’hôtel" if encoding == "cp1252" else "Règles à suivre"
    competence = text(V3["referentiel_competence"]).replace("Règles", label)
    files = v3_with(referentiel_competence=competence.encode(encoding))
    del files["item_labels.csv"]
    done = take(folder(tmp_path / "in", files), shelf)
    assert rows_of(shelf, "rome_v3")["skill"][0][1].startswith(label)
    (note,) = [note for note in done.outcomes[0].notes if "UTF-8" in note.fr]
    assert "unix_referentiel_competence_v347_utf8.csv" in note.fr
    assert "ligne 2" in note.fr
    assert "Windows-1252" in note.en


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ("Règles".encode() + b" \xe9crites", 2),
        (b"R\x8dgles", 2),
        ("Règles".encode() + b"\n\n" + "é".encode("utf-16")[2:] + b"\xff\n", 4),
    ],
)
def test_what_is_neither_is_refused_with_the_line(tmp_path: Path, shelf: Path, broken: bytes, line: int) -> None:
    content = text(V3["referentiel_competence"]).encode().replace("Règles".encode(), broken)
    error = refused(folder(tmp_path / "in", v3_with(referentiel_competence=content)), shelf)
    assert error.code == "encoding"
    assert f"ligne {line}" in error.wording.fr


def test_utf_16_is_refused(tmp_path: Path, shelf: Path) -> None:
    path = tmp_path / "nesta.csv"
    path.write_bytes(text(NESTA).encode("utf-16"))
    assert refused(path, shelf).code == "encoding"


def test_steps_are_told(tmp_path: Path, shelf: Path) -> None:
    told: list[tuple[object, ...]] = []
    import_files(folder(tmp_path / "in", v4_files()), shelf, today=TODAY, progress=lambda *step: told.append(step))
    assert told == [
        ("looking", "in", 0, 1),
        ("reading", "rome_v4", 0, 1),
        ("writing", "rome_v4", 0, 1),
        ("done", "", 1, 1),
    ]
