"""Masking: the spans of a text replaced by their placeholders, each by its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive), and what replaces them."""

    start: int
    end: int
    words: str


@cache
def _engine() -> AnonymizerEngine:
    return AnonymizerEngine()  # type: ignore[no-untyped-call]


def disjoint(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order without overlap: of two that cross, the second keeps its rest: all is covered."""
    end = 0
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if span.end > end:
            yield Span(max(span.start, end), span.end, span.words)
            end = span.end


def replaced(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by its words.

    Presidio's engine merges what overlaps, and neighbours of one type with a space between, into one: the spans are
    made disjoint before, typed by their replacement, and its merging of neighbours is off.
    """
    each = list(disjoint(spans))
    if not each:
        return text
    operators = {span.words: OperatorConfig("custom", {"lambda": _constant(span.words)}) for span in each}
    results = [RecognizerResult(span.words, span.start, span.end, 1.0) for span in each]
    return _engine().anonymize(text, results, operators, merge_entities_with_spaces=False).text or ""


class _constant:
    """The operator of one placeholder."""

    __slots__ = ("words",)

    def __init__(self, words: str) -> None:
        self.words = words

    def __call__(self, _: str) -> str:
        return self.words
