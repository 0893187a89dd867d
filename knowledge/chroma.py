"""The index stored in a folder by Chroma. Importing this file imports chromadb, which takes about two seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, NamedTuple, Self, TypeVar, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection as ChromaCollection
from chromadb.api.types import Where
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from knowledge.embedding import Embedder, Floats, stamp
from knowledge.index import IndexUnavailable, changed, embed_passages, query_vector
from knowledge.passages import Hit, Passage, fingerprint, passage_from_json, passage_to_json
from knowledge.shelf import LONGEST_QUERY, Shelf

COLLECTION = "passages"
LAYOUT = "1"
"""Version of what is stored and of what is embedded (`search_text`); raise it to have every folder rebuilt."""
NEIGHBOURS = 50
"""Vectors asked of Chroma for one search."""
# Chroma 1.5 takes the whole process down (SIGSEGV) when a file of its vector graph is truncated, as a power cut does.
# So the graph is never written: vectors rest in SQLite's log, and opening rebuilds the graph (0.7 ms a passage).
GRAPH = CreateHNSWConfiguration(space="cosine", sync_threshold=1_000_000_000)

Result = TypeVar("Result")


class _Stored(NamedTuple):
    client: Client
    collection: ChromaCollection
    shelf: Shelf


class ChromaIndex:
    """Vectors in a folder, words in memory, one process at a time. `open` it, and `close` it at the end.

    Chroma is synchronous: it runs in one thread of its own. A folder made with another embedder, or by an older version
    of this file, is emptied at opening; ingest fills it again.
    """

    def __init__(self, folder: Path, embedder: Embedder, thread: ThreadPoolExecutor, stored: _Stored) -> None:
        self._folder = folder
        self._embedder = embedder
        self._thread = thread
        self._client = stored.client
        self._collection = stored.collection
        self._shelf = stored.shelf

    @classmethod
    async def open(cls, folder: Path, embedder: Embedder) -> Self:
        """The index in `folder`, created if absent. Raises IndexUnavailable when it cannot be read."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chroma")
        try:
            stored = await _run(thread, folder, lambda: _open(folder, stamp(embedder)))
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(folder, embedder, thread, stored)

    async def close(self) -> None:
        """Ends the thread and frees the folder. Nothing can be asked of the index afterwards."""
        await _run(self._thread, self._folder, self._client.close)
        self._thread.shutdown()

    async def search(self, query: str, *, limit: int = 4, locale: str | None = None) -> list[Hit]:
        query = query[:LONGEST_QUERY]
        shelf = self._shelf
        vector = await query_vector(self._embedder, query) if shelf.passages else None
        cosines = None if vector is None else await self._cosines(shelf, vector, locale)
        return shelf.rank(query, cosines, self._embedder.band, limit=limit, locale=locale)

    async def fingerprints(self) -> dict[str, str]:
        return {passage.id: fingerprint(passage) for passage in self._shelf.passages}

    async def update(self, put: Sequence[Passage], drop: Collection[str]) -> None:
        rows = await embed_passages(self._embedder, put)
        self._shelf = await _run(self._thread, self._folder, lambda: self._write(put, rows, drop))

    def _write(self, put: Sequence[Passage], rows: Floats, drop: Collection[str]) -> Shelf:
        size = self._client.get_max_batch_size()
        gone = list(drop)
        for start in range(0, len(gone), size):
            self._collection.delete(ids=gone[start : start + size])
        for start in range(0, len(put), size):
            batch = put[start : start + size]
            self._collection.upsert(
                ids=[passage.id for passage in batch],
                embeddings=rows[start : start + size],
                metadatas=[
                    {"passage": passage_to_json(passage).decode(), "locale": passage.locale} for passage in batch
                ],
            )
        _warm(self._collection)
        return changed(self._shelf, put, drop)

    async def _cosines(self, shelf: Shelf, vector: Floats, locale: str | None) -> Floats:
        """The cosine of each place of `shelf`, -1 for those that are not among the nearest."""
        wanted = shelf.locales(locale)
        # Chroma's filter costs 50 ms over 10,000 vectors: only when there is something to filter.
        where = _only(wanted) if len(wanted) < len(shelf.locales(None)) else None
        cosines = np.full(len(shelf.passages), -1, dtype=np.float32)
        if wanted:
            near = await _run(self._thread, self._folder, lambda: _nearest(self._collection, vector, where))
            for id, cosine in near:
                if id in shelf.places:
                    cosines[shelf.places[id]] = cosine
        return cosines


def _open(folder: Path, made_with: str) -> _Stored:
    folder.mkdir(parents=True, exist_ok=True)
    client = cast(Client, chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False)))
    try:
        return _load(client, {"embedder": made_with, "layout": LAYOUT})
    except BaseException:
        client.close()
        raise


def _load(client: Client, label: dict[str, str]) -> _Stored:
    try:
        collection = client.get_collection(COLLECTION, embedding_function=None)
        if {key: (collection.metadata or {}).get(key) for key in label} != label:
            client.delete_collection(COLLECTION)
            raise NotFoundError(COLLECTION)
    except NotFoundError:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, metadata=label, configuration=CreateCollectionConfiguration(hnsw=GRAPH)
        )
    rows = collection.get(include=["metadatas"])["metadatas"] or []
    _warm(collection)
    return _Stored(client, collection, Shelf(passage_from_json(str(row["passage"])) for row in rows))


def _warm(collection: ChromaCollection) -> None:
    """Makes Chroma build its graph now rather than during a search. Raises ValueError if vectors are missing."""
    held = collection.count()
    if held:
        first = collection.get(limit=1, include=["embeddings"])["embeddings"]
        if first is None or len(_nearest(collection, np.asarray(first[0], dtype=np.float32), None)) < min(held, 5):
            raise ValueError(f"vectors are missing: {held} passages are recorded")


def _only(locales: list[str]) -> Where:
    one_of: dict[Literal["$in", "$nin"], list[str | int | float | bool]] = {"$in": [*locales]}
    return {"locale": one_of}


def _nearest(collection: ChromaCollection, vector: Floats, where: Where | None) -> list[tuple[str, float]]:
    """Up to `NEIGHBOURS` passage ids with their cosine, nearest first."""
    found = collection.query(
        query_embeddings=np.array([vector]), n_results=NEIGHBOURS, where=where, include=["distances"]
    )
    distances = found["distances"] or [[]]
    return [(id, 1 - distance) for id, distance in zip(found["ids"][0], distances[0], strict=True)]


async def _run(thread: ThreadPoolExecutor, folder: Path, call: Callable[[], Result]) -> Result:
    """`call` in the index's thread; whatever says that the folder is unreadable becomes IndexUnavailable."""
    try:
        return await asyncio.get_running_loop().run_in_executor(thread, call)
    except (ChromaError, OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnavailable(
            f"the knowledge index in {folder} cannot be read ({type(error).__name__}: {error}); "
            "delete this folder: it is rebuilt from the packs at the next start"
        ) from error
