"""What a fake provider is told to answer, in words that every provider shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Say:
    """A piece of text: one chunk of the stream."""

    text: str


@dataclass(frozen=True, slots=True)
class Think:
    """A piece of thinking."""

    text: str


@dataclass(frozen=True, slots=True)
class Use:
    """A tool call; `signature` is Gemini's thought signature (base64)."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    signature: str | None = None


Part = Say | Think | Use
End = Literal["stop", "silent_stop", "malformed", "cut", "hang"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. `end`: `silent_stop` ends properly without a finish reason, `cut` closes the socket."""

    parts: tuple[Part, ...] = ()
    delay_s: float = 0.0
    """Before each chunk."""
    end: End = "stop"
    finish: str | None = None
    """Another finish reason than the usual one."""
    block_reason: str | None = None
    """The prompt itself is refused (Gemini's promptFeedback)."""
    status: int = 200
    retry_after_s: float | None = None
    """As a Retry-After header."""
    retry_delay_s: float | None = None
    """As Google's RetryInfo, in the body."""
    in_stream: bool = False
    """The error comes as an event of a stream that began well."""
    reason: str | None = None
    """Google's `details[].reason` of an error."""


def says(*texts: str, delay_s: float = 0.0) -> Reply:
    """A text in one or more chunks."""
    return Reply(parts=tuple(Say(text) for text in texts), delay_s=delay_s)


def uses(*calls: Use, text: str = "") -> Reply:
    """One or more tool calls, after some text if there is any."""
    return Reply(parts=((Say(text),) if text else ()) + calls)


def thinks(thought: str, *texts: str) -> Reply:
    """Thinking, then a text."""
    return Reply(parts=(Think(thought), *(Say(text) for text in texts)))


def ends(end: End, *texts: str) -> Reply:
    """A text that does not end as it should."""
    return Reply(parts=tuple(Say(text) for text in texts), end=end)


def refuses(
    status: int,
    *,
    retry_after_s: float | None = None,
    retry_delay_s: float | None = None,
    reason: str | None = None,
) -> Reply:
    """An HTTP error."""
    return Reply(status=status, retry_after_s=retry_after_s, retry_delay_s=retry_delay_s, reason=reason)


def fails_in_stream(status: int, *texts: str) -> Reply:
    """An error that comes as an event, after some text."""
    return Reply(parts=tuple(Say(text) for text in texts), status=status, in_stream=True)


def blocks_prompt(reason: str = "SAFETY") -> Reply:
    """The prompt is refused; there is no candidate."""
    return Reply(block_reason=reason)


def blocks_answer(*texts: str, finish: str = "SAFETY") -> Reply:
    """The answer is stopped, after some text if there is any."""
    return Reply(parts=tuple(Say(text) for text in texts), finish=finish)
