"""Signs of distress, and the answer that people wrote once and for all: no model is asked. Pure."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from jinja2 import Template

from agents.catalog import prompt_environment, wording
from agents.orchestration.signs import ALONE, AT_WORK, BOSS, EMERGENCY, IDIOMS, KIN, SUICIDE, VIOLENCE
from agents.orchestration.spelling import Repairs, opened
from agents.voice import typeset

Kind = Literal["emergency", "suicide", "violence"]
Language = Literal["fr", "en", "de", "es"]

TONE = Path(__file__).parents[1] / "voice" / "tone"
LOCALES: tuple[Language, ...] = ("fr", "en", "de", "es")
LONGEST = 20_000
"""Characters read; more than the longest message that is accepted."""

_SENTENCE = re.compile(r"[.!?;:…\n\r]+")
_WORD = re.compile(r"\w+")
_HELD = re.compile(r"(\w)\1{2,}")
_SIGNS: tuple[tuple[Kind, dict[str, re.Pattern[str]]], ...] = (
    ("emergency", EMERGENCY),
    ("suicide", SUICIDE),
    ("violence", VIOLENCE),
)
_MEANT = Repairs(("suicide", "suicider", "suicidaire", "suicidaires", "suicidal"))


class Sign(NamedTuple):
    """What kind of distress a message shows, the words that show it (folded), their language, and if it is at work."""

    kind: Kind
    matched: str
    language: Language | None = None
    at_work: bool = False


def detect(message: str) -> Sign | None:
    """The first sign of an act under way, else of suicide or self-harm, else of violence or danger, else None.

    Reads French and English, SMS spellings included, and the plainest German and Spanish. Figures of speech about
    work ("ce boulot me tue", "en finir avec ce métier") are no sign.
    """
    sentences = [IDIOMS.sub(" ~ ", plain) for plain in map(_plain, _SENTENCE.split(message[:LONGEST])) if plain]
    for kind, signs in _SIGNS:
        for sentence in sentences:
            for language in LOCALES:
                if (found := signs[language].search(sentence)) is not None:
                    matched = found.group().strip()
                    return Sign(kind, matched, language, kind == "violence" and _at_work(found, sentence))
    whole = " ".join(sentences)
    return Sign("suicide", whole, "fr") if ALONE.fullmatch(whole) else None


def answer(sign: Sign, locale: str, address: str) -> str:
    """What to say, in the language of the sign, else of `locale`, else French; `address` is "tu" or "vous"."""
    language = sign.language or locale[:2].lower()
    template = _template(language if language in LOCALES else "fr")
    return template.render(kind=sign.kind, work=sign.at_work, vous=wording(address)).strip()


def _at_work(found: re.Match[str], sentence: str) -> bool:
    if BOSS.search(found.group()) is not None:
        return True
    somewhere = BOSS.search(sentence[: found.end()]) or AT_WORK.search(sentence)
    return somewhere is not None and KIN.search(sentence) is None


def _plain(sentence: str) -> str:
    held = _HELD.sub(r"\1", unicodedata.normalize("NFC", sentence))
    return " ".join(_MEANT.mended(word) for written in _WORD.findall(held) for word in opened(written))


@cache
def _template(locale: str) -> Template:
    source = (TONE / f"distress.{locale}.md").read_text(encoding="utf-8")
    return prompt_environment(TONE).from_string(typeset(source, locale))
