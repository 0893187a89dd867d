"""The developers' page: how to embed Iris, the doors that are open, and a reference from the API's own description."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.auth import Anyone, anyone, holder, newcomer
from server.errors import locale_of
from server.origins import own_origin
from server.reference import read_reference
from server.routers.widget import SCRIPT, build

router = APIRouter(tags=["site"])

SITE = Path(__file__).parents[1] / "site"
ORIGIN, NONCE = "https://origin.invalid", "nonce-of-this-answer"
"""What stands in the page that is kept, in the place of what is each answer's own."""

OPEN = (anyone, newcomer, holder)
"""Rules of routes that need no bearer."""


@router.get("/developers", dependencies=[Anyone], response_class=HTMLResponse)
async def developers(request: Request, locale: Annotated[str, Depends(locale_of)]) -> HTMLResponse:
    """How to embed Iris, which doors are open, and the reference of every route."""
    lang = "fr" if locale == "fr" else "en"
    kept: dict[str, str] = request.app.state.pages
    if lang not in kept:
        kept[lang] = _page(request.app, lang)
    page = kept[lang].replace(ORIGIN, own_origin(request)).replace(NONCE, request.scope["csp_nonce"])
    return HTMLResponse(page, headers={"Content-Language": lang, "Vary": "Accept-Language"})


def _page(app: FastAPI, lang: str) -> str:
    # French, or English for any other language; the reference in English.
    reference = read_reference(app.openapi(), unguarded=frozenset(_unguarded(app)), origin=ORIGIN)
    built = build()[SCRIPT]
    page = _pages().get_template(f"developers.{lang}.html")
    return page.render(
        lang=lang, reference=reference, origin=ORIGIN, script=built.address, integrity=built.integrity, nonce=NONCE
    )


def _unguarded(app: FastAPI) -> set[tuple[str, str]]:
    """Method and path of each route that asks for no bearer."""
    found, left = set(), list(app.routes)
    while left:
        each: Any = left.pop()
        if not isinstance(each, APIRoute):
            left += getattr(getattr(each, "original_router", each), "routes", [])
        elif any(dependency.call in OPEN for dependency in each.dependant.dependencies):
            found |= {(method, each.path) for method in each.methods or ()}
    return found


@cache
def _pages() -> Environment:
    # Every value is escaped: the page shows what routes say of themselves, and nothing of it is HTML.
    return Environment(
        loader=FileSystemLoader(SITE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
