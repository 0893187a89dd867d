"""An index of short phrases that point to occupations: titles, things people say, places and gestures."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from knowledge.occupations.hearing import Heard

Evidence = Literal["title", "spoken", "workplace", "skill"]

WINDOW, STRIDE = 16, 8
"""Words that are looked at together, and how far the next look starts."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that, all there, speak for an occupation with `strength` (0..1)."""

    place: int
    """The occupation's number."""
    terms: frozenset[str]
    kind: Evidence
    strength: float
    needed: float = 0.999
    """The part of it (0..1, in weight of words) that must be there for it to say anything."""
    head: str = ""
    """The term of its first word, without which what is left of a title is another trade's place or thing."""
    steep: float = 2.0
    """How fast it weakens when words lack: strength times (part found) to this power."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that was found, wholly or not: what it says for its occupation (0..1), and the words that matched."""

    phrase: Phrase
    worth: float
    heard: tuple[Heard, ...]
    whole: bool = False
    """Whether all of it is there."""


class PhraseIndex:
    """Built once, never changed."""

    def __init__(self, phrases: Sequence[Phrase], occupations: int) -> None:
        self._phrases = phrases
        holding: defaultdict[str, set[int]] = defaultdict(set)
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(phrases):
            for term in phrase.terms:
                found[term].append(number)
                holding[term].add(phrase.place)
        self.rarity = {term: rarity(len(places), occupations) for term, places in holding.items()}
        self.rarest = rarity(1, occupations)
        """How much a word tells that one occupation alone holds."""
        self._places = {term: np.array(numbers, dtype=np.int32) for term, numbers in found.items()}
        self._totals = np.array([sum(self.rarity[term] for term in each.terms) for each in phrases], dtype=np.float32)
        self._needed = np.array([each.needed for each in phrases], dtype=np.float32) * self._totals

    def matches(self, heard: Sequence[Heard]) -> list[Match]:
        """The phrases found in `heard`, best window of each."""
        best: dict[int, Match] = {}
        for start in range(0, max(1, len(heard) - STRIDE), STRIDE):
            window = heard[start : start + WINDOW]
            for number, part in self._parts(window):
                match = self._match(self._phrases[number], part, window)
                if number not in best or match.worth > best[number].worth:
                    best[number] = match
        return list(best.values())

    def _parts(self, window: Sequence[Heard]) -> Iterable[tuple[int, float]]:
        """The phrases of which enough is there, with the part that is."""
        gains: dict[str, float] = {}
        for word in window:
            for term, trust in word.terms:
                if term in self._places:
                    gains[term] = max(gains.get(term, 0.0), trust)
        total = np.zeros(len(self._phrases), dtype=np.float32)
        for term in gains:
            total[self._places[term]] += np.float32(self.rarity[term])
        for number in np.flatnonzero((total >= self._needed) & (total > 0)).tolist():
            terms = self._phrases[number].terms
            found = sum(self.rarity[term] * gains[term] for term in terms if term in gains)
            yield number, found / float(self._totals[number])

    def _match(self, phrase: Phrase, part: float, window: Sequence[Heard]) -> Match:
        words = tuple(word for word in window if any(term in phrase.terms for term, _ in word.terms))
        found = {term for word in words for term, _ in word.terms if term in phrase.terms}
        return Match(phrase, phrase.strength * part**phrase.steep, words, len(found) == len(phrase.terms))


def rarity(holding: int, size: int) -> float:
    """BM25's idf: how much a word tells, from the number of occupations that hold it."""
    return math.log(1 + (size - holding + 0.5) / (holding + 0.5))


Floats = NDArray[np.float32]


class TextIndex:
    """Loose words of occupations, with how often each is used of it: BM25 (Robertson and Zaragoza, 2009)."""

    def __init__(self, texts: Sequence[Mapping[str, float]], *, saturation: float, length: float) -> None:
        """`saturation`: BM25's k1; `length`: its b, 0..1, how much a rich vocabulary is held against an occupation."""
        self._size = len(texts)
        sizes = [sum(counts.values()) for counts in texts]
        spoken = [size for size in sizes if size]
        mean = sum(spoken) / max(len(spoken), 1)
        found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (counts, size) in enumerate(zip(texts, sizes, strict=True)):
            norm = saturation * (1 - length + length * size / (mean or 1.0))
            for term, count in counts.items():
                found[term].append((place, count / (count + norm)))
        self._postings = {term: _posting(pairs, len(spoken)) for term, pairs in found.items()}
        self._rarest = rarity(1, len(spoken))

    def weights(self, heard: Sequence[Heard]) -> Floats:
        """For each occupation, what the words of it weigh together: up to 1 for a word that it alone uses."""
        total = np.zeros(self._size, dtype=np.float32)
        seen: set[str] = set()
        for word in heard:
            if word.terms[0][0] in seen:
                continue
            seen.add(word.terms[0][0])
            gain = np.zeros(self._size, dtype=np.float32)
            for term, trust in word.terms:
                if (posting := self._postings.get(term)) is not None:
                    places, worths = posting
                    gain[places] = np.maximum(gain[places], worths * np.float32(trust / self._rarest))
            total += gain
        return total

    def holds(self, place: int, word: Heard) -> bool:
        """Whether the occupation at `place` has the word."""
        return any(place in self._postings[term][0] for term, _ in word.terms if term in self._postings)


def _posting(pairs: Sequence[tuple[int, float]], size: int) -> tuple[NDArray[np.int32], Floats]:
    places = np.array([place for place, _ in pairs], dtype=np.int32)
    return places, np.array([worth * rarity(len(pairs), size) for _, worth in pairs], dtype=np.float32)
