"""The event store: everything that changes state is an event."""

from tools.events.audit import NOBODY, Audit, audit_stream
from tools.events.models import Append, NewEvent, RecordedEvent
from tools.events.store import BrokenChain, EventStore, person_stream

__all__ = [
    "NOBODY",
    "Append",
    "Audit",
    "BrokenChain",
    "EventStore",
    "NewEvent",
    "RecordedEvent",
    "audit_stream",
    "person_stream",
]
