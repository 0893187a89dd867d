"""The words of the narrative, by language: sentences with places, in files of their own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

LOCALES = ("fr", "en", "de", "es")
PARIS = ZoneInfo("Europe/Paris")
LONGEST_QUOTE = 160
"""Characters of the person's own words that a sentence repeats."""

_FOLDER = Path(__file__).parent / "words"
_QUOTES = {"fr": "«\u00a0{}\u00a0»", "en": "“{}”", "de": "„{}“", "es": "«{}»"}

Forms = str | list[str]
"""A sentence, or how it is said of one and of several."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How the narrative is said in one language."""

    locale: str
    sentences: Mapping[str, Forms]

    def has(self, name: str) -> bool:
        """Whether there are words for it."""
        return name in self.sentences

    def known(self, group: str, name: str) -> str:
        """The words of a group for a name, or those for whatever is not named (`made.other`)."""
        return f"{group}.{name}" if self.has(f"{group}.{name}") else f"{group}.other"

    def say(self, name: str, *, n: int = 1, **values: object) -> str:
        """A sentence; `n` takes its place, and chooses between one and several. Raises KeyError."""
        forms = self.sentences[name]
        form = forms if isinstance(forms, str) else forms[n != 1]
        return form.format(n=n, **values)

    def quote(self, words: str) -> str:
        """The person's own words, within the quotation marks of the language."""
        plain = " ".join(words.split()).rstrip(".")
        if len(plain) > LONGEST_QUOTE:
            plain = plain[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
        return _QUOTES[self.locale].format(plain)

    def day(self, at: datetime) -> str:
        """A day in Paris, in words (`3 novembre 2026`)."""
        words = format_date(at.astimezone(PARIS), "long", locale=self._calendar)
        return f"1er{words[1:]}" if self.locale == "fr" and words.startswith("1 ") else words

    def month(self, at: datetime) -> str:
        """A month in Paris, as a heading (`Novembre 2026`)."""
        words = format_skeleton("yMMMM", at.astimezone(PARIS), tzinfo=PARIS, locale=self._calendar)
        return words[:1].upper() + words[1:]

    @property
    def _calendar(self) -> str:
        # British order: the day comes before the month, as in the other languages.
        return "en_GB" if self.locale == "en" else self.locale


@cache
def load_wording(locale: str) -> Wording:
    """The words of a language; French ones for a language that there are none in."""
    known = locale if locale in LOCALES else "fr"
    tables = tomllib.loads((_FOLDER / f"{known}.toml").read_text(encoding="utf-8"))
    return Wording(
        known, {f"{group}.{name}": forms for group, table in tables.items() for name, forms in table.items()}
    )
