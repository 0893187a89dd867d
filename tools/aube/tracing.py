"""What a score stands on, as it is told: every number with the rule that gives it and the source of what goes in.

Amounts, means and scores are 0 to 1 and rounded to four decimals, unless a field says otherwise.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from knowledge.occupations import Level, SourceKind
from tools.aube.models import Depth, Evidence, PartName


class Told(BaseModel):
    """Something that is told, and not changed."""

    model_config = ConfigDict(frozen=True)


class SourceLine(Told):
    """Where rows come from; `release` is empty when the file does not say."""

    kind: SourceKind
    name: str
    release: str
    checked_on: date
    licence: str
    address: str


class Rule(Told):
    """How a number is made: in a sentence, and as a formula."""

    sentence: str
    formula: str


class AnswerLine(Told):
    """An answer as it counts: the question, and what was said to it."""

    item: str
    kind: str
    question: str
    said: str
    skipped: bool
    at: datetime


class SkillLine(Told):
    """A skill that counts as the person's; `weight` is what its evidence counts."""

    id: str
    label: str
    evidence: Evidence
    weight: float
    by: str = ""
    """The certificate that proves it, or what was done that describes it."""
    item: str = ""
    """The id of the item of the profile that says so."""


class CloseLine(Told):
    """A skill that is asked, and the nearest of the person's; `likeness`: cosine of the words of both labels."""

    id: str
    label: str
    owned: str
    likeness: float


class Lacking(Told):
    """A skill that is asked and nothing comes close to; `targets`: how many other good targets ask it too."""

    id: str
    label: str
    targets: int


class LetterLine(Told):
    """An interest: how often it was chosen of the times it was offered, and the estimate that follows.

    `weight`: what it counts in this occupation, its first interest 2/3 and its second one 1/3; 0 outside of one.
    """

    letter: str
    label: str
    chosen: int
    offered: int
    mean: float
    spread: float
    weight: float = 0.0
    items: tuple[str, ...] = ()
    """The questions where it was chosen."""


class ResemblanceLine(Told):
    """A part of how near two occupations are: what it adds, what it can add at most, and what it stands on."""

    name: str
    label: str
    amount: float
    most: float
    detail: tuple[str, ...]


class WishLine(Told):
    """A wish, and whether the occupation meets it: 1, 0, or 0.5 where that is not known."""

    item: str
    answer: str
    tokens: tuple[str, ...]
    met: float
    known: bool


class LimitLine(Told):
    """A limit of the person about which nothing is known of the occupation."""

    item: str
    answer: str
    tokens: tuple[str, ...]


class PartTrace(Told):
    """A part of a score. It adds `amount` times `weight`; `base` is its weight when every part is known.

    Of `unknown`, `amount` is how many limits nothing is known about, and what it adds is less than nothing.
    """

    name: PartName
    label: str
    amount: float
    base: float
    weight: float
    adds: float
    rule: Rule
    confidence: Level
    because: str
    """Why the confidence is what it is."""
    sources: tuple[SourceKind, ...]
    skills: tuple[SkillLine, ...] = ()
    resemblance: tuple[ResemblanceLine, ...] = ()
    letters: tuple[LetterLine, ...] = ()
    wishes: tuple[WishLine, ...] = ()
    limits: tuple[LimitLine, ...] = ()
    move: str = ""


class TaskLine(Told):
    """A task of an ISCO group, as the ILO words it, and how exposed it is."""

    text: str
    french: str
    score: float


class AxisTrace(Told):
    """What an axis of exposure stands on: unit groups of ISCO-08, and how they were found."""

    band: Level
    low: float
    high: float
    rule: Rule
    isco: tuple[str, ...]
    group: str
    basis: Literal["direct", "inherited", "three_digits"]
    because: str
    confidence: Level
    source: SourceKind


class AiTrace(AxisTrace):
    """Exposure to generative AI (ILO): mean and standard deviation over the group's tasks."""

    mean: float
    spread: float
    gradient: str
    most: tuple[TaskLine, ...]
    least: tuple[TaskLine, ...]


class AutomationTrace(AxisTrace):
    """Automation of tasks (Nesta): an index without a unit, about 3.2 to 3.9, and what resists (0 to 1)."""

    risk: float
    bottlenecks: float
    category: str


class ExposureTrace(Told):
    """Both axes of an occupation; None: no data, which is neither low nor zero."""

    code: str
    title: str
    isco: str
    shared: int
    """Occupations of the catalogue in the ISCO group."""
    coarse: bool
    confidence: Level
    ai: AiTrace | None
    automation: AutomationTrace | None
    text: str


class ReasonLine(Told):
    """A sentence that says why, or what to be careful about, and where it comes from."""

    part: str
    text: str
    sources: tuple[SourceKind, ...]


class MatchTrace(Told):
    """An occupation of the list, and all that its place stands on."""

    code: str
    title: str
    rank: int
    score: float
    percentile: int
    """0 to 100, rounded down."""
    coverage: float
    """What is there of what the occupation asks, skills weighted by how rare they are."""
    rule: Rule
    confidence: Level
    parts: tuple[PartTrace, ...]
    reasons: tuple[ReasonLine, ...]
    have: tuple[SkillLine, ...]
    close: tuple[CloseLine, ...]
    missing: tuple[Lacking, ...]
    entry: str
    training: str
    first_step: str
    exposure: ExposureTrace
    sources: tuple[SourceKind, ...]


class RefusalLine(Told):
    """An answer that rules occupations out: what it refuses, and how many occupations are known to have it."""

    item: str
    answer: str
    tokens: tuple[str, ...]
    excluded: int


class ChangeLine(Told):
    """What would change the list: another answer to `item`, and the occupations that would come in."""

    item: str
    text: str
    enters: tuple[str, ...]


class Transparency(Told):
    """All that an assessment's list stands on."""

    assessment: str
    version: int
    depth: Depth
    locale: str
    started_at: datetime
    job: str
    job_title: str
    considered: int
    """Occupations of the catalogue."""
    excluded: int
    """Those that the refusals rule out."""
    answers: tuple[AnswerLine, ...]
    interests: tuple[LetterLine, ...]
    skills: tuple[SkillLine, ...]
    refusals: tuple[RefusalLine, ...]
    matches: tuple[MatchTrace, ...]
    changes: tuple[ChangeLine, ...]
    notes: tuple[str, ...]
    rules: tuple[Rule, ...]
    sources: tuple[SourceLine, ...]
