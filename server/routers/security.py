"""Security: how to report a weakness, and where browsers report what a page's policy refused."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from agents.voice import LOCALES
from server.auth import Anyone, Iris
from server.http import http_of
from tools.errors import BadRequest, NotFound

router = APIRouter(tags=["security"])

log = logging.getLogger(__name__)

IN_FORCE = timedelta(days=180)
"""RFC 9116 recommends less than a year."""
MOST_REPORTS = 20


@router.get("/.well-known/security.txt", dependencies=[Anyone], response_class=PlainTextResponse)
async def security_txt(request: Request, iris: Iris) -> str:
    """Where to write about a weakness (RFC 9116); 404 as long as IRIS_SECURITY_CONTACT is unset."""
    contact = http_of(request).security_contact
    if not contact:
        raise NotFound("no security contact")
    midnight = iris.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    expires = (midnight + IN_FORCE).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: {', '.join(LOCALES)}\n"


@router.post("/v1/csp-reports", dependencies=[Anyone], status_code=204)
async def csp_report(request: Request) -> None:
    """What a browser refused on a page of Iris. Only the directive and the host are noted, never an address."""
    try:
        told = json.loads(await request.body())
    except ValueError as error:
        raise BadRequest("a report is JSON") from error
    for directive, host in _violations(told):
        log.warning("a page's policy refused %s from %s", directive, host)


def _violations(told: object) -> Iterator[tuple[str, str]]:
    reports = told if isinstance(told, list) else [told]
    for report in reports[:MOST_REPORTS]:
        if not isinstance(report, dict):
            continue
        body = report.get("csp-report") or report.get("body")
        if isinstance(body, dict):
            directive = body.get("effective-directive") or body.get("effectiveDirective") or "?"
            blocked = body.get("blocked-uri") or body.get("blockedURL") or "?"
            yield _word(str(directive)), _host(str(blocked))


def _host(blocked: str) -> str:
    try:
        return _word(urlsplit(blocked).hostname or "inline")
    except ValueError:
        return "?"


def _word(text: str) -> str:
    return text[:60] if text.isascii() and all(c.isalnum() or c in ".-:" for c in text) else "?"
