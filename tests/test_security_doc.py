"""docs/security.md against the repository: what it names exists, and what it calls met is shown by something."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

STATUSES = ("met", "partly", "not", "not ours", "n-a")
LONGEST_OVERVIEW, LONGEST_PARAPHRASE = 120, 12
"""Lines of what comes before the figures, and words of a paraphrase."""

TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FILE = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|md|json|lock|toml))`")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+)(?: \(3\))? \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = [match.groups() for match in ROW.finditer(PAGE)]


def test_every_test_that_is_named_exists() -> None:
    named = sorted(set(TEST.findall(PAGE)))
    assert len(named) > 50
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file()
        or not re.search(rf"^(?:async )?def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert missing == []


def test_every_requirement_stands_once_and_is_a_row() -> None:
    begun = re.findall(r"^\| (\d+\.\d+\.\d+)\b", PAGE, re.MULTILINE)
    assert begun == [id for id, *_ in ROWS]
    assert [id for id, times in Counter(begun).items() if times > 1] == []
    assert begun == sorted(begun, key=lambda id: [int(part) for part in id.split(".")])


@pytest.mark.parametrize(("id", "asks", "status", "shown"), ROWS, ids=[id for id, *_ in ROWS])
def test_a_requirement_has_a_status_and_what_shows_it(id: str, asks: str, status: str, shown: str) -> None:
    assert status in STATUSES
    assert len(asks.split()) <= LONGEST_PARAPHRASE
    assert shown.strip()
    files = [file for file in FILE.findall(shown) if "::" not in file]
    assert [file for file in files if not (ROOT / file).is_file()] == []
    if status == "met":
        assert files or TEST.search(shown), f"{id} is called met and names neither a test nor a file"


def test_the_overview_is_short() -> None:
    overview, figures, _ = PAGE.partition("\n## Figures\n")
    assert figures
    assert len(overview.splitlines()) <= LONGEST_OVERVIEW
