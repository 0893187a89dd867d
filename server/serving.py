"""Serving: the settings, the socket, the runtime, uvicorn."""

import logging
import socket

import uvicorn

from agents.runtime import build_runtime
from server.app import create_app
from server.settings import Settings
from tools.errors import Misconfigured

GRACE_S = 3
"""Seconds that open connections have at shutdown; streams resume on the next process."""


def serve() -> None:
    """Start Iris and serve until stopped; raises Misconfigured and its kin when it cannot start."""
    settings = Settings()
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("httpx", "chromadb", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    listener = listen(settings.host, settings.port)
    app = create_app(build_runtime(settings.runtime()), origins=settings.origins)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        # A wide queue of connections: two hundred streams may open at once.
        backlog=2048,
    )
    host, port = listener.getsockname()[:2]
    mode = "guidé, sans clé" if app.state.runtime.models.mode == "guided" else "modèle"
    print(f"Iris : http://{host}:{port}   (mode {mode})", flush=True)  # noqa: T201
    uvicorn.Server(config).run(sockets=[listener])


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
