"""What Aube's cards hold: typed data of version 1, the same that is drawn and told in words."""

from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from knowledge.occupations import Level
from tools.aube.tracing import CloseLine, ExposureTrace, LetterLine, ReasonLine, SkillLine, SourceLine

Kind = Literal["interests", "exposure", "matches", "bridge", "trajectory"]
StepKind = Literal["try", "confirm", "fund", "train", "bridge", "apply", "start", "own"]
Weeks = Annotated[float, Field(ge=0, le=2_000)]


class CardData(BaseModel):
    """What a card holds."""

    model_config = ConfigDict(frozen=True)


class InterestsData(CardData):
    """The six interests, in RIASEC's order."""

    interests: tuple[LetterLine, ...]


class ExposureData(CardData):
    """Both axes of each occupation; `job` is the code of today's one, empty when it is not among them."""

    job: str
    occupations: tuple[ExposureTrace, ...]
    sources: tuple[SourceLine, ...]


class MatchLine(CardData):
    """An occupation of the list, with what it stands on; whole in the transparency of the assessment."""

    code: str
    title: str
    summary: str
    rank: int
    score: float
    percentile: int
    confidence: Level
    reasons: tuple[ReasonLine, ...]
    have: int
    """Skills that are there."""
    missing: int
    """Skills to be learnt; those to which one comes close are not among them."""
    entry: str
    training: str
    first_step: str


class MatchesData(CardData):
    """The list."""

    assessment: str
    matches: tuple[MatchLine, ...]
    sources: tuple[SourceLine, ...]


class MissingLine(CardData):
    """A skill to be learnt."""

    id: str
    label: str


class BridgeData(CardData):
    """The skills of one occupation: what is there, what is close, what is missing; `coverage` 0 to 1."""

    code: str
    title: str
    coverage: float
    have: tuple[SkillLine, ...]
    close: tuple[CloseLine, ...]
    missing: tuple[MissingLine, ...]
    sources: tuple[SourceLine, ...]


class Span(CardData):
    """From the least to the most, in weeks."""

    min: Weeks
    max: Weeks


class PlannedStep(CardData):
    """A step of a trajectory: when it may begin, how long it takes, and the ids of what comes before it.

    Weeks are counted from now; a step that is done takes none. `rule` is the line of the table of rules that gives its
    duration, or `person`; `source` says whose figure that is.
    """

    id: str
    title: str
    kind: StepKind
    start_week: Span
    duration: Span
    after: tuple[str, ...] = ()
    done: bool = False
    rule: str
    source: str


class DatasetLine(CardData):
    """Data on occupations that a trajectory was computed from, and the day on which it was read."""

    kind: str
    name: str
    checked_on: date


class TrajectoryData(CardData):
    """Steps in order, and how long all of them take."""

    id: str
    title: str
    version: int
    total: Span
    steps: tuple[PlannedStep, ...]
    sources: tuple[DatasetLine, ...]


class MessageAction(CardData):
    """A button that says something in the conversation."""

    kind: Literal["message"] = "message"
    label: str
    text: str


class RequestAction(CardData):
    """A button that asks the server."""

    kind: Literal["request"] = "request"
    label: str
    method: Literal["GET", "POST"]
    path: str


D = TypeVar("D", bound=CardData)


class Card(BaseModel, Generic[D]):
    """A typed result that a page draws; `text` is its full text alternative."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    version: Literal[1] = 1
    data: D
    text: str
    actions: tuple[MessageAction | RequestAction, ...] = ()


AnyCard = Card[InterestsData] | Card[ExposureData] | Card[MatchesData] | Card[BridgeData] | Card[TrajectoryData]
