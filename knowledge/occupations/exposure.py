"""How exposed an occupation is: to generative AI (ILO), and to automation of tasks (Nesta); two axes, never one number.

An occupation has the figures of its ISCO-08 unit group: exposure of tasks, which tells how work changes and not whether
a job lasts. Sources: Gmyrek et al. 2025 (ILO Working Paper 140); Kanders et al. 2020 (Nesta, Mapping Career Causeways).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pvariance
from typing import Literal, NamedTuple, Protocol, TypeVar

from knowledge.occupations.models import AiExposure, Automation, Catalogue, Level, Occupation, Source, Task

Rule = Literal["direct", "inherited", "three_digits"]
"""Where an axis comes from: the occupation's own ISCO group; the group of its broader ROME v3 occupation; the mean of
the groups with the same first three digits, its own being absent from the file."""

AI_HIGH = 0.5
"""Of the mean: high. Of mean plus spread: medium. All 427 groups of the file then agree with the ILO's gradients: 3 and
4 are high, 1 and 2 medium, « minimal » and « not exposed » low."""
AUTOMATION_LOW, AUTOMATION_HIGH = 3.4117, 3.5317
"""First and third quartiles of Nesta's index over its 421 groups, which its own categories use too."""
COARSE_FROM = 10
"""Occupations in one ISCO group from which it counts as coarse: a tenth of the groups of ROME 4.0."""
NAMED_TASKS = 3


class NamedTask(NamedTuple):
    """A task of the ISCO group as the ILO's file words it, in English, and its score, 0 to 1."""

    text: str
    score: float
    french: str = ""
    """Its French wording; empty when there is none. A translation that the ILO has neither made nor endorsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what an axis stands."""

    isco: tuple[str, ...]
    """The unit groups it was computed from: one, or those with the same three digits."""
    group: str
    """The name of the unit group, in English; of the first one when there are several."""
    rule: Rule
    confidence: Level
    """High: direct. Medium: inherited, or direct from a coarse group. Low: three digits."""
    source: Source | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AiAxis:
    """Exposure to generative AI, 0 to 1: mean and standard deviation over the group's tasks."""

    mean: float
    spread: float
    low: float
    high: float
    """Mean minus and plus spread, within 0 and 1."""
    gradient: str
    """As the ILO words it; empty when several groups were averaged."""
    band: Level
    most: tuple[NamedTask, ...]
    least: tuple[NamedTask, ...]
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationAxis:
    """Automation of tasks: Nesta's index (no unit, about 3.2 to 3.9; higher: more automatable)."""

    risk: float
    low: float
    high: float
    """The lowest and highest index of the groups with the same first three digits."""
    bottlenecks: float
    """Prevalence of tasks that machines do badly, 0 to 1."""
    category: str
    """As Nesta words it, from risk and bottlenecks together; empty when several groups were averaged."""
    band: Level
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Both axes of an occupation. An axis without data is None: neither low nor zero."""

    code: str
    isco: str
    ai: AiAxis | None
    automation: AutomationAxis | None
    shared: int
    """Occupations of the catalogue in this ISCO group, this one included; 0 without a group."""
    coarse: bool
    """Whether the group gathers so many occupations, or « others », that its figures tell little of each."""

    @property
    def confidence(self) -> Level:
        """The lowest of the two axes; low when one has no data."""
        levels = [axis.basis.confidence if axis else "low" for axis in (self.ai, self.automation)]
        return min(levels, key=("low", "medium", "high").index)


class Coverage(NamedTuple):
    """How many occupations have data on each axis: from their own unit group, and with the mean of three digits."""

    occupations: int
    ai: int
    ai_with_mean: int
    automation: int
    automation_with_mean: int


class _Group(Protocol):
    @property
    def isco(self) -> str: ...
    @property
    def group(self) -> str: ...


G = TypeVar("G", bound=_Group)


def exposure_of(catalogue: Catalogue, code: str, french: Mapping[str, str] | None = None) -> Exposure:
    """Both axes of the occupation `code`; `french` may give a task's English text its French wording.

    Raises KeyError for an unknown code.
    """
    occupation = catalogue.occupations[code]
    shared = sum(1 for one in catalogue.occupations.values() if one.isco == occupation.isco) if occupation.isco else 0
    ai, automation = _groups(catalogue.exposure, occupation.isco), _groups(catalogue.automation, occupation.isco)
    names = [one.group for one in ai] + [one.group for one in automation]
    coarse = shared >= COARSE_FROM or any("elsewhere classified" in name.lower() for name in names)
    return Exposure(
        code=code,
        isco=occupation.isco,
        ai=_ai(ai, _basis(occupation, ai, coarse, catalogue.sources.get("ilo")), french or {}) if ai else None,
        automation=_automation(
            automation,
            _basis(occupation, automation, coarse, catalogue.sources.get("nesta")),
            _siblings(catalogue.automation, occupation.isco),
        )
        if automation
        else None,
        shared=shared,
        coarse=coarse,
    )


def coverage(catalogue: Catalogue) -> Coverage:
    """How far the chain from occupation to ISCO group to figures reaches over the catalogue."""
    groups = [one.isco for one in catalogue.occupations.values()]
    return Coverage(
        occupations=len(groups),
        ai=sum(isco in catalogue.exposure for isco in groups),
        ai_with_mean=sum(bool(_groups(catalogue.exposure, isco)) for isco in groups),
        automation=sum(isco in catalogue.automation for isco in groups),
        automation_with_mean=sum(bool(_groups(catalogue.automation, isco)) for isco in groups),
    )


def ai_band(mean: float, spread: float) -> Level:
    """The band of a mean and a standard deviation, both 0 to 1."""
    if mean >= AI_HIGH:
        return "high"
    # The file has two decimals: 0.35 + 0.15 is 0.5.
    return "medium" if round(mean + spread, 6) >= AI_HIGH else "low"


def automation_band(risk: float) -> Level:
    """The band of Nesta's index."""
    if risk >= AUTOMATION_HIGH:
        return "high"
    return "low" if risk <= AUTOMATION_LOW else "medium"


