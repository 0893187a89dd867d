"""Serving: the settings, the socket, the runtime, uvicorn."""

import gc
import socket

import uvicorn

from agents.runtime import Runtime, build_runtime
from server import logs
from server.app import create_app
from server.settings import Settings
from tools.errors import Misconfigured

GRACE_S = 3
"""Seconds that open connections have at shutdown; streams resume on the next process."""
RARER_COLLECTIONS = (20_000, 20, 50)
"""Thresholds of the garbage collector: a turn makes thousands of objects, hardly any in cycles."""


class IrisServer(uvicorn.Server):
    """uvicorn around a runtime: started before the first request, stopped after the last.

    Not by ASGI's lifespan, which turns a refusal to start into a traceback.
    """

    def __init__(self, runtime: Runtime, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._runtime = runtime

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Raises what `Runtime.start` raises."""
        await self._runtime.start()
        # What is loaded stays: without this, every full collection walks through a million objects of libraries,
        # and takes a third of the processor at 200 streams.
        gc.freeze()
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let connections end, then the runs."""
        await super().shutdown(sockets)
        await self._runtime.stop()


def server_of(runtime: Runtime, *, origins: list[str] | None = None) -> IrisServer:
    """A server for a runtime; give it a listening socket to `run` on."""
    config = uvicorn.Config(
        create_app(runtime, origins=origins),
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        # A wide queue of connections: two hundred streams may open at once.
        backlog=2048,
    )
    return IrisServer(runtime, config)


def serve() -> None:
    """Start Iris and serve until stopped; raises Misconfigured and its kin when it cannot start."""
    settings = Settings()
    logs.set_up(settings.log_level)
    gc.set_threshold(*RARER_COLLECTIONS)
    listener = listen(settings.host, settings.port)
    runtime = build_runtime(settings.runtime())
    server = server_of(runtime, origins=settings.origins)
    host, port = listener.getsockname()[:2]
    mode = "guidé, sans clé" if runtime.models.mode == "guided" else runtime.models.names("writer")[0]
    print(f"Iris : http://{host}:{port}   (mode {mode})", flush=True)  # noqa: T201
    server.run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises Misconfigured when the port is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: asyncio sets TCP_NODELAY only then, and without it an answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Misconfigured(
            f"{host}:{port} cannot be used ({error.strerror}): stop the other program, or set IRIS_PORT"
        ) from error
    return listener
