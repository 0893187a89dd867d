"""Runs of a suite against scripted targets."""

import asyncio
import json
from pathlib import Path

import pytest

from evals import Case, Decision, Part, Suite, SuiteError, SuiteResult, exit_code, run_suite, to_json
from evals.mistakes import Mistake


class TargetRefused(Exception):
    """What a target raises when it answers with an error of its own."""


def suite_of(*rows: tuple[str, str, Part], pass_at: float = 0.5) -> Suite:
    cases = tuple(
        Case(line=line, message=message, expected=expected, part=part, note="")
        for line, (message, expected, part) in enumerate(rows, start=2)
    )
    return Suite(name="s", title="t", description="d", target="routing", pass_at=pass_at, digest="0f", cases=cases)


SUITE = suite_of(
    ("relis mon CV", "cv", Part.DEV),
    ("j'ai peur", "coach", Part.DEV),
    ("mon curriculum", "cv", Part.HELD_OUT),
)


async def always_cv(message: str) -> Decision:
    await asyncio.sleep(0)
    return Decision("cv", f"read {message!r}")


def run_cv(suite: Suite) -> SuiteResult:
    return asyncio.run(run_suite(suite, always_cv))


def test_outcomes_come_in_the_order_of_the_file() -> None:
    async def slow_first(message: str) -> Decision:
        await asyncio.sleep(0.01 if message == "relis mon CV" else 0)
        return Decision("cv", message)

    result = asyncio.run(run_suite(SUITE, slow_first))
    assert [outcome.reason for outcome in result.outcomes] == ["relis mon CV", "j'ai peur", "mon curriculum"]
    assert [outcome.right for outcome in result.outcomes] == [True, False, True]


def test_no_more_than_concurrency_run_at_a_time() -> None:
    running = 0
    most = 0

    async def counting(message: str) -> Decision:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1
        return Decision("cv", "")

    suite = suite_of(*((f"m{number}", "cv", Part(part)) for part in Part for number in range(10)))
    asyncio.run(run_suite(suite, counting, concurrency=3))
    assert most == 3


def test_concurrency_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        asyncio.run(run_suite(SUITE, always_cv, concurrency=0))


def test_a_refusal_fails_its_case_with_its_text() -> None:
    async def refusing(message: str) -> Decision:
        if message == "j'ai peur":
            raise TargetRefused("the model is away")
        return await always_cv(message)

    result = asyncio.run(run_suite(SUITE, refusing, refusal=TargetRefused))
    refused = result.outcomes[1]
    assert (refused.got, refused.right, refused.reason) == (None, False, "TargetRefused: the model is away")
    assert result.scores()[Part.DEV].errors == 1


def test_any_other_error_stops_the_run() -> None:
    async def broken(message: str) -> Decision:
        raise KeyError(message)

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(run_suite(SUITE, broken, refusal=TargetRefused))
    assert caught.value.subgroup(KeyError) is not None


def test_every_part_must_reach_the_bar() -> None:
    result = run_cv(SUITE)
    assert [score.accuracy for score in result.scores().values()] == [0.5, 1.0]
    assert result.passed
    stricter = SuiteResult(
        suite=suite_of(*((case.message, case.expected, case.part) for case in SUITE.cases), pass_at=0.51),
        outcomes=result.outcomes,
    )
    assert not stricter.passed
    assert stricter.failing == (Part.DEV,)


def test_the_bar_itself_passes() -> None:
    rows = [(f"m{number}", "cv" if number < 9 else "coach", part) for part in Part for number in range(10)]
    assert run_cv(suite_of(*rows, pass_at=0.9)).passed


def test_exit_codes() -> None:
    passed = run_cv(SUITE)
    failed = run_cv(suite_of(("a", "cv", Part.DEV), ("b", "coach", Part.HELD_OUT)))
    broken = SuiteError(Mistake(Path("cases.csv"), 2, "empty message"))
    assert [exit_code(passed), exit_code(failed), exit_code(broken)] == [0, 1, 2]


def test_the_record_holds_what_a_comparison_needs() -> None:
    text = to_json(run_cv(SUITE), about={"mode": "guided"})
    assert "j'ai peur" in text
    record = json.loads(text)
    assert record["parts"]["dev"] == {
        "n": 2,
        "right": 1,
        "errors": 0,
        "accuracy": 0.5,
        "interval": [0.0945, 0.9055],
        "labels": {"coach": {"expected": 1, "got": 0, "right": 0}, "cv": {"expected": 1, "got": 2, "right": 1}},
    }
    assert record["cases"][1] == {
        "line": 3,
        "part": "dev",
        "message": "j'ai peur",
        "expected": "coach",
        "got": "cv",
        "right": False,
        "reason": 'read "j\'ai peur"',
    }
    assert {key: record[key] for key in ("suite", "target", "digest", "about", "pass_at", "passed")} == {
        "suite": "s",
        "target": "routing",
        "digest": "0f",
        "about": {"mode": "guided"},
        "pass_at": 0.5,
        "passed": True,
    }
