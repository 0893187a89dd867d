"""The records of runs, executions and interrupts: what a restart and another process need to know."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from agents.runs.turn import Outcome
from tools.actor import RunId, ThreadId, UserId
from tools.errors import RunConflict
from tools.storage import Key
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


def find_run(connection: Connection, user_id: UserId, run_id: RunId) -> Row[tuple[object, ...]] | None:
    """The run's record."""
    return connection.execute(select(runs).where(runs.c.user_id == user_id, runs.c.id == run_id)).first()


def find_by_key(connection: Connection, user_id: UserId, key: str) -> Row[tuple[object, ...]] | None:
    """The run that an idempotency key started."""
    return connection.execute(select(runs).where(runs.c.user_id == user_id, runs.c.idempotency_key == key)).first()


def active_run(connection: Connection, user_id: UserId, thread_id: ThreadId) -> Row[tuple[object, ...]] | None:
    """The thread's active run, whoever owns it."""
    return connection.execute(
        select(runs).where(runs.c.user_id == user_id, runs.c.thread_id == thread_id, runs.c.status == ACTIVE)
    ).first()


def insert_run(
    connection: Connection,
    user_id: UserId,
    thread_id: ThreadId,
    run_id: RunId,
    execution_id: str,
    *,
    owner: str,
    now: datetime,
    idempotency_key: str | None,
    asked: bytes,
) -> None:
    """Start a run; raises RunConflict when the thread has an active one (the database decides)."""
    try:
        connection.execute(
            insert(runs).values(
                user_id=user_id,
                id=run_id,
                thread_id=thread_id,
                execution_id=execution_id,
                status=ACTIVE,
                owner=owner,
                lease_until=now + LEASE,
                idempotency_key=idempotency_key,
                fingerprint=asked,
                started_at=now,
            )
        )
    except IntegrityError as error:
        raise RunConflict(f"thread {thread_id!r} has an active run") from error


def end_run(
    connection: Connection,
    user_id: UserId,
    run_id: RunId,
    *,
    status: str,
    code: str | None,
    outcome: Outcome | None,
    now: datetime,
) -> bool:
    """Close the run if it is still active: the first to end it wins. True when this call did."""
    ended = connection.execute(
        update(runs)
        .where(runs.c.user_id == user_id, runs.c.id == run_id, runs.c.status == ACTIVE)
        .values(
            status=status,
            code=code,
            agent=outcome.agent if outcome else None,
            mode=outcome.mode if outcome else None,
            usage=list(outcome.usage) if outcome else None,
            ended_at=now,
        )
    )
    return ended.rowcount == 1


def pause(
    connection: Connection,
    user_id: UserId,
    thread_id: ThreadId,
    run_id: RunId,
    execution_id: str,
    outcome: Outcome,
    key: Key,
    now: datetime,
) -> None:
    """Keep an interrupted execution: its checkpoint, sealed, and what it waits for."""
    forget_execution(connection, user_id, execution_id)
    connection.execute(
        insert(executions).values(
            user_id=user_id,
            id=execution_id,
            thread_id=thread_id,
            checkpoint=key.seal(outcome.checkpoint or b"", f"executions:{execution_id}"),
            expires_at=now + WAITS,
        )
    )
    for waiting in outcome.pauses:
        connection.execute(
            insert(interrupts).values(
                user_id=user_id,
                id=waiting.id,
                thread_id=thread_id,
                execution_id=execution_id,
                run_id=run_id,
                reason=waiting.reason,
                body=key.seal(orjson.dumps(waiting.body), f"interrupts:{waiting.id}"),
                status="open",
                expires_at=now + WAITS,
            )
        )


def waiting_in(
    connection: Connection, user_id: UserId, thread_id: ThreadId, key: Key, *, only_open: bool
) -> list[Waiting]:
    """The interrupts of a thread."""
    query = select(interrupts).where(interrupts.c.user_id == user_id, interrupts.c.thread_id == thread_id)
    if only_open:
        query = query.where(interrupts.c.status == "open")
    return [
        Waiting(
            id=row.id,
            execution_id=row.execution_id,
            run_id=row.run_id,
            reason=row.reason,
            status=row.status,
            body=orjson.loads(key.open(row.body, f"interrupts:{row.id}")),
            fingerprint=row.fingerprint,
            resumed_by=row.resumed_by,
            expires_at=row.expires_at,
        )
        for row in connection.execute(query)
    ]


def checkpoint_of(connection: Connection, user_id: UserId, execution_id: str, key: Key) -> bytes | None:
    """The execution's checkpoint; None when it has ended or expired."""
    sealed = connection.execute(
        select(executions.c.checkpoint).where(executions.c.user_id == user_id, executions.c.id == execution_id)
    ).scalar()
    return None if sealed is None else key.open(sealed, f"executions:{execution_id}")


def close_interrupts(
    connection: Connection, user_id: UserId, ids: Sequence[str], *, status: str, run_id: RunId | None
) -> None:
    """Settle interrupts that were open."""
    connection.execute(
        update(interrupts)
        .where(interrupts.c.user_id == user_id, interrupts.c.id.in_(ids), interrupts.c.status == "open")
        .values(status=status, resumed_by=run_id)
    )


def answer_interrupt(
    connection: Connection, user_id: UserId, interrupt_id: str, *, status: str, answered: bytes, run_id: RunId
) -> None:
    """Record the person's answer and the run that carries it."""
    connection.execute(
        update(interrupts)
        .where(interrupts.c.user_id == user_id, interrupts.c.id == interrupt_id, interrupts.c.status == "open")
        .values(status=status, fingerprint=answered, resumed_by=run_id)
    )


def forget_execution(connection: Connection, user_id: UserId, execution_id: str) -> None:
    """Delete the checkpoint: the execution has ended."""
    connection.execute(delete(executions).where(executions.c.user_id == user_id, executions.c.id == execution_id))


def expire(connection: Connection, now: datetime) -> None:
    """Close interrupts that nobody answered in time, and delete the executions that waited for them."""
    connection.execute(
        update(interrupts).where(interrupts.c.status == "open", interrupts.c.expires_at <= now).values(status="expired")
    )
    connection.execute(delete(executions).where(executions.c.expires_at <= now))
