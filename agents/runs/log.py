"""The run log at rest: written behind, in batches shared by all runs, sealed; kept for a day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from agents.runs.live import LiveRun
from tools.actor import RunId, UserId
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import run_log

KEPT = timedelta(hours=24)

_ADD = insert(run_log)
_FRAME = re.compile(rb"id: (\d+)\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Consecutive frames of one run, sealed."""

    user_id: UserId
    run_id: RunId
    first: int
    last: int
    frames: bytes

    def insert(self, connection: Connection, at: datetime) -> None:
        """Store it, in the caller's unit of work."""
        connection.execute(_ADD, self._row(at))

    def _row(self, at: datetime) -> dict[str, object]:
        return {
            "user_id": self.user_id,
            "run_id": self.run_id,
            "first": self.first,
            "last": self.last,
            "frames": self.frames,
            "at": at,
        }


def batch(live: LiveRun, key: Key, extra: bytes = b"") -> Batch | None:
    """What the run has said since the last batch, and one more frame that is about to be published."""
    first, last = live.persisted + 1, len(live) + (1 if extra else 0)
    if last < first:
        return None
    sealed = key.seal(live.take(live.persisted) + extra, _place(live.run_id, first))
    return Batch(user_id=live.user_id, run_id=live.run_id, first=first, last=last, frames=sealed)


def closing_batch(user_id: UserId, run_id: RunId, sequence: int, frame: bytes, key: Key) -> Batch:
    """A lone last frame, for a run whose process died."""
    sealed = key.seal(frame, _place(run_id, sequence))
    return Batch(user_id=user_id, run_id=run_id, first=sequence, last=sequence, frames=sealed)


@dataclass(frozen=True, slots=True)
class RunLog:
    """The stored frames of runs, for whoever resumes after the process has forgotten them."""

    database: Database
    keys: KeyRing

    async def write(self, batches: Sequence[Batch], at: datetime) -> None:
        """Store several runs' batches in one commit."""
        rows = [each._row(at) for each in batches]
        await self.database.write(lambda c: c.execute(_ADD, rows) and None)

    async def read(self, user_id: UserId, run_id: RunId, after: int = 0) -> list[tuple[int, bytes]]:
        """The frames after a sequence number, as (sequence, frame)."""
        key = await self.keys.of(user_id)
        query = (
            select(run_log.c.first, run_log.c.frames)
            .where(run_log.c.user_id == user_id, run_log.c.run_id == run_id, run_log.c.last > after)
            .order_by(run_log.c.first)
        )
        rows = await self.database.read(lambda c: c.execute(query).all())
        frames = [each for row in rows for each in split(key.open(row.frames, _place(run_id, row.first)))]
        return [(sequence, body) for sequence, body in frames if sequence > after]

    async def last(self, user_id: UserId, run_id: RunId) -> int | None:
        """The last stored sequence number; None when nothing is stored (any more)."""
        query = select(func.max(run_log.c.last)).where(run_log.c.user_id == user_id, run_log.c.run_id == run_id)
        return await self.database.read(lambda c: c.execute(query).scalar())

    async def prune(self, now: datetime) -> None:
        """Forget what is older than a day: the messages are in the history."""
        await self.database.write(lambda c: c.execute(delete(run_log).where(run_log.c.at < now - KEPT)) and None)


def split(frames: bytes) -> list[tuple[int, bytes]]:
    """Joined frames, one by one with their sequence numbers."""
    found: list[tuple[int, bytes]] = []
    for piece in frames.split(b"\n\n"):
        if piece and (match := _FRAME.match(piece)):
            found.append((int(match.group(1)), piece + b"\n\n"))
    return found


def _place(run_id: RunId, first: int) -> str:
    return f"run_log:{run_id}:{first}"
