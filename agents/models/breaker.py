"""A circuit breaker. Pure: the caller passes monotonic seconds in.

    closed --failures in a row--> open --open_s later--> half-open --success--> closed
                                    ^------------------- failure ------'

Source: M. Nygard, Release It!, Stability Patterns.
"""

from dataclasses import dataclass
from typing import Literal

State = Literal["closed", "open", "half_open"]


@dataclass(slots=True)
class CircuitBreaker:
    """Leaves a failing model alone for `open_s` seconds, then lets one call try it."""

    failures: int
    open_s: float
    _failed: int = 0
    _opened_at: float | None = None
    _trying: bool = False

    def state(self, now: float) -> State:
        """The state at `now` (monotonic seconds)."""
        if self._opened_at is None:
            return "closed"
        return "half_open" if now - self._opened_at >= self.open_s else "open"

    def permit(self, now: float) -> bool:
        """Whether a call may go out at `now`. One that may ends with `succeed`, `fail` or `release`."""
        match self.state(now):
            case "closed":
                return True
            case "open":
                return False
            case "half_open":
                if self._trying:
                    return False
                self._trying = True
                return True

    def succeed(self) -> None:
        """The model answered."""
        self._failed, self._opened_at, self._trying = 0, None, False

    def fail(self, now: float) -> None:
        """The call failed at `now`: opens after enough failures in a row, and at once when half-open."""
        self._failed += 1
        self._trying = False
        if self._failed >= self.failures or self._opened_at is not None:
            self._opened_at = now

    def release(self) -> None:
        """The call was abandoned (cancelled): it tells nothing, another may try."""
        self._trying = False
