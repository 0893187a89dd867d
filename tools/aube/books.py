"""Books of sentences beside Aube's own, words/<book>.<language>.toml; figures and days as a language writes them."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal

from tools.aube.items import LANGUAGES
from tools.aube.wording import Wording


@cache
def book_of(book: str, locale: str) -> Wording:
    """The sentences of a book in a language; English for those that are not written yet."""
    language = locale if locale in LANGUAGES else "en"
    text = (Path(__file__).parent / "words" / f"{book}.{language}.toml").read_text(encoding="utf-8")
    return Wording(
        language,
        {f"{group}.{name}": said for group, each in tomllib.loads(text).items() for name, said in each.items()},
    )


def figure(value: float, language: str) -> str:
    """A number as a language writes it, two decimals at most (« 0,42 »)."""
    return format_decimal(value, "#,##0.##", locale=language)


def day(value: date, language: str) -> str:
    """A day as a language writes it (« 21 novembre 2026 », « 1er novembre 2026 »)."""
    written = format_date(value, "long", locale=language)
    return f"1er{written.removeprefix('1')}" if language == "fr" and value.day == 1 else written
