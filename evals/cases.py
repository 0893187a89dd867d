"""The cases of a suite, read from the CSV file that people edit in a spreadsheet."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from evals.mistakes import Mistake, SuiteError

COLUMNS = ("message", "expected", "part", "note")


class Part(StrEnum):
    """What a case is for: `dev` to write rules and prompts from, `held_out` to judge them, unseen by their writers."""

    DEV = "dev"
    HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One message and the label it should get. `line` is where it starts in the CSV file, from 1."""

    line: int
    message: str
    expected: str
    part: Part
    note: str


def fingerprint(message: str) -> str:
    """Return what two messages share when only case, accents, punctuation and spacing tell them apart."""
    folded = unicodedata.normalize("NFKD", message.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = (char if char.isalnum() else " " for char in folded if not unicodedata.combining(char))
    # A message without one letter or digit ("???", an emoji) is told apart by its signs.
    return " ".join("".join(letters).split()) or message.strip()


def read_cases(path: Path, labels: Collection[str]) -> tuple[Case, ...]:
    """Read the CSV file at `path`, in its order.

    Takes what spreadsheets write: UTF-8 with or without a byte order mark, `,` or `;` as separator, any line ending,
    rows and columns left blank. `labels` are the values that `expected` may have.

    Raises SuiteError with every mistake found: not UTF-8, broken quotes, missing, repeated or unknown column, too many
    cells, empty or repeated message (see `fingerprint`), unknown label or part, a part without one case.
    """
    records = _records(path)
    header = _header(path, next(records, (1, [])))
    mistakes: list[Mistake] = []
    cases: list[Case] = []
    first_line: dict[str, int] = {}
    for line, cells in records:
        if not cells:
            continue
        row = dict(zip(header, cells + [""] * len(header), strict=False))
        problems = _problems(row, labels, extra=len(cells) - len(header))
        earlier = first_line.setdefault(fingerprint(row["message"]), line)
        if row["message"] and earlier != line:
            problems.append(f"same message as line {earlier} (case, accents and punctuation aside)")
        mistakes += [Mistake(path, line, problem) for problem in problems]
        if not problems:
            cases.append(_case(line, row))
    if not mistakes:
        filled = {case.part for case in cases}
        mistakes = [Mistake(path, None, f"no case with part {part.value!r}") for part in Part if part not in filled]
    if mistakes:
        raise SuiteError(*mistakes)
    return tuple(cases)


def _problems(row: dict[str, str], labels: Collection[str], *, extra: int) -> list[str]:
    if extra > 0:
        return [f"{extra} cell(s) too many: put quotes around a text that holds the separator"]
    problems = []
    if not row["message"]:
        problems.append("empty message")
    if row["expected"] not in labels:
        problems.append(f"unknown label {row['expected']!r} in 'expected': use {', '.join(sorted(labels))}")
    if row["part"] not in list(Part):
        problems.append(f"unknown part {row['part']!r}: use {', '.join(Part)}")
    return problems


def _case(line: int, row: dict[str, str]) -> Case:
    return Case(line=line, message=row["message"], expected=row["expected"], part=Part(row["part"]), note=row["note"])


def _header(path: Path, record: tuple[int, list[str]]) -> list[str]:
    line, cells = record
    names = [cell.casefold() for cell in cells]
    problems = [f"missing column {name!r}" for name in COLUMNS if name not in names]
    problems += [f"unknown column {name!r}: use {', '.join(COLUMNS)}" for name in names if name not in COLUMNS]
    problems += [f"column {name!r} appears twice" for name in COLUMNS if names.count(name) > 1]
    if problems:
        raise SuiteError(*(Mistake(path, line, problem) for problem in problems))
    return names


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each record's first line and its cells, trimmed, without the blank ones at its end."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=_separator(text), strict=True)
    line = 1
    try:
        for cells in reader:
            trimmed = [cell.strip() for cell in cells]
            while trimmed and not trimmed[-1]:
                trimmed.pop()
            yield line, trimmed
            line = reader.line_num + 1
    except csv.Error as error:
        raise SuiteError(Mistake(path, line, f"broken row, look at its quotes: {error}")) from error


def _separator(text: str) -> str:
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SuiteError(Mistake(path, None, f"cannot be read: {error.strerror}")) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problem = f"not UTF-8 (byte 0x{raw[error.start]:02x}): save it as 'CSV UTF-8'"
        raise SuiteError(Mistake(path, line, problem)) from error
