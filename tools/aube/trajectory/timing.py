"""How long a plan takes: earliest and latest ends, the critical path, what goes on at the same time. Pure rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.aube.trajectory.models import Step
from tools.aube.trajectory.order import effective


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a step may happen, in weeks from now, if all takes the least or the most."""

    earliest_start: int
    earliest_end: int
    latest_start: int
    latest_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """A plan in time, in weeks from now; a step that is done takes no time."""

    least: int
    """The earliest end."""
    most: int
    """The latest end."""
    windows: Mapping[str, Window]
    critical: tuple[str, ...]
    """The chain of steps that makes the latest end, in order: shortening any other one ends nothing sooner."""
    beside: Mapping[str, tuple[str, ...]]
    """For each step that is open, the open ones that do not wait for it nor it for them."""


def timing(steps: Sequence[Step], dropped: Sequence[Step] = ()) -> Timing:
    """The timing of steps that stand in an order in which each comes after what it needs (critical path method)."""
    needs = effective(steps, dropped)
    windows: dict[str, Window] = {}
    before: dict[str, str | None] = {}
    ancestors: dict[str, frozenset[str]] = {}
    for step in steps:
        least, most = (0, 0) if step.done else (step.weeks.least, step.weeks.most)
        early = max((windows[need].earliest_end for need in needs[step.id]), default=0)
        late = max((windows[need].latest_end for need in needs[step.id]), default=0)
        windows[step.id] = Window(
            earliest_start=early, earliest_end=early + least, latest_start=late, latest_end=late + most
        )
        before[step.id] = max(needs[step.id], key=lambda need: windows[need].latest_end, default=None)
        ancestors[step.id] = frozenset(needs[step.id]).union(*(ancestors[need] for need in needs[step.id]))
    done = {step.id for step in steps if step.done}
    return Timing(
        least=max((each.earliest_end for each in windows.values()), default=0),
        most=max((each.latest_end for each in windows.values()), default=0),
        windows=windows,
        critical=_chain(windows, before, done),
        beside={
            one: tuple(
                other
                for other in windows
                if other not in done and other != one and other not in ancestors[one] and one not in ancestors[other]
            )
            for one in windows
            if one not in done
        },
    )


def _chain(windows: Mapping[str, Window], before: Mapping[str, str | None], done: set[str]) -> tuple[str, ...]:
    chain: list[str] = []
    at: str | None = max(windows, key=lambda one: windows[one].latest_end, default=None)
    while at is not None:
        if at not in done:
            chain.append(at)
        at = before[at]
    return tuple(reversed(chain))
