"""What the `iris knowledge` command does: the packs and their index."""

from pathlib import Path

from knowledge import HashingEmbedder, builtin_packs, ingest, load_pack
from knowledge.chroma import ChromaIndex
from server.settings import Settings


def list_packs() -> str:
    """The built-in packs, a line each."""
    return "\n".join(
        f"{pack.name}  {pack.version}  {pack.locale}  {len(pack.passages)} passages  {pack.title}"
        for pack in builtin_packs()
    )


async def ingest_packs(folder: Path | None) -> str:
    """Put the built-in packs, and one of your own, in the index."""
    packs = [*builtin_packs(), *([load_pack(folder)] if folder else [])]
    index = await _index()
    try:
        report = await ingest(packs, index)
    finally:
        await index.close()
    return f"{report.added} added, {report.updated} updated, {report.removed} removed, {report.unchanged} unchanged"


async def search_packs(question: str, limit: int) -> str:
    """What `look_up` would find, with scores."""
    index = await _index()
    try:
        await ingest(builtin_packs(), index)
        hits = await index.search(question, limit=limit)
    finally:
        await index.close()
    lines = [
        f"{hit.score:.2f}  {hit.passage.title}\n      {hit.passage.source}, {hit.passage.checked_on}: {hit.passage.url}"
        for hit in hits
    ]
    return "\n".join(lines) or "nothing relevant"


async def _index() -> ChromaIndex:
    home = Settings().home
    home.mkdir(parents=True, exist_ok=True)
    return await ChromaIndex.open(home / "chroma", HashingEmbedder())
