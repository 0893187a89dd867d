"""The events of consents, exports and erasures."""

from pydantic import ConfigDict

from tools.events import PERSON_ERASED, EventData, EventType, Word
from tools.privacy.consents import CONSENT_GIVEN, CONSENT_WITHDRAWN, OBJECTION_LIFTED, OBJECTION_RAISED
from tools.privacy.erasure import SUBJECT_ERASED
from tools.privacy.export import DATA_EXPORTED
from tools.privacy.models import AskedBy


class Decision(EventData):
    """What a person allows or not; `version` is that of the purpose's words."""

    purpose: Word
    version: int


class Exported(EventData):
    """Everything about a person was put into a zip."""


class SubjectErased(EventData):
    """A person is erased; `erased_<store>` says how many things each store held."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, int]

    receipt: Word
    asked_by: AskedBy


class PersonErased(EventData):
    """A person asked for their erasure, or was erased: whoever keeps a copy of their data deletes it."""


EVENTS = (
    EventType(name=CONSENT_GIVEN, data=Decision),
    EventType(name=CONSENT_WITHDRAWN, data=Decision),
    EventType(name=OBJECTION_RAISED, data=Decision),
    EventType(name=OBJECTION_LIFTED, data=Decision),
    EventType(name=DATA_EXPORTED, data=Exported),
    EventType(name=PERSON_ERASED, data=PersonErased, shared=True),
    EventType(name=SUBJECT_ERASED, data=SubjectErased),
)
