"""What may go wrong, by rules over the facts and the steps, and what lowers it. Pure rules."""

from collections.abc import Iterator
from dataclasses import dataclass

from tools.aube.trajectory.models import Plan
from tools.aube.trajectory.planning import RANK
from tools.aube.trajectory.table import load_table

MOST_RISKS = 6
HARD_HOURS = frozenset({"early", "evenings", "nights", "weekends", "shifts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A risk by its name, the steps of the plan that lower it, and the passages that tell of it."""

    name: str
    steps: tuple[str, ...]
    passages: tuple[str, ...]
    hours: tuple[str, ...] = ()


def risks_of(plan: Plan) -> tuple[Risk, ...]:
    """The risks of a plan as it stands, the heaviest first, `MOST_RISKS` at most."""
    table = load_table()
    found: list[Risk] = []
    for name in _names(plan):
        rule = table.risks[name]
        steps = tuple(step.id for step in plan.steps if step.name in rule.steps and not step.done)
        hours = tuple(each for each in plan.facts.hours if each in HARD_HOURS) if name == "hours" else ()
        found.append(Risk(name=name, steps=steps, passages=table.passages(rule.passages), hours=hours))
    return tuple(found[:MOST_RISKS])


def _names(plan: Plan) -> Iterator[str]:
    facts, names = plan.facts, {step.name for step in plan.steps}
    learning = [step for step in plan.steps if step.kind == "train" and not step.done]
    every = {
        "regulated": bool(facts.regulated),
        "too_long": facts.longest is not None
        and facts.training is not None
        and RANK[facts.training] > RANK[facts.longest],
        "untested": not names & {"ask", "immersion"},
        "resign": bool(learning) and facts.situation == "employee" and plan.route != "slow",
        "school": bool(learning) and "choose" not in names,
        "far": facts.far,
        "no_bridge": facts.far and not facts.bridges,
        "unfunded": any(step.name == "fund" and not step.done for step in plan.steps),
        "income": bool(learning) and facts.training != "weeks" and plan.route not in ("slow", "work_study", "poei"),
        "unknown_training": facts.training is None,
        "hours": bool(HARD_HOURS & set(facts.hours)),
        "physical": facts.physical == "high",
        "exposure": facts.exposure == "high",
    }
    return (name for name, there in every.items() if there)
