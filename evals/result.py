"""What a suite's run gave: the outcomes, whether it passes, and its record in JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evals.cases import Case, Part
from evals.mistakes import SuiteError
from evals.scoring import ERROR, Score, score
from evals.suite import Suite


@dataclass(frozen=True, slots=True)
class Decision:
    """A target's answer to one message: the label it chose, and why in a few words."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one case got. `got` is None where the target refused: `reason` then holds the error's text."""

    case: Case
    got: str | None
    reason: str

    @property
    def right(self) -> bool:
        """Whether the label got is the one expected."""
        return self.got == self.case.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteResult:
    """A suite and the outcome of each of its cases, in the order of the file."""

    suite: Suite
    outcomes: tuple[Outcome, ...]

    def scores(self) -> dict[Part, Score]:
        """Return the score of each part, `dev` first."""
        return {
            part: score(
                (outcome.case.expected, ERROR if outcome.got is None else outcome.got)
                for outcome in self.outcomes
                if outcome.case.part == part
            )
            for part in Part
        }

    @property
    def failing(self) -> tuple[Part, ...]:
        """The parts whose accuracy is below the suite's `pass_at`."""
        return tuple(part for part, score in self.scores().items() if score.accuracy < self.suite.pass_at)

    @property
    def passed(self) -> bool:
        """Whether every part reaches the suite's `pass_at`."""
        return not self.failing


def exit_code(result: SuiteResult | SuiteError) -> Literal[0, 1, 2]:
    """Return what the command ends with: 0 the suite passed, 1 it failed, 2 it could not be run."""
    if isinstance(result, SuiteError):
        return 2
    return 0 if result.passed else 1


def to_json(result: SuiteResult, *, about: Mapping[str, str] | None = None) -> str:
    """Return the result as indented JSON, the same text for the same result, to keep and compare.

    `about` is what the caller knows of the run (mode, model, commit, date). Two records are about the same cases only
    when their `digest` is the same. It holds every message, those of `held_out` too.
    """
    suite = result.suite
    record = {
        "suite": suite.name,
        "target": suite.target,
        "digest": suite.digest,
        "about": dict(about or {}),
        "pass_at": suite.pass_at,
        "passed": result.passed,
        "parts": {part.value: _score_record(score) for part, score in result.scores().items()},
        "cases": [_outcome_record(outcome) for outcome in result.outcomes],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _score_record(score: Score) -> dict[str, object]:
    return {
        "n": score.n,
        "right": score.right,
        "errors": score.errors,
        "accuracy": round(score.accuracy, 4),
        "interval": [round(score.interval.low, 4), round(score.interval.high, 4)],
        "labels": {
            label.label: {"expected": label.expected, "got": label.got, "right": label.right} for label in score.labels
        },
    }


def _outcome_record(outcome: Outcome) -> dict[str, object]:
    case = outcome.case
    return {
        "line": case.line,
        "part": case.part.value,
        "message": case.message,
        "expected": case.expected,
        "got": outcome.got,
        "right": outcome.right,
        "reason": outcome.reason,
    }
