"""Advice: three steps on what was asked, with and without a model, in words that suit both forms of address."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from agents.voice import load_voice
from tools import coach
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.clock import FixedClock
from tools.coach import Advice, Theme, advise, theme_of
from tools.errors import InvalidArguments, MissingScope
from tools.metering import FreeMeter
from tools.operation import ToolContext
from tools.reading import MemoryFiles
from tools.writing import ScriptedWriter

THEMES = (*get_args(Theme), None)
SECOND_PERSON = {
    "fr": r"(?i)\b(?:tu|toi|ton|tes|ta|vous|votre|vos)\b|ez\b",
    "en": r"(?i)(?<!thank )\b(?:you|your|yours)\b",
    "de": r"\b(?:[Dd]u|[Dd]ich|[Dd]ein\w*|Sie|Ihr\w*)\b",
    "es": r"(?i)\b(?:tú|tus?|usted\w*|vosotros|vuestr\w*)\b",
}


def context(writer: ScriptedWriter, **more: Any) -> ToolContext:
    nowhere: Any = None
    scopes = frozenset(more.pop("scopes", ("coach:write",)))
    given: dict[str, Any] = {"key": "k", "meter": FreeMeter(), **more}
    return ToolContext(
        actor=Actor(user_id=UserId("u"), organisation_id=OrganisationId("o"), app_id=AppId("a"), scopes=scopes),
        clock=FixedClock(),
        events=nowhere,
        knowledge=nowhere,
        writer=writer,
        files=MemoryFiles(),
        **given,
    )


async def test_the_words_come_from_the_writer_and_are_metered() -> None:
    writer, meter = ScriptedWriter(texts=["1. Respirer."]), FreeMeter()
    given = await advise(context(writer, meter=meter), {"question": "j’ai peur de mon entretien", "situation": "jeudi"})
    assert given == Advice(advice="1. Respirer.")
    [brief] = writer.briefs
    assert brief.facts == {"theme": "interview", "question": "j’ai peur de mon entretien", "situation": "jeudi"}
    assert [call.action for call in meter.calls] == ["quick_advice"]


@pytest.mark.parametrize("locale", ["fr", "en", "de", "es"])
@pytest.mark.parametrize("theme", THEMES)
async def test_without_a_model_there_are_three_steps_that_suit_everybody(locale: str, theme: Theme | None) -> None:
    writer = ScriptedWriter(texts=[""])
    await advise(context(writer, locale=locale), {"question": "une question"})
    [brief] = writer.briefs
    text = load_voice().compose(brief.template, locale, {**brief.facts, "theme": theme})
    assert re.findall(r"^(\d)\. \*\*", text, re.MULTILINE) == ["1", "2", "3"]
    assert not re.search(SECOND_PERSON[locale], text)
    assert 70 <= len(text.split()) <= 180
    assert not re.search(r"\d+ ?%|€|garanti|certain de", text)
    assert {"fr": "Aujourd", "en": "Today", "de": "Heute", "es": "Hoy"}[locale] in text


def test_every_theme_has_words_of_its_own() -> None:
    voice, folder = load_voice(), Path(coach.__file__).parent / "templates"
    for locale in ("fr", "en"):
        template = (folder / f"advise.{locale}.md.j2").read_text(encoding="utf-8")
        facts = {"question": "", "situation": None}
        said = {voice.compose(template, locale, {**facts, "theme": theme}) for theme in THEMES}
        assert len(said) == len(THEMES)


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("comment parler à mon patron de mon départ", "boss"),
        ("j’ai peur de mon entretien demain", "interview"),
        ("j’hésite à sauter le pas", "hesitation"),
        ("je ne me sens pas légitime", "confidence"),
        ("à 52 ans, est-ce trop tard ?", "age"),
        ("je remets tout à plus tard, je m’organise mal", "time"),
        ("je suis épuisée, plus la force de chercher", "energy"),
        ("négocier mon salaire", "money"),
        ("mon mari et mes enfants s’inquiètent", "family"),
        ("faire du réseau quand on ne connaît personne", "network"),
        ("my boss yells, how do I resign?", "boss"),
        ("wie sage ich meiner Vorgesetzten, dass ich kündige", "boss"),
        ("tengo una entrevista mañana", "interview"),
        ("ich zögere noch", "hesitation"),
        ("me falta confianza", "confidence"),
        ("estoy agotada", "energy"),
        ("bleu", None),
        ("", None),
    ],
)
def test_the_theme_is_what_the_words_say(question: str, theme: Theme | None) -> None:
    assert theme_of(question) == theme


@pytest.mark.parametrize("question", ["", "ab", "x" * 601, None, 3])
async def test_a_question_that_is_none_is_refused_before_anything_is_charged(question: object) -> None:
    meter = FreeMeter()
    with pytest.raises(InvalidArguments):
        await advise(context(ScriptedWriter(texts=[""]), meter=meter), {"question": question})
    assert meter.calls == []


async def test_without_the_scope_nothing_is_written() -> None:
    with pytest.raises(MissingScope):
        await advise(context(ScriptedWriter(texts=[""]), scopes=()), {"question": "oser"})
