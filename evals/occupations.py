"""How well a person's words find their occupation: right code first, and among the first three."""

import csv
import io
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.cases import Part
from evals.mistakes import Mistake, SuiteError
from evals.scoring import wilson
from evals.suite import SUITES
from knowledge.occupations import load_catalogue
from knowledge.occupations.finding import Finder, Found

NAME = "occupations"
FILES = {Part.DEV: "cases.csv", Part.HELD_OUT: "heldout.csv"}
NEEDED = ("text", "expected")
SHOWN = 3
"""Candidates among which a right code still counts, and that the report shows."""

Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Find = Callable[[str], Found]


class _Declaration(BaseModel):
    """suite.toml."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    title: str
    description: str
    target: str
    first_at: Share
    three_at: Share
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Description:
    """What a person says and the codes that are right; none: nothing should be sure. `line` counts from 1."""

    line: int
    message: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the finder made of a description."""

    asked: Description
    found: Found

    @property
    def first(self) -> bool:
        """Whether a right code comes first; where none is right, whether nothing is sure."""
        return self._within(1)

    @property
    def three(self) -> bool:
        """Whether a right code is among the first three."""
        return self._within(SHOWN)

    def _within(self, limit: int) -> bool:
        got = {candidate.code for candidate in self.found.candidates[:limit]}
        return bool(got & self.asked.codes) if self.asked.codes else not self.found.sure


def read_descriptions(path: Path) -> tuple[Description, ...]:
    """The rows of a part, in order, columns beside `text` and `expected` aside.

    Raises SuiteError with every mistake found: unreadable, not UTF-8, a missing column, no row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(Mistake(path, None, f"cannot be read: {error}")) from error
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter="," if "," in header else ";")
    named = reader.fieldnames or ()
    missing = [
        Mistake(path, 1, f"missing column {name!r} among {', '.join(named)}") for name in NEEDED if name not in named
    ]
    if missing:
        raise SuiteError(*missing)
    rows = []
    for row in reader:
        codes = frozenset(code.strip() for code in (row["expected"] or "").split(";") if code.strip())
        rows.append(Description(reader.line_num, (row["text"] or "").strip(), codes))
    if not rows:
        raise SuiteError(Mistake(path, None, "no row"))
    return tuple(rows)


def measure(find: Find, asked: Sequence[Description]) -> tuple[Answer, ...]:
    """Every description answered, in order."""
    return tuple(Answer(each, find(each.message)) for each in asked)


def shares(answers: Sequence[Answer]) -> tuple[float, float]:
    """The shares (0..1) of answers with a right code first, and among the first three."""
    return (sum(each.first for each in answers) / len(answers), sum(each.three for each in answers) / len(answers))


def run_occupations(home: Path | None, *, root: Path = SUITES) -> tuple[int, str]:
    """Measure on what is imported in `home` (IRIS_HOME/occupations), else on the starter set: exit code and report.

    On the starter set alone, rows whose codes are all outside of it are left out, and counted. Held-out rows are never
    shown.
    """
    folder = root / NAME
    try:
        declared = _Declaration.model_validate(tomllib.loads((folder / "suite.toml").read_text(encoding="utf-8")))
        parts = {part: read_descriptions(folder / name) for part, name in FILES.items() if (folder / name).is_file()}
    except (ValidationError, tomllib.TOMLDecodeError, OSError) as error:
        return 2, f"{folder / 'suite.toml'}: {error}"
    except SuiteError as error:
        return 2, str(error)
    catalogue = load_catalogue(home)
    finder = Finder(catalogue)
    lines, passed = [f"{NAME}: {declared.title}", f"{len(catalogue.occupations)} occupations loaded"], True
    for part, asked in parts.items():
        known = [each for each in asked if not each.codes or each.codes & catalogue.occupations.keys()]
        if not known:
            continue
        answers = measure(finder.find, known)
        first, three = shares(answers)
        passed = passed and first >= declared.first_at and three >= declared.three_at
        lines.append(_line(part, answers, len(asked) - len(known)))
        if part is Part.DEV:
            lines += [_wrong(each) for each in answers if not each.first]
    bar = f"first {declared.first_at:.0%}, in {SHOWN} {declared.three_at:.0%}"
    lines.insert(2, f"PASSED: {bar}" if passed else f"FAILED: {bar} is needed in every part")
    return int(not passed), "\n".join(lines) + "\n"


def _line(part: Part, answers: Sequence[Answer], left: int) -> str:
    first, three = shares(answers)
    span = wilson(sum(each.first for each in answers), len(answers))
    sure = [each for each in answers if each.found.sure]
    right = sum(each.first for each in sure) / len(sure) if sure else 1.0
    within = f"(95 %: {span.low:.1%} to {span.high:.1%})"
    trust = f"sure {len(sure) / len(answers):.1%}, right when sure {right:.1%}, left out {left}"
    return f"{part.value}: n {len(answers)}, first {first:.1%} {within}, in {SHOWN} {three:.1%}, {trust}"


def _wrong(answer: Answer) -> str:
    got = "; ".join(
        f"{each.code} {each.score:.2f} {'+'.join(each.matched)}" for each in answer.found.candidates[:SHOWN]
    )
    expected = " or ".join(sorted(answer.asked.codes)) or "nothing sure"
    return f"  line {answer.asked.line}: {answer.asked.message}\n    expected {expected}, got {got or 'nothing'}"
