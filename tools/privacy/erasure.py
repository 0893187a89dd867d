"""Erasure: the key is destroyed first, with the request; the rest follows, and a job finishes what a crash left."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from tools.actor import UserId, new_id
from tools.clock import Clock
from tools.errors import Erased, IrisError, NotFound
from tools.events import PERSON_ERASED, Audit
from tools.privacy.models import AskedBy, ErasedStore, KeptThing, PrivacySettings, Receipt
from tools.privacy.register import Register
from tools.storage import Database, KeyRing
from tools.storage.schema import erasures, person_keys

log = logging.getLogger(__name__)

SUBJECT_ERASED = "SubjectErased"

STALLED = timedelta(seconds=60)
"""An erasure that has not ended by then was left by a crash or a failure."""
FAILURES = (IrisError, OSError, SQLAlchemyError)
"""What may keep an erasure from ending: the disk, the database, a part that does not answer."""
IN_FLIGHT = timedelta(seconds=30)
"""A request that began before the erasure has begun its run by then."""
SETTLED = timedelta(seconds=120)
"""What another process was writing has arrived by then: a last look removes it."""


@dataclass(slots=True, kw_only=True)
class Erasure:
    """Erases people. `stop` ends what runs for a person, here at once and elsewhere by asking."""

    database: Database
    keys: KeyRing
    audit: Audit
    clock: Clock
    register: Register
    stop: Callable[[UserId], Awaitable[None]]
    settings: PrivacySettings
    _forgotten: set[UserId] = field(default_factory=set)
    """Whom this process has let go of."""

    async def erase(self, user_id: UserId, *, asked_by: AskedBy = "person") -> Receipt:
        """Erase a person; returns the receipt. Raises NotFound, and Erased when it was asked before.

        The first transaction destroys the key: from then on nothing can be read, whatever happens next. Before it goes
        only what nobody could find without it.
        """
        for store in self.register.stores:
            if store.erase_first is not None:
                await store.erase_first(user_id)
        now, receipt = self.clock.now(), new_id("er")
        await self.database.write(lambda c: self._begin(c, user_id, receipt, asked_by, now))
        # Shielded: a person who closes the page does not stop their own erasure.
        finishing = asyncio.ensure_future(self._finish(user_id))
        try:
            await asyncio.shield(finishing)
        except FAILURES:
            log.exception("erasure %s: something is left, the job finishes it", receipt)
        return await self.database.read(lambda c: self._receipt(c, user_id))

    async def follow(self) -> None:
        """Let go, in this process, of those who were erased by any process a moment ago."""
        fresh = self.clock.now() - IN_FLIGHT
        for row in await self._open_rows():
            # More than once: a request that had the key in hand may begin a run after the first time.
            if row.user_id not in self._forgotten or row.requested_at > fresh:
                await self._let_go(UserId(row.user_id))

    async def complete(self, *, stalled: timedelta = STALLED, settled: timedelta = SETTLED) -> int:
        """Finish erasures that stalled, and look a last time at those that ended; returns how many.

        One that fails again does not keep the others waiting.
        """
        now, done = self.clock.now(), 0
        for row in await self._open_rows():
            user_id = UserId(row.user_id)
            try:
                if row.completed_at is None and row.requested_at <= now - stalled:
                    await self._finish(user_id)
                    done += 1
                elif row.completed_at is not None and row.completed_at <= now - settled:
                    done += await self._sweep(user_id)
            except FAILURES:
                log.exception("erasure %s: something is still left", row.receipt)
        return done

    def _begin(self, connection: Connection, user_id: UserId, receipt: str, asked_by: AskedBy, now: datetime) -> None:
        key = connection.execute(select(person_keys.c.wrapped).where(person_keys.c.user_id == user_id)).first()
        if key is None:
            raise NotFound(f"no person {user_id!r}")
        try:
            connection.execute(
                insert(erasures).values(user_id=user_id, receipt=receipt, asked_by=asked_by, requested_at=now)
            )
        except IntegrityError as error:
            raise Erased(f"{user_id!r} is erased") from error
        self.keys.destroy(connection, user_id, now)
        # For the organisation's apps, by their cursor.
        self.audit.note_in(connection, PERSON_ERASED, user_id=user_id)

    async def _let_go(self, user_id: UserId) -> None:
        self._forgotten.add(user_id)
        self.keys.forget(user_id)
        await self.stop(user_id)

    async def _finish(self, user_id: UserId) -> None:
        await self._let_go(user_id)
        outside = {
            store.name: await store.erase_outside(user_id)
            for store in self.register.stores
            if store.erase_outside is not None
        }
        await self.database.write(lambda c: self._delete(c, user_id, outside))
        await self.database.scrub(person_keys.name)

    def _delete(self, connection: Connection, user_id: UserId, outside: Mapping[str, int]) -> None:
        now = self.clock.now()
        counts = self._delete_rows(connection, user_id, now)
        for name, count in outside.items():
            counts[name] = counts.get(name, 0) + count
        ended = connection.execute(
            update(erasures)
            .where(erasures.c.user_id == user_id, erasures.c.completed_at.is_(None))
            .values(completed_at=now, counts=counts)
            .returning(erasures.c.receipt, erasures.c.asked_by)
        ).first()
        if ended is not None:
            # Of two that finish at once, one says so.
            details: dict[str, Any] = {f"erased_{name}": count for name, count in counts.items()}
            details |= {"receipt": ended.receipt, "asked_by": ended.asked_by}
            self.audit.note_in(connection, SUBJECT_ERASED, user_id=user_id, **details)

    def _delete_rows(self, connection: Connection, user_id: UserId, now: datetime) -> dict[str, int]:
        return {
            store.name: store.erase(connection, user_id, now)
            for store in self.register.stores
            if store.erase is not None
        }

    async def _sweep(self, user_id: UserId) -> int:
        await self._let_go(user_id)
        for store in self.register.stores:
            if store.erase_outside is not None:
                await store.erase_outside(user_id)
        await self.database.write(lambda c: self._delete_rows(c, user_id, self.clock.now()) and None)
        if not await self.database.scrub(person_keys.name):
            return 0
        swept = update(erasures).where(erasures.c.user_id == user_id).values(swept_at=self.clock.now())
        await self.database.write(lambda c: c.execute(swept) and None)
        return 1

    async def _open_rows(self) -> list[Row[tuple[object, ...]]]:
        query = select(erasures).where(erasures.c.swept_at.is_(None)).order_by(erasures.c.requested_at)
        return await self.database.read(lambda c: list(c.execute(query).all()))

    def _receipt(self, connection: Connection, user_id: UserId) -> Receipt:
        row = connection.execute(select(erasures).where(erasures.c.user_id == user_id)).one()
        counts: Mapping[str, int] = row.counts or {}
        asked_at: datetime = row.requested_at
        kept = [store.kept for store in self.register.stores if store.kept is not None]
        held = [each.when is None or each.when(connection, user_id) for each in kept]
        return Receipt(
            id=row.receipt,
            asked_at=asked_at,
            completed=row.completed_at is not None,
            erased=tuple(
                ErasedStore(name=store.name, holds=store.holds, count=counts[store.name])
                for store in self.register.stores
                if store.name in counts
            ),
            kept=tuple(
                KeptThing(what=each.what, why=each.why, until=None if each.until is None else asked_at + each.until)
                for each, stays in zip(kept, held, strict=True)
                if stays
            ),
            absent=tuple(
                each.otherwise for each, stays in zip(kept, held, strict=True) if not stays and each.otherwise
            ),
            backups_until=asked_at + timedelta(days=self.settings.backups_kept_days),
            dialect=self.database.dialect,
        )
