"""The HTTP application: routers over a runtime."""

import secrets
from importlib.metadata import version

from fastapi import FastAPI
from starlette.types import ASGIApp

from agents.runtime import Runtime
from server.asgi import Edge
from server.bodies import Bodies
from server.errors import add_handlers
from server.http import HttpSettings
from server.limits import Limits, LimitSettings
from server.origins import Cors, Origins
from server.routers import (
    admin,
    agents,
    ai_sdk,
    apps,
    aube,
    auth,
    billing,
    chat,
    coach,
    completions,
    developers,
    energy,
    events,
    files,
    health,
    home,
    identity,
    privacy,
    profile,
    reports,
    runs,
    sandbox,
    security,
    site,
    threads,
    trajectory,
    widget,
)

VERSION = version("iris-platform")


ROUTERS = (
    health,
    security,
    home,
    widget,
    site,
    developers,
    apps,
    identity,
    auth,
    profile,
    chat,
    runs,
    completions,
    ai_sdk,
    threads,
    files,
    energy,
    billing,
    sandbox,
    events,
    coach,
    aube,
    trajectory,
    reports,
    privacy,
    agents,
    admin,
)


class IrisApp(FastAPI):
    """FastAPI inside the edge: what FastAPI adds as middleware stands inside its answer to a defect."""

    def build_middleware_stack(self) -> ASGIApp:
        """The edge around the whole stack."""
        return Edge(super().build_middleware_stack(), self.state.http)


def create_app(runtime: Runtime, *, http: HttpSettings | None = None, limits: Limits | None = None) -> FastAPI:
    """The application over a runtime, which its server starts and stops; without limits, those of the defaults."""
    # No docs page: FastAPI's comes from a content delivery network, and Iris calls no third party.
    app = IrisApp(
        title="Iris",
        version=VERSION,
        summary="A conversational platform that accompanies career changes",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    app.state.runtime = runtime
    app.state.http = http or HttpSettings()
    app.state.limits = limits or Limits(LimitSettings(), secret=secrets.token_bytes(32))
    app.state.origins = Origins(runtime, app.state.http)
    app.state.pages = {}
    for module in ROUTERS:
        app.include_router(module.router)
    app.include_router(reports.links)
    add_handlers(app)
    # The last one added is the outermost.
    app.add_middleware(Bodies, seconds=app.state.http.body_s)
    app.add_middleware(Cors, origins=app.state.origins)
    return app
