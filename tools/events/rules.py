"""Pure rules of the event store. No I/O, no clock, no settings."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Row

from tools.actor import UserId
from tools.errors import IrisError
from tools.events.models import Append

GENESIS = bytes(32)
"""The previous hash of a stream's first event, and of the first seal."""

_NAMESPACE = uuid.UUID("6f1d1c4e-8f2b-5f5e-9b77-1f3f4f0c1a55")


class BrokenChain(IrisError):
    """What is stored is not what was appended; `details` name the first that differs."""

    code = "broken_chain"
    advice = "Restore the event store from a backup."


def event_id(append: Append, index: int) -> str:
    """The id of the command's nth event; the same for a repeated command."""
    return str(uuid.uuid5(_NAMESPACE, f"{append.user_id}\0{append.stream}\0{append.command}\0{index}"))


def sealed_place(stream: str, version: int) -> str:
    """What the sealing of an event's private part is bound to."""
    return f"events:{stream}:{version}"


def plain(data: Mapping[str, object]) -> dict[str, object]:
    """Data through JSON and back, as the database will give it: a tuple becomes a list, an enum its value."""
    through: dict[str, object] = orjson.loads(orjson.dumps(dict(data), option=orjson.OPT_SORT_KEYS))
    return through


def chain(
    previous: bytes,
    *,
    identity: str,
    stream: str,
    version: int,
    type: str,
    schema_version: int,
    data: Mapping[str, object],
    user_id: UserId,
    actor: str,
    causation: str,
    sealed: bytes | None,
    at: datetime,
) -> bytes:
    """SHA-256 over the previous hash and every attested field; `data` is plain.

    The private part counts as ciphertext, so that the chain still holds after erasure.
    """
    attested = [
        identity,
        stream,
        version,
        type,
        schema_version,
        user_id,
        actor,
        data,
        sealed.hex() if sealed is not None else None,
        causation,
        int(at.timestamp() * 1_000_000),
    ]
    return hashlib.sha256(previous + orjson.dumps(attested, option=orjson.OPT_SORT_KEYS)).digest()


def seal(previous: bytes, seq: int, event_hash: bytes, organisation_id: str | None) -> bytes:
    """The hash of a seal: SHA-256 over the previous seal's, its place (8 bytes), the event's own, and who is told."""
    told = (organisation_id or "").encode()
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + event_hash + told).digest()


@dataclass(slots=True)
class Chain:
    """The chain of one stream, followed row by row of `events`."""

    stream: str
    length: int = 0
    head: bytes = GENESIS

    def follow(self, row: Row[tuple[object, ...]]) -> None:
        """Take the stream's next event; raises BrokenChain when it is not what was appended."""
        expected = chain(
            self.head,
            identity=row.id,
            stream=row.stream,
            version=self.length + 1,
            type=row.type,
            schema_version=row.schema_version,
            data=row.data,
            user_id=row.user_id,
            actor=row.actor,
            causation=row.causation_id,
            sealed=row.private,
            at=row.at,
        )
        self.length += 1
        if row.version != self.length or bytes(row.hash) != expected or bytes(row.previous_hash) != self.head:
            raise BrokenChain(
                f"stream {self.stream!r} differs at version {self.length}", stream=self.stream, version=self.length
            )
        self.head = expected
