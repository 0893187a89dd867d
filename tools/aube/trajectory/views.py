"""A plan as it is shown: every text, duration and source of it, and the whole in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel

from knowledge import Passage, builtin_packs
from tools.aube.trajectory.models import OWN, Kind, Plan, RouteName, Situation, Step
from tools.aube.trajectory.order import effective
from tools.aube.trajectory.risks import Risk, risks_of
from tools.aube.trajectory.table import load_table
from tools.aube.trajectory.timing import Timing, timing
from tools.aube.trajectory.wording import said_span
from tools.aube.wording import Wording


class PassageView(BaseModel):
    """A page that explains it, and when it was checked."""

    id: str
    title: str
    source: str
    url: str
    checked_on: str


class StepView(BaseModel):
    """A step. Weeks are counted from now; `weeks_source` says whose figure its duration is."""

    id: str
    number: int
    kind: Kind
    kind_title: str
    title: str
    why: str
    weeks_least: int
    weeks_most: int
    duration: str
    weeks_source: str
    rule: str
    """The line of the rule table that gives the duration, or `person`."""
    starts_least: int
    ends_least: int
    starts_most: int
    ends_most: int
    needs: list[str]
    beside: list[str]
    critical: bool
    have: list[str]
    missing: list[str]
    cost: str
    cost_passage: str | None
    passages: list[PassageView]
    required: bool
    done: bool


class Offered(BaseModel):
    """A step that may be added, by its id."""

    id: str
    title: str


class AlternativeView(BaseModel):
    """Another way to the same occupation."""

    route: RouteName
    title: str
    why: str
    weeks_least: int
    weeks_most: int
    duration: str
    steps: list[str]


class RiskView(BaseModel):
    """A risk, and what lowers it: words, steps of the plan, pages."""

    name: str
    text: str
    lower: str
    steps: list[str]
    passages: list[PassageView]


class DataView(BaseModel):
    """Where what is said of the occupations was read."""

    kind: str
    name: str
    date: str


class PlanView(BaseModel):
    """A version of a trajectory. Totals are in weeks from now, what is done left out."""

    trajectory: str
    title: str
    version: int
    versions: int
    planned_on: str
    origin: str
    origin_title: str
    target: str
    target_title: str
    situation: Situation | None
    route: RouteName
    route_title: str
    introduction: str
    weeks_least: int
    weeks_most: int
    duration: str
    rule: str
    critical: list[str]
    steps: list[StepView]
    optional: list[Offered]
    alternatives: list[AlternativeView]
    risks: list[RiskView]
    sources: list[DataView]
    language: str
    """Of its words."""


@cache
def passages() -> Mapping[str, Passage]:
    """The passages that are shipped with Iris, by id; the first call reads them all: not on an event loop."""
    return {passage.id: passage for pack in builtin_packs() for passage in pack.passages}


def view_of(plan: Plan, versions: int, wording: Wording) -> PlanView:
    """A version as it is shown."""
    shown = _Shown(plan, wording, timing(plan.steps, plan.dropped), load_table().source[wording.language])
    total = shown.timing
    return PlanView(
        trajectory=plan.id,
        title=wording.say("plan.title", target=plan.facts.target_title),
        version=plan.version,
        versions=versions,
        planned_on=plan.planned_on.isoformat(),
        origin=plan.facts.origin,
        origin_title=plan.facts.origin_title,
        target=plan.facts.target,
        target_title=plan.facts.target_title,
        situation=plan.facts.situation,
        route=plan.route,
        route_title=wording.say(f"route.{plan.route}"),
        introduction=plan.introduction or wording.say("plan.intro"),
        weeks_least=total.least,
        weeks_most=total.most,
        duration=said_span(total.least, total.most, wording),
        rule=shown.rule,
        critical=list(total.critical),
        steps=list(shown.steps()),
        optional=[Offered(id=step.id, title=shown.title(step)) for step in plan.dropped],
        alternatives=list(shown.alternatives()),
        risks=[shown.risk(each) for each in risks_of(plan)],
        sources=[DataView(kind=kind, name=name, date=day.isoformat()) for kind, name, day in plan.facts.sources],
        language=wording.language,
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    plan: Plan
    wording: Wording
    timing: Timing
    rule: str

    def steps(self) -> Iterator[StepView]:
        """Every step, in order."""
        needs = effective(self.plan.steps, self.plan.dropped)
        for number, step in enumerate(self.plan.steps, start=1):
            window, table = self.timing.windows[step.id], load_table()
            person = step.weeks.source == "person"
            cost = table.steps[step.name].cost
            yield StepView(
                id=step.id,
                number=number,
                kind=step.kind,
                kind_title=self.wording.say(f"kind.{step.kind}"),
                title=self.title(step),
                why=self._why(step),
                weeks_least=step.weeks.least,
                weeks_most=step.weeks.most,
                duration=said_span(step.weeks.least, step.weeks.most, self.wording),
                weeks_source=self.wording.say("plan.person") if person else self.rule,
                rule=step.weeks.source,
                starts_least=window.earliest_start,
                ends_least=window.earliest_end,
                starts_most=window.latest_start,
                ends_most=window.latest_end,
                needs=list(needs[step.id]),
                beside=list(self.timing.beside.get(step.id, ())),
                critical=step.id in self.timing.critical,
                have=list(step.have),
                missing=list(step.missing),
                cost=self.wording.say(f"step.{step.name}.cost"),
                cost_passage=table.passages((cost,))[0] if cost else None,
                passages=_pages(step.passages),
                required=step.required,
                done=step.done,
            )

    def title(self, step: Step) -> str:
        """What a step is called."""
        return step.title if step.name == OWN else self.wording.say(f"step.{step.name}.title", **step.values)

    def alternatives(self) -> Iterator[AlternativeView]:
        """The other ways, with their own totals."""
        for each in self.plan.alternatives:
            total = timing(each.steps, each.dropped)
            yield AlternativeView(
                route=each.route,
                title=self.wording.say(f"route.{each.route}"),
                why=self.wording.say(f"route.{each.route}_why"),
                weeks_least=total.least,
                weeks_most=total.most,
                duration=said_span(total.least, total.most, self.wording),
                steps=[self.title(step) for step in each.steps],
            )

    def risk(self, risk: Risk) -> RiskView:
        """A risk in words."""
        hours = self.wording.listed([self.wording.say(f"hours.{each}") for each in risk.hours])
        return RiskView(
            name=risk.name,
            text=self.wording.say(f"risk.{risk.name}", hours=hours),
            lower=self.wording.say(f"lower.{risk.name}"),
            steps=list(risk.steps),
            passages=_pages(risk.passages),
        )

    def _why(self, step: Step) -> str:
        say, values = self.wording.say, step.values
        parts: dict[str, str] = dict.fromkeys(
            ("entry_part", "entry_sentence", "teaches_part", "have_part", "case_part", "training_part"), ""
        )
        parts |= {"move_part": "", "move_note": ""}
        if entry := values.get("entry"):
            name = "part.entry_regulated" if self.plan.facts.regulated else "part.entry_sentence"
            parts |= {"entry_part": say("part.entry", entry=entry), "entry_sentence": say(name, entry=_inside(entry))}
        if step.missing:
            parts["teaches_part"] = say("part.teaches", skills=self._listed(step.missing))
        if step.have:
            parts["have_part"] = say("part.have", skills=self._listed(step.have))
        if case := values.get("case"):
            parts["case_part"] = say(f"fund.{case}")
        if training := values.get("training"):
            parts["training_part"] = say(f"training.{training}")
        if move := values.get("move"):
            parts["move_part"] = say(f"part.{move}")
        if step.name == "train" and self.plan.facts.move == "near" and not self.plan.facts.regulated:
            parts["move_note"] = say("part.move_near")
        return say(f"step.{step.name}.why", **{**values, **parts})

    def _listed(self, labels: Sequence[str]) -> str:
        return self.wording.listed([self.wording.inside(label) for label in labels[:4]])


def _pages(ids: Sequence[str]) -> list[PassageView]:
    every = passages()
    return [
        PassageView(id=one.id, title=one.title, source=one.source, url=one.url, checked_on=one.checked_on.isoformat())
        for one in (every[id] for id in ids if id in every)
    ]


def _inside(entry: str) -> str:
    """What leads to an occupation, before a full stop."""
    return entry.rstrip(" .")
