"""The clock port: time is asked for, so that it can be given."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


def unix_time() -> float:
    """The machine's own clock in Unix seconds, for libraries that count in them; it decides nothing that is stored."""
    return time.time()


class Clock(Protocol):
    """The present, in UTC."""

    def now(self) -> datetime: ...


@dataclass(slots=True)
class DatabaseClock:
    """The database's time, carried forward by the machine's monotonic clock between two readings.

    Several processes on one database agree on what is expired, whatever their own clocks say.
    """

    read: Callable[[], Awaitable[datetime]]
    _anchor: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    _at: float = 0.0

    async def set(self) -> None:
        """Read the database's time again; call at start and every few minutes."""
        before = time.monotonic()
        self._anchor = await self.read()
        self._at = (before + time.monotonic()) / 2

    def now(self) -> datetime:
        return self._anchor + timedelta(seconds=time.monotonic() - self._at)


@dataclass(slots=True)
class FixedClock:
    """A clock that moves only when told to; for tests and replays."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def advance(self, **delta: float) -> None:
        """Move forward by `timedelta(**delta)`."""
        self.at += timedelta(**delta)
