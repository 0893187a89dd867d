"""The knowledge index, opened after the server is ready."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from knowledge import HashingEmbedder, Hit, IndexUnavailable, MemoryIndex, Retriever, builtin_packs, ingest

log = logging.getLogger(__name__)


@dataclass(slots=True)
class LateRetriever:
    """A retriever that loads after the server is ready; a search before that waits for it."""

    load: Callable[[], Awaitable[Retriever]]
    _loading: asyncio.Task[Retriever] | None = None

    def start(self) -> None:
        """Begin to load."""

        async def loading() -> Retriever:
            retriever = await self.load()
            gc.freeze()
            return retriever

        self._loading = asyncio.create_task(loading())

    async def search(self, query: str, *, limit: int = 4, locale: str | None = None) -> list[Hit]:
        if self._loading is None:
            self.start()
        assert self._loading is not None
        retriever = await asyncio.shield(self._loading)
        return await retriever.search(query, limit=limit, locale=locale)

    async def stop(self) -> None:
        """Give up loading."""
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.wait({self._loading})


async def open_index(folder: Path) -> Retriever:
    """The packs in Chroma; in memory when its folder cannot be used, so that answers stay sourced."""
    embedder, packs = HashingEmbedder(), builtin_packs()
    try:
        # Importing Chroma takes seconds and 35 MB: it happens after the server is ready, in a thread.
        chroma = await asyncio.to_thread(import_module, "knowledge.chroma")
        index = await chroma.ChromaIndex.open(folder, embedder)
        await ingest(packs, index)
        return index  # type: ignore[no-any-return]
    except IndexUnavailable as error:
        log.error("knowledge: %s; serving the packs from memory", error)
        memory = MemoryIndex(embedder)
        await ingest(packs, memory)
        return memory