def _groups(found: Mapping[str, G], isco: str) -> list[G]:
    """The group itself; else those with its first three digits; else none."""
    return [found[isco]] if isco in found else _siblings(found, isco)


def _siblings(found: Mapping[str, G], isco: str) -> list[G]:
    return [found[other] for other in sorted(found) if isco and other[:3] == isco[:3]]


def _basis(
    occupation: Occupation, groups: list[AiExposure] | list[Automation], coarse: bool, source: Source | None
) -> Basis:
    exact = bool(groups) and groups[0].isco == occupation.isco
    rule: Rule = "three_digits" if not exact else "inherited" if occupation.inherited else "direct"
    levels: dict[Rule, Level] = {"direct": "medium" if coarse else "high", "inherited": "medium", "three_digits": "low"}
    return Basis(
        isco=tuple(one.isco for one in groups),
        group=groups[0].group if groups else "",
        rule=rule,
        confidence=levels[rule],
        source=source,
    )


def _ai(groups: list[AiExposure], basis: Basis, french: Mapping[str, str]) -> AiAxis:
    means = [one.mean for one in groups]
    mean = fmean(means)
    spread = sqrt(fmean(one.spread**2 for one in groups) + pvariance(means))
    tasks = sorted((task for one in groups for task in one.tasks), key=lambda task: (-task.score, task.text))
    return AiAxis(
        mean=mean,
        spread=spread,
        low=max(0.0, mean - spread),
        high=min(1.0, mean + spread),
        gradient=groups[0].gradient if len(groups) == 1 else "",
        band=ai_band(mean, spread),
        most=_named(tasks[:NAMED_TASKS], french),
        # A group of few tasks: none is both among the most and the least exposed.
        least=_named(reversed(tasks[NAMED_TASKS:][-NAMED_TASKS:]), french),
        basis=basis,
    )


def _named(tasks: Iterable[Task], french: Mapping[str, str]) -> tuple[NamedTask, ...]:
    return tuple(NamedTask(task.text, task.score, french.get(task.text, "")) for task in tasks)


def _automation(groups: list[Automation], basis: Basis, siblings: list[Automation]) -> AutomationAxis:
    risk = fmean(one.risk for one in groups)
    return AutomationAxis(
        risk=risk,
        low=min(one.risk for one in siblings),
        high=max(one.risk for one in siblings),
        bottlenecks=fmean(one.bottlenecks for one in groups),
        category=groups[0].category if len(groups) == 1 else "",
        band=automation_band(risk),
        basis=basis,
    )
