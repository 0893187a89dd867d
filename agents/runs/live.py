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


def frame(sequence: int, body: Mapping[str, object]) -> bytes:
    """One server-sent event, ended by LF (the JavaScript client of AG-UI reads nothing else)."""
    return b"id: %d\ndata: %b\n\n" % (sequence, orjson.dumps(body))


@dataclass(slots=True)
class _Entry:
    body: Body
    parts: list[str] | None = None
    encoded: bytes | None = None


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
    _waiting: set[asyncio.Event] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def subscribers(self) -> int:
        """How many subscribers wait for the next event."""
        return len(self._waiting)

    def append(self, body: Body) -> None:
        """Add an event and wake who waits."""
        self._entries.append(_Entry(body))
        self._wake()

    def append_delta(self, body: Body, delta: str) -> None:
        """Add words. While nobody took the last delta of the same message, they join it: fewer frames, no delay."""
        if self._taken < len(self._entries):
            last = self._entries[-1]
            if last.parts is not None and last.body.get("messageId") == body["messageId"]:
                last.parts.append(delta)
                return
        self._entries.append(_Entry(body, [delta]))
        self._wake()

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
        signal = asyncio.Event()
        self._waiting.add(signal)
        try:
            while True:
                if after < len(self._entries):
                    upto = min(after + BATCH, len(self._entries))
                    chunk = self.take(after, upto)
                    after = upto
                    yield chunk
                elif self.closed:
                    return
                else:
                    signal.clear()
                    await signal.wait()
        finally:
            self._waiting.discard(signal)

    def _frame(self, index: int) -> bytes:
        entry = self._entries[index]
        if entry.encoded is None:
            if entry.parts is not None:
                entry.body["delta"] = "".join(entry.parts)
            entry.encoded = frame(index + 1, entry.body)
        return entry.encoded

    def _wake(self) -> None:
        for signal in self._waiting:
            signal.set()
