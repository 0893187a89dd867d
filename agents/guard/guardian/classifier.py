"""How much a folded text looks like an attack: a linear model over hashed pieces of words, in numpy alone."""

import math
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

BUCKETS: Final = 1 << 17
SIZES: Final = (12, 40)
"""Words in a window; windows overlap by half, and the worst one counts, so that a sentence in a long CV is seen."""

_LONGEST_PIECE: Final = 5
_SPACE: Final = np.uint32(32)
_FACTOR: Final = np.uint32(0x01000193)
_MIX: Final = np.uint32(0x2C1B3C6D)
_HALF: Final = np.uint32(BUCKETS // 2)
_LONGEST_WORD: Final = 40
_SUREST: Final = 50.0

Hashes = NDArray[np.uint32]
Words = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The hashed pieces of a text, and the word that each begins at."""

    buckets: Hashes
    owners: Words
    words: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Classifier:
    """Weights of the model: small integers times `scale`; `threshold` is the score from which a turn is restricted."""

    weights: NDArray[np.int8]
    scale: float
    bias: float
    threshold: float

    def score(self, words: list[str]) -> float:
        """Probability, 0..1, that a text is an attack: that of its worst window; 0 for a text without words. Linear
        time: the pieces are hashed once, windows are differences of running sums."""
        if not words:
            return 0.0
        pieces = pieces_of(words)
        sums = _running(np.bincount(pieces.owners, self.weights[pieces.buckets], minlength=pieces.words))
        counts = _running(np.bincount(pieces.owners, minlength=pieces.words))
        starts, ends = windows(pieces.words)
        margins = (sums[ends] - sums[starts]) * self.scale / np.sqrt(counts[ends] - counts[starts])
        worst = float(np.clip(np.max(margins) + self.bias, -_SUREST, _SUREST))
        return 1.0 / (1.0 + math.exp(-worst))


def windows(words: int) -> tuple[Words, Words]:
    """First word and end (exclusive) of each window over so many words, for every size of `SIZES`."""
    starts: list[int] = []
    ends: list[int] = []
    for size in SIZES:
        step = size // 2
        firsts = range(0, max(1, words - size + step), step)
        starts += firsts
        ends += [min(words, first + size) for first in firsts]
    return np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)


def pieces_of(words: list[str]) -> Pieces:
    """Pieces of 2 to 5 letters inside each word (its borders count as letters), the words, and groups of 2 and 3 words
    and 2 words around one. FNV-like hashes, the same on every machine: pieces of words into the first half of
    `BUCKETS`, words and groups of them into the second."""
    letters = np.frombuffer((" " + " ".join(words) + " ").encode(errors="replace"), dtype=np.uint8).astype(np.uint32)
    borders = letters == _SPACE
    word_at = np.cumsum(borders) - 1
    found: list[Hashes] = []
    owners: list[Words] = []
    rolling = letters * _FACTOR
    inside = np.ones(len(letters), dtype=np.bool_)
    for size in range(2, _LONGEST_PIECE + 1):
        rolling = (rolling[:-1] ^ letters[size - 1 :]) * _FACTOR
        # A piece may begin or end at a border, never cross one.
        inside = inside[:-1] if size == 2 else inside[:-1] & ~borders[size - 2 : -1]
        found.append(_bucket(rolling[inside] + np.uint32(size)))
        owners.append(word_at[: len(rolling)][inside])
    whole = _hashed_words(letters, borders)
    order = np.arange(len(whole), dtype=np.int64)
    groups = [whole, whole[:-1] * _FACTOR ^ whole[1:]]
    groups.append(groups[1][:-1] * _FACTOR ^ whole[2:])
    groups.append(whole[:-2] * _MIX ^ whole[2:])
    for kind, group in enumerate(groups):
        found.append(_bucket(group + np.uint32(64 + kind)) + _HALF)
        owners.append(order[: len(group)])
    return Pieces(
        buckets=np.concatenate(found),
        owners=np.minimum(np.concatenate(owners), len(words) - 1),
        words=len(words),
    )


def load_classifier() -> Classifier:
    """The model that `python -m agents.guard.guardian.train` wrote beside this file."""
    with (files(__package__) / "weights.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return Classifier(
            weights=stored["weights"],
            scale=float(stored["scale"]),
            bias=float(stored["bias"]),
            threshold=float(stored["threshold"]),
        )


def _hashed_words(letters: Hashes, borders: NDArray[np.bool_]) -> Hashes:
    starts = np.flatnonzero(borders)[:-1] + 1
    at = np.arange(len(letters)) - np.maximum.accumulate(np.where(borders, np.arange(len(letters)), 0))
    powers = np.cumprod(np.full(_LONGEST_WORD, _FACTOR, dtype=np.uint32), dtype=np.uint32)
    spread = np.where(borders, 0, letters * powers[np.minimum(at, _LONGEST_WORD - 1)]).astype(np.uint32)
    return np.add.reduceat(spread, starts).astype(np.uint32)


def _bucket(hashes: Hashes) -> Hashes:
    mixed = (hashes ^ (hashes >> np.uint32(15))) * _MIX
    return (mixed ^ (mixed >> np.uint32(13))) & (_HALF - np.uint32(1))


def _running(values: NDArray[np.float64] | NDArray[np.intp]) -> NDArray[np.float64]:
    return np.concatenate((np.zeros(1), np.cumsum(values)))
