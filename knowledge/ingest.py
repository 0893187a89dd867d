"""From packs to an index: only what changed is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.index import Index
from knowledge.pack import Pack
from knowledge.passages import Passage, fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """How many passages an ingestion added, updated, removed and left as they were."""

    added: int
    updated: int
    removed: int
    unchanged: int


async def ingest(packs: Iterable[Pack], index: Index) -> IngestReport:
    """Makes `index` hold exactly the passages of `packs`. Running it again changes nothing.

    A passage that left its pack, or whose pack is not given, is removed. Raises ValueError if two packs have one name,
    EmbeddingUnavailable and IndexUnavailable; what was written before stays, and the next run completes it.
    """
    wanted = _by_id(packs)
    held = await index.fingerprints()
    put = [passage for passage in wanted.values() if held.get(passage.id) != fingerprint(passage)]
    drop = held.keys() - wanted.keys()
    if put or drop:
        await index.update(put, drop)
    added = sum(passage.id not in held for passage in put)
    return IngestReport(added=added, updated=len(put) - added, removed=len(drop), unchanged=len(wanted) - len(put))


def _by_id(packs: Iterable[Pack]) -> dict[str, Passage]:
    found: dict[str, Passage] = {}
    for pack in packs:
        for passage in pack.passages:
            if passage.id in found:
                raise ValueError(f"passage {passage.id!r} is in two packs named {pack.name!r}")
            found[passage.id] = passage
    return found
