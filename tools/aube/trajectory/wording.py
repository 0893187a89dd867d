"""The sentences of words/trajectory.*.toml, and how durations are said."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from math import ceil
from pathlib import Path

from tools.aube.items import LANGUAGES
from tools.aube.wording import Wording

_WORDS = Path(__file__).parent.parent / "words"
WEEKS = 12
"""Up to this many weeks a duration is said in weeks, beyond in months of 52 / 12 weeks, rounded outwards."""


@cache
def words_of(locale: str) -> Wording:
    """The words of a language; English for those that are not written yet."""
    language = locale if locale in LANGUAGES else "en"
    tables = tomllib.loads((_WORDS / f"trajectory.{language}.toml").read_text(encoding="utf-8"))
    return Wording(language, dict(_flat(tables)))


def said_span(least: int, most: int, wording: Wording) -> str:
    """A range of weeks, in words."""
    if most == 0:
        return wording.say("span.none")
    if most <= WEEKS:
        if least == most:
            return wording.say("span.week") if most == 1 else wording.say("span.weeks", a=most)
        return wording.say("span.weeks_range", a=least, b=most)
    a, b = least * 12 // 52, ceil(most * 12 / 52)
    if a == b:
        return wording.say("span.months", a=a)
    return wording.say("span.months_range", a=a, b=b) if a else wording.say("span.months_upto", b=b)


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
