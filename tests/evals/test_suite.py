"""A suite's files: what is taken, and each mistake by file and line."""

from pathlib import Path

import pytest

from evals import Part, SuiteError, find_suites, fingerprint, load_suite

LABELS = frozenset({"coach", "cv"})
HEADER = "message,expected,part,note\n"
CASES = HEADER + "relis mon CV,cv,dev,\nj'ai peur,coach,held_out,why\n"
DECLARATION = """\
title = "Who answers"
description = "What it protects."
target = "routing"
pass_at = 0.9

[columns]
message = "m"
expected = "e"
part = "p"
note = "n"
"""


def write(folder: Path, *, cases: str | bytes = CASES, declaration: str | bytes = DECLARATION) -> Path:
    suite = folder / "routing"
    suite.mkdir()
    for name, content in (("cases.csv", cases), ("suite.toml", declaration)):
        (suite / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return suite


def mistakes(suite: Path) -> list[str]:
    with pytest.raises(SuiteError) as caught:
        load_suite(suite, labels=LABELS)
    return [str(mistake).replace(f"{suite}/", "") for mistake in caught.value.mistakes]


def test_a_suite_is_loaded_in_the_order_of_its_file(tmp_path: Path) -> None:
    suite = load_suite(write(tmp_path), labels=LABELS)
    assert (suite.name, suite.title, suite.target, suite.pass_at) == ("routing", "Who answers", "routing", 0.9)
    assert [(case.line, case.message, case.expected, case.part, case.note) for case in suite.cases] == [
        (2, "relis mon CV", "cv", Part.DEV, ""),
        (3, "j'ai peur", "coach", Part.HELD_OUT, "why"),
    ]


@pytest.mark.parametrize(
    "cases",
    [
        pytest.param(b"\xef\xbb\xbf" + CASES.encode(), id="byte order mark"),
        pytest.param(CASES.replace(",", ";"), id="semicolons"),
        pytest.param(CASES.replace("\n", "\r\n"), id="windows line endings"),
        pytest.param(CASES.replace("\n", ",,\n") + ",,,,,\n\n", id="blank rows and columns"),
        pytest.param(CASES.replace("message,expected", "Message , expected"), id="spaces and capitals in the header"),
        pytest.param("note,part,expected,message\n,dev,cv,relis mon CV\nwhy,held_out,coach,j'ai peur\n", id="order"),
    ],
)
def test_what_spreadsheets_write_is_taken(tmp_path: Path, cases: str | bytes) -> None:
    suite = load_suite(write(tmp_path, cases=cases), labels=LABELS)
    assert [(case.message, case.expected, case.note) for case in suite.cases] == [
        ("relis mon CV", "cv", ""),
        ("j'ai peur", "coach", "why"),
    ]


def test_a_quoted_message_keeps_its_separators_and_line_breaks(tmp_path: Path) -> None:
    cases = HEADER + '"bonjour, mon CV\nil est nul ; non ?",cv,dev,\nj\'ai peur,coach,held_out,\n'
    suite = load_suite(write(tmp_path, cases=cases), labels=LABELS)
    assert [(case.line, case.message) for case in suite.cases] == [
        (2, "bonjour, mon CV\nil est nul ; non ?"),
        (4, "j'ai peur"),
    ]


def test_the_digest_changes_with_the_cases_and_only_with_them(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    first = load_suite(write(folders[0]), labels=LABELS).digest
    assert load_suite(write(folders[1], declaration=DECLARATION.replace("0.9", "0.8")), labels=LABELS).digest == first
    assert load_suite(write(folders[2], cases=CASES + "encore,cv,dev,\n"), labels=LABELS).digest != first


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        (CASES + "slt,guide,dev,\n", ["cases.csv:4: unknown label 'guide' in 'expected': use coach, cv"]),
        (CASES + " ,cv,dev,\n", ["cases.csv:4: empty message"]),
        (CASES + "slt,cv,test,\n", ["cases.csv:4: unknown part 'test': use dev, held_out"]),
        (
            CASES + "Relis mon cv !,cv,dev,\n",
            ["cases.csv:4: same message as line 2 (case, accents and punctuation aside)"],
        ),
        (
            CASES + "slt,tu vas bien,cv,dev,why\n",
            ["cases.csv:4: 1 cell(s) too many: put quotes around a text that holds the separator"],
        ),
        (CASES + '"slt,cv,dev,\n', ["cases.csv:4: broken row, look at its quotes: unexpected end of data"]),
        (CASES.replace(",note", ""), ["cases.csv:1: missing column 'note'"]),
        (
            CASES.replace("expected", "attendu"),
            [
                "cases.csv:1: missing column 'expected'",
                "cases.csv:1: unknown column 'attendu': use message, expected, part, note",
            ],
        ),
        (CASES.replace("note", "note,part"), ["cases.csv:1: column 'part' appears twice"]),
        (HEADER, ["cases.csv: no case with part 'dev'", "cases.csv: no case with part 'held_out'"]),
        (CASES.replace("held_out", "dev"), ["cases.csv: no case with part 'held_out'"]),
        (
            CASES.replace("why", "évident").encode("latin-1"),
            ["cases.csv:3: not UTF-8 (byte 0xe9): save it as 'CSV UTF-8'"],
        ),
        (CASES.encode("utf-16"), ["cases.csv:1: not UTF-8 (byte 0xff): save it as 'CSV UTF-8'"]),
    ],
)
def test_a_mistake_in_the_cases_names_its_line(tmp_path: Path, cases: str | bytes, expected: list[str]) -> None:
    assert mistakes(write(tmp_path, cases=cases)) == expected


