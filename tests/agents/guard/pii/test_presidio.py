"""Presidio as an extra recogniser: refused with what to install, merged when it is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import pytest

from agents.guard.pii import Detector
from agents.guard.pii.presidio import Result, WithPresidio, load_presidio
from tools.errors import Misconfigured


@dataclass
class Span:
    entity_type: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Seer:
    """An engine that sees one word."""

    word: str

    def analyze(self, text: str, language: str, entities: list[str]) -> Sequence[Result]:
        assert (language, entities) == ("fr", ["PERSON"])
        start = text.index(self.word)
        return [Span("PERSON", start, start + len(self.word), 0.85)]


@pytest.mark.skipif(find_spec("presidio_analyzer") is not None, reason="presidio-analyzer is installed")
def test_without_presidio_the_start_is_refused_with_what_to_install(detector: Detector) -> None:
    with pytest.raises(Misconfigured, match=r"presidio_analyzer.*iris-platform\[ner\].*spacy download fr_core_news_md"):
        load_presidio(detector)


def test_what_presidio_sees_is_merged_with_the_core(detector: Detector) -> None:
    text = "hier xolani zungu m'a écrit de karim@exemple.fr"
    found = WithPresidio(core=detector, engine=Seer("xolani zungu")).find(text)
    assert [(item.kind, text[item.start : item.end]) for item in found] == [
        ("PERSON", "xolani zungu"),
        ("EMAIL", "karim@exemple.fr"),
    ]
