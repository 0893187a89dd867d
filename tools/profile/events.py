"""The events of the profile."""

from typing import Annotated

from pydantic import StringConstraints

from tools.events import EventData, EventType, Word
from tools.profile.models import FactKind
from tools.profile.rules import FACT_FORGOTTEN, FACT_REMEMBERED


class FactRemembered(EventData):
    """Something that the person said of themselves."""

    kind: FactKind


class Fact(EventData):
    """It, in their own words."""

    fact: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class FactForgotten(EventData):
    """Used no more; `fact` is the event that told it."""

    fact: Word


EVENTS = (
    EventType(name=FACT_REMEMBERED, data=FactRemembered, private=Fact),
    EventType(name=FACT_FORGOTTEN, data=FactForgotten),
)
