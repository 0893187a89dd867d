"""What stands before what: needs through the steps that were dropped, and the place of one more. Pure rules.

A step keeps the needs of its rule whatever is dropped; who needed a dropped step waits for what that one waited for.
"""

from collections.abc import Iterable, Mapping, Sequence

from tools.aube.trajectory.errors import StepNeeded
from tools.aube.trajectory.models import Step

Needs = Mapping[str, tuple[str, ...]]


def effective(steps: Sequence[Step], dropped: Iterable[Step]) -> Needs:
    """For each step in order, the steps of the plan that it waits for, those left out that another one implies."""
    there, gone = {step.id for step in steps}, {step.id: step for step in dropped}
    every: dict[str, set[str]] = {}
    found: dict[str, tuple[str, ...]] = {}
    for step in steps:
        direct = _through(step.needs, there, gone)
        implied = set[str]().union(*(every.get(need, set()) for need in direct))
        every[step.id] = {*direct, *implied}
        found[step.id] = tuple(need for need in direct if need not in implied)
    return found


def check_order(steps: Sequence[Step], dropped: Iterable[Step]) -> None:
    """Raise StepNeeded for the first step that stands before one that it needs."""
    seen: set[str] = set()
    for one, needs in effective(steps, dropped).items():
        for need in needs:
            if need not in seen:
                raise StepNeeded(f"{need!r} has to stay before {one!r}", step=one, before=need)
        seen.add(one)


def placed(steps: Sequence[Step], dropped: Iterable[Step], step: Step) -> tuple[Step, ...]:
    """Steps with one more: right after the last that it needs; else before who needs it; else before the end."""
    ids, kept = [each.id for each in steps], list(dropped)
    needs = effective([*steps, step], kept)[step.id]
    waiting = [place for place, each in enumerate(steps) if step.id in _every(each, kept)]
    place = max((ids.index(need) + 1 for need in needs), default=min(waiting, default=max(len(ids) - 1, 0)))
    return (*steps[:place], step, *steps[place:])


def _every(step: Step, dropped: Sequence[Step]) -> set[str]:
    """What a step needs, dropped steps with what they need."""
    gone, found, left = {each.id: each for each in dropped}, set[str](), list(step.needs)
    while left:
        need = left.pop()
        if need not in found:
            found.add(need)
            left += gone[need].needs if need in gone else ()
    return found


def _through(needs: Sequence[str], there: set[str], gone: Mapping[str, Step]) -> list[str]:
    found: dict[str, None] = {}
    left, passed = list(needs), set[str]()
    while left:
        need = left.pop(0)
        if need in there:
            found[need] = None
        elif need in gone and need not in passed:
            passed.add(need)
            left = [*gone[need].needs, *left]
    return list(found)
