"""Whole conversations, as they were read aloud and kept."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from tests.agents.guided.transcript import play, said_by_person, transcripts

LONGEST = 90
SPECIALISTS = ("aube", "cv", "letters", "coach", "guide")


def test_every_specialist_has_its_conversations() -> None:
    expected = {f"{name}_{form}" for name in SPECIALISTS for form in ("fr_vous", "fr_tu", "en_vous")}
    assert expected <= {path.stem for path in transcripts()}


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: path.stem)
def test_the_conversation_goes_as_it_was_read(path: Path) -> None:
    kept = path.read_text(encoding="utf-8")
    assert len(said_by_person(kept)) >= 10
    assert asyncio.run(play(kept)) == kept


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: path.stem)
def test_answers_are_short_enough_for_a_phone(path: Path) -> None:
    for answer in answers(path.read_text(encoding="utf-8")):
        quoted = any(line.startswith((">", "- **", "**1.", "1. **", "- ")) for line in answer.splitlines())
        said = [line for line in answer.splitlines() if not line.startswith("*Mode guidé")]
        assert quoted or len(" ".join(said).split()) <= LONGEST, answer


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: path.stem)
def test_nothing_is_said_twice_in_a_row(path: Path) -> None:
    said = answers(path.read_text(encoding="utf-8"))
    assert all(before != after for before, after in pairwise(said))


def answers(text: str) -> list[str]:
    found: list[str] = []
    speaking = False
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            found.append("")
            speaking = True
        elif line.startswith("— "):
            speaking = False
        elif speaking:
            found[-1] += line + "\n"
    return found
