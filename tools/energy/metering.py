"""Metering: points are held, the work is done, then the result is saved and the points are spent in one commit."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

import tools.energy.rules as rules
from tools.actor import Actor, UserId
from tools.energy.errors import OperationInProgress
from tools.energy.ledger import Ledger
from tools.energy.models import Change, Hold
from tools.errors import Gone, IdempotencyMismatch, InvalidArguments, IrisError
from tools.events import lock_stream, person_stream
from tools.metering import Priced, Quote, Result
from tools.storage import Key, KeyRing
from tools.storage.schema import deliverables

log = logging.getLogger(__name__)
T = TypeVar("T")

KEPT = timedelta(days=30)
"""How long a repeated key delivers the same result."""
LONGEST_KEY = 200

_BY_KEY = and_(deliverables.c.user_id == bindparam("of_user"), deliverables.c.key == bindparam("of_key"))
_FIND = select(deliverables).where(_BY_KEY)
_ADD = insert(deliverables)
_TRY_AGAIN = update(deliverables).where(_BY_KEY).values(attempt=bindparam("attempt"), hold_id=bindparam("hold_id"))
_DELIVER = (
    update(deliverables)
    .where(_BY_KEY, deliverables.c.hold_id == bindparam("of_hold"))
    .values(hold_id=bindparam("hold_id"), result=bindparam("result"), delivered_at=bindparam("delivered_at"))
)


def ignore(change: Change) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """What the first transaction says: a hold, or what was delivered under this key already."""

    hold: Hold | None = None
    change: Change | None = None
    stored: bytes | None = None


@dataclass(frozen=True, slots=True)
class Metering:
    """The Meter over the ledger: the one way to run a priced operation. `tell` hears of every movement, once it is
    committed.
    """

    ledger: Ledger
    keys: KeyRing
    tell: Callable[[Change], None] = ignore
    offered: frozenset[str] | None = None
    """The actions that can be done here: only their prices are told. None: all of the catalogue's."""

    async def quote(self, actor: Actor, action: str) -> Quote:
        """What the action would cost the actor now; raises UnknownAction."""
        return await self.ledger.quote(actor.user_id, action)

    async def metered(self, call: Priced, result: type[Result], work: Callable[[], Awaitable[Result]]) -> Result:
        """Do the work between a hold and its capture, or give what it gave under this key already, at no cost.

        Whatever keeps the result from being saved gives the points back: failure, timeout, cancel, a full disk; after
        a crash the sweeper does. A result that is empty, or that guided mode wrote because the model failed, costs
        nothing. Raises InsufficientEnergy, WalletFrozen, ConfirmationRequired, UnknownAction, IdempotencyMismatch
        (other arguments under the key), OperationInProgress, Gone (delivered more than 30 days ago), Erased, and what
        the work raises.
        """
        key = await self.keys.of(call.actor.user_id)
        opening, cancelled = await _whole(self._write(call, lambda c: self._open_in(c, call, key)))
        if cancelled is not None:
            if not opening.exception() and (hold := opening.result().hold) is not None:
                await _whole(self._release(call, hold, "cancelled"))
            raise cancelled
        begun = opening.result()
        if begun.stored is not None:
            return result.model_validate_json(begun.stored)
        assert begun.hold is not None
        assert begun.change is not None
        try:
            self.tell(begun.change)
            delivered = await work()
            cancelled = await self._close(call, key, begun.hold, delivered)
        except BaseException as error:
            await _whole(self._release(call, begun.hold, _reason(error)))
            raise
        if cancelled is not None:
            # Too late: it is saved and spent, and the same key delivers it.
            raise cancelled
        return delivered

    async def prune(self) -> int:
        """Forget results older than 30 days, and attempts that came to nothing; returns how many results."""
        before = self.ledger.clock.now() - KEPT
        old = deliverables.c.delivered_at < before

        def work(connection: Connection) -> int:
            connection.execute(
                delete(deliverables).where(deliverables.c.delivered_at.is_(None), deliverables.c.created_at < before)
            )
            forget = update(deliverables).where(old, deliverables.c.result.is_not(None)).values(result=None)
            return connection.execute(forget).rowcount

        return await self.ledger.database.write(work)

    async def _write(self, call: Priced, work: Callable[[Connection], T]) -> T:
        return await self.ledger.write(call.actor.user_id, work)

    def _open_in(self, connection: Connection, call: Priced, key: Key) -> _Begun:
        if not 0 < len(call.key) <= LONGEST_KEY:
            raise InvalidArguments(f"a key has 1 to {LONGEST_KEY} characters", field="key")
        user_id = call.actor.user_id
        lock_stream(connection, person_stream("wallet", user_id))
        row = connection.execute(_FIND, {"of_user": user_id, "of_key": call.key}).first()
        attempt = 1
        if row is not None:
            _same(row, call, key)
            if row.result is not None:
                return _Begun(stored=key.open(row.result, place(user_id, call.key, "result")))
            if row.delivered_at is not None:
                raise Gone(f"what was delivered under {call.key!r} is no longer kept")
            if self.ledger.is_held_in(connection, user_id, row.hold_id):
                raise OperationInProgress(f"{call.operation} under {call.key!r} is being worked on")
            attempt = row.attempt + 1
        hold_id = rules.derived_id("h", user_id, call.key, str(attempt))
        hold, change = self.ledger.hold_in(
            connection,
            user_id,
            call.action,
            hold_id=hold_id,
            agent=call.agent,
            actor=f"{call.actor.kind}:{user_id}",
            at_most=call.at_most,
        )
        if row is not None:
            again = {"of_user": user_id, "of_key": call.key, "attempt": attempt, "hold_id": hold_id}
            connection.execute(_TRY_AGAIN, again)
        else:
            connection.execute(
                _ADD,
                {
                    "user_id": user_id,
                    "key": call.key,
                    "operation": call.operation,
                    # Sealed: a digest of a short text could be guessed.
                    "fingerprint": key.seal(_fingerprint(call), place(user_id, call.key, "fingerprint")),
                    "attempt": attempt,
                    "hold_id": hold_id,
                    "created_at": self.ledger.clock.now(),
                },
            )
        return _Begun(hold=hold, change=change)

    async def _close(self, call: Priced, key: Key, hold: Hold, delivered: BaseModel) -> asyncio.CancelledError | None:
        """Save and charge; what is empty is neither saved nor charged. Returns a cancellation that came too late."""
        body = delivered.model_dump_json().encode()
        if _is_empty(json.loads(body)):
            return (await _whole(self._release(call, hold, "empty")))[1]
        degraded = call.writer.degraded
        closing, cancelled = await _whole(
            self._write(call, lambda c: self._deliver_in(c, call, key, hold, body, degraded=degraded))
        )
        if cancelled is not None and closing.exception() is not None:
            raise cancelled
        self.tell(closing.result())
        return cancelled

    def _deliver_in(
        self, connection: Connection, call: Priced, key: Key, hold: Hold, body: bytes, *, degraded: bool
    ) -> Change:
        user_id = call.actor.user_id
        if degraded:
            ended, change = self.ledger.release_in(connection, user_id, hold.id, reason="degraded")
        else:
            ended, change = self.ledger.capture_in(connection, user_id, hold.id)
        saved = connection.execute(
            _DELIVER,
            {
                "of_user": user_id,
                "of_key": call.key,
                "of_hold": hold.id,
                "hold_id": ended.id,
                "result": key.seal(body, place(user_id, call.key, "result")),
                "delivered_at": self.ledger.clock.now(),
            },
        )
        if saved.rowcount != 1:
            raise OperationInProgress(f"{call.operation} under {call.key!r} began again meanwhile")
        return change

    async def _release(self, call: Priced, hold: Hold, reason: str) -> None:
        try:
            _, change = await self.ledger.release(call.actor.user_id, hold.id, reason=reason)
        except (IrisError, SQLAlchemyError) as error:
            # What made the work fail may keep this from being written, too: the sweeper gives the points back.
            log.warning("energy: hold %s of %s was not released (%s): %r", hold.id, call.operation, reason, error)
            return
        self.tell(change)


