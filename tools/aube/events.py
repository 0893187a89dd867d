"""The events of an assessment: which question was answered is told, what was answered is sealed."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tools.events import EventData, EventType, Word

STARTED, ANSWERED, WITHDRAWN, DEEPENED = (
    "AssessmentStarted",
    "AssessmentItemAnswered",
    "AssessmentItemWithdrawn",
    "AssessmentDeepened",
)

LONGEST = 6_000
"""Characters that are kept of an answer in one's own words: as many as are read of it."""


class AssessmentStarted(EventData):
    """An assessment began."""

    assessment: Word
    depth: Literal[1, 2, 3]


class AssessmentDeepened(EventData):
    """It goes on, further."""

    assessment: Word
    depth: Literal[1, 2, 3]


class AssessmentItemAnswered(EventData):
    """A question was answered, for the first time or again."""

    assessment: Word
    item: Word


class GivenAnswer(EventData):
    """What was answered."""

    options: list[Annotated[str, StringConstraints(max_length=300)]] = Field(max_length=40)
    text: Annotated[str, StringConstraints(max_length=LONGEST)]


class AssessmentItemWithdrawn(EventData):
    """An answer counts no more."""

    assessment: Word
    item: Word


EVENTS = (
    EventType(name=STARTED, data=AssessmentStarted),
    EventType(name=DEEPENED, data=AssessmentDeepened),
    EventType(name=ANSWERED, data=AssessmentItemAnswered, private=GivenAnswer),
    EventType(name=WITHDRAWN, data=AssessmentItemWithdrawn),
)
