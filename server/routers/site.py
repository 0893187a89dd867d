"""The page that the links of letters open: an address is confirmed there, a new password chosen."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from server.auth import Anyone
from server.errors import locale_of

router = APIRouter(tags=["account"])

PAGE = Path(__file__).parents[1] / "site" / "account.html"

WORDS = {
    "fr": {
        "title": "Votre espace Iris",
        "none": (
            "Cette page s’ouvre par le lien d’une lettre d’Iris. Pour vous connecter ou demander un nouveau mot "
            "de passe, retournez sur le site où vous parlez avec Iris."
        ),
        "noscript": "Cette page a besoin de JavaScript.",
        "verify_title": "Confirmez votre adresse",
        "verify_words": "Encore un geste, et vos échanges avec Iris vous suivront d’un appareil à l’autre.",
        "password": "Votre mot de passe",
        "password_hint": "Celui de votre inscription. Dans le même navigateur, il peut être inutile.",
        "verify_deed": "Confirmer mon adresse",
        "verified": "C’est fait : votre adresse est confirmée. Vous pouvez fermer cette page et retrouver Iris.",
        "reset_title": "Choisissez un nouveau mot de passe",
        "new": "Nouveau mot de passe",
        "new_hint": "Au moins 10 caractères. Une phrase que personne d’autre ne connaît convient très bien.",
        "again": "Le même, encore une fois",
        "reset_deed": "Enregistrer ce mot de passe",
        "reset": "C’est fait : votre mot de passe a changé. Reconnectez-vous avec lui sur chacun de vos appareils.",
        "expired": (
            "Ce lien a déjà servi, ou n’est plus valable. Retournez sur le site où vous parlez avec Iris "
            "pour en demander un autre."
        ),
        "needed": "Sur cet appareil, il faut le mot de passe que vous avez choisi à l’inscription.",
        "different": "Les deux mots de passe ne sont pas les mêmes.",
        "offline": "Iris ne répond pas. Vérifiez votre connexion, puis réessayez.",
    },
    "en": {
        "title": "Your Iris space",
        "none": (
            "This page is opened by the link of a letter from Iris. To sign in or to ask for a new password, "
            "go back to the site where you talk with Iris."
        ),
        "noscript": "This page needs JavaScript.",
        "verify_title": "Confirm your address",
        "verify_words": "One more step, and your conversations with Iris will follow you from one device to another.",
        "password": "Your password",
        "password_hint": "The one you signed up with. In the same browser, it may not be needed.",
        "verify_deed": "Confirm my address",
        "verified": "Done: your address is confirmed. You can close this page and go back to Iris.",
        "reset_title": "Choose a new password",
        "new": "New password",
        "new_hint": "At least 10 characters. A sentence that only you know does very well.",
        "again": "The same, once more",
        "reset_deed": "Save this password",
        "reset": "Done: your password has changed. Sign in with it again on each of your devices.",
        "expired": (
            "This link has been used already, or is no longer valid. Go back to the site where you talk with Iris "
            "to ask for another."
        ),
        "needed": "On this device, the password that you chose when you signed up is needed.",
        "different": "The two passwords are not the same.",
        "offline": "Iris does not answer. Check your connection, then try again.",
    },
}
"""As letters: French, or English for any other language."""


@router.get("/compte", dependencies=[Anyone], response_class=HTMLResponse)
async def account_page(request: Request, locale: Annotated[str, Depends(locale_of)]) -> HTMLResponse:
    """Where the link of a letter leads. What follows its `#` stays in the browser, which sends it to `/auth`."""
    lang = "fr" if locale == "fr" else "en"
    words = {name: escape(text) for name, text in WORDS[lang].items()}
    page = _template().substitute(words, lang=lang, nonce=request.scope["csp_nonce"])
    return HTMLResponse(page, headers={"Content-Language": lang, "Vary": "Accept-Language"})


@cache
def _template() -> Template:
    return Template(PAGE.read_text(encoding="utf-8"))
