"""Events: facts in the past tense, in streams, chained by hash."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tools.actor import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """A fact to append. `data` holds no personal text; `private` does, and is sealed under the person's key."""

    type: str
    data: Mapping[str, object] = field(default_factory=dict)
    private: Mapping[str, object] | None = None
    schema_version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """A command to append: the same `command` id twice appends once.

    `expected` is the version that the decision was made on (None: whatever it is, 0: a new stream).
    """

    user_id: UserId
    stream: str
    events: tuple[NewEvent, ...]
    command: str
    actor: str
    expected: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvent:
    """An event as it stands in the store. `private` is None when there is none, or when the key is destroyed.

    `data` is of the present version of its type (`schema_version` says which), whatever was stored; `hash` is over what
    was stored.
    """

    position: int
    id: str
    stream: str
    version: int
    type: str
    schema_version: int
    user_id: UserId
    actor: str
    data: Mapping[str, object]
    private: Mapping[str, object] | None
    causation_id: str
    at: datetime
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedEvent:
    """An event with its place in the one order in which everybody reads: `seq` has no gaps.

    Its private part is there for the person alone.
    """

    seq: int
    event: RecordedEvent
