"""Server-sent events: one way to stream frames that are encoded already."""

from collections.abc import AsyncIterator

from fastapi import Depends
from sse_starlette import EventSourceResponse

from server.auth import Person
from server.limits.doors import House

PING_S = 15
"""A comment every 15 seconds of silence: below the idle time-out of common proxies."""
SEND_S = 30
"""A client that does not read for so long is let go; it resumes by sequence number."""

HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}


def stream(frames: AsyncIterator[bytes], headers: dict[str, str] | None = None) -> EventSourceResponse:
    """Stream frames. Lines end with LF: the JavaScript client of AG-UI does not read CRLF."""
    return EventSourceResponse(
        frames, headers={**HEADERS, **(headers or {})}, sep="\n", ping=PING_S, send_timeout=SEND_S
    )


async def slot(actor: Person, limits: House) -> AsyncIterator[None]:
    """Hold one of the person's streams until the answer has ended, or its reader has gone.

    Raises TooManyRequests, before the stream opens.
    """
    async with limits.stream(actor.user_id):
        yield


Slot = Depends(slot)
