"""What is wrong in a suite's files, by file and line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend in a suite's file; `line` counts from 1, None when no line can be named."""

    path: Path
    line: int | None
    problem: str

    def __str__(self) -> str:
        place = str(self.path) if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.problem}"


class SuiteError(Exception):
    """A suite that cannot be run. Its text has one `file:line: problem` per mistake, so that all are mended at once."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes: Sequence[Mistake] = mistakes
