"""The edge of every request, in pure ASGI: its name, its host, the headers of its answer, its line in the log."""

import logging
import re
import secrets
import time

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from server.errors import refusal
from server.http import HttpSettings
from server.refusals import UnknownHost

access = logging.getLogger("iris.access")

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OVERRIDABLE = {
    # What apps fetch comes by CORS; only what a page includes from elsewhere (the widget's script) says otherwise.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HSTS = "max-age=63072000; includeSubDomains"
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
REPORTS = "/v1/csp-reports"

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?")


class Edge:
    """Around everything, also around the answer to a defect."""

    def __init__(self, app: ASGIApp, http: HttpSettings) -> None:
        self.app = app
        self.http = http
        self._hosts = {host.lower().strip("[]") for host in http.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse one that names another host."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["request_id"] = secrets.token_hex(8)
        scope["csp_nonce"] = secrets.token_urlsafe(16)
        clear_contextvars()
        bind_contextvars(request_id=scope["request_id"])
        began, status = time.perf_counter(), 0

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(scope, MutableHeaders(scope=message))
            await send(message)

        app = self.app if self._known_host(scope) else _misdirected
        try:
            await app(scope, receive, guarded)
        finally:
            note = {
                "method": scope["method"],
                # The template, not the path: a path may hold what identifies a person.
                "route": getattr(scope.get("route"), "path", "-"),
                "status": status,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
            access.info("request", extra=note)

    def _dress(self, scope: Scope, headers: MutableHeaders) -> None:
        headers["X-Request-Id"] = scope["request_id"]
        headers.update(FIXED)
        # Of two sites that ask for the same, neither is shown by a cache what the other one was granted.
        headers.add_vary_header("Origin")
        if "access-control-allow-origin" not in headers:
            headers.update(scope.get("cors", {}))
        for name, value in OVERRIDABLE.items():
            headers.setdefault(name, value)
        if self.http.https or self.http.proxies.https(scope):
            headers["Strict-Transport-Security"] = HSTS
        page = headers.get("content-type", "").startswith("text/html")
        headers.setdefault("Content-Security-Policy", self._page_policy(scope) if page else NO_PAGE)

    def _page_policy(self, scope: Scope) -> str:
        # A page of one app says whom that app allows to frame it; other pages, the origins of the settings.
        framers = scope.get("frame_ancestors", self.http.origins)
        nonce = f"'nonce-{scope['csp_nonce']}'"
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src 'self' {nonce}",
                f"style-src 'self' {nonce}",
                "img-src 'self' data:",
                "connect-src 'self'",
                "form-action 'self'",
                "base-uri 'none'",
                "object-src 'none'",
                f"frame-ancestors {' '.join(each for each in framers if each != '*') or chr(39) + 'none' + chr(39)}",
                "require-trusted-types-for 'script'",
                f"report-uri {REPORTS}",
            )
        )

    def _known_host(self, scope: Scope) -> bool:
        # Of two Host headers, a proxy might read the other one (RFC 9112, 3.2).
        given = _HOST.fullmatch(",".join(Headers(scope=scope).getlist("host")).lower())
        return given is not None and given["name"].strip("[]") in self._hosts


async def _misdirected(scope: Scope, receive: Receive, send: Send) -> None:
    answer = refusal(Request(scope), UnknownHost("the Host header names another server"))
    await answer(scope, receive, send)