async def _whole(work: Coroutine[Any, Any, T]) -> tuple[asyncio.Task[T], asyncio.CancelledError | None]:
    """The task of some work that has ended, however often its caller was cancelled meanwhile, and the cancellation."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    return task, cancelled


def _reason(error: BaseException) -> str:
    if isinstance(error, asyncio.CancelledError):
        return "cancelled"
    return "timeout" if isinstance(error, TimeoutError) else "failed"


def place(user_id: UserId, key: str, column: str) -> str:
    """What the sealing of a column of `deliverables` is bound to."""
    return f"deliverables:{user_id}:{key}:{column}"


def _fingerprint(call: Priced) -> bytes:
    asked = [call.operation, call.action, call.arguments.model_dump(mode="json")]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).digest()


def _same(row: Row[Any], call: Priced, key: Key) -> None:
    known = key.open(bytes(row.fingerprint), place(call.actor.user_id, call.key, "fingerprint"))
    if known != _fingerprint(call):
        raise IdempotencyMismatch(f"{call.key!r} was used for something else", field="key")


def _is_empty(value: object) -> bool:
    """Whether a result as JSON says nothing: blanks, zeros, no and empty lists all the way down."""
    match value:
        case dict():
            return all(_is_empty(each) for each in value.values())
        case list():
            return all(_is_empty(each) for each in value)
        case str():
            return not value.strip()
    return not value
