"""The ports of retrieval, and the index that holds everything in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np

from knowledge.embedding import Embedder, EmbeddingUnavailable, Floats
from knowledge.passages import Hit, Passage, fingerprint
from knowledge.shelf import LONGEST_QUERY, Shelf, search_text


class IndexUnavailable(RuntimeError):
    """An index that cannot be opened or read. The message names it and says what to do."""


class Retriever(Protocol):
    """Finds the passages that answer a question."""

    async def search(self, query: str, *, limit: int = 4, locale: str | None = None) -> list[Hit]:
        """At most `limit` hits, best first, scores 0..1, none under `RELEVANT`: an empty list when nothing answers.

        `locale` keeps the passages of one language ("fr"); None searches them all. The first `LONGEST_QUERY` characters
        are read. Without its embedding model, the search goes on with words alone. Raises IndexUnavailable.
        """
        ...


class Index(Retriever, Protocol):
    """A retriever whose passages can be changed; `ingest` does it."""

    async def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each passage held, by passage id."""
        ...

    async def update(self, put: Sequence[Passage], drop: Collection[str]) -> None:
        """Adds or replaces `put`, removes the ids `drop`. Raises EmbeddingUnavailable, IndexUnavailable."""
        ...


class MemoryIndex:
    """An index that lives and dies with the process: exact search, same ranking as the stored one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._shelf = Shelf()
        self._vectors: dict[str, Floats] = {}
        self._matrix: Floats = np.zeros((0, 0), dtype=np.float32)

    async def search(self, query: str, *, limit: int = 4, locale: str | None = None) -> list[Hit]:
        query = query[:LONGEST_QUERY]
        vector = await query_vector(self._embedder, query)
        shelf, matrix = self._shelf, self._matrix
        cosines = matrix @ vector if vector is not None and len(matrix) else None
        return shelf.rank(query, cosines, self._embedder.band, limit=limit, locale=locale)

    async def fingerprints(self) -> dict[str, str]:
        return {passage.id: fingerprint(passage) for passage in self._shelf.passages}

    async def update(self, put: Sequence[Passage], drop: Collection[str]) -> None:
        rows = await embed_passages(self._embedder, put)
        new = {passage.id: row for passage, row in zip(put, rows, strict=True)}
        self._vectors = {**{id: row for id, row in self._vectors.items() if id not in drop}, **new}
        self._shelf = changed(self._shelf, put, drop)
        self._matrix = np.array([self._vectors[passage.id] for passage in self._shelf.passages], dtype=np.float32)


async def query_vector(embedder: Embedder, query: str) -> Floats | None:
    """The vector of `query`; None when the embedding model is unavailable."""
    try:
        return await embedder.embed_query(query)
    except EmbeddingUnavailable:
        return None


async def embed_passages(embedder: Embedder, passages: Sequence[Passage]) -> Floats:
    """One unit row for each passage. Raises EmbeddingUnavailable."""
    if not passages:
        return np.zeros((0, 0), dtype=np.float32)
    return await embedder.embed_documents([search_text(passage) for passage in passages])


def changed(shelf: Shelf, put: Sequence[Passage], drop: Collection[str]) -> Shelf:
    """A shelf with the passages `put` added or replaced, then without the ids `drop`."""
    kept = {passage.id: passage for passage in (*shelf.passages, *put)}
    return Shelf(passage for passage in kept.values() if passage.id not in drop)
