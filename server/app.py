"""The HTTP application: routers over a runtime."""

from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from agents.runtime import Runtime
from server.asgi import RequestId
from server.errors import add_handlers
from server.routers import agents, chat, health, identity, runs, threads

VERSION = version("iris-platform")
LARGEST_BODY = 1_000_000
"""Bytes of a request; a message has 8,000 characters, an AG-UI history more."""


def create_app(runtime: Runtime, *, origins: list[str] | None = None) -> FastAPI:
    """The application over a runtime, which its server starts and stops."""
    # No docs page: FastAPI's comes from a content delivery network, and Iris calls no third party.
    app = FastAPI(
        title="Iris",
        version=VERSION,
        summary="A conversational platform that accompanies career changes",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        max_body_size=LARGEST_BODY,
    )
    app.state.runtime = runtime
    for module in (health, identity, chat, runs, threads, agents):
        app.include_router(module.router)
    add_handlers(app)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID", "Idempotency-Key", "X-Iris-User"],
            expose_headers=["Location", "X-Iris-Run-Id", "X-Iris-Thread-Id", "X-Request-Id", "Retry-After"],
            max_age=600,
        )
    app.add_middleware(RequestId)
    return app
