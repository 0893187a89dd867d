"""Pages made from the register: read-me of an export, receipt, record of processing, impact assessment."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tools.privacy.consents import PURPOSES
from tools.privacy.models import PrivacySettings, Receipt
from tools.privacy.register import LegalBasis, Register, Words

TEMPLATES = Path(__file__).parent / "templates"

BASES: Mapping[LegalBasis, Words] = {
    "contract": Words(
        "exécution du service que la personne demande (article 6.1.b du RGPD)",
        "performance of the service that the person asks for (GDPR, Article 6(1)(b))",
    ),
    "consent": Words("consentement (article 6.1.a du RGPD)", "consent (GDPR, Article 6(1)(a))"),
    "legitimate_interest": Words(
        "intérêt légitime (article 6.1.f du RGPD)", "legitimate interests (GDPR, Article 6(1)(f))"
    ),
    "legal_obligation": Words("obligation légale (article 6.1.c du RGPD)", "legal obligation (GDPR, Article 6(1)(c))"),
}

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def readme(register: Register, locale: str, at: datetime) -> str:
    """What each file of an export is, in the person's language."""
    return _page("readme.txt", locale, register=register, at=at)


def receipt_text(receipt: Receipt, locale: str) -> str:
    """A receipt to read and keep."""
    return _page("receipt.txt", locale, receipt=receipt)


def record_of_processing(register: Register, settings: PrivacySettings, locale: str, at: datetime) -> str:
    """The record of processing activities (GDPR, Article 30), in Markdown."""
    return _page("record.md", locale, register=register, settings=settings, at=at)


def impact_assessment(register: Register, settings: PrivacySettings, locale: str, at: datetime) -> str:
    """A draft of the impact assessment (GDPR, Article 35), in Markdown: what only the operator knows is left blank."""
    return _page("dpia.md", locale, register=register, settings=settings, at=at)


def _page(name: str, locale: str, **values: object) -> str:
    language = "fr" if locale == "fr" else "en"
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Plain text and Markdown for people; nothing here is HTML, and nothing comes from a person.
        autoescape=False,
    )
    environment.filters["words"] = lambda words: words.of(language)
    environment.filters["basis"] = lambda basis: BASES[basis].of(language)
    environment.filters["day"] = lambda at: day(at, language)
    return environment.get_template(f"{language}/{name}").render(purposes=PURPOSES, **values)


def day(at: datetime, locale: str) -> str:
    """A date in words (`21 novembre 2026`)."""
    number = "1er" if at.day == 1 and locale == "fr" else at.day
    return f"{number} {_MONTHS[locale][at.month - 1]} {at.year}"
