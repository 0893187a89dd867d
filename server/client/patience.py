"""How long to wait and how often to try again: pure decisions, no clock."""

from collections.abc import Callable
from dataclasses import dataclass

from .calls import Call
from .errors import Reply, refusal

PING_S = 15.0
"""Iris breaks every silence of a stream with a comment after so long."""

MAY_PASS = frozenset({429, 502, 503, 504})
"""Refusals that say nothing about the request: try again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Limits, in seconds where the name ends in `_s`."""

    silence_s: float = 2.5 * PING_S
    """A connection that says nothing for so long, not even a comment, is dead."""
    connect_s: float = 10.0
    attempts: int = 12
    """Failures in a row, without one event in between, before a run is given up: half a minute of refusals, long enough
    for a server to restart."""
    backoff_s: float = 0.25
    longest_backoff_s: float = 5.0
    longest_wait_s: float = 60.0
    """A Retry-After beyond this is left to the caller."""

    def backoff(self, failures: int, jitter: Callable[[], float]) -> float:
        """Seconds before trying again: doubling, then spread by `jitter` (0..1) over the upper half."""
        # 2.0 ** 1024 overflows: no backoff needs as many doublings.
        longest = min(self.longest_backoff_s, self.backoff_s * 2.0 ** min(failures - 1, 60))
        return longest * (0.5 + 0.5 * jitter())

    def before_repeating(self, call: Call[object], tried: int, reply: Reply | None) -> float | None:
        """Seconds before a call other than a stream is sent once more; None: the answer, or its absence, stands.

        `reply` is None when the network failed. Only a GET waits for Retry-After.
        """
        if tried > 1 or not call.repeatable:
            return None
        if reply is None:
            return self.backoff_s
        if call.method != "GET" or reply.status not in (429, 503):
            return None
        asked = refusal(reply).retry_after
        return asked if asked is not None and asked <= self.longest_wait_s else None
