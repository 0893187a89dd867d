"""The sealer: gives every event its place in one order without gaps, and chains that order."""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
)

from tools.clock import Clock
from tools.events.checkpoints import Checkpoint, Copy, Signer
from tools.events.rules import GENESIS, seal
from tools.storage import Database
from tools.storage.schema import checkpoints, events, people, seals, unsealed

log = logging.getLogger(__name__)

BATCH = 2000
"""Events that one unit of work seals at most."""
EVERY_SEALS = 1000
EVERY = timedelta(minutes=10)
"""A checkpoint is due after so many seals, or after so long when there is anything new."""

_LEADER = text("select pg_try_advisory_xact_lock(1230128467, 1)")
_TURN = text("select pg_advisory_xact_lock(1230128467, 1)")
_STATE = select(
    select(func.min(unsealed.c.position)).scalar_subquery().label("waiting"),
    select(func.max(seals.c.seq)).scalar_subquery().label("sealed"),
    select(func.max(checkpoints.c.seq)).scalar_subquery().label("signed"),
    select(checkpoints.c.at).order_by(checkpoints.c.seq.desc()).limit(1).scalar_subquery().label("at"),
)
_LAST_SEAL = select(seals.c.seq, seals.c.hash).order_by(seals.c.seq.desc()).limit(1)


@dataclass(slots=True, kw_only=True)
class Sealer:
    """Seals what is safely committed. Several processes may have one: at any moment one of them works.

    Writers never wait for it, nor it for them. On PostgreSQL an event takes its position when it is inserted and is
    seen when its transaction commits, so that who reads by position loses events; `seq` is given afterwards.
    """

    database: Database
    clock: Clock
    signer: Signer
    copy: Copy | None = None
    shared: Collection[str] | None = None
    """The types of events that apps are told of; None: all of them."""
    _looked: int = 0
    """The last checkpoint that was there when the copy was brought up to date."""

    async def seal(self) -> int:
        """Seal what is safe, and sign a checkpoint when one is due; returns how many events were sealed. A job."""
        total = 0
        while await self.database.read(self._due):
            sealed = await self.database.write(self._seal)
            total += sealed
            if sealed < BATCH:
                break
        await self._copy_out()
        return total

    async def checkpoint(self) -> Checkpoint | None:
        """Seal what is safe and sign a checkpoint now; returns the last one, None when nothing ever happened."""
        await self.seal()
        row = await self.database.write(self._sign_now)
        await self._copy_out()
        return None if row is None else checkpoint_of(row)

    async def lag(self) -> float:
        """For how many seconds the oldest event waits to be sealed; 0 when none does.

        On PostgreSQL one transaction that writes and never ends, anywhere in the server, keeps everything waiting.
        """
        query = select(func.min(events.c.at)).join(unsealed, unsealed.c.position == events.c.position)
        oldest = await self.database.read(lambda c: c.execute(query).scalar())
        return 0.0 if oldest is None else max(0.0, (self.clock.now() - oldest).total_seconds())

    def _due(self, connection: Connection) -> bool:
        """Whether there is anything to do, without a write."""
        state = connection.execute(_STATE).one()
        return state.waiting is not None or _checkpoint_due(state, self.clock.now())

    def _seal(self, connection: Connection) -> int:
        if connection.dialect.name == "postgresql" and not connection.execute(_LEADER).scalar_one():
            return 0
        last = connection.execute(_LAST_SEAL).first()
        seq, head = (last.seq, bytes(last.hash)) if last else (0, GENESIS)
        rows: list[dict[str, object]] = []
        for row in connection.execute(_safe(connection.dialect.name)):
            seq += 1
            told = self.shared is None or row.type in self.shared
            organisation = row.organisation_id if told else None
            head = seal(head, seq, bytes(row.hash), organisation)
            rows.append({"seq": seq, "position": row.position, "organisation_id": organisation, "hash": head})
        if rows:
            connection.execute(insert(seals), rows)
            done = select(seals.c.position).where(seals.c.seq > (last.seq if last else 0))
            connection.execute(delete(unsealed).where(unsealed.c.position.in_(done)))
        if _checkpoint_due(connection.execute(_STATE).one(), self.clock.now()):
            self._sign(connection)
        return len(rows)

    def _sign_now(self, connection: Connection) -> Row[tuple[object, ...]] | None:
        if connection.dialect.name == "postgresql":
            connection.execute(_TURN)
        state = connection.execute(_STATE).one()
        if (state.sealed or 0) > (state.signed or 0):
            self._sign(connection)
        return connection.execute(select(checkpoints).order_by(checkpoints.c.seq.desc()).limit(1)).first()

    def _sign(self, connection: Connection) -> None:
        last = connection.execute(_LAST_SEAL).one()
        signed = self.signer.sign(last.seq, bytes(last.hash), self.clock.now())
        connection.execute(
            insert(checkpoints).values(
                seq=signed.seq, hash=signed.hash, signature=signed.signature, key_id=signed.key_id, at=signed.at
            )
        )

    async def _copy_out(self) -> None:
        """Bring the copy up to date: what a crash kept from it, and what other processes signed, too."""
        signed = await self.database.read(lambda c: c.execute(select(func.max(checkpoints.c.seq))).scalar())
        if self.copy is None or signed is None or signed == self._looked:
            return
        # When it fails (the disk is full), the next checkpoint tries again.
        self._looked = signed
        last = await asyncio.to_thread(self.copy.last)
        if last == 0 and signed > await self._first_signed():
            log.warning("events: the copy of the checkpoints is gone, or was never here: it is made again")
        query = select(checkpoints).where(checkpoints.c.seq > last).order_by(checkpoints.c.seq)
        missing = [checkpoint_of(row) for row in await self.database.read(lambda c: c.execute(query).all())]
        await asyncio.to_thread(self.copy.append, missing)

    async def _first_signed(self) -> int:
        first = await self.database.read(lambda c: c.execute(select(func.min(checkpoints.c.seq))).scalar())
        return first or 0


