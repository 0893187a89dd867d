from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge import HashingEmbedder, Index, MemoryIndex
from knowledge.chroma import ChromaIndex


@pytest.fixture(params=["memory", "chroma"])
async def index(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Index]:
    """An empty index of each kind."""
    if request.param == "memory":
        yield MemoryIndex(HashingEmbedder())
        return
    stored = await ChromaIndex.open(tmp_path / "chroma", HashingEmbedder())
    yield stored
    await stored.close()
