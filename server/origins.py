"""Origins: which pages may call, for all apps and for each."""

import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from agents.runtime import Runtime
from server.errors import refusal
from server.http import LOOPBACK, HttpSettings, http_of
from server.refusals import OriginRefused
from tools.accounts import DEMO_KEY, App
from tools.accounts.origins import origins_by_app

KNOWN_S = 5.0
"""How long an origin that was taken from an app may go on."""

METHODS = "GET, POST, PUT, PATCH, DELETE"
HEADERS = (
    "Authorization, Content-Type, Last-Event-ID, Idempotency-Key, X-Iris-User, X-Iris-Thread-Id, X-Iris-CSRF, "
    "X-Iris-On-Disconnect, "
    # What OpenAI's client says of itself with every request.
    "X-Stainless-Arch, X-Stainless-Helper-Method, X-Stainless-Lang, X-Stainless-OS, X-Stainless-Package-Version, "
    "X-Stainless-Retry-Count, X-Stainless-Runtime, X-Stainless-Runtime-Version, X-Stainless-Timeout"
)
EXPOSED = "Location, X-Iris-Run-Id, X-Iris-Thread-Id, X-Request-Id, Retry-After, Content-Language, Content-Disposition"


@dataclass(slots=True)
class Origins:
    """The origins of the settings and of the apps, the latter read again every five seconds."""

    runtime: Runtime
    http: HttpSettings
    _by_app: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _known_until: float = 0.0

    async def of(self, publishable_key: str) -> tuple[str, ...]:
        """Those of one app; none: any that CORS lets through."""
        return (await self._listed()).get(publishable_key, ())

    async def grant(self, origin: str) -> dict[str, str]:
        """The CORS headers that an origin gets. Credentials only where it is listed."""
        listed = await self._listed()
        if origin in self.http.origins or any(origin in origins for origins in listed.values()):
            return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}
        if "*" in self.http.origins or (self.runtime.directory.demo and on_loopback(origin)):
            return {"Access-Control-Allow-Origin": origin}
        return {}

    async def accepts(self, origin: str, app: App) -> bool:
        """Whether a page of an origin may call for an app; the demo app belongs to the pages of this machine."""
        if origin in self.http.origins or "*" in self.http.origins:
            return True
        if app.publishable_key == DEMO_KEY:
            return on_loopback(origin)
        listed = await self.of(app.publishable_key)
        return not listed or origin in listed

    async def _listed(self) -> dict[str, tuple[str, ...]]:
        if time.monotonic() >= self._known_until:
            self._by_app = await origins_by_app(self.runtime.database)
            self._known_until = time.monotonic() + KNOWN_S
        return self._by_app


class Cors:
    """Answers preflights, and says which pages may read: the edge puts it on every answer, to a defect too."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self.app = app
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with the headers that its origin gets as `cors`; one that is not allowed gets none."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin")
        if origin is None:
            await self.app(scope, receive, send)
            return
        granted = await self.origins.grant(origin)
        if granted:
            scope["cors"] = {**granted, "Access-Control-Expose-Headers": EXPOSED}
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight(scope, bool(granted))(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _preflight(scope: Scope, granted: bool) -> Response:
    if not granted:
        return refusal(Request(scope), OriginRefused("this origin is not listed"))
    asked = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": HEADERS}
    return Response(status_code=204, headers={**asked, "Access-Control-Max-Age": "600"})


async def check_origin(request: Request, app: App) -> None:
    """Raise OriginRefused when a page calls that is none of the app's; a caller that is no page has no origin."""
    origin = request.headers.get("origin")
    if origin is None or origin == own_origin(request):
        return
    origins: Origins = request.app.state.origins
    if not await origins.accepts(origin, app):
        raise OriginRefused("the origin is none of the app's")


def own_origin(request: Request) -> str:
    """The origin of the pages that this server itself serves."""
    scheme = "https" if http_of(request).proxies.https(request.scope) else "http"
    return f"{scheme}://{request.headers.get('host', '').lower()}"


def on_loopback(origin: str) -> bool:
    """Whether a page comes from this machine."""
    try:
        return (urlsplit(origin).hostname or "") in LOOPBACK
    except ValueError:
        return False
