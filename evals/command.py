"""What `iris eval` does: find a suite, build its target, run it, report."""

import asyncio
import tempfile
from pathlib import Path

from agents.models import ModelSettings, TokenMeter
from agents.orchestration.routing import by_words
from agents.orchestration.state import House
from agents.runtime import build_runtime
from agents.settings import RuntimeSettings
from evals import (
    Decide,
    Decision,
    Part,
    SuiteError,
    exit_code,
    find_suites,
    load_suite,
    render_report,
    run_suite,
    to_json,
)
from evals import occupations as occupations_suite


async def run_named(
    name: str, output: Path | None, models: ModelSettings, *, occupations: Path, hide_held_out: bool
) -> tuple[int, str]:
    """Run a suite by name on these models, or on the occupations imported there; the exit code and the report."""
    if name == occupations_suite.NAME:
        return await asyncio.to_thread(occupations_suite.run_occupations, occupations)
    with tempfile.TemporaryDirectory() as home:
        house = build_runtime(RuntimeSettings(home=Path(home), models=models)).house
        return await _run(name, output, house, hide_held_out=hide_held_out)


async def _run(name: str, output: Path | None, house: House, *, hide_held_out: bool) -> tuple[int, str]:
    try:
        folder = next((each for each in find_suites() if each.name == name), None)
        if folder is None:
            return 2, f"no suite {name!r}; there are {', '.join(each.name for each in find_suites())}"
        suite = load_suite(folder, labels=frozenset(spec.name for spec in house.catalog))
    except SuiteError as error:
        return exit_code(error), str(error)
    result = await run_suite(suite, routing_target(house))
    if output is not None:
        results = to_json(result, about={"mode": house.models.mode})
        await asyncio.to_thread(output.write_text, results, encoding="utf-8")
    return exit_code(result), render_report(result, hide=(Part.HELD_OUT,) if hide_held_out else ())


def routing_target(house: House) -> Decide:
    """Who takes the first message of a thread."""

    async def decide(message: str) -> Decision:
        routed = await by_words(house, message, None, TokenMeter())
        return Decision(routed.agent, routed.reason)

    return decide


def list_named() -> str:
    """The suites, a line each."""
    return "\n".join(folder.name for folder in find_suites())
