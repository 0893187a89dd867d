"""BM25 over an inverted index held in memory, tolerant of missing accents and of a typo."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.passages import Passage
from knowledge.spoken import GROUPS, SAYINGS
from knowledge.words import Tokenizer, Word, fold, split, unglued

Floats = NDArray[np.float32]
Places = NDArray[np.int32]

SATURATION = 5.0
"""BM25's k1: how fast a repeated word stops counting (Robertson and Zaragoza, 2009). Above the usual 1.2 to 2 because a
word counts up to 8 by its field: one occurrence in a text must stay far from one in a question."""
LENGTH = 0.3
"""BM25's b, 0..1: how much length is held against a passage."""
TITLE, QUESTIONS, TEXT = 4.0, 8.0, 1.0
"""What one occurrence counts in each field (BM25F)."""
ACRONYM = 4.0
"""What one occurrence of an acronym counts, wherever it stands: it names what the passage is about."""
HEAVIEST = 2
"""Words of a query up to which each one counts in full. A longer message is partly story."""
STORY = 0.5
"""How fast a longer query gets lighter, as (words / `HEAVIEST`) to this power. 0: never; 1: two words are left."""
LIKE = 0.66
"""Dice similarity of character bigrams, 0..1, from which an unknown word is read as a known one."""
NEIGHBOUR = 0.85
"""Trust, 0..1, in a word that people use for another ("patron" for "employeur")."""
GLUED = 0.95
"""Trust in words read in one that runs them together ("maider" for "m'aider", "capemploi")."""
CORRECTED = 10
"""Unknown words of a query that are looked at; the next ones are dropped (each costs about 0.3 ms)."""
SHORTEST_TYPO = 4
"""Characters below which an unknown word is not corrected."""


@dataclass(frozen=True, slots=True)
class Posting:
    """The passages that hold a term, what it is worth in each (BM25: idf times saturated frequency), and its idf."""

    places: Places
    worths: Floats
    idf: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A word of the query as the index reads it: postings with the trust in each (1: the word, less: looks like it)."""

    written: str
    postings: tuple[tuple[Posting, float], ...]
    weight: float


class LexicalIndex:
    """The words of some passages of one locale. Built once, never changed. Places are positions in `passages`."""

    def __init__(self, passages: Sequence[Passage], tokenizer: Tokenizer) -> None:
        self._size = len(passages)
        self._tokenizer = tokenizer
        self._postings = _build_postings(passages, tokenizer)
        self._spelled = {fold(written) for written in _written(passages)}
        self._neighbours = _neighbours(tokenizer)
        self._sayings: Mapping[str, str] = SAYINGS.get(tokenizer.language, {})
        self._lookalikes = Lookalikes(list(self._postings | self._neighbours))
        self._unknown = _idf(1, self._size)

    def read(self, query: str) -> list[Reading]:
        """The words of the query, once each, with what the index knows of them."""
        first: dict[tuple[str, ...], Word] = {}
        for word in (*self._tokenizer.words(query), *self._meant(query)):
            first.setdefault(word.terms, word)
        unknown = [word for word in first.values() if not self._known(word.terms)]
        hopeless = frozenset(unknown[CORRECTED:])
        return [self._read_word(word) for word in first.values() if word not in hopeless]

    def scores(self, readings: Sequence[Reading]) -> Floats:
        """For each passage, the part (0..1) of the query's weight that its words carry."""
        total = np.zeros(self._size, dtype=np.float32)
        for reading in readings:
            total += self._gain(reading)
        whole = sum(reading.weight for reading in readings) / max(1.0, len(readings) / HEAVIEST) ** STORY
        return np.minimum(total / np.float32(whole), np.float32(1)) if whole else total

    def _gain(self, reading: Reading) -> Floats:
        gain = np.zeros(self._size, dtype=np.float32)
        for number, (posting, trust) in enumerate(reading.postings):
            worth = posting.worths * np.float32(trust)
            gain[posting.places] = worth if number == 0 else np.maximum(gain[posting.places], worth)
        return gain

    def _meant(self, query: str) -> Iterator[Word]:
        """The words that stand for two of the query's: "pole emploi" means France Travail."""
        for said in map(" ".join, pairwise(split(query))):
            meant = self._sayings.get(" ".join(map(fold, said.split())), "")
            yield from (Word(said, word.terms) for word in self._tokenizer.words(meant))

    def _read_word(self, word: Word) -> Reading:
        trusts = self._trusts(word)
        for term, trust in [*trusts.items()]:
            for neighbour in self._neighbours.get(term, ()):
                if neighbour in self._postings:
                    trusts.setdefault(neighbour, trust * NEIGHBOUR)
        known = [(self._postings[term], trust) for term, trust in trusts.items() if term in self._postings]
        weight = max((posting.idf for posting, _ in known), default=self._unknown)
        return Reading(word.written, tuple(known), weight)

    def _trusts(self, word: Word) -> dict[str, float]:
        """The terms that `word` may stand for: itself, else what it holds after an elision, else what it looks like."""
        if known := self._known(word.terms):
            return dict.fromkeys(known, 1.0)
        for parts in unglued(fold(word.written)):
            if self._spelled.issuperset(parts):
                words = self._tokenizer.words(" ".join(parts))
                return dict.fromkeys((term for found in words for term in found.terms), GLUED)
        return dict(self._lookalikes.of(word.terms[0]))

    def _known(self, terms: Iterable[str]) -> list[str]:
        return [term for term in terms if term in self._postings or term in self._neighbours]


