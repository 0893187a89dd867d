"""The measure of finding an occupation: what counts as right, what its files must hold, what it shows."""

import shutil
from pathlib import Path

import pytest

from evals import SuiteError
from evals.occupations import Answer, Description, read_descriptions, run_occupations, shares
from evals.suite import SUITES
from knowledge.occupations.finding import Candidate, Found
from knowledge.occupations.models import Title


def found(*codes: str, sure: bool = False) -> Found:
    return Found(
        tuple(
            Candidate(code=code, title=Title(code), score=0.5, matched=(), how="title", role="current")
            for code in codes
        ),
        sure=sure,
    )


def answer(expected: str, got: Found) -> Answer:
    return Answer(Description(2, "...", frozenset(expected.split())), got)


def test_a_right_code_counts_first_and_among_three() -> None:
    answers = [
        answer("A", found("A", "B")),
        answer("A C", found("B", "B", "C")),
        answer("A", found("B", "B", "B", "A")),
        answer("A", found()),
    ]
    assert shares(answers) == (0.25, 0.5)


def test_where_no_code_is_right_nothing_must_be_sure() -> None:
    assert answer("", found("A")).first
    assert not answer("", found("A", sure=True)).first


def test_rows_are_read_with_either_separator(tmp_path: Path) -> None:
    for text in ("text,expected,note\nmaçon,F1703;F1704,x\n", "\ufefftext;expected\nmaçon;F1703\n"):
        path = tmp_path / "rows.csv"
        path.write_text(text, encoding="utf-8")
        (row,) = read_descriptions(path)
        assert (row.message, "F1703" in row.codes) == ("maçon", True)


@pytest.mark.parametrize(("text", "problem"), [("a,b\n1,2\n", "missing column 'text'"), ("text,expected\n", "no row")])
def test_a_wrong_file_is_told(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SuiteError, match=problem):
        read_descriptions(path)


def suite(tmp_path: Path, held_out: str) -> Path:
    folder = tmp_path / "occupations"
    shutil.copytree(SUITES / "occupations", folder, ignore=shutil.ignore_patterns("*.csv"))
    (folder / "cases.csv").write_text("text,expected\ncaissière,D1505\n", encoding="utf-8")
    (folder / "heldout.csv").write_text(held_out, encoding="utf-8")
    return tmp_path


def test_held_out_rows_are_counted_and_never_shown(tmp_path: Path) -> None:
    code, report = run_occupations(None, root=suite(tmp_path, "text,expected\nun secret,D1505\n"))
    assert code == 1
    assert "held_out: n 1, first 0.0%" in report
    assert "secret" not in report


def test_a_suite_that_passes_says_so(tmp_path: Path) -> None:
    code, report = run_occupations(None, root=suite(tmp_path, "text,expected\nserveuse,G1803\nnotaire,K1901\n"))
    assert code == 0
    assert "PASSED" in report
    assert "left out 1" in report


def test_a_broken_suite_says_where(tmp_path: Path) -> None:
    code, report = run_occupations(None, root=suite(tmp_path, "question\n"))
    assert code == 2
    assert "heldout.csv:1: missing column 'text'" in report
