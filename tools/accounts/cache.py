"""A bounded cache whose entries expire."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

Name = TypeVar("Name")
Value = TypeVar("Value")

LARGEST = 4096


@dataclass(slots=True)
class Cache(Generic[Name, Value]):
    """Values until a moment each; beyond 4096 of them, the oldest is let go."""

    _entries: OrderedDict[Name, tuple[Value, datetime]] = field(default_factory=OrderedDict)

    def get(self, name: Name, now: datetime) -> Value | None:
        """The value, if it is still good."""
        known = self._entries.get(name)
        return known[0] if known is not None and known[1] > now else None

    def keep(self, name: Name, value: Value, until: datetime) -> None:
        """Remember a value until a moment."""
        self._entries[name] = (value, until)
        self._entries.move_to_end(name)
        if len(self._entries) > LARGEST:
            self._entries.popitem(last=False)

    def drop(self, name: Name) -> None:
        """Forget a value."""
        self._entries.pop(name, None)