def found_words(readings: Sequence[Reading], place: int) -> tuple[str, ...]:
    """The words of the query that the passage at `place` holds, as the person wrote them."""
    held = (reading for reading in readings if any(_holds(posting, place) for posting, _ in reading.postings))
    return tuple(dict.fromkeys(reading.written for reading in held))


class Lookalikes:
    """Finds the known terms that a misspelt one looks like, by shared character bigrams."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._terms = terms
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, term in enumerate(terms):
            for gram in _bigrams(term):
                places[gram].append(place)
        self._places = {gram: np.array(found, dtype=np.int32) for gram, found in places.items()}
        self._counts = np.array([len(_bigrams(term)) for term in terms], dtype=np.float32)

    def of(self, term: str, *, limit: int = 3) -> list[tuple[str, float]]:
        """Up to `limit` known terms with their likeness (`LIKE`..1), most alike first."""
        grams = _bigrams(term)
        shared = [self._places[gram] for gram in grams if gram in self._places]
        if len(term) < SHORTEST_TYPO or any(char.isdigit() for char in term) or not shared:
            return []
        hits = np.bincount(np.concatenate(shared), minlength=len(self._terms))
        likeness = 2 * hits / (self._counts + len(grams))
        best = np.argsort(-likeness, kind="stable")[:limit]
        return [(self._terms[place], float(likeness[place])) for place in best if likeness[place] >= LIKE]


def _written(passages: Sequence[Passage]) -> set[str]:
    texts = (text for passage in passages for text in (passage.title, *passage.questions, passage.text))
    return {written for text in texts for written in split(text)}


def _neighbours(tokenizer: Tokenizer) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in GROUPS.get(tokenizer.language, ()):
        terms = {term for word in tokenizer.words(" ".join(group)) for term in word.terms}
        for term in terms:
            found[term] |= terms - {term}
    return dict(found)


def _build_postings(passages: Sequence[Passage], tokenizer: Tokenizer) -> dict[str, Posting]:
    counts: list[dict[str, float]] = []
    lengths = np.zeros(len(passages), dtype=np.float32)
    for place, passage in enumerate(passages):
        counted, lengths[place] = _count(passage, tokenizer)
        counts.append(counted)
    norms = SATURATION * (1 - LENGTH + LENGTH * lengths / max(float(lengths.mean()), 1.0)) if passages else lengths
    found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, counted in enumerate(counts):
        for term, weight in counted.items():
            found[term].append((place, weight / (weight + float(norms[place]))))
    return {term: _posting(pairs, len(passages)) for term, pairs in found.items()}


def _posting(pairs: list[tuple[int, float]], size: int) -> Posting:
    places = np.array([place for place, _ in pairs], dtype=np.int32)
    idf = _idf(len(pairs), size)
    return Posting(places, np.array([gain * idf for _, gain in pairs], dtype=np.float32), idf)


def _count(passage: Passage, tokenizer: Tokenizer) -> tuple[dict[str, float], float]:
    counted: defaultdict[str, float] = defaultdict(float)
    length = 0.0
    for weight, text in ((TITLE, passage.title), (QUESTIONS, "\n".join(passage.questions)), (TEXT, passage.text)):
        for word in tokenizer.words(text):
            length += weight
            for term in word.terms:
                counted[term] += max(weight, ACRONYM) if word.acronym else weight
    return counted, length


def _idf(holding: int, size: int) -> float:
    return math.log(1 + (size - holding + 0.5) / (holding + 0.5))


def _holds(posting: Posting, place: int) -> bool:
    spot = int(np.searchsorted(posting.places, place))
    return spot < len(posting.places) and int(posting.places[spot]) == place


def _bigrams(term: str) -> frozenset[str]:
    bounded = f"<{term}>"
    return frozenset(bounded[start : start + 2] for start in range(len(bounded) - 1))
