"""What is known of occupations: titles, skills, mobility, interests, conditions, exposure; each from a named source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

SkillKind = Literal["know_how", "knowledge", "setting"]
"""What one does, what one knows, and where and how one works (ROME's activités, savoirs, environnements de travail)."""
MobilityKind = Literal["near", "next"]
"""ROME's « Proche » (at once, or after a short adaptation) and « Évolution » (with experience or training)."""
Level = Literal["low", "medium", "high"]
Hours = Literal["office", "early", "evenings", "nights", "weekends", "shifts", "seasonal", "free", "part_time"]
Place = Literal["indoors", "outdoors", "road", "client_home", "remote"]
Training = Literal["none", "weeks", "months", "year", "years"]
"""The usual way in for an adult from another field: nothing, under 3 months, 3 to 9, 10 to 18, longer."""
SourceKind = Literal["starter", "rome_v3", "rome_v4", "rome_isco", "ilo", "nesta", "esco"]

RIASEC = "RIASEC"
"""Holland's six interests in their order: realistic, investigative, artistic, social, enterprising, conventional."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rows come from, as it is told beside each figure."""

    kind: SourceKind
    name: str
    """As its publisher wants to be credited."""
    release: str
    """« 3.47 », « 2025 »; "" when the file does not say."""
    checked_on: date
    """The day on which it was imported, or written for the starter set."""
    licence: str
    address: str = ""
    loaded: bool = True
    """False: its file is not here; what was written by hand was checked against it."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title in its two forms; one word for both when they are the same."""

    masculine: str
    feminine: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms as they are written, once each."""
        return (self.masculine,) if self.feminine in ("", self.masculine) else (self.masculine, self.feminine)

    def __str__(self) -> str:
        return " / ".join(self.forms)


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill, as its source words it; `id` is its code there, or its words in the starter set."""

    id: str
    label: str
    kind: SkillKind


@dataclass(frozen=True, slots=True)
class Move:
    """An official mobility from one occupation to another."""

    source: str
    target: str
    kind: MobilityKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How one works there; None and empty: not known, which is neither yes nor no."""

    hours: frozenset[Hours] = frozenset()
    place: frozenset[Place] = frozenset()
    physical: Level | None = None
    contact: Level | None = None
    screen: Level | None = None
    training: Training | None = None
    regulated: bool | None = None
    management: bool | None = None
    source: SourceKind = "starter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation:
    """An occupation of the loaded catalogue."""

    code: str
    """ROME's (« J1501 »)."""
    parent: str
    """The ROME v3 code whose skills, mobility, interests and ISCO group it has; its own, most often."""
    title: Title
    titles: tuple[Title, ...] = ()
    said: tuple[str, ...] = ()
    """How people tell it without its title, written for Iris."""
    summary: str = ""
    skills: tuple[str, ...] = ()
    """Ids of skills."""
    riasec: str = ""
    """One or two letters, the major interest first; empty when not known."""
    isco: str = ""
    """ISCO-08 unit group, four digits; empty when there is no link."""
    conditions: Conditions = field(default_factory=Conditions)
    entry: str = ""
    """The usual diploma, title or licence."""
    first_step: str = ""
    """What one can do this week to see the job for real."""
    ecological: Literal["", "green", "strategic", "brown"] = ""
    """ROME 4.0's label for the ecological transition; empty: none, or not known."""
    digital: bool | None = None

    @property
    def inherited(self) -> bool:
        """Whether its skills are those of a broader occupation, which others share."""
        return self.parent != self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of an ISCO group and its exposure to generative AI, 0 to 1."""

    text: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AiExposure:
    """Exposure of an ISCO-08 unit group to generative AI (ILO): mean and standard deviation over its tasks, 0 to 1."""

    isco: str
    group: str
    mean: float
    spread: float
    gradient: str
    """As the ILO words it: « Gradient 3 », « Minimal Exposure », « Not Exposed »."""
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Automation:
    """Automation of an ISCO-08 unit group's tasks (Nesta): overall risk, and how much of the work resists."""

    isco: str
    group: str
    risk: float
    """Nesta's overall risk: 0 and more, without a unit; higher is more automatable."""
    bottlenecks: float
    """Prevalence of tasks that machines do badly, 0 to 1."""
    category: str
    """As Nesta words it: « High risk », « Low risk », « Other »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that is loaded, joined: what all else here computes from. Built once, never changed."""

    occupations: Mapping[str, Occupation]
    skills: Mapping[str, Skill]
    moves: tuple[Move, ...]
    """Between v3 codes: an occupation's are its parent's."""
    exposure: Mapping[str, AiExposure]
    automation: Mapping[str, Automation]
    sources: Mapping[SourceKind, Source]
    moves_from: tuple[SourceKind, ...] = ("starter",)
    """Where `moves` come from: a version of ROME, or the starter set and the version that it was checked against."""
