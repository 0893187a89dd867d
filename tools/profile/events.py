"""The events of the profile."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from tools.events import EventData, EventType, Word
from tools.profile.models import FactKind, OriginKind
from tools.profile.rules import (
    FACT_FORGOTTEN,
    FACT_REMEMBERED,
    ITEM_ADDED,
    ITEM_CONFIRMED,
    ITEM_CORRECTED,
    ITEM_REMOVED,
)
from tools.profile.sections import (
    Availability,
    Certificate,
    Education,
    Interest,
    Kept,
    Language,
    Licence,
    Line,
    Mobility,
    PrivateNote,
    Project,
    Skill,
    Target,
    Volunteer,
    Work,
)


class FactRemembered(EventData):
    """Something that the person said of themselves."""

    kind: FactKind


class Fact(EventData):
    """It, in their own words."""

    fact: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class FactForgotten(EventData):
    """Used no more; `fact` is the event that told it."""

    fact: Word


class ItemTold(EventData):
    """An item of a section, and the kind of place that it comes from."""

    item: Word
    section: Kept
    origin: OriginKind


class ItemNamed(EventData):
    """An item by its id."""

    item: Word


class Whence(EventData):
    """Where an item was said, read or found: ids, and the place in a file."""

    on: date
    message: Word | None = None
    file: Word | None = None
    place: Line | None = None
    assessment: Word | None = None


class ItemWords(EventData):
    """What an item says, under the name of its section."""

    origin: Whence
    work: Work | None = None
    education: Education | None = None
    certificates: Certificate | None = None
    languages: Language | None = None
    skills: Skill | None = None
    volunteer: Volunteer | None = None
    projects: Project | None = None
    interests: Interest | None = None
    target: Target | None = None
    licences: Licence | None = None
    availability: Availability | None = None
    mobility: Mobility | None = None
    private_notes: PrivateNote | None = None


EVENTS = (
    EventType(name=FACT_REMEMBERED, data=FactRemembered, private=Fact),
    EventType(name=FACT_FORGOTTEN, data=FactForgotten),
    EventType(name=ITEM_ADDED, data=ItemTold, private=ItemWords),
    EventType(name=ITEM_CORRECTED, data=ItemTold, private=ItemWords),
    EventType(name=ITEM_CONFIRMED, data=ItemNamed),
    EventType(name=ITEM_REMOVED, data=ItemNamed),
)
