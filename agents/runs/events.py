"""The events of runs: what the guard noted, and what people think of an answer, or of a conversation."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agents.runs.feedback import CONVERSATION_RATED, MESSAGE_RATED
from tools.events import EventData, EventType, Word


class OfRun(EventData):
    """Noted in a run, or at the desk (no run)."""

    run_id: Word | None = None


class Judged(OfRun):
    """A message that the guard stopped, or that got less; `score` in hundredths, `rules` with commas between."""

    rules: Word
    score: int


class TurnTainted(OfRun):
    """The run read something that others wrote."""

    source: Word
    operation: Word


class AnswerWithdrawn(OfRun):
    """An answer told what it must not."""

    rule: Word
    agent: Word | None


class OutputRefused(OfRun):
    """Something of an answer was held back."""

    rule: Word


class MessageRated(EventData):
    """A thumb on an answer."""

    message_id: Word
    thread_id: Word
    run_id: Word | None
    agent: Word | None
    thumb: Literal["up", "down"]


class ConversationRated(EventData):
    """How much a conversation helped."""

    thread_id: Word
    score: Annotated[int, Field(ge=1, le=5)]


class Reason(EventData):
    """Why, in the person's words."""

    reason: Annotated[str, StringConstraints(max_length=5000)]


EVENTS = (
    EventType(name="MessageBlocked", data=Judged),
    EventType(name="MessageRestricted", data=Judged),
    EventType(name="TurnTainted", data=TurnTainted),
    EventType(name="AnswerWithdrawn", data=AnswerWithdrawn),
    EventType(name="OutputRefused", data=OutputRefused),
    EventType(name=MESSAGE_RATED, data=MessageRated, private=Reason),
    EventType(name=CONVERSATION_RATED, data=ConversationRated, private=Reason),
)
