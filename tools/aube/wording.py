"""The sentences of words/*.toml, by language."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.lists import format_list

from tools.aube.items import LANGUAGES
from tools.aube.models import Answer, Evidence, Item

_ROME_ENTRY = "Cet emploi/métier est "
_BRACKETS = re.compile(r"\s*\([^()]*\)|\s+-[A-Z0-9]{2,6}-")
"""What ROME puts in brackets or between hyphens: examples, acronyms."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How Aube says things in one language."""

    language: str
    sentences: Mapping[str, str]

    def say(self, name: str, **values: object) -> str:
        """A sentence, its places filled; raises KeyError."""
        return self.sentences[name].format(**values)

    def both(self, name: str) -> dict[str, str]:
        """A sentence in every language, as items have them."""
        return {language: wording_of(language).sentences[name] for language in LANGUAGES}

    def text(self, by_language: Mapping[str, str]) -> str:
        """What is written in several languages, in this one."""
        return by_language[self.language]

    def listed(self, words: Sequence[str]) -> str:
        """« a, b et c »."""
        return format_list(list(words), locale=self.language)

    def inside(self, label: str) -> str:
        """A label inside of a sentence: without its capital (unless it is an acronym), nor its brackets."""
        label = _BRACKETS.sub("", label).rstrip(" .…")
        first = label.split(" ", 1)[0]
        return label if len(first) > 1 and first.isupper() else label[:1].lower() + label[1:]

    def entry(self, text: str) -> str:
        """The way into an occupation, as it stands after « Pour y entrer : »."""
        return text.removeprefix(_ROME_ENTRY).rstrip(" .")

    def evidence(self, evidence: Evidence, by: str) -> str:
        """What stands behind a skill, and which certificate or fact when it is known; of the book `explain`."""
        return self.say(f"evidence.{evidence}_by", by=by) if by else self.say(f"evidence.{evidence}")

    def answer(self, item: Item, answer: Answer) -> str:
        """What was answered, quoted in the words of the options."""
        said = [self.inside(self.text(option.text)) for option in item.options if option.id in answer.options]
        words = self.say("items.quote", words=self.listed(said))
        return self.say("items.about", topic=self.text(item.topic), words=words) if item.topic else words


@cache
def wording_of(locale: str) -> Wording:
    """The words of a language; English for those that are not written yet."""
    language = locale if locale in LANGUAGES else "en"
    tables = tomllib.loads((Path(__file__).parent / "words" / f"{language}.toml").read_text(encoding="utf-8"))
    return Wording(language, {f"{group}.{name}": text for group, each in tables.items() for name, text in each.items()})