def checkpoint_of(row: Row[tuple[object, ...]]) -> Checkpoint:
    """A row of `checkpoints`."""
    return Checkpoint(seq=row.seq, hash=bytes(row.hash), signature=bytes(row.signature), key_id=row.key_id, at=row.at)


def _checkpoint_due(state: Row[*tuple[Any, ...]], now: datetime) -> bool:
    new = (state.sealed or 0) - (state.signed or 0)
    return new >= EVERY_SEALS or (new > 0 and (state.at is None or state.at <= now - EVERY))


def _safe(dialect: str) -> Select[tuple[object, ...]]:
    """What may be sealed now, in order: committed, and before it nothing of the same stream that waits.

    On PostgreSQL: no transaction as old as the event's may still commit. A transaction takes its id with its first
    write and may then wait for a stream, so that of two events of a stream the later one can be safe first. And a
    dump brought to another server has ids that are not yet given there: nothing of it can be in flight.
    """
    query = (
        select(unsealed.c.position, events.c.hash, events.c.type, people.c.organisation_id)
        .join(events, events.c.position == unsealed.c.position)
        .outerjoin(people, people.c.id == events.c.user_id)
        .order_by(unsealed.c.position)
        .limit(BATCH)
    )
    if dialect == "postgresql":
        earlier = unsealed.alias("earlier")
        waiting = exists().where(
            earlier.c.stream == unsealed.c.stream,
            earlier.c.position < unsealed.c.position,
            ~_settled(earlier),
        )
        query = query.where(_settled(unsealed), ~waiting)
    return query


def _settled(table: FromClause) -> ColumnElement[bool]:
    xid: ColumnElement[int] = table.c.xid
    return or_(
        xid.is_(None),
        xid < literal_column("(select pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"),
        xid >= literal_column("(select pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"),
    )
