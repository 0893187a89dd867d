"""Following: the stream of a run from its beginning, in the words of the door, and what a closed connection means."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Literal, Protocol

import anyio
from fastapi import Header, Request
from sse_starlette import EventSourceResponse

from agents.runs.turn import Started
from agents.runtime import Runtime
from server import sse
from server.adapters.frames import Event, events
from tools.actor import Actor

Disconnect = Literal["continue", "cancel"]
OnDisconnect = Annotated[
    Disconnect | None,
    Header(
        alias="X-Iris-On-Disconnect",
        description="What happens to the run when its caller closes the connection before the end.",
    ),
]


class Adapter(Protocol):
    """Tells a run in another protocol, event by event."""

    def hear(self, event: Event) -> bytes: ...


async def follow(
    iris: Runtime,
    actor: Actor,
    started: Started,
    on_disconnect: Disconnect = "continue",
    adapter: Adapter | None = None,
    headers: dict[str, str] | None = None,
) -> EventSourceResponse:
    """The stream of a run from its beginning, with where to find it again."""
    frames = await told(iris, actor, started, adapter)
    if on_disconnect == "cancel":
        frames = _attached(frames, iris, actor, started)
    return sse.stream(frames, {**place(started), **(headers or {})})


async def told(iris: Runtime, actor: Actor, started: Started, adapter: Adapter | None) -> AsyncIterator[bytes]:
    """The frames of a run that has just begun, or was begun by the same request before."""
    frames = await iris.runs.tail(actor, started.run_id, 0)
    assert frames is not None
    return frames if adapter is None else _adapted(frames, adapter.hear)


async def gather(
    request: Request,
    iris: Runtime,
    actor: Actor,
    started: Started,
    on_disconnect: Disconnect,
    hear: Callable[[Event], None],
) -> None:
    """Hear a whole run; a caller who leaves meanwhile hears no more of it."""

    async def listen() -> None:
        frames = await told(iris, actor, started, None)
        async for each in frames:
            for event in events(each):
                hear(event)

    listening, leaving = asyncio.ensure_future(listen()), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({listening, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if listening.done():
            return listening.result()
        if on_disconnect == "cancel":
            await iris.runs.cancel(actor, started.run_id)
    finally:
        listening.cancel()
        leaving.cancel()


def place(started: Started) -> dict[str, str]:
    """The headers that say where a run is found again."""
    return {
        "Location": f"/v1/runs/{started.run_id}/events",
        "X-Iris-Run-Id": started.run_id,
        "X-Iris-Thread-Id": started.thread_id,
    }


async def _adapted(frames: AsyncIterator[bytes], hear: Callable[[Event], bytes]) -> AsyncIterator[bytes]:
    async for each in frames:
        if said := b"".join(hear(event) for event in events(each)):
            yield said


async def _attached(
    frames: AsyncIterator[bytes], iris: Runtime, actor: Actor, started: Started
) -> AsyncIterator[bytes]:
    """The frames of a run that ends with its connection."""
    whole = False
    try:
        async for each in frames:
            yield each
        whole = True
    finally:
        if not whole:
            # The connection's task is being cancelled: what must still happen is shielded from it.
            with anyio.CancelScope(shield=True):
                await iris.runs.cancel(actor, started.run_id)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
