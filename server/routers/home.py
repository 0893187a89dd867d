"""The hosted page, where people talk with Iris, and a foreign page that embeds the widget."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from server.auth import Anyone, Iris
from server.errors import locale_of
from server.origins import Origins, own_origin
from server.routers.widget import SCRIPT, build
from tools.accounts import DEMO_KEY
from tools.errors import NotFound

router = APIRouter(tags=["site"])

SITE = Path(__file__).parents[1] / "site"
AppKey = Annotated[str | None, Query(pattern=r"^pk_[A-Za-z0-9_]{1,60}$")]

HOSTILE = (
    "default-src 'none'; script-src {origin}; connect-src {origin}; style-src 'none'; img-src 'none'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types lit-html"
)
"""All that a site has to allow for the widget, and nothing else."""

WORDS = {
    "fr": {
        "title": "Iris, pour changer de métier",
        "description": "Parlez avec Iris de votre changement de métier : bilan, pistes, CV, lettres, démarches.",
        "heading": "Changer de métier, sans être seul face à la page blanche",
        "what": (
            "Iris est une intelligence artificielle qui accompagne les reconversions. "
            "Dites où vous en êtes, avec vos mots."
        ),
        "first": "Un premier résultat expliqué en une minute : trois métiers, et pourquoi.",
        "second": "Chaque chiffre a sa source et sa date. Tout se corrige, tout se conteste.",
        "third": "CV, lettres, trajectoire : vous partez de ce qui a été dit, sans rien recopier.",
        "honest": (
            "Iris peut se tromper. Elle ne remplace ni un conseiller en évolution professionnelle, ni un médecin, "
            "ni un juriste. Parler est gratuit ; ce qui coûte de l’énergie est annoncé avant."
        ),
        "private": (
            "Pas de cookie, pas de traceur, aucun service tiers dans cette page. Vos noms, adresses et numéros sont "
            "masqués avant qu’un modèle les lise. Vous pouvez tout voir, tout télécharger et tout effacer."
        ),
        "developers": (
            'Vous développez un site ou une application ? <a href="/developers">La page des développeurs</a>.'
        ),
        "closed": "Aucune application n’est ouverte à cette adresse. Retournez sur le site où vous parlez avec Iris.",
        "noscript": "Cette page a besoin de JavaScript.",
    },
    "en": {
        "title": "Iris, to change careers",
        "description": "Talk with Iris about your change of career: assessment, ideas, CV, letters, next steps.",
        "heading": "Change careers, without facing the blank page alone",
        "what": (
            "Iris is an artificial intelligence that accompanies career changes. Say where you are, in your own words."
        ),
        "first": "A first explained result in one minute: three occupations, and why.",
        "second": "Every figure has its source and its date. You can correct and contest everything.",
        "third": "CV, letters, path: you start from what was said, with nothing to copy.",
        "honest": (
            "Iris can be wrong. It replaces neither a career counsellor, nor a doctor, nor a lawyer. Talking is free; "
            "what costs energy is announced first."
        ),
        "private": (
            "No cookie, no tracker, no third party in this page. Your names, addresses and numbers are hidden before a "
            "model reads them. You can see, download and erase everything."
        ),
        "developers": 'Building a site or an app? <a href="/developers">The developers’ page</a>.',
        "closed": "No application is open at this address. Go back to the site where you talk with Iris.",
        "noscript": "This page needs JavaScript.",
    },
}
"""French, or English for any other language. Only `developers` holds HTML."""


@router.get("/", dependencies=[Anyone], response_class=HTMLResponse)
async def home(
    request: Request,
    iris: Iris,
    locale: Annotated[str, Depends(locale_of)],
    app: AppKey = None,
    view: Literal["page", "alone"] = "page",
) -> HTMLResponse:
    """The widget as a full page. `app`: whose; without one the demo app, if it is here. `alone`: no words around."""
    lang = "fr" if locale == "fr" else "en"
    key = app or (DEMO_KEY if iris.directory.demo else None)
    words = {name: text if name == "developers" else escape(text) for name, text in WORDS[lang].items()}
    if key is None:
        talk = f"<p>{words['closed']}</p>"
    else:
        talk = f'<iris-chat class="talk" mode="page" lang="{locale}" app="{escape(key)}"></iris-chat>'
        talk += (
            f'<script async src="/widget/{build()[SCRIPT].address}"></script><noscript>{words["noscript"]}</noscript>'
        )
        origins: Origins = request.app.state.origins
        request.scope["frame_ancestors"] = await origins.of(key)
    nonce = request.scope["csp_nonce"]
    page = _template("home.html").substitute(words, lang=lang, nonce=nonce, talk=talk, layout=view)
    return HTMLResponse(page, headers={"Content-Language": lang, "Vary": "Accept-Language"})


@router.get("/embed-demo", dependencies=[Anyone], response_class=HTMLResponse, responses={404: {}})
async def embedded(request: Request, iris: Iris) -> HTMLResponse:
    """A page that refuses everything but the widget, as a careful site would. There where the demo app is."""
    if not iris.directory.demo:
        raise NotFound("there is no demo app here")
    origin, built = own_origin(request), build()[SCRIPT]
    page = _template("embed.html").substitute(
        origin=origin, script=built.address, integrity=built.integrity, app=DEMO_KEY
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": HOSTILE.format(origin=origin)})


@cache
def _template(name: str) -> Template:
    return Template((SITE / name).read_text(encoding="utf-8"))
