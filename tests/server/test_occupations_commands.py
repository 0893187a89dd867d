"""`iris occupations`: official files are imported by an operator, who is told what is loaded in their language."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from server.main import app
from tests.knowledge.occupations.official import NESTA, folder, text, v3_files, v4_files


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("IRIS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["occupations", *arguments])


def test_the_starter_set_is_told_until_something_is_imported(tmp_path: Path) -> None:
    told = run("status")
    assert told.exit_code == 0
    assert told.stdout.startswith("jeu de départ écrit pour Iris")
    assert "starter set" in run("status", "--locale", "en").stdout

    done = run("import", str(folder(tmp_path / "in", {**v3_files(), **v4_files(), "notes.txt": b"rien"})))

    assert done.exit_code == 0
    assert "2 rejetées" in done.stdout
    assert "unix_coherence_item_v347_utf8.csv, ligne 6 : 999 : compétence sans libellé" in done.stdout
    assert "laissé de côté : notes.txt (format inconnu)" in done.stdout
    assert "Chargés : " in done.stdout
    told = run("status", "--locale", "en")
    assert "France Travail, ROME v3.47  imported on" in told.stdout
    assert "Licence Ouverte" in told.stdout
    assert "starter set" not in told.stdout


def test_the_same_again_says_so(tmp_path: Path) -> None:
    path = str(folder(tmp_path / "in", v4_files()))
    run("import", path)
    assert "rien ne change" in run("import", path).stdout


def test_figures_alone_stand_beside_the_starter_set(tmp_path: Path) -> None:
    run("import", str(folder(tmp_path / "in", {"nesta.csv": text(NESTA).encode()})))
    told = run("status").stdout
    assert "jeu de départ" in told
    assert "Nesta" in told


@pytest.mark.parametrize(("locale", "words"), [("fr", "rien de connu"), ("en", "nothing known")])
def test_a_refusal_is_in_the_operator_s_language_and_exits_with_2(
    tmp_path: Path, home: Path, locale: str, words: str
) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("Bonjour", encoding="utf-8")
    refused = run("import", str(path), "--locale", locale)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert refused.stdout == ""
    assert not (home / "occupations" / "manifest.json").exists()


def test_damage_is_told_by_status(tmp_path: Path, home: Path) -> None:
    run("import", str(folder(tmp_path / "in", v4_files())))
    (home / "occupations" / "manifest.json").write_text("{", encoding="utf-8")
    damaged = run("status")
    assert damaged.exit_code == 2
    assert "abîmé" in damaged.stderr
