"""From a text to a vector: a hashing embedder that needs nothing, and an adapter for any embedding model."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.words import Tokenizer, Word, fold

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

NGRAMS = range(3, 6)
"""Lengths of the character n-grams, word boundaries included (fastText's subwords; Bojanowski et al., 2017)."""
NGRAM_WEIGHT = 2.0
"""Length of the n-gram part of a word's vector; its stem weighs 1."""
BREATH = 32
"""Texts embedded between two turns of the event loop."""


class Band(NamedTuple):
    """How to read an embedder's cosines: `unrelated` and below is no answer (0), `same` and above is one (1)."""

    unrelated: float
    same: float


class EmbeddingUnavailable(RuntimeError):
    """The embedding model did not answer, or not with vectors. A search goes on with words alone."""


class Embedder(Protocol):
    """Turns texts into unit vectors. `name` and `version` together say which vectors can be compared."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def band(self) -> Band: ...

    async def embed_documents(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text. Raises EmbeddingUnavailable."""
        ...

    async def embed_query(self, text: str) -> Floats:
        """A vector of length 1. Raises EmbeddingUnavailable."""
        ...


class HashingEmbedder:
    """Signed feature hashing of stems and character n-grams (Weinberger et al., 2009). No network, no model file.

    Two texts are near when they share words, parts of words or misspelt words; it knows no synonym. The same text gives
    the same vector in every process. A text without words gets a vector of its own, near no other.
    """

    def __init__(self, *, locale: str = "fr", dimensions: int = 512, band: Band = Band(0.1, 0.8)) -> None:
        self.name = f"hashing-{locale}-{dimensions}"
        self.version = "1"
        self.band = band
        self._dimensions = dimensions
        self._tokenizer = Tokenizer(locale)
        self._features = lru_cache(maxsize=50_000)(self._compute_features)

    async def embed_documents(self, texts: Sequence[str]) -> Floats:
        rows = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            if place % BREATH == 0:
                await asyncio.sleep(0)
            rows[place] = self.embed(text)
        return rows

    async def embed_query(self, text: str) -> Floats:
        return self.embed(text)

    def embed(self, text: str) -> Floats:
        """The vector of `text`: length 1, `dimensions` values."""
        vector = np.zeros(self._dimensions, dtype=np.float32)
        for word, times in Counter(self._tokenizer.words(text)).items():
            places, values = self._features(word)
            # A word said n times counts 1 + ln n, so that a long text does not become its commonest word.
            np.add.at(vector, places, values * np.float32(1 + np.log(times)))
        norm = float(np.linalg.norm(vector))
        if norm == 0.0:
            vector[self._slot("")[0]] = norm = 1.0
        return vector / np.float32(norm)

    def _compute_features(self, word: Word) -> tuple[Places, Floats]:
        slots = [self._slot("=" + term) for term in word.terms]
        weights = [1 / len(slots) ** 0.5] * len(slots)
        grams = [self._slot(gram) for gram in ngrams(fold(word.written))]
        weights += [NGRAM_WEIGHT / len(grams) ** 0.5] * len(grams) if grams else []
        pairs = [(place, sign * weight) for (place, sign), weight in zip(slots + grams, weights, strict=True)]
        return np.array([place for place, _ in pairs]), np.array([value for _, value in pairs], dtype=np.float32)

    def _slot(self, feature: str) -> tuple[int, int]:
        digest = int.from_bytes(hashlib.blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        return (digest >> 1) % self._dimensions, 1 if digest & 1 else -1


class EmbeddingModel(Protocol):
    """What an adapted model offers; LangChain's `Embeddings` does."""

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]: ...

    async def aembed_query(self, text: str) -> list[float]: ...


class ModelEmbedder:
    """An embedding model as an Embedder.

    `name` and `version` are the model's, as its provider writes them. `band` depends on the model: measure it (see
    Band) on texts that answer and texts that do not. `failures` are the exceptions of the model's client that mean "not
    now"; they and an answer later than `patience` seconds become EmbeddingUnavailable. Documents get ten times longer.
    """

    def __init__(
        self,
        model: EmbeddingModel,
        *,
        name: str,
        version: str,
        band: Band,
        patience: float = 2.0,
        failures: tuple[type[Exception], ...] = (OSError,),
    ) -> None:
        self.name = name
        self.version = version
        self.band = band
        self._model = model
        self._patience = patience
        self._failures: tuple[type[Exception], ...] = (*failures, TimeoutError)

    async def embed_documents(self, texts: Sequence[str]) -> Floats:
        try:
            async with asyncio.timeout(self._patience * 10):
                rows = await self._model.aembed_documents(list(texts))
        except self._failures as error:
            raise EmbeddingUnavailable(f"{self.name}: {type(error).__name__}") from error
        return self._normalised(rows, len(texts))

    async def embed_query(self, text: str) -> Floats:
        try:
            async with asyncio.timeout(self._patience):
                row = await self._model.aembed_query(text)
        except self._failures as error:
            raise EmbeddingUnavailable(f"{self.name}: {type(error).__name__}") from error
        unit: Floats = self._normalised([row], 1)[0]
        return unit

    def _normalised(self, rows: list[list[float]], expected: int) -> Floats:
        """Unit rows. Raises EmbeddingUnavailable for rows that are missing, ragged, infinite or null."""
        try:
            matrix = np.asarray(rows, dtype=np.float32)
        except ValueError as error:
            raise EmbeddingUnavailable(f"{self.name}: rows of different lengths") from error
        if matrix.ndim != 2 or len(matrix) != expected:
            raise EmbeddingUnavailable(f"{self.name}: {expected} vectors were asked for, got shape {matrix.shape}")
        norms = np.linalg.norm(matrix, axis=1, keepdims=True)
        if not np.isfinite(norms).all() or not norms.all():
            raise EmbeddingUnavailable(f"{self.name}: a vector is null or not finite")
        unit: Floats = matrix / norms
        return unit


def stamp(embedder: Embedder) -> str:
    """What a stored collection records of the embedder it was made with."""
    return f"{embedder.name}@{embedder.version}"


def ngrams(folded: str) -> Iterator[str]:
    """The character n-grams of a folded word, its boundaries marked: "vae" -> "<va", "vae", "ae>", "<vae", ..."""
    bounded = f"<{folded}>"
    for size in NGRAMS:
        for start in range(len(bounded) - size + 1):
            yield bounded[start : start + size]
