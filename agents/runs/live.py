"""A run while it lives: its events in memory, and any number of subscribers that tail them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import orjson

from tools.actor import RunId, ThreadId, UserId

Body = dict[str, object]
"""An AG-UI event, as it goes on the wire."""

BATCH = 256
"""Frames that a subscriber is given at once at most: its share of memory, whatever it missed."""
REST_S = 0.04
"""After words, a subscriber waits so long for more of them: they join in one frame. Nothing else ever waits."""


def frame(sequence: int, body: Mapping[str, object]) -> bytes:
    """One server-sent event, ended by LF (the JavaScript client of AG-UI reads nothing else)."""
    return b"id: %d\ndata: %b\n\n" % (sequence, orjson.dumps(body))


@dataclass(slots=True)
class _Entry:
    body: Body
    parts: list[str] | None = None
    encoded: bytes | None = None


@dataclass(slots=True, eq=False)
class _Subscriber:
    """One reader of the log."""

    signal: asyncio.Event = field(default_factory=asyncio.Event)
    resting: bool = False

    def rest(self) -> None:
        self.resting = True
        asyncio.get_running_loop().call_later(REST_S, self._rested)

    def _rested(self) -> None:
        self.resting = False
        self.signal.set()


@dataclass(slots=True)
class LiveRun:
    """The events of one run in this process; sequence numbers count from 1 without gaps."""

    user_id: UserId
    thread_id: ThreadId
    run_id: RunId
    closed: bool = False
    persisted: int = 0
    """How many events are in the database."""
    _entries: list[_Entry] = field(default_factory=list)
    _taken: int = 0
    _boundary: int = 0
    """Sequence number of the last event that is no delta."""
    _waiting: set[_Subscriber] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self._entries)

    def append(self, body: Body) -> None:
        """Add an event and wake who waits."""
        self._entries.append(_Entry(body))
        self._boundary = len(self._entries)
        self._wake()

    def append_delta(self, body: Body, delta: str) -> None:
        """Add words. While nobody took the last delta of the same message, they join it: fewer frames, no delay."""
        if self._taken < len(self._entries):
            last = self._entries[-1]
            if last.parts is not None and last.body.get("messageId") == body["messageId"]:
                last.parts.append(delta)
                return
        self._entries.append(_Entry(body, [delta]))
        for subscriber in self._waiting:
            if not subscriber.resting:
                subscriber.signal.set()

    def close(self) -> None:
        """No event follows; subscribers end after the last one."""
        self.closed = True
        self._wake()

    def take(self, after: int, upto: int | None = None) -> bytes:
        """The frames after a sequence number, frozen: nothing joins them any more."""
        end = len(self._entries) if upto is None else min(upto, len(self._entries))
        self._taken = max(self._taken, end)
        return b"".join(self._frame(index) for index in range(after, end))

    async def tail(self, after: int) -> AsyncIterator[bytes]:
        """Frames after a sequence number, then live ones until the run ends. A slow reader delays nobody."""
        subscriber = _Subscriber()
        self._waiting.add(subscriber)
        try:
            while True:
                subscriber.signal.clear()
                end = len(self._entries)
                if after < end and (not subscriber.resting or after < self._boundary):
                    upto = min(after + BATCH, end)
                    chunk = self.take(after, upto)
                    after = upto
                    if upto > self._boundary and not subscriber.resting:
                        subscriber.rest()
                    yield chunk
                elif self.closed and after >= end:
                    return
                else:
                    await subscriber.signal.wait()
        finally:
            self._waiting.discard(subscriber)

    def _frame(self, index: int) -> bytes:
        entry = self._entries[index]
        if entry.encoded is None:
            if entry.parts is not None:
                entry.body["delta"] = "".join(entry.parts)
            entry.encoded = frame(index + 1, entry.body)
        return entry.encoded

    def _wake(self) -> None:
        for subscriber in self._waiting:
            subscriber.signal.set()