def test_an_empty_file_lacks_every_column(tmp_path: Path) -> None:
    assert len(mistakes(write(tmp_path, cases=""))) == 4


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    suite = write(tmp_path, cases=CASES + ",guide,test,\nslt,cv,dev,\nslt,cv,dev,\n")
    with pytest.raises(SuiteError) as caught:
        load_suite(suite, labels=LABELS)
    assert [mistake.line for mistake in caught.value.mistakes] == [4, 4, 4, 6]
    assert str(caught.value).count("\n") == 3


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        (DECLARATION.replace("0.9", "90"), ["suite.toml:4: pass_at: Input should be less than or equal to 1"]),
        (DECLARATION.replace("0.9", '"0.9"'), ["suite.toml:4: pass_at: Input should be a valid number"]),
        (DECLARATION.replace("target", "targt"), ["suite.toml: target: Field required", "suite.toml:3: targt: Extra"]),
        (DECLARATION.replace('note = "n"\n', ""), ["suite.toml:6: columns.note: Field required"]),
        (DECLARATION.replace('"Who answers"', '" "'), ["suite.toml:1: title: String should have at least 1"]),
        (DECLARATION.replace('"routing"', "routing"), ["suite.toml:3: not TOML: Invalid value"]),
        (DECLARATION.replace("protects", "protège").encode("latin-1"), ["suite.toml:2: not UTF-8"]),
    ],
)
def test_a_mistake_in_the_declaration_names_its_line(
    tmp_path: Path, declaration: str | bytes, expected: list[str]
) -> None:
    found = mistakes(write(tmp_path, declaration=declaration))
    assert len(found) == len(expected)
    assert all(problem.startswith(start) for problem, start in zip(found, expected, strict=True)), found


@pytest.mark.parametrize("name", ["cases.csv", "suite.toml"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    suite = write(tmp_path)
    (suite / name).unlink()
    assert mistakes(suite) == [f"{name}: cannot be read: No such file or directory"]


def test_suites_are_found_by_being_there(tmp_path: Path) -> None:
    suite = write(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "notes.md").touch()
    assert find_suites(tmp_path) == (suite,)
    (tmp_path / "forgotten").mkdir()
    with pytest.raises(SuiteError, match=r"forgotten.suite\.toml: missing"):
        find_suites(tmp_path)


@pytest.mark.parametrize(
    ("left", "right"),
    [("C'est l'été !", "c est  l ete"), ("Ma sœur", "MA SOEUR"), (" ??? ", "???")],
)
def test_messages_that_differ_in_appearance_only_share_a_fingerprint(left: str, right: str) -> None:
    assert fingerprint(left) == fingerprint(right)


def test_signs_alone_have_their_own_fingerprints() -> None:
    assert fingerprint("???") != fingerprint("!")
