"""A scripted HTTP server on 127.0.0.1, on a free port, in a thread of its own."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from tests.fakes.replies import Reply


class SocketCut(Exception):
    """Makes uvicorn close the connection in the middle of a response."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: Any

    @property
    def text(self) -> str:
        """The whole body, to look for words in it."""
        return json.dumps(self.body, ensure_ascii=False)


class _Server(uvicorn.Server):
    """Stops at once when told to; uvicorn's own takes 200 ms, so that nothing is lost."""

    stop: Callable[[], object] | None = None

    async def main_loop(self) -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        self.stop = lambda: loop.call_soon_threadsafe(stopping.set)
        await stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()


class ScriptedServer:
    """Answers each request with the next reply of its script; the last one repeats.

    `requests` are those received, `disconnects` counts the streams that the client left before their end.
    """

    def __init__(self, *script: Reply) -> None:
        self.script = list(script)
        self.requests: list[Received] = []
        self.disconnects = 0
        # asyncio sets TCP_NODELAY only where the protocol is named; without it every answer takes 40 ms more.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            Starlette(routes=self.routes()), log_config=None, lifespan="off", ws="none", loop="asyncio", http="h11"
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def routes(self) -> Sequence[BaseRoute]:
        """The paths that it serves."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Where it listens, without a final slash."""
        return f"http://127.0.0.1:{self._port}"

    def next_reply(self) -> Reply:
        """The reply to the request that was just received."""
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def __enter__(self) -> Self:
        self._thread.start()
        while self._server.stop is None:
            time.sleep(0.001)
        return self

    def close(self) -> None:
        """Leave the port: who calls after that finds nobody."""
        self._socket.close()

    def __exit__(self, *_: object) -> None:
        if self._server.stop is not None:
            self._server.stop()
        self._thread.join(timeout=5)
        self.close()


class Trickle(Response):
    """An SSE stream that notices when its client leaves, even while it says nothing."""

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncIterator[bytes], server: ScriptedServer) -> None:
        super().__init__(media_type=self.media_type)
        self._frames = frames
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del self.headers["content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        writing = asyncio.create_task(self._write(send))
        leaving = asyncio.create_task(_disconnected(receive))
        await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not writing.done():
            self._server.disconnects += 1
        for task in (writing, leaving):
            task.cancel()
        outcomes = await asyncio.gather(writing, leaving, return_exceptions=True)
        if isinstance(outcomes[0], SocketCut):
            raise outcomes[0]

    async def _write(self, send: Send) -> None:
        async for frame in self._frames:
            await send({"type": "http.response.body", "body": frame, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def frames_of(payloads: Sequence[bytes], reply: Reply) -> AsyncIterator[bytes]:
    """SSE frames of `payloads`, at the pace of `reply` and with its end."""
    for payload in payloads:
        await asyncio.sleep(reply.delay_s)
        yield b"data: " + payload + b"\n\n"
    match reply.end:
        case "malformed":
            yield b'data: {"candidates": [{"content": \xc2\xabsecret\n\n'
        case "cut":
            raise SocketCut
        case "hang":
            await asyncio.sleep(3600)
        case "stop" | "silent_stop":
            pass


def encode(value: Any) -> bytes:
    """JSON, as providers send it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
