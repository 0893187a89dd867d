from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import HashingEmbedder, IndexUnavailable, builtin_packs, ingest
from knowledge.chroma import ChromaIndex
from tests.knowledge.samples import small_pack


async def fill(folder: Path) -> None:
    index = await ChromaIndex.open(folder, HashingEmbedder())
    await ingest([small_pack()], index)
    await index.close()


def truncate_graph(folder: Path) -> None:
    """Halves the files of Chroma's vector graph, as a power cut may."""
    for file in folder.rglob("*.bin"):
        os.truncate(file, file.stat().st_size // 2)


async def test_a_reopened_folder_still_answers(tmp_path: Path) -> None:
    await fill(tmp_path)
    index = await ChromaIndex.open(tmp_path, HashingEmbedder())
    assert (await ingest([small_pack()], index)).unchanged == 3
    assert (await index.search("un jury de VAE"))[0].passage == small_pack().passages[1]
    await index.close()


async def test_another_embedder_rebuilds_the_collection(tmp_path: Path) -> None:
    await fill(tmp_path)
    index = await ChromaIndex.open(tmp_path, HashingEmbedder(dimensions=384))
    assert await index.fingerprints() == {}
    assert (await ingest([small_pack()], index)).added == 3
    assert await index.search("un jury de VAE")
    await index.close()


async def test_a_folder_that_is_no_database_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"not a database" * 500)
    with pytest.raises(IndexUnavailable, match="delete this folder") as refused:
        await ChromaIndex.open(tmp_path, HashingEmbedder())
    assert str(tmp_path) in str(refused.value)


async def test_a_truncated_database_is_refused(tmp_path: Path) -> None:
    await fill(tmp_path)
    database = tmp_path / "chroma.sqlite3"
    os.truncate(database, database.stat().st_size // 2)
    with pytest.raises(IndexUnavailable, match="delete this folder"):
        await ChromaIndex.open(tmp_path, HashingEmbedder())


async def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("hello")
    with pytest.raises(IndexUnavailable, match="delete this folder"):
        await ChromaIndex.open(tmp_path / "index", HashingEmbedder())


async def test_a_deleted_folder_is_rebuilt_from_the_packs(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "index"
    index = await ChromaIndex.open(folder, HashingEmbedder())
    assert (await ingest(builtin_packs(), index)).added >= 40
    await index.close()


async def test_a_truncated_vector_graph_loses_nothing(tmp_path: Path) -> None:
    await fill(tmp_path)
    truncate_graph(tmp_path)
    index = await ChromaIndex.open(tmp_path, HashingEmbedder())
    assert await index.search("un jury de VAE")
    await index.close()


def test_importing_knowledge_does_not_import_chromadb() -> None:
    script = "import sys, knowledge; sys.exit('chromadb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
