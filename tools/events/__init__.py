"""The event store: everything that changes state is an event."""

from tools.events.audit import NOBODY, Audit, audit_stream
from tools.events.models import Append, NewEvent, RecordedEvent, SealedEvent
from tools.events.registry import EventData, EventType, Registry, UnknownEvent, Word
from tools.events.rules import BrokenChain
from tools.events.store import PERSON_ERASED, EventStore, lock_stream, person_stream

__all__ = [
    "NOBODY",
    "PERSON_ERASED",
    "Append",
    "Audit",
    "BrokenChain",
    "EventData",
    "EventStore",
    "EventType",
    "NewEvent",
    "RecordedEvent",
    "Registry",
    "SealedEvent",
    "UnknownEvent",
    "Word",
    "audit_stream",
    "lock_stream",
    "person_stream",
]
