"""A plan, changed: pure rules. Whatever is moved, dropped or added, each step stays after those it needs."""

from collections.abc import Callable, Mapping, Sequence

from pydantic import ValidationError

from tools.aube.trajectory.errors import StepRequired
from tools.aube.trajectory.models import MOST_STEPS, OWN, Alternative, Change, Plan, Step, Weeks
from tools.aube.trajectory.order import check_order, placed
from tools.aube.trajectory.table import load_table
from tools.errors import InvalidArguments, NotFound


def changed(plan: Plan, change: Change) -> Plan:
    """The next version of a plan.

    Raises StepNeeded where the order would not hold, StepRequired, NotFound, and InvalidArguments naming the field
    that is missing or wrong.
    """
    after = _CHANGES[change.action](plan, change)
    return after.model_copy(update={"version": plan.version + 1})


def _move(plan: Plan, change: Change) -> Plan:
    step = _named(plan, change.step)
    if change.to is None or change.to > len(plan.steps):
        raise InvalidArguments(f"to: a place from 1 to {len(plan.steps)} is expected", field="to")
    rest = [each for each in plan.steps if each.id != step.id]
    rest.insert(change.to - 1, step)
    check_order(rest, plan.dropped)
    return plan.model_copy(update={"steps": tuple(rest)})


def _drop(plan: Plan, change: Change) -> Plan:
    step = _named(plan, change.step)
    if step.required:
        raise StepRequired(f"{step.id!r} cannot be dropped", step=step.id)
    if len(plan.dropped) >= MOST_STEPS:
        raise InvalidArguments(f"at most {MOST_STEPS} dropped steps are kept", field="action")
    steps = tuple(each for each in plan.steps if each is not step)
    return plan.model_copy(update={"steps": steps, "dropped": (*plan.dropped, step)})


def _add(plan: Plan, change: Change) -> Plan:
    if len(plan.steps) >= MOST_STEPS:
        raise InvalidArguments(f"a plan has at most {MOST_STEPS} steps", field="action")
    if change.step is not None:
        step = next((each for each in plan.dropped if each.id == change.step), None)
        if step is None:
            raise NotFound(f"no dropped step {change.step!r}", what="step")
        dropped = tuple(each for each in plan.dropped if each is not step)
        return plan.model_copy(update={"steps": placed(plan.steps, dropped, step), "dropped": dropped})
    own = _own(plan, change)
    steps = plan.steps
    if change.before is not None:
        waiting = _named(plan, change.before, "before")
        steps = _replaced(plan, waiting.model_copy(update={"needs": (*waiting.needs, own.id)})).steps
    steps = placed(steps, plan.dropped, own)
    check_order(steps, plan.dropped)
    return plan.model_copy(update={"steps": steps})


def _own(plan: Plan, change: Change) -> Step:
    """The step that the person adds."""
    if change.title is None:
        raise InvalidArguments("title: what the step is, or `step` for one that was dropped", field="title")
    needs = (_named(plan, change.after, "after").id,) if change.after is not None else ()
    taken = {step.id for step in (*plan.steps, *plan.dropped)}
    number = next(n for n in range(1, len(taken) + 2) if f"{OWN}_{n}" not in taken)
    weeks = load_table().weeks("steps", OWN)
    if change.least is not None or change.most is not None:
        weeks = _span(change)
    return Step(id=f"{OWN}_{number}", name=OWN, kind="own", weeks=weeks, needs=needs, title=change.title)


def _done(plan: Plan, change: Change) -> Plan:
    return _replaced(plan, _named(plan, change.step).model_copy(update={"done": change.action == "done"}))


def _weeks(plan: Plan, change: Change) -> Plan:
    return _replaced(plan, _named(plan, change.step).model_copy(update={"weeks": _span(change)}))


def _span(change: Change) -> Weeks:
    least = change.least if change.least is not None else change.most
    most = change.most if change.most is not None else change.least
    if least is None or most is None:
        raise InvalidArguments("least: a number of weeks is expected", field="least")
    try:
        return Weeks(least=least, most=most, source="person")
    except ValidationError as error:
        raise InvalidArguments("most: it is under the least", field="most") from error


def _follow(plan: Plan, change: Change) -> Plan:
    """Another way from now on: what is done, what the person added and their durations stay; the former one is kept."""
    chosen = next((each for each in plan.alternatives if each.route == change.alternative), None)
    if chosen is None:
        raise NotFound(f"no alternative {change.alternative!r}", what="alternative")
    known = {step.id: step for step in plan.steps}
    steps: tuple[Step, ...] = tuple(_carried(step, known.get(step.id)) for step in chosen.steps)
    for own in (step for step in plan.steps if step.name == OWN):
        steps = _joined(placed(steps, chosen.dropped, own), own, known)
    check_order(steps, chosen.dropped)
    former = Alternative(route=plan.route, steps=_bare(plan.steps), dropped=_bare(plan.dropped))
    return plan.model_copy(
        update={
            "route": chosen.route,
            "steps": steps,
            "dropped": (*chosen.dropped, *(step for step in plan.dropped if step.name == OWN)),
            "alternatives": (former, *(each for each in plan.alternatives if each is not chosen)),
        }
    )


def _joined(steps: Sequence[Step], own: Step, known: Mapping[str, Step]) -> tuple[Step, ...]:
    """Steps of which those that waited for `own` still do, where they come after it."""
    place = next(at for at, step in enumerate(steps) if step.id == own.id)
    return tuple(
        step.model_copy(update={"needs": (*step.needs, own.id)})
        if at > place and step.id in known and own.id in known[step.id].needs and own.id not in step.needs
        else step
        for at, step in enumerate(steps)
    )


def _carried(step: Step, before: Step | None) -> Step:
    if before is None or before.name != step.name:
        return step
    weeks = before.weeks if before.weeks.source == "person" else step.weeks
    return step.model_copy(update={"done": before.done, "weeks": weeks})


def _bare(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of the rules, without those of the person's own and the needs of these."""
    return tuple(
        step.model_copy(update={"needs": tuple(need for need in step.needs if not need.startswith(f"{OWN}_"))})
        for step in steps
        if step.name != OWN
    )


def _replaced(plan: Plan, step: Step) -> Plan:
    return plan.model_copy(update={"steps": tuple(step if each.id == step.id else each for each in plan.steps)})


def _named(plan: Plan, step_id: str | None, field: str = "step") -> Step:
    if step_id is None:
        raise InvalidArguments(f"{field}: the id of a step is expected", field=field)
    if (step := plan.step(step_id)) is None:
        raise NotFound(f"no step {step_id!r}", what="step")
    return step


_CHANGES: Mapping[str, Callable[[Plan, Change], Plan]] = {
    "move": _move,
    "drop": _drop,
    "add": _add,
    "done": _done,
    "undone": _done,
    "weeks": _weeks,
    "follow": _follow,
}
