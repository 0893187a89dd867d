"""`iris events`: verify, rebuild, checkpoint."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.main import app
from tools.storage import Home


@pytest.fixture
def home(fresh_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IRIS_HOME", str(fresh_home))
    made = CliRunner().invoke(app, ["app", "create", "Site"])
    assert made.exit_code == 0, made.output
    return fresh_home


def iris(*words: str) -> tuple[int, str]:
    """The exit code and what is printed."""
    result = CliRunner().invoke(app, ["events", *words])
    return result.exit_code, result.output


def test_a_checkpoint_is_signed_printed_and_copied(home: Path) -> None:
    code, printed = iris("checkpoint")
    assert code == 0
    assert printed.startswith("seal       ")
    assert (home / "checkpoints.jsonl").read_text().count("\n") == 1
    code, printed = iris("verify")
    assert (code, printed.splitlines()[-1]) == (0, "all is as it was written")
    assert "1 signed checkpoints, 1 of them outside the database" in printed


def test_a_database_that_lost_its_end_is_named(home: Path, tmp_path: Path) -> None:
    shutil.copy(home / "iris.db", tmp_path / "before.db")
    assert iris("checkpoint")[0] == 0
    for file in home.glob("iris.db*"):
        file.unlink()
    shutil.copy(tmp_path / "before.db", home / "iris.db")
    code, printed = iris("verify")
    assert code == 1
    assert "checkpoints.jsonl: the checkpoint at seal" in printed


def test_rebuilding_says_whether_it_was_the_same(home: Path) -> None:
    code, printed = iris("rebuild")
    assert (code, printed.splitlines()[0]) == (0, "wallets: 0 rows, as they were")
    with closing(sqlite3.connect(home / "iris.db")) as connection:
        connection.execute(
            "INSERT INTO lots VALUES ('u', 'l', 'grant', 5, 5, NULL, NULL, '2026-11-20 00:00:00.000000')"
        )
        connection.commit()
    code, printed = iris("rebuild")
    assert code == 1
    assert "lots: DIFFERENT, 1 rows before, 0 now" in printed
    assert iris("rebuild")[0] == 0


def test_nothing_is_rebuilt_beside_a_server(home: Path) -> None:
    server = Home(home)
    server.lock()
    try:
        code, printed = iris("rebuild")
    finally:
        server.unlock()
    assert code == 2
    assert "another Iris already runs" in printed
