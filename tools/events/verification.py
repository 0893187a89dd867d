"""Verification: that what is stored is what was appended, from the first event to the last signed checkpoint."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, exists, func, select

from tools.events.checkpoints import Checkpoint, Copy, Signer
from tools.events.paging import PAGE, next_page
from tools.events.rules import GENESIS, BrokenChain, Chain, seal
from tools.events.sealing import checkpoint_of
from tools.storage import Database
from tools.storage.schema import checkpoints, events, seals, unsealed

TRIES, PAUSE_S = 20, 0.1
"""How often, and how far apart, a copy is read again that is behind the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How much was verified. `waiting` events are not sealed yet; `copied` checkpoints are outside the database too."""

    streams: int
    events: int
    seals: int
    waiting: int
    checkpoints: int
    copied: int


async def verify(database: Database, signer: Signer, copy: Copy | None = None) -> Verified:
    """Recompute everything, in pages, beside writers; raises BrokenChain naming the first that differs.

    It sees a changed, deleted or inserted event, a seal moved or rewritten, and, by the copy, a tail that was cut off
    or a history that was written anew; hence a copy that lacks a checkpoint of the database is a fault: a server
    completes it when it starts. It does not see the loss of an event that was never sealed.
    """
    streams, length = await _streams(database)
    sealed = await _seals(database)
    waiting = await database.read(_outbox)
    signed, last = await _checkpoints(database, signer)
    copied = await _copy(database, signer, copy, last) if copy is not None else 0
    return Verified(streams=streams, events=length, seals=sealed, waiting=waiting, checkpoints=signed, copied=copied)


async def _streams(database: Database) -> tuple[int, int]:
    chain, streams, length = Chain(""), 0, 0
    async for page in _pages(database, select(events), events.c.stream, events.c.version):
        for row in page:
            if row.stream != chain.stream or streams == 0:
                chain, streams = Chain(row.stream), streams + 1
            chain.follow(row)
        length += len(page)
    return streams, length


async def _seals(database: Database) -> int:
    query = select(seals, events.c.hash.label("event_hash")).outerjoin(events, events.c.position == seals.c.position)
    seq, head = 0, GENESIS
    async for page in _pages(database, query, seals.c.seq):
        for row in page:
            seq += 1
            if row.seq != seq:
                raise BrokenChain(f"seal {seq} is missing", seq=seq)
            if row.event_hash is None:
                raise BrokenChain(f"seal {seq}: its event, at position {row.position}, is gone", seq=seq)
            head = seal(head, seq, bytes(row.event_hash), row.organisation_id)
            if bytes(row.hash) != head:
                raise BrokenChain(f"seal {seq} differs", seq=seq)
    return seq


def _outbox(connection: Connection) -> int:
    """Each event is sealed, or waits to be: one statement each, hence one moment."""
    is_sealed = exists().where(seals.c.position == events.c.position)
    waits = exists().where(unsealed.c.position == events.c.position)
    for condition, what in (
        (~is_sealed & ~waits, "is neither sealed nor waiting to be"),
        (is_sealed & waits, "is sealed and waits to be"),
    ):
        if (position := connection.execute(select(func.min(events.c.position)).where(condition)).scalar()) is not None:
            raise BrokenChain(f"the event at position {position} {what}", position=position)
    there = exists().where(events.c.position == unsealed.c.position)
    if (lost := connection.execute(select(func.min(unsealed.c.position)).where(~there)).scalar()) is not None:
        raise BrokenChain(f"the event at position {lost} is gone before it was sealed", position=lost)
    return connection.execute(select(func.count()).select_from(unsealed)).scalar_one()


async def _checkpoints(database: Database, signer: Signer) -> tuple[int, int]:
    """How many there are, and the seal of the last one."""
    count = last = 0
    async for page in _pages(database, select(checkpoints), checkpoints.c.seq):
        await _agree(database, signer, [checkpoint_of(row) for row in page], "the database")
        count, last = count + len(page), page[-1].seq
    return count, last


async def _copy(database: Database, signer: Signer, copy: Copy, signed: int) -> int:
    for _ in range(TRIES):
        count, last, lines = 0, 0, copy.read()
        while some := list(islice(lines, PAGE)):
            await _agree(database, signer, some, copy.path.name)
            count, last = count + len(some), some[-1].seq
        if last >= signed:
            return count
        # A sealer writes the database first, and the copy a moment later.
        await asyncio.sleep(PAUSE_S)
    raise BrokenChain(
        f"{copy.path.name} ends at seal {last}, the checkpoints of the database at seal {signed}", seq=signed
    )


async def _agree(database: Database, signer: Signer, signed: Sequence[Checkpoint], where: str) -> None:
    """Each checkpoint is signed by the house, and its seal is the one in the database."""
    query = select(seals.c.seq, seals.c.hash).where(seals.c.seq.in_([each.seq for each in signed]))
    found = {row.seq: bytes(row.hash) for row in await database.read(lambda c: c.execute(query).all())}
    for each in signed:
        signer.check(each, where)
        if each.seq not in found:
            raise BrokenChain(f"{where}: the checkpoint at seal {each.seq} has no seal: the end is cut", seq=each.seq)
        if found[each.seq] != each.hash:
            raise BrokenChain(f"{where}: the checkpoint at seal {each.seq} is of another history", seq=each.seq)


async def _pages(
    database: Database, query: Select[*tuple[Any, ...]], *key: Column[Any]
) -> AsyncIterator[Sequence[Row[*tuple[Any, ...]]]]:
    page = await database.read(partial(next_page, query=query, key=key, last=None))
    while page:
        yield page
        page = await database.read(partial(next_page, query=query, key=key, last=page[-1]))
