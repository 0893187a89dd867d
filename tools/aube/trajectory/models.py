"""A trajectory's words: its steps, what they stand on, the ways that there are, what may be changed."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from knowledge.occupations import Level, MobilityKind, SourceKind
from knowledge.occupations.models import Hours, Training

Kind = Literal["try", "confirm", "fund", "train", "bridge", "apply", "start", "own"]
RouteName = Literal["direct", "bridge", "vae", "work_study", "poei", "slow"]
Situation = Literal["employee", "job_seeker", "self_employed", "public"]
Action = Literal["planned", "move", "drop", "add", "done", "undone", "weeks", "follow"]

LONGEST = 520
"""Weeks of a step at most."""
MOST_STEPS = 40
"""Steps of a plan at most, and of what was dropped."""
OWN = "own"

Weeks_ = Annotated[int, Field(ge=0, le=LONGEST)]
Text = Annotated[str, StringConstraints(max_length=2_000)]
Name = Annotated[str, StringConstraints(max_length=64)]


def _one_line(text: object) -> object:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()) if isinstance(text, str) else text


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Weeks(_Frozen):
    """A duration in weeks, as a range; `source`: the line of table.toml that gives it, or `person`."""

    least: Weeks_
    most: Weeks_
    source: Name

    @model_validator(mode="after")
    def _in_order(self) -> "Weeks":
        if self.least > self.most:
            raise ValueError("at least comes before at most")
        return self


class Step(_Frozen):
    """A step. `name` is that of its rule (`own`: the person's); `values` fill its words."""

    id: Name
    name: Name
    kind: Kind
    weeks: Weeks
    needs: tuple[Name, ...] = ()
    """Steps that come before it where they are in the plan (order.py)."""
    passages: tuple[str, ...] = ()
    """Ids of knowledge passages."""
    values: dict[str, Text] = {}
    have: tuple[Text, ...] = ()
    """Labels of skills that the person brings to it."""
    missing: tuple[Text, ...] = ()
    """Labels of skills that it is there to give."""
    required: bool = False
    """Whether there is no way without it."""
    done: bool = False
    title: Text = ""
    """In the person's words, for a step of theirs."""


class Alternative(_Frozen):
    """Another way to the same occupation, as it would stand."""

    route: RouteName
    steps: tuple[Step, ...]
    dropped: tuple[Step, ...] = ()


class Bridge(_Frozen):
    """An occupation on the way, how one comes to it, and what it teaches of what the target asks."""

    code: Name
    title: Text
    move: MobilityKind | None
    """The official mobility from the occupation before; None: there is none, it is nearer in skills."""
    training: Training | None
    entry: Text = ""
    regulated: bool | None = None
    teaches: tuple[Text, ...] = ()


class Facts(_Frozen):
    """All that a plan is computed from, as it was known on the day."""

    origin: Name
    """ROME code; empty when it is not known."""
    origin_title: Text
    target: Name
    target_title: Text
    entry: Text
    training: Training | None
    regulated: bool | None
    hours: tuple[Hours, ...]
    physical: Level | None
    exposure: Level | None
    move: MobilityKind | None
    percentile: int
    """Share of occupations, 0 to 100, whose skills are less close to the person's, or to all that their job asks."""
    experience: float
    """0 to 1: share of what the target asks, weighted by rarity, that the person has practised."""
    have: tuple[Text, ...]
    missing: tuple[Text, ...]
    bridges: tuple[Bridge, ...]
    situation: Situation | None
    longest: Training | None
    keep_job: bool
    sources: tuple[tuple[SourceKind, str, date], ...]
    """Kind, name and date of what the above was read in."""

    @property
    def far(self) -> bool:
        """Whether little is in common: fewer than `FAR` of 100 occupations are less close, and no official mobility."""
        return bool(self.origin) and self.move is None and self.percentile < FAR


FAR = 75


class Plan(_Frozen):
    """A version of a trajectory: the steps in their order, what was dropped, the other ways."""

    id: Name
    version: int
    planned_on: date
    facts: Facts
    route: RouteName
    steps: tuple[Step, ...]
    dropped: tuple[Step, ...] = ()
    """Steps that may be put (back) in it."""
    alternatives: tuple[Alternative, ...] = ()
    introduction: Text = ""

    def step(self, step_id: str) -> Step | None:
        """A step by its id."""
        return next((each for each in self.steps if each.id == step_id), None)


class Change(BaseModel):
    """A change of a plan, as the person asks for it."""

    model_config = ConfigDict(str_strip_whitespace=True)

    action: Literal["move", "drop", "add", "done", "undone", "weeks", "follow"] = Field(
        description="move a step to another place, drop it, add one (their own, or one that was dropped), mark it done "
        "or not, change its duration (weeks), or follow one of the alternatives."
    )
    step: str | None = Field(default=None, max_length=64, description="The id of the step that changes.")
    to: int | None = Field(default=None, ge=1, le=MOST_STEPS, description="Its new place; the first is 1.")
    title: Annotated[str, BeforeValidator(_one_line)] | None = Field(
        default=None, min_length=2, max_length=200, description="What a step of their own is."
    )
    after: str | None = Field(default=None, max_length=64, description="The step that it waits for.")
    before: str | None = Field(default=None, max_length=64, description="The step that waits for it.")
    least: int | None = Field(default=None, ge=0, le=LONGEST, description="Its duration at least, in weeks.")
    most: int | None = Field(default=None, ge=0, le=LONGEST, description="Its duration at most, in weeks.")
    alternative: RouteName | None = Field(default=None, description="The alternative that is followed from now on.")
