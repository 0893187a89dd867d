"""Aube's words: items and their options, answers, an assessment, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from knowledge.occupations import Level, MobilityKind, SourceKind

Depth = Literal[1, 2, 3]
"""60 seconds, 4 minutes, 8 minutes."""
ItemKind = Literal["job", "which", "interest", "condition", "skills", "note", "story"]
Evidence = Literal["usual", "declared", "described", "proven"]
"""What stands behind a skill: usual in the occupation, said to be theirs, told with an example, shown by a diploma."""
EVIDENCE: tuple[Evidence, ...] = ("usual", "declared", "described", "proven")
"""From the weakest to the strongest."""

JOB, WHICH, SKILLS, STORY = "job", "which", "skills", "story"
"""Items that are made for the person, beside those of items.toml."""
RECOGNISED = "recognised"
"""The words of an answer to WHICH that nobody had to give: the job was plain."""
SKIPPED = "skip"
"""The option of who does not want to answer, or does not know: nothing is concluded from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer that can be tapped."""

    id: str
    text: Mapping[str, str]
    """By language; every option has French and English."""
    said: tuple[str, ...] = ()
    """Other ways in which people say it."""
    denied: tuple[str, ...] = ()
    """What people rule out who mean it: « (pas de) clients » means the least contact."""
    refuse: tuple[str, ...] = ()
    want: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question."""

    id: str
    kind: ItemKind
    text: Mapping[str, str]
    topic: Mapping[str, str] = field(default_factory=dict)
    """What it is about, to be put before an answer that says little alone."""
    about: tuple[str, ...] = ()
    """Words by which a limit that is said at another moment is about it."""
    options: tuple[Option, ...] = ()
    many: bool = False
    depth: Depth = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered to an item: options by id, or the person's own words."""

    item: str
    options: tuple[str, ...] = ()
    text: str = ""
    at: datetime

    @property
    def skipped(self) -> bool:
        """Whether it says nothing."""
        return SKIPPED in self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Something of the profile that may stand behind a skill: a diploma, or what was done in a job."""

    item: str
    """The id of the item of the profile."""
    evidence: Evidence
    label: str
    """How it is called beside the skill."""
    text: str
    """The words by which it is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """An assessment as it stands: the last answer to each item, in the order in which they were given."""

    id: str
    depth: Depth
    started_at: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    reopened: str = ""
    """The question whose answer was just taken back: it is the next one."""
    version: int = 0
    proofs: tuple[Proof, ...] = ()
    """What the profile holds now that may stand behind a skill."""

    @property
    def asked(self) -> int:
        """How many questions were answered, the job included."""
        return sum(answer.text != RECOGNISED or answer.item != WHICH for answer in self.answers.values())

    @property
    def job(self) -> str:
        """The ROME code of the occupation that the person comes from; empty when it is not known."""
        which = self.answers.get(WHICH)
        return which.options[0] if which and which.options and not which.skipped else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedSkill:
    """A skill that counts as the person's, and why."""

    id: str
    label: str
    evidence: Evidence
    weight: float
    """0 to 1: what it counts, by its evidence."""
    proof: Proof | None = None
    """What of the profile it stands on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """An interest as the answers tell it: how often it was chosen of the times it was offered."""

    letter: str
    chosen: int
    offered: int
    mean: float
    """Posterior mean of the share of times it would be chosen, 0 to 1 (0.25 before any answer)."""
    spread: float
    """Its standard deviation, 0 to 1."""


PartName = Literal["skills", "interests", "wishes", "mobility", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a score: `amount` times `weight` is what it adds."""

    name: PartName
    amount: float
    """0 to 1; of `unknown`, how many of the person's limits nothing is known about."""
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A sentence that says why, and what it stands on."""

    part: Literal["skills", "interests", "wishes", "mobility", "caution"]
    text: str
    sources: tuple[SourceKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What the occupation asks and the person may not have yet."""

    id: str
    label: str
    close: str = ""
    """The label of a skill of theirs that comes close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An occupation that could suit, explained."""

    code: str
    title: str
    summary: str
    rank: int
    score: float
    """0 to 1, the sum of its parts; it orders the list and is never shown as a percentage of anything."""
    percentile: int
    """Share of all occupations, 0 to 100, whose skills are less close."""
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    have: tuple[OwnedSkill, ...]
    missing: tuple[Gap, ...]
    entry: str
    training: str
    first_step: str
    move: MobilityKind | None = None
    exposure: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterfactual:
    """What would change the list: the answer that would have to be another one, and who would come in."""

    item: str
    text: str
    enters: tuple[str, ...]
    """Codes."""
