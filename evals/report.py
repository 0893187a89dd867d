"""A suite's result as plain text for a terminal."""

import textwrap
from collections.abc import Collection

from evals.cases import Part
from evals.result import Outcome, SuiteResult
from evals.scoring import ERROR, Score

MESSAGE_WIDTH = 200  # characters of a message that are shown


def render_report(result: SuiteResult, *, hide: Collection[Part] = ()) -> str:
    """Return the report: verdict, accuracy per part, confusion matrices, then every wrong case with its line.

    The wrong cases of the parts in `hide` are counted and not shown: hide `held_out` from who writes the rules, or it
    is held out no more.
    """
    scores = result.scores()
    blocks = [_verdict(result, scores), _accuracies(scores)]
    blocks += [_confusion(part, score) for part, score in scores.items()]
    blocks += [_wrong(part, result, hidden=part in hide) for part in scores]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _verdict(result: SuiteResult, scores: dict[Part, Score]) -> str:
    bar = _percent(result.suite.pass_at)
    failing = ", ".join(f"{part} {_percent(scores[part].accuracy)}" for part in result.failing)
    verdict = f"FAILED: {failing}, where {bar} is needed" if failing else f"PASSED: every part reaches {bar}"
    return f"{result.suite.name}: {result.suite.title}\n{verdict}"


def _accuracies(scores: dict[Part, Score]) -> str:
    rows = [["part", "n", "right", "errors", "accuracy", "95% interval"]]
    for part, score in scores.items():
        interval = f"{_percent(score.interval.low)} to {_percent(score.interval.high)}"
        counts = [str(score.n), str(score.right), str(score.errors)]
        rows.append([part.value, *counts, _percent(score.accuracy), interval])
    return _table(rows)


def _confusion(part: Part, score: Score) -> str:
    columns = [label.label for label in score.labels] + ([ERROR] if score.errors else [])
    rows = [["", *columns, "recall"]]
    for label in score.labels:
        counts = [score.confusion.get((label.label, column), 0) for column in columns]
        rows.append([label.label, *(str(count or ".") for count in counts), _percent(label.recall)])
    rows.append(["precision", *(_percent(label.precision) for label in score.labels)])
    return f"{part}: expected (rows), got (columns)\n{_table(rows)}"


def _wrong(part: Part, result: SuiteResult, *, hidden: bool) -> str:
    wrong = [outcome for outcome in result.outcomes if outcome.case.part == part and not outcome.right]
    if not wrong:
        return ""
    title = f"{part}: {len(wrong)} wrong"
    return f"{title} (hidden)" if hidden else "\n".join([title, *(_case(outcome) for outcome in wrong)])


def _case(outcome: Outcome) -> str:
    case = outcome.case
    message = textwrap.shorten(case.message, MESSAGE_WIDTH, placeholder=" [...]")
    reason = " ".join(outcome.reason.split())
    return f"  line {case.line}: {message}\n    expected {case.expected}, got {outcome.got or ERROR}: {reason}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _table(rows: list[list[str]]) -> str:
    """Return the rows with aligned columns: the first to the left, the others to the right, two spaces apart."""
    width = max(len(row) for row in rows)
    widths = [max(len(row[column]) for row in rows if column < len(row)) for column in range(width)]
    lines = []
    for first, *others in rows:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(size) for cell, size in zip(others, widths[1:], strict=False)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
