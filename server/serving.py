"""Serving: the settings, the socket, the runtime, uvicorn."""

import asyncio
import gc
import hashlib
import socket

import uvicorn

from agents.runtime import Runtime, build_runtime
from server import logs
from server.app import create_app
from server.connections import Connections
from server.doctor import examine
from server.http import HttpSettings
from server.limits import Limits, TokenQuota
from server.settings import Settings
from tools.errors import Misconfigured
from tools.storage import Home

GRACE_S = 3
"""Seconds that open connections have at shutdown; streams resume on the next process."""
RARER_COLLECTIONS = (20_000, 20, 50)
"""Thresholds of the garbage collector: a turn makes thousands of objects, hardly any in cycles."""


class IrisServer(uvicorn.Server):
    """uvicorn around a runtime: started before the first request, stopped after the last.

    Not by ASGI's lifespan, which turns a refusal to start into a traceback.
    """

    def __init__(self, runtime: Runtime, config: uvicorn.Config, limits: Limits | None) -> None:
        super().__init__(config)
        self._runtime = runtime
        self._limits = limits

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
        if self._limits is not None:
            await self._limits.close()


def server_of(runtime: Runtime, *, http: HttpSettings | None = None, limits: Limits | None = None) -> IrisServer:
    """A server for a runtime; give it a listening socket to `run` on. Its limits are closed with it."""
    http = http or HttpSettings()
    config = uvicorn.Config(
        create_app(runtime, http=http, limits=limits),
        # uvicorn calls what makes a protocol, and takes a class or anything that makes one.
        http=Connections(http).protocol,  # type: ignore[arg-type]
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        # uvicorn believes X-Forwarded-For from this machine; who is believed is in the settings, and read by Iris.
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
        # A wide queue of connections: two hundred streams may open at once.
        backlog=2048,
    )
    return IrisServer(runtime, config, limits)


def limits_of(settings: Settings) -> Limits:
    """The limits of a house; what it counts by is hashed under a key that comes from the master key."""
    home = Home(settings.home)
    home.open()
    material = settings.master_key.get_secret_value().encode() if settings.master_key else home.secret("master")
    return Limits(
        settings.limits_in_force(),
        secret=hashlib.sha256(b"limits" + material).digest(),
        redis_url=settings.redis_url,
        processes=settings.processes,
    )


def serve() -> None:
    """Start Iris and serve until stopped; raises Misconfigured and its kin when it cannot start."""
    settings = Settings()
    logs.set_up(settings.log_level, for_people=settings.environment == "development")
    gc.set_threshold(*RARER_COLLECTIONS)
    if settings.environment == "production":
        _refuse_what_is_weak(settings)
    listener = listen(settings.host, settings.port)
    limits = limits_of(settings)
    runtime = build_runtime(settings.runtime(), quota=TokenQuota(limits))
    server = server_of(runtime, http=settings.http(), limits=limits)
    host, port = listener.getsockname()[:2]
    mode = "guidé, sans clé" if runtime.models.mode == "guided" else runtime.models.names("writer")[0]
    print(f"Iris : http://{host}:{port}   (mode {mode})", flush=True)  # noqa: T201
    server.run(sockets=[listener])


def _refuse_what_is_weak(settings: Settings) -> None:
    if found := asyncio.run(examine(settings)):
        listed = "\n".join(f"- {weakness.name}: {weakness.remedy}" for weakness in found)
        raise Misconfigured(f"ENVIRONMENT=production does not start on a weak configuration:\n{listed}")


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
