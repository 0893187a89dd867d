"""Pure rules of the event store. No I/O, no clock, no settings."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime

import orjson

from tools.actor import UserId
from tools.events.models import Append, NewEvent

GENESIS = bytes(32)
"""The previous hash of a stream's first event."""

_NAMESPACE = uuid.UUID("6f1d1c4e-8f2b-5f5e-9b77-1f3f4f0c1a55")


def event_id(append: Append, index: int) -> str:
    """The id of the command's nth event; the same for a repeated command."""
    return str(uuid.uuid5(_NAMESPACE, f"{append.user_id}\0{append.stream}\0{append.command}\0{index}"))


def sealed_place(stream: str, version: int) -> str:
    """What the sealing of an event's private part is bound to."""
    return f"events:{stream}:{version}"


def chain(
    previous: bytes,
    *,
    identity: str,
    stream: str,
    version: int,
    new: NewEvent,
    user_id: UserId,
    actor: str,
    causation: str,
    sealed: bytes | None,
    at: datetime,
) -> bytes:
    """SHA-256 over the previous hash and every attested field.

    The private part counts as ciphertext, so that the chain still holds after erasure.
    """
    attested = [
        identity,
        stream,
        version,
        new.type,
        new.schema_version,
        user_id,
        actor,
        _plain(new.data),
        sealed.hex() if sealed is not None else None,
        causation,
        int(at.timestamp() * 1_000_000),
    ]
    return hashlib.sha256(previous + orjson.dumps(attested, option=orjson.OPT_SORT_KEYS)).digest()


def _plain(data: Mapping[str, object]) -> object:
    # Through JSON and back, as the database will give it: a tuple becomes a list, an enum its value.
    return orjson.loads(orjson.dumps(dict(data), option=orjson.OPT_SORT_KEYS))
