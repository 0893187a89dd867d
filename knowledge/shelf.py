"""Passages in memory, and the ranking that joins words and vectors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Band
from knowledge.lexical import LexicalIndex, Reading, found_words
from knowledge.passages import Hit, Passage
from knowledge.words import Tokenizer

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

RELEVANT = 0.22
"""Score, 0..1, below which a passage does not answer the query and is not returned.

Measured with HashingEmbedder on tests/knowledge/gold.csv and off_topic.csv (124 and 36 messages): 0.86 of the questions
have their answer among the first three hits (0.91 without it), and 31 of the 36 others get none.
"""
WORDS_WEIGHT = 0.6
"""Share of the score that comes from words; the rest comes from vectors."""
LONGEST_QUERY = 1_000
"""Characters of a query that are read."""


class Shelf:
    """An immutable set of passages, indexed by words for each locale. A place is a position in `passages`."""

    def __init__(self, passages: Iterable[Passage] = ()) -> None:
        self.passages = tuple(sorted(passages, key=lambda passage: passage.id))
        self.places = {passage.id: place for place, passage in enumerate(self.passages)}
        members: defaultdict[str, list[int]] = defaultdict(list)
        for place, passage in enumerate(self.passages):
            members[passage.locale].append(place)
        self._members = {locale: np.array(places) for locale, places in members.items()}
        self._lexical = {
            locale: LexicalIndex([self.passages[place] for place in places], Tokenizer(locale))
            for locale, places in members.items()
        }

    def locales(self, locale: str | None) -> list[str]:
        """The locales of the shelf that answer for `locale`: those of its language; all of them for None."""
        return [held for held in self._members if locale is None or _language(held) == _language(locale)]

    def rank(self, query: str, cosines: Floats | None, band: Band, *, limit: int, locale: str | None) -> list[Hit]:
        """The `limit` best passages for `query`, best first, none under `RELEVANT`.

        `cosines` has a value for each place (-1 where unknown); None when there are no vectors: words decide alone.
        """
        readings = {held: self._lexical[held].read(query) for held in self.locales(locale)}
        if not any(readings.values()):
            return []
        scores = np.full(len(self.passages), -1, dtype=np.float32)
        for held, read in readings.items():
            places = self._members[held]
            scores[places] = _join(self._lexical[held].scores(read), None if cosines is None else cosines[places], band)
        relevant = np.flatnonzero(scores >= RELEVANT)
        best = relevant[np.argsort(-scores[relevant], kind="stable")][: max(limit, 0)]
        return [self._hit(int(place), float(scores[place]), readings) for place in best]

    def _hit(self, place: int, score: float, readings: dict[str, list[Reading]]) -> Hit:
        passage = self.passages[place]
        local = int(np.searchsorted(self._members[passage.locale], place))
        return Hit(passage, min(score, 1.0), found_words(readings[passage.locale], local))


def search_text(passage: Passage) -> str:
    """What is embedded of a passage."""
    return "\n".join((passage.title, *passage.questions, passage.text))


def _join(words: Floats, cosines: Floats | None, band: Band) -> Floats:
    if cosines is None:
        return words
    nearness = np.clip((cosines - band.unrelated) / (band.same - band.unrelated), 0, 1)
    joined: Floats = WORDS_WEIGHT * words + (1 - WORDS_WEIGHT) * nearness
    return joined


def _language(locale: str) -> str:
    return locale.partition("-")[0].lower()
