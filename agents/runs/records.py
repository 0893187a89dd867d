"""The records of runs, executions and interrupts: what a restart and another process need to know."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from agents.runs.history import Unit
from agents.runs.turn import Outcome
from tools.actor import RunId, ThreadId, UserId
from tools.errors import RunConflict
from tools.storage.schema import executions, interrupts, runs

LEASE = timedelta(seconds=15)
"""A run belongs to the process that started it for so long after its last heartbeat."""
WAITS = timedelta(hours=24)
"""An interrupt waits for an answer for so long."""

ACTIVE, ENDED = "active", "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An interrupt and where it stands."""

    id: str
    execution_id: str
    run_id: RunId
    reason: str
    status: str
    body: Mapping[str, object]
    fingerprint: bytes | None
    resumed_by: RunId | None
    expires_at: datetime


def fingerprint(*parts: object) -> bytes:
    """A digest that tells whether a repeated request asks for the same thing."""
    # Not orjson: a payload may hold half a surrogate pair, which has no UTF-8.
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()


_RUN = select(runs).where(runs.c.user_id == bindparam("of_user"), runs.c.id == bindparam("of_run"))
_BY_KEY = select(runs).where(runs.c.user_id == bindparam("of_user"), runs.c.idempotency_key == bindparam("of_key"))
_ACTIVE = select(runs).where(
    runs.c.user_id == bindparam("of_user"),
    runs.c.thread_id == bindparam("of_thread"),
    runs.c.status == ACTIVE,
)
_ADD_RUN = insert(runs)
_END_RUN = update(runs).where(
    runs.c.user_id == bindparam("of_user"), runs.c.id == bindparam("of_run"), runs.c.status == ACTIVE
)
_WAITING = select(interrupts).where(
    interrupts.c.user_id == bindparam("of_user"), interrupts.c.thread_id == bindparam("of_thread")
)
_OPEN = _WAITING.where(interrupts.c.status == "open")


def find_run(connection: Connection, user_id: UserId, run_id: RunId) -> Row[tuple[object, ...]] | None:
    """The run's record."""
    return connection.execute(_RUN, {"of_user": user_id, "of_run": run_id}).first()


def find_by_key(connection: Connection, user_id: UserId, key: str) -> Row[tuple[object, ...]] | None:
    """The run that an idempotency key started."""
    return connection.execute(_BY_KEY, {"of_user": user_id, "of_key": key}).first()


def active_run(connection: Connection, user_id: UserId, thread_id: ThreadId) -> Row[tuple[object, ...]] | None:
    """The thread's active run, whoever owns it."""
    return connection.execute(_ACTIVE, {"of_user": user_id, "of_thread": thread_id}).first()


def insert_run(
    unit: Unit, run_id: RunId, execution_id: str, *, owner: str, idempotency_key: str | None, asked: bytes
) -> None:
    """Start a run; raises RunConflict when the thread has an active one (the database decides)."""
    try:
        unit.connection.execute(
            _ADD_RUN,
            {
                "user_id": unit.user_id,
                "id": run_id,
                "thread_id": unit.thread_id,
                "execution_id": execution_id,
                "status": ACTIVE,
                "owner": owner,
                "lease_until": unit.now + LEASE,
                "idempotency_key": idempotency_key,
                "fingerprint": asked,
                "started_at": unit.now,
            },
        )
    except IntegrityError as error:
        raise RunConflict(f"thread {unit.thread_id!r} has an active run") from error


def end_run(
    unit: Unit,
    run_id: RunId,
    *,
    status: str,
    code: str | None,
    outcome: Outcome | None,
    usage: Sequence[Mapping[str, object]] = (),
) -> bool:
    """Close the run if it is still active: the first to end it wins. True when this call did."""
    ended = unit.connection.execute(
        _END_RUN,
        {
            "of_user": unit.user_id,
            "of_run": run_id,
            "status": status,
            "code": code,
            "agent": outcome.agent if outcome else None,
            "mode": outcome.mode if outcome else None,
            "usage": list(usage) or None,
            "ended_at": unit.now,
        },
    )
    return ended.rowcount == 1


def pause(unit: Unit, run_id: RunId, execution_id: str, outcome: Outcome) -> None:
    """Keep an interrupted execution: its checkpoint, sealed, and what it waits for."""
    forget_execution(unit, execution_id)
    unit.connection.execute(
        insert(executions).values(
            user_id=unit.user_id,
            id=execution_id,
            thread_id=unit.thread_id,
            checkpoint=unit.key.seal(outcome.checkpoint or b"", f"executions:{execution_id}"),
            expires_at=unit.now + WAITS,
        )
    )
    for waiting in outcome.pauses:
        unit.connection.execute(
            insert(interrupts).values(
                user_id=unit.user_id,
                id=waiting.id,
                thread_id=unit.thread_id,
                execution_id=execution_id,
                run_id=run_id,
                reason=waiting.reason,
                body=unit.key.seal(orjson.dumps(waiting.body), f"interrupts:{waiting.id}"),
                status="open",
                expires_at=unit.now + WAITS,
            )
        )


def waiting_in(unit: Unit, *, only_open: bool) -> list[Waiting]:
    """The interrupts of the thread; one that waited too long is not open, swept or not."""
    return [
        Waiting(
            id=row.id,
            execution_id=row.execution_id,
            run_id=row.run_id,
            reason=row.reason,
            status=row.status,
            body=orjson.loads(unit.key.open(row.body, f"interrupts:{row.id}")),
            fingerprint=row.fingerprint,
            resumed_by=row.resumed_by,
            expires_at=row.expires_at,
        )
        for row in unit.connection.execute(_OPEN if only_open else _WAITING, unit.place)
        if not only_open or row.expires_at > unit.now
    ]


def checkpoint_of(unit: Unit, execution_id: str) -> bytes | None:
    """The execution's checkpoint; None when it has ended or expired."""
    sealed = unit.connection.execute(
        select(executions.c.checkpoint).where(executions.c.user_id == unit.user_id, executions.c.id == execution_id)
    ).scalar()
    return None if sealed is None else unit.key.open(sealed, f"executions:{execution_id}")


def answer_interrupt(unit: Unit, interrupt_id: str, *, status: str, answered: bytes | None, run_id: RunId) -> None:
    """Settle an open interrupt, with the person's answer if there is one, and the run that carries it."""
    unit.connection.execute(
        update(interrupts)
        .where(interrupts.c.user_id == unit.user_id, interrupts.c.id == interrupt_id, interrupts.c.status == "open")
        .values(status=status, fingerprint=answered, resumed_by=run_id)
    )


def forget_execution(unit: Unit, execution_id: str) -> None:
    """Delete the checkpoint: the execution has ended."""
    unit.connection.execute(
        delete(executions).where(executions.c.user_id == unit.user_id, executions.c.id == execution_id)
    )


def expire(connection: Connection, now: datetime) -> None:
    """Close interrupts that nobody answered in time, and delete the executions that waited for them."""
    connection.execute(
        update(interrupts).where(interrupts.c.status == "open", interrupts.c.expires_at <= now).values(status="expired")
    )
    connection.execute(delete(executions).where(executions.c.expires_at <= now))
