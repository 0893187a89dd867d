"""Interface and error messages: every code has a sentence in every language."""

import re
from pathlib import Path
from typing import get_args

import pytest

from agents.models.pieces import Reason
from agents.voice import LOCALES, load_voice
from agents.voice.catalogues import load_catalogue

ROOT = Path(__file__).parents[3]
CODE = re.compile(r'^    code(?:: ClassVar\[str\])? = "(\w+)"$', re.MULTILINE)
RUN_CODES = {"server_restart", "cancelled", "timeout", "internal"}


def declared_codes() -> set[str]:
    files = [path for folder in ("agents", "tools", "knowledge", "server") for path in (ROOT / folder).rglob("*.py")]
    return {code for path in files for code in CODE.findall(path.read_text(encoding="utf-8"))}


def test_the_codes_are_found() -> None:
    assert {"internal", "message_too_long", "database_unreadable"} <= declared_codes()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_error_is_said(locale: str) -> None:
    said = load_catalogue(locale)
    assert not {f"errors.{code}" for code in declared_codes() | RUN_CODES} - set(said)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_for_guided_mode_is_said(locale: str) -> None:
    assert not {f"mode.guided.{reason}" for reason in get_args(Reason)} - set(load_catalogue(locale))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_languages_say_the_same_things(locale: str) -> None:
    french, other = load_catalogue("fr"), load_catalogue(locale)
    assert set(french) == set(other)
    for msgid, text in french.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", other[msgid])), msgid


def test_french_messages_suit_both_forms_of_address() -> None:
    said = " ".join(load_catalogue("fr").values())
    assert not re.search(r"\b(?:vous|votre|vos|tu|ton|tes|toi)\b", said, re.IGNORECASE)


def test_a_parameter_takes_its_place() -> None:
    assert "4000" in load_voice().say("errors.message_too_long", "en", limit=4000)


def test_a_parameter_that_nobody_gave_stays_readable() -> None:
    assert "{limit}" in load_voice().say("errors.message_too_long", "es")


def test_another_language_falls_back_to_french_then_to_the_id() -> None:
    voice = load_voice()
    assert voice.say("mode.model", "it") == voice.say("mode.model", "fr")
    assert voice.say("nobody.says.this", "fr") == "nobody.says.this"


def test_an_empty_message_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text('msgid "a"\nmsgstr ""\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"fr\.po: 'a'"):
        load_catalogue("fr", tmp_path)


def test_the_form_feed_of_french_typography() -> None:
    assert load_voice().say("errors.rate_limited", "fr").count("'") == 0
