"""The words: the same things in every language, set as each language is, and read aloud."""

import re
import tomllib
from pathlib import Path as File

import pytest

from tests.tools.narrative.paths import whole
from tools.energy import load_catalogue
from tools.narrative import LOCALES, load_wording, tell
from tools.narrative.milestones import TABLE
from tools.narrative.next_step import STEPS

ALOUD = File(__file__).parent / "aloud"
WORDS = File(__file__).parents[3] / "tools" / "narrative" / "words"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_languages_say_the_same_things(locale: str) -> None:
    french, other = load_wording("fr").sentences, load_wording(locale).sentences
    assert set(french) == set(other)
    for name, forms in french.items():
        assert type(forms) is type(other[name]), name
        assert isinstance(forms, str) or len(other[name]) == 2, name
        assert _places(forms) == _places(other[name]), name


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_that_may_be_told_has_words(locale: str) -> None:
    wording = load_wording(locale)
    assert all(wording.has(f"milestones.{name}") for name in TABLE)
    assert all(wording.has(f"next.{step}") for step in STEPS)
    assert all(wording.has(f"made.{action}") for action in load_catalogue().actions)
    for kind in ("job", "wish", "constraint", "training", "situation", "other"):
        assert wording.has(f"facts.{kind}")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_story_is_read_aloud(locale: str) -> None:
    assert tell(whole().events, load_wording(locale)).text + "\n" == (ALOUD / f"{locale}.txt").read_text("utf-8")


def test_french_is_set_as_french_is_and_addresses_nobody() -> None:
    text = " ".join(_forms("fr"))
    assert re.findall(r" [:;!?»]|« ", text) == []
    assert "'" not in text
    assert not re.search(r"\b(?:vous|votre|vos|tu|ton|tes|toi)\b", text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("locale", "address"),
    [
        ("en", r"\b(?:you|your)\b"),
        ("de", r"\b(?:du|dein\w*|Sie|Ihr\w*)\b"),
        ("es", r"\b(?:tú|tus?|usted|vosotros)\b"),
    ],
)
def test_the_other_languages_address_nobody_either(locale: str, address: str) -> None:
    assert not re.search(address, " ".join(_forms(locale)))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_word_weighs_anybody(locale: str) -> None:
    text = " ".join(_forms(locale)).casefold()
    for word in ("score", "bravo", "dépens", "punkte verdient", "gast", "spent", "ausgegeben", "niveau", "level"):
        assert word not in text.replace("gastgeb", ""), word


def test_another_language_is_told_in_french() -> None:
    assert load_wording("it") == load_wording("fr")


def _forms(locale: str) -> list[str]:
    tables = tomllib.loads((WORDS / f"{locale}.toml").read_text("utf-8"))
    return [
        form
        for table in tables.values()
        for forms in table.values()
        for form in ([forms] if isinstance(forms, str) else forms)
    ]


def _places(forms: str | list[str]) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", forms if isinstance(forms, str) else " ".join(forms)))
