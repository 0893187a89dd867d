"""From what is known to a plan: facts, the steps of each way, the other ways. Pure rules over table.toml."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from knowledge.occupations import Atlas
from knowledge.occupations.models import Training
from tools.aube.models import OwnedSkill
from tools.aube.trajectory.bridging import find_bridges
from tools.aube.trajectory.models import (
    Alternative,
    Bridge,
    Facts,
    Plan,
    RouteName,
    Situation,
    Step,
    Weeks,
)
from tools.aube.trajectory.table import Table, load_table

MUCH = 0.5
"""Share of what the target asks that is practised already, from which a VAE is the way."""
SOME = 0.25
"""From which it is an alternative."""
PRACTISED = 0.5
"""Weight of a skill from which it counts as practised: usual in the occupation and not denied, or better."""
ALTERNATIVES = 2
NAMED = 6
"""Skills that a step names, at most."""
SLOWER = 2
"""How much longer a training takes beside a job, at most."""
RANK: Mapping[Training | None, int] = {"none": 0, "weeks": 1, "months": 2, "year": 3, "years": 4, None: 5}


def facts_of(
    atlas: Atlas,
    *,
    origin: str,
    target: str,
    owned: Sequence[OwnedSkill],
    situation: Situation | None,
    longest: Training | None,
    keep_job: bool,
) -> Facts:
    """All that a plan is computed from. `origin`: a code, or empty when it is not known. Raises KeyError."""
    catalogue = atlas.catalogue
    wanted, known = catalogue.occupations[target], catalogue.occupations.get(origin)
    start = origin if known else None
    match = atlas.similarity.towards(target, {one.id: one.weight for one in owned}, start)
    between = atlas.similarity.between(origin, target).percentile if known else 0.0
    practised = {one.id: 1.0 for one in owned if one.weight >= PRACTISED}
    labels = catalogue.skills
    kinds = dict.fromkeys((atlas.origin, *catalogue.moves_from, wanted.conditions.source))
    return Facts(
        origin=origin if known else "",
        origin_title=str(known.title) if known else "",
        target=target,
        target_title=str(wanted.title),
        entry=wanted.entry,
        training=wanted.conditions.training,
        regulated=wanted.conditions.regulated,
        hours=tuple(sorted(wanted.conditions.hours)),
        physical=wanted.conditions.physical,
        exposure=atlas.bands.get(target),
        move=match.move,
        percentile=int(max(match.percentile, between)),
        experience=round(atlas.similarity.towards(target, practised, start).coverage, 4),
        have=tuple(labels[one.skill].label for one in match.have if labels[one.skill].kind != "setting")[:NAMED],
        missing=tuple(labels[one.skill].label for one in match.missing)[:NAMED],
        bridges=find_bridges(atlas, origin, target) if known else (),
        situation=situation,
        longest=longest,
        keep_job=keep_job,
        sources=tuple(
            (kind, source.name, source.checked_on)
            for kind in kinds
            if (source := catalogue.sources.get(kind)) is not None
        ),
    )


def plan_of(plan_id: str, facts: Facts, today: date) -> Plan:
    """The first version: the way that fits best, two others, and what may be added."""
    table, first, *others = load_table(), *routes(facts)
    steps = steps_of(facts, first, table)
    return Plan(
        id=plan_id,
        version=1,
        planned_on=today,
        facts=facts,
        route=first,
        steps=steps,
        dropped=optional(steps),
        alternatives=tuple(
            Alternative(route=route, steps=(way := steps_of(facts, route, table)), dropped=optional(way))
            for route in others[:ALTERNATIVES]
        ),
    )


def routes(facts: Facts) -> list[RouteName]:
    """Every way that the facts allow, the one to follow first; three at least.

    A VAE is offered where no diploma is compulsory: not every diploma can be had by it, and a refusal would be late.
    """
    trained = facts.training != "none"
    vae = trained and facts.training != "weeks" and not facts.regulated
    ways: list[RouteName] = []
    if facts.bridges and facts.far:
        ways.append("bridge")
    if vae and facts.experience >= MUCH:
        ways.append("vae")
    if facts.keep_job:
        ways.append("slow")
    ways.append("direct")
    if facts.bridges:
        ways.append("bridge")
    if vae and facts.experience >= SOME:
        ways.append("vae")
    if facts.training in ("months", "year", "years"):
        ways.append("work_study")
    elif not facts.regulated and facts.situation in (None, "job_seeker"):
        ways.append("poei")
    ways += ["slow", "work_study" if facts.regulated else "poei"]
    return list(dict.fromkeys(ways))


def steps_of(facts: Facts, route: RouteName, table: Table) -> tuple[Step, ...]:
    """The steps of a way, each after those it needs."""
    names = ["ask", "cep", "immersion", "prepare"]
    steps = [_step(table, name, facts) for name in names]
    bridges = list(_bridges(facts.bridges, facts, table)) if route == "bridge" else []
    steps += bridges
    trained = facts.training != "none"
    if trained or route in ("vae", "work_study", "poei"):
        steps += _training(facts, route, table, trained=trained)
    steps += [_step(table, "apply", facts), _step(table, "start", facts, required=True)]
    if route == "slow" and not trained:
        steps = [_slower(step) if step.name == "apply" else step for step in steps]
    last = next((step.id for step in reversed(bridges) if step.name == "bridge"), "bridge")
    return tuple(
        step.model_copy(update={"needs": tuple(last if need == "bridge" else need for need in step.needs)})
        for step in steps
    )


def optional(steps: Sequence[Step]) -> tuple[Step, ...]:
    """What may be added to a plan: the assessment of skills, before what is decided after the adviser."""
    return () if any(step.name == "bilan" for step in steps) else (_step(load_table(), "bilan", None),)


def _step(table: Table, name: str, facts: Facts | None, *, required: bool = False) -> Step:
    rule = table.steps[name]
    return Step(
        id=name,
        name=name,
        kind=rule.kind,
        weeks=table.weeks("steps", name),
        needs=rule.needs,
        passages=table.passages(rule.passages),
        values={"target": facts.target_title, "entry": facts.entry} if facts else {},
        have=facts.have if facts and name in ("prepare", "apply") else (),
        required=required,
    )


def _training(facts: Facts, route: RouteName, table: Table, *, trained: bool) -> Iterable[Step]:
    """Choosing, paying or finding who pays, and learning."""
    name = {"vae": "vae", "work_study": "work_study", "poei": "poei"}.get(route, "train")
    choose = _step(table, "choose", facts)
    if facts.regulated:
        choose = choose.model_copy(
            update={"passages": (*table.passages(("profession-reglementee",)), *choose.passages)}
        )
    if trained:
        yield choose
    yield _step(table, "employer", facts) if name in ("work_study", "poei") else _fund(facts, route, table)
    step = _step(table, name, facts, required=bool(facts.regulated) and trained)
    update: dict[str, object] = {"have": facts.have, "missing": facts.missing}
    if name == "train":
        update["weeks"] = table.weeks("training", facts.training or "unknown")
        update["values"] = {**step.values, "training": facts.training or "unknown"}
    elif name == "work_study" and facts.training in table.work_study:
        update["weeks"] = table.weeks("work_study", facts.training)
    step = step.model_copy(update=update)
    yield _slower(step) if route == "slow" else step


def _fund(facts: Facts, route: RouteName, table: Table) -> Step:
    name: str = facts.situation or "unknown"
    if route == "slow" and facts.situation in (None, "employee"):
        name = "own_time"
    elif name == "employee" and facts.training in ("year", "years"):
        name = "employee_long"
    step = _step(table, "fund", facts)
    return step.model_copy(
        update={
            "weeks": table.weeks("fund", name),
            "passages": table.passages(table.fund[name].passages),
            "values": {**step.values, "case": name},
        }
    )


def _bridges(bridges: Sequence[Bridge], facts: Facts, table: Table) -> Iterable[Step]:
    """Each occupation on the way, after its own training where it asks one and no direct passage leads to it."""
    before: tuple[str, ...] = ("immersion", "cep")
    for number, bridge in enumerate(bridges, start=1):
        values = {"target": facts.target_title, "bridge": bridge.title, "code": bridge.code, "entry": bridge.entry}
        if bridge.training != "none" and (bridge.move != "near" or bridge.regulated):
            train = _step(table, "bridge_train", None, required=bool(bridge.regulated))
            weeks = table.weeks("training", bridge.training or "unknown")
            named = {**values, "training": bridge.training or "unknown"}
            yield train.model_copy(
                update={"id": f"bridge_train_{number}", "weeks": weeks, "values": named, "needs": before}
            )
            before = (f"bridge_train_{number}",)
        step = _step(table, "bridge", None)
        move = {"near": "near", "next": "next", None: "none"}[bridge.move]
        yield step.model_copy(
            update={
                "id": f"bridge_{number}",
                "values": {**values, "move": move},
                "needs": before,
                "missing": bridge.teaches,
            }
        )
        before = (f"bridge_{number}",)


def _slower(step: Step) -> Step:
    weeks = Weeks(
        least=step.weeks.least, most=min(step.weeks.most * SLOWER, 520), source=f"{step.weeks.source} x {SLOWER}"
    )
    return step.model_copy(update={"weeks": weeks})
