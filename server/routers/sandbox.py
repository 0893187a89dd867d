"""The page of the sandbox: a purchase is paid or refused there in play, where no payment provider is connected."""

import logging
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.auth import Anyone, Iris
from server.errors import locale_of
from server.origins import own_origin
from server.refusals import CsrfRefused
from tools.billing import EventParked, OrderUnpaid
from tools.billing.sandbox import SandboxGateway, SandboxPage
from tools.billing.wording import price
from tools.errors import NotFound

log = logging.getLogger(__name__)

router = APIRouter(prefix="/billing/sandbox", tags=["billing"])

PAGE = Path(__file__).parents[1] / "site" / "sandbox.html"

WORDS = {
    "fr": {
        "sand": "Bac à sable : aucun argent n’est débité",
        "title": "Paiement simulé – Iris",
        "open": "Un achat pour essayer",
        "product": "Achat",
        "price": "Prix affiché",
        "monthly": "par mois",
        "explained": "Rien n’est payé ici, aucune carte n’est demandée. Payer fait comme si la banque avait accepté.",
        "pay": "Payer (simulation)",
        "refuse": "Refuser",
        "paid": "C’est payé, pour de faux",
        "paid_words": "Retournez à votre conversation : l’achat y est déjà, ou arrive dans un instant.",
        "closed": "Rien n’est acheté",
        "closed_words": "Retournez à votre conversation : elle vous attend, et rien n’a changé.",
        "gone": "Cette page n’existe pas",
        "gone_words": "Retournez à votre conversation, et demandez-y de nouveau cet achat.",
    },
    "en": {
        "sand": "Sandbox: no money is charged",
        "title": "Simulated payment – Iris",
        "open": "A purchase to try things out",
        "product": "Purchase",
        "price": "Price shown",
        "monthly": "a month",
        "explained": "Nothing is paid here and no card is asked for. Paying acts as if the bank had agreed.",
        "pay": "Pay (simulation)",
        "refuse": "Refuse",
        "paid": "Paid, in play",
        "paid_words": "Go back to your conversation: the purchase is there, or comes in a moment.",
        "closed": "Nothing was bought",
        "closed_words": "Go back to your conversation: it waits for you, and nothing has changed.",
        "gone": "This page does not exist",
        "gone_words": "Go back to your conversation, and ask for the purchase there again.",
    },
}
"""French, or English for any other language."""

Deed = Literal["pay", "refuse"]
ObjectId = Annotated[str, InPath(max_length=128)]
Locale = Annotated[str, Depends(locale_of)]


@router.get("/{object_id}", dependencies=[Anyone], response_class=HTMLResponse, responses={404: {}})
async def sandbox_page(request: Request, object_id: ObjectId, iris: Iris, locale: Locale) -> HTMLResponse:
    """What a purchase is and what it would cost; once paid or refused, that it is. The id is the secret."""
    try:
        return _shown(request, await _gateway(iris.billing.gateway).page(object_id), locale)
    except NotFound:
        return _gone(request, locale)


@router.post(
    "/{object_id}/{deed}",
    dependencies=[Anyone],
    status_code=303,
    response_class=RedirectResponse,
    responses={404: {"content": {"text/html": {}}}, 403: {"description": "Sent by a page of somebody else"}},
)
async def decide(request: Request, object_id: ObjectId, deed: Deed, iris: Iris, locale: Locale) -> Response:
    """The person pays or refuses, in play; back to the page, which says what came of it."""
    _of_this_page(request)
    try:
        sandbox = _gateway(iris.billing.gateway)
        sent = await (sandbox.pay(object_id) if deed == "pay" else sandbox.refuse(object_id))
        if sent is not None:
            await iris.billing.receive(sent.payload, sent.signature)
    except NotFound:
        return _gone(request, locale)
    except OrderUnpaid:
        # Closed meanwhile: the page says so.
        pass
    except EventParked as parked:
        # It is kept: a job works on it again.
        log.warning("a notice of the sandbox waits: %s", parked)
    return RedirectResponse(request.url.path.removesuffix(f"/{deed}"), 303)


def _gateway(gateway: object) -> SandboxGateway:
    if not isinstance(gateway, SandboxGateway):
        raise NotFound("there is no sandbox")
    return gateway


def _of_this_page(request: Request) -> None:
    """Raise CsrfRefused when the page of another site sent the form. A caller that is no page has no origin."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    trusted = origin in (None, own_origin(request)) if site is None else site == "same-origin"
    if not trusted:
        raise CsrfRefused("the form of another site")


def _shown(request: Request, page: SandboxPage, locale: str) -> HTMLResponse:
    lang = _language(page.locale or locale)
    words = WORDS[lang]
    if page.paid or page.status != "open":
        state = "paid" if page.paid else "closed"
        return _page(request, lang, words[state], f"<p>{escape(words[f'{state}_words'])}</p>")
    cost = price(page.amount, page.currency, lang) + (f" {words['monthly']}" if page.monthly else "")
    rows = ((words["product"], page.title), (words["price"], cost))
    body = (
        f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in rows)}</dl>"
        f"<p>{escape(words['explained'])}</p>"
        # The form is empty: this server takes no other body than JSON.
        f'<form method="post">{_button(request, "pay", words)}{_button(request, "refuse", words)}</form>'
    )
    return _page(request, lang, words["open"], body)


def _button(request: Request, deed: str, words: dict[str, str]) -> str:
    address = escape(f"{request.url.path}/{deed}", quote=True)
    return f'<button class="{deed}" formaction="{address}">{escape(words[deed])}</button>'


def _gone(request: Request, locale: str) -> HTMLResponse:
    lang = _language(locale)
    return _page(request, lang, WORDS[lang]["gone"], f"<p>{escape(WORDS[lang]['gone_words'])}</p>", status=404)


def _language(locale: str) -> str:
    return "fr" if locale == "fr" else "en"


def _page(request: Request, lang: str, heading: str, body: str, status: int = 200) -> HTMLResponse:
    """A page; `body` is HTML whose values are escaped."""
    told = {"title": WORDS[lang]["title"], "sand": WORDS[lang]["sand"], "heading": heading}
    words = {name: escape(text) for name, text in told.items()}
    page = _template().substitute(words, lang=lang, nonce=request.scope["csp_nonce"], body=body)
    return HTMLResponse(page, status, headers={"Content-Language": lang, "Vary": "Accept-Language"})


@cache
def _template() -> Template:
    return Template(PAGE.read_text(encoding="utf-8"))
