"""The events that apps and people may record themselves: what happens on the way to another job, outside of Iris."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tools.events.registry import EventData, EventType

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:/-]{1,128}$")]
"""An id of the app's own. Nothing keeps an app from making it of a name or a number: it is sealed, as words are."""
Trade = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{4}$")]
"""A ROME code (`D1102`)."""
Channel = Literal["online", "email", "phone", "video", "on_site", "network", "agency", "other"]
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2099, 12, 31))]


class Note(EventData):
    """What the person adds in their own words; sealed under their key, as the ids of the app are."""

    note: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None


class OfOffer(Note):
    """Which job offer it is about."""

    offer_id: Reference | None = None


class OfTraining(Note):
    """Which training it is about."""

    training_id: Reference | None = None


class OfDocument(Note):
    """Which document it is about."""

    document_id: Reference | None = None


class OfStep(Note):
    """Which step it is, and of which plan."""

    step_id: Reference | None = None
    plan_id: Reference | None = None


class Occurred(EventData):
    """What every one of these events may say in clear: when it happened, when that is not now."""

    on: Day | None = None


class AboutOffer(Occurred):
    """About a job offer."""

    rome: Trade | None = None


class Sent(AboutOffer):
    """An application that was sent."""

    channel: Channel | None = None
    with_letter: bool | None = None


class Interview(AboutOffer):
    """An interview; `round` is 1 for the first one."""

    channel: Channel | None = None
    round: int | None = Field(default=None, ge=1, le=20)


class AboutTraining(Occurred):
    """About a training; `hours` is its length."""

    rome: Trade | None = None
    hours: int | None = Field(default=None, ge=1, le=10_000)


class Job(AboutOffer):
    """A new job."""

    contract: Literal["permanent", "fixed_term", "temporary", "apprenticeship", "self_employed", "other"] | None = None


class Downloaded(Occurred):
    """A document that left Iris or the app."""

    kind: Literal["cv", "letter", "report", "trajectory", "other"]


def _client(name: str, data: type[EventData], private: type[Note]) -> EventType:
    return EventType(name=name, data=data, private=private, client=True, shared=True)


CLIENT_EVENTS = (
    _client("OfferViewed", AboutOffer, OfOffer),
    _client("ApplicationSent", Sent, OfOffer),
    _client("InterviewScheduled", Interview, OfOffer),
    _client("InterviewAttended", Interview, OfOffer),
    _client("OfferReceived", AboutOffer, OfOffer),
    _client("TrainingFound", AboutTraining, OfTraining),
    _client("TrainingStarted", AboutTraining, OfTraining),
    _client("TrainingCompleted", AboutTraining, OfTraining),
    _client("JobStarted", Job, OfOffer),
    _client("DocumentDownloaded", Downloaded, OfDocument),
    _client("StepCompleted", Occurred, OfStep),
)
