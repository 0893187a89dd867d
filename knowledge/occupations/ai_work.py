"""Tasks and generative AI: which of a person's own tasks look exposed, and what to learn to work with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from knowledge.occupations.exposure import NamedTask, exposure_of
from knowledge.occupations.models import Catalogue, Level
from knowledge.words import Tokenizer

Tilt = Literal["exposed", "mixed", "protected"]
TILTS: dict[Tilt, tuple[float, float]] = {"exposed": (0.45, 1.0), "mixed": (0.26, 0.45), "protected": (0.0, 0.26)}
"""Mean of the ILO's scores of a family's tasks: from, up to."""
_PROTECTED = TILTS["protected"][1]
LONGEST_PLAN = 7
"""Steps; a longer plan is not read."""
FAMILIES = Path(__file__).with_name("task_families.toml")
PLAN = Path(__file__).with_name("ai_plan.toml")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Model):
    """The same words in French and in English."""

    fr: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def said(self, locale: str) -> str:
        """In the language of `locale`: English for « en », French for all others."""
        return self.en if locale.lower().startswith("en") else self.fr


class Advice(Words):
    """A thing to learn: a title and a sentence or two."""

    title: Words
    id: str = ""


class Family(_Model):
    """A family of tasks, from task_families.toml."""

    id: str
    tilt: Tilt
    name: Words
    signs: tuple[str, ...]
    ilo: re.Pattern[str]
    """Finds the ILO's tasks on which `tilt` stands."""
    because: Words
    learn: Advice | None = None
    """What to learn; nothing for what is protected."""

    def holds(self, english: str) -> bool:
        """Whether one of the ILO's tasks is of this family."""
        return self.ilo.search(english.lower()) is not None


class _Plan(_Model):
    start: dict[Level | Literal["unknown"], Advice]
    basics: tuple[Advice, ...]
    hands: Advice
    transitions: dict[Literal["digital", "green", "strategic", "brown"], Advice]


class OwnTask(NamedTuple):
    """A task as the person told it, and the family it looks like; None: no family was recognised."""

    text: str
    family: Family | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTasks:
    """What the person's own tasks look like. Shares: of the recognised tasks, 0 to 1; None without one."""

    tasks: tuple[OwnTask, ...]
    exposed: float | None
    mixed: float | None
    protected: float | None
    recognised: int


class Step(NamedTuple):
    """A step of the plan; `because`: the group's tasks that it answers, as the ILO's file words them."""

    id: str
    title: str
    text: str
    because: tuple[NamedTask, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AiPlan:
    """What to learn to work with generative AI in an occupation; `band` is None when there is no figure."""

    code: str
    band: Level | None
    steps: tuple[Step, ...]


@cache
def families() -> tuple[Family, ...]:
    """Every family of tasks, in the order of the file."""
    return tuple(Family.model_validate(one) for one in tomllib.loads(FAMILIES.read_text(encoding="utf-8"))["family"])


def own_tasks(tasks: Sequence[str]) -> OwnTasks:
    """Which families the tasks that a person stated, in French, look like: that of the longest sign found in each."""
    tokenizer = Tokenizer("fr")
    found = tuple(OwnTask(task, _family(task, tokenizer)) for task in tasks)
    tilts = [one.family.tilt for one in found if one.family]
    shares = {tilt: tilts.count(tilt) / len(tilts) if tilts else None for tilt in TILTS}
    return OwnTasks(tasks=found, recognised=len(tilts), **shares)


def ai_skills(catalogue: Catalogue, code: str, locale: str = "fr") -> AiPlan:
    """A plan of at most LONGEST_PLAN steps, the same for the same data. Raises KeyError for an unknown code.

    A start by band of exposure, what the most exposed tasks call for, the basics, what stays in one's hands, the
    transitions.
    """
    plan, axis, occupation = _plan(), exposure_of(catalogue, code).ai, catalogue.occupations[code]
    steps = [_step("start", plan.start[axis.band if axis else "unknown"], locale)]
    exposed = [task for task in (axis.most if axis else ()) if task.score > _PROTECTED]
    steps += [_step(family.id, family.learn, locale, tasks) for family, tasks in _held(exposed) if family.learn]
    steps += [_step(advice.id, advice, locale) for advice in plan.basics]
    spared = tuple(task for task in (axis.least if axis else ()) if task.score <= _PROTECTED)
    if kept := [family.name.said(locale).lower() for family, _ in _held(spared) if not family.learn]:
        text = plan.hands.said(locale).format(families=", ".join(kept))
        steps.append(Step("hands", plan.hands.title.said(locale), text, spared))
    if occupation.digital:
        steps.append(_step("digital", plan.transitions["digital"], locale))
    if occupation.ecological:
        steps.append(_step(occupation.ecological, plan.transitions[occupation.ecological], locale))
    return AiPlan(code=code, band=axis.band if axis else None, steps=tuple(steps[:LONGEST_PLAN]))


@cache
def _plan() -> _Plan:
    return _Plan.model_validate(tomllib.loads(PLAN.read_text(encoding="utf-8")))


@cache
def _signs() -> tuple[tuple[Family, tuple[frozenset[str], ...]], ...]:
    """Each sign as the words that must all be there, each under any of its stems; the longest signs first."""
    tokenizer = Tokenizer("fr")
    signs = [
        (family, tuple(frozenset(word.terms) for word in tokenizer.words(sign)))
        for family in families()
        for sign in family.signs
    ]
    return tuple(sorted(signs, key=lambda one: -len(one[1])))


def _family(task: str, tokenizer: Tokenizer) -> Family | None:
    told = {term for word in tokenizer.words(task) for term in word.terms}
    return next((family for family, words in _signs() if all(told & word for word in words)), None)


def _held(tasks: Sequence[NamedTask]) -> list[tuple[Family, tuple[NamedTask, ...]]]:
    """The families of the ILO's tasks, with those they hold: a task goes to the first family that finds it."""
    held: dict[str, list[NamedTask]] = {}
    for task in tasks:
        if family := next((one for one in families() if one.holds(task.text)), None):
            held.setdefault(family.id, []).append(task)
    return [(family, tuple(held[family.id])) for family in families() if family.id in held]


def _step(id: str, advice: Advice, locale: str, because: tuple[NamedTask, ...] = ()) -> Step:
    return Step(id, advice.title.said(locale), advice.said(locale), because)
