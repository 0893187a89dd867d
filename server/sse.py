"""Server-sent events: one way to stream frames that are encoded already."""

from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse

PING_S = 15
"""A comment every 15 seconds of silence: below the idle time-out of common proxies."""
SEND_S = 30
"""A client that does not read for so long is let go; it resumes by sequence number."""

HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


def stream(frames: AsyncIterator[bytes], headers: dict[str, str] | None = None) -> EventSourceResponse:
    """Stream frames. Lines end with LF: the JavaScript client of AG-UI does not read CRLF."""
    return EventSourceResponse(
        frames, headers={**HEADERS, **(headers or {})}, sep="\n", ping=PING_S, send_timeout=SEND_S
    )
