"""The events that apps and people may record themselves: what happens on the way to another job, outside of Iris."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tools.events.registry import EventData, EventType

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:/-]{1,128}$")]
"""An id of the app's own: no spaces, no @, so that it is nobody's name or address."""
Trade = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{4}$")]
"""A ROME code (`D1102`)."""
Channel = Literal["online", "email", "phone", "video", "on_site", "network", "agency", "other"]


class Note(EventData):
    """What the person adds in their own words; sealed under their key."""

    note: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Occurred(EventData):
    """What every one of these events may say: when it happened, when that is not now."""

    on: date | None = None


class AboutOffer(Occurred):
    """About a job offer."""

    offer_id: Reference
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

    training_id: Reference
    rome: Trade | None = None
    hours: int | None = Field(default=None, ge=1, le=10_000)


class Job(Occurred):
    """A new job."""

    rome: Trade | None = None
    offer_id: Reference | None = None
    contract: Literal["permanent", "fixed_term", "temporary", "apprenticeship", "self_employed", "other"] | None = None


class Downloaded(Occurred):
    """A document that left Iris or the app."""

    document_id: Reference
    kind: Literal["cv", "letter", "report", "trajectory", "other"]


class Step(Occurred):
    """A step of a plan."""

    step_id: Reference
    plan_id: Reference | None = None


def _client(name: str, data: type[EventData]) -> EventType:
    return EventType(name=name, data=data, private=Note, client=True, shared=True)


CLIENT_EVENTS = (
    _client("OfferViewed", AboutOffer),
    _client("ApplicationSent", Sent),
    _client("InterviewScheduled", Interview),
    _client("InterviewAttended", Interview),
    _client("OfferReceived", AboutOffer),
    _client("TrainingFound", AboutTraining),
    _client("TrainingStarted", AboutTraining),
    _client("TrainingCompleted", AboutTraining),
    _client("JobStarted", Job),
    _client("DocumentDownloaded", Downloaded),
    _client("StepCompleted", Step),
)
