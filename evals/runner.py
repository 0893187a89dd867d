"""Runs a suite's cases against a target, a few at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from evals.cases import Case
from evals.result import Decision, Outcome, SuiteResult
from evals.suite import Suite

Decide = Callable[[str], Awaitable[Decision]]


async def run_suite(
    suite: Suite,
    decide: Decide,
    *,
    refusal: type[Exception] | tuple[type[Exception], ...] = (),
    concurrency: int = 8,
) -> SuiteResult:
    """Ask `decide` about every message of the suite, at most `concurrency` at a time.

    A `refusal` raised by `decide` fails its case, with the error's text as the reason. Any other error stops the run:
    it leaves as an ExceptionGroup once the calls under way are cancelled, since a broken target has no score.

    Raises ValueError when `concurrency` is below 1.
    """
    if concurrency < 1:
        raise ValueError(f"concurrency must be at least 1, not {concurrency!r}")
    gate = asyncio.Semaphore(concurrency)

    async def outcome(case: Case) -> Outcome:
        async with gate:
            try:
                decision = await decide(case.message)
            except refusal as error:
                return Outcome(case=case, got=None, reason=f"{type(error).__name__}: {error}")
        return Outcome(case=case, got=decision.label, reason=decision.reason)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(case)) for case in suite.cases]
    return SuiteResult(suite=suite, outcomes=tuple(task.result() for task in tasks))
