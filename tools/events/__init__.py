"""The event store: everything that changes state is an event."""

from tools.events.models import Append, NewEvent, RecordedEvent
from tools.events.store import BrokenChain, EventStore, person_stream

__all__ = ["Append", "BrokenChain", "EventStore", "NewEvent", "RecordedEvent", "person_stream"]
