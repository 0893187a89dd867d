"""Opening: the unit of work that begins a run, or goes on with an interrupted one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from agents.runs import history, records, resuming
from agents.runs.admission import Admitted
from agents.runs.history import Unit
from agents.runs.turn import Answer, Ask, Resume, Started, ThreadState
from tools.actor import AppId, MessageId, RunId, ThreadId, UserId
from tools.errors import Conflict, IdempotencyMismatch, NotFound


class Stale(Conflict):
    """The thread changed between its reading and the opening: read it again."""

    code = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """The ids of a run that may begin, its owner, and the fingerprint of what was asked."""

    run_id: RunId
    execution_id: str
    owner: str
    asked: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """What the opening unit of work found or made."""

    repeated: Started | None = None
    state: ThreadState | None = None
    execution_id: str = ""
    resume: Resume | None = None
    position: int = 0
    parent: MessageId | None = None
    over: bool = False
    """Whether it is one conversation too many today."""


Converse = Callable[[Connection, UserId, ThreadId], bool]
"""Counts the conversation of today; False when it is one too many."""


def unlimited(connection: Connection, user_id: UserId, thread_id: ThreadId) -> bool:
    """As many conversations as one likes."""
    return True


def begin(unit: Unit, birth: Birth, app_id: AppId, ask: Ask, admitted: Admitted, converse: Converse) -> Opened:
    """Record the message and the run; a repeated request gives its run.

    Raises NotFound for a message that cannot be said anew, Stale, RunConflict, InvalidResume.
    """
    if (ask.run_id or ask.idempotency_key) and (
        known := _repeated(unit, birth.run_id, ask.idempotency_key, birth.asked)
    ) is not None:
        return Opened(repeated=known)
    if ask.replaces is not None and admitted.replaces is None:
        raise NotFound(f"message {ask.replaces!r}", what="message")
    # First: of two at once the database lets one begin, and what is read next is what the last run left.
    _insert(unit, birth, ask.idempotency_key)
    if admitted.stale(unit):
        raise Stale(f"thread {unit.thread_id!r} has changed")
    state, window = admitted.state, admitted.window
    if state is None:
        state = history.adopt_thread(unit, app_id, admitted)
    else:
        resuming.abandon(unit, birth.run_id, strict=ask.strict)
        if state.vault is None:
            # A thread of before the guard: from here on it rests masked too.
            history.change_thread(unit, **history.sealed_notes(unit, state))
        if admitted.guard.vault.changed or state.vault is None:
            history.change_thread(unit, vault=history.sealed_vault(unit, admitted.vault()))
    if admitted.replaces is not None:
        history.leave(unit, admitted.replaces)
        history.change_thread(unit, summarised_to=state.summarised_to, **history.sealed_notes(unit, state))
    position = state.last_position + 1
    before = window[-1].id if window else None
    parent = history.add_question(unit, birth.run_id, admitted, position, before)
    over = not converse(unit.connection, unit.user_id, unit.thread_id)
    return Opened(state=state, execution_id=birth.execution_id, position=position, parent=parent, over=over)


def go_on(unit: Unit, birth: Birth, answers: Sequence[Answer], admitted: Admitted) -> Opened:
    """Record the answers to an interrupted execution; the same answers again give the run that carries them.

    Raises Stale, NotFound, InvalidResume, Gone, RunConflict.
    """
    if (repeated := resuming.repeated(unit, answers)) is not None:
        return Opened(repeated=Started(unit.thread_id, repeated))
    if (known := _repeated(unit, birth.run_id, None, birth.asked)) is not None:
        return Opened(repeated=known)
    execution_id, resume = resuming.resume(unit, birth.run_id, answers)
    if admitted.state is None:
        raise NotFound(f"thread {unit.thread_id!r}", what="thread")
    _insert(unit, Birth(run_id=birth.run_id, execution_id=execution_id, owner=birth.owner, asked=birth.asked), None)
    if admitted.stale(unit):
        raise Stale(f"thread {unit.thread_id!r} has changed")
    window = admitted.window
    return Opened(
        state=admitted.state,
        execution_id=execution_id,
        resume=resume,
        position=admitted.state.last_position,
        parent=window[-1].id if window else None,
    )


def _insert(unit: Unit, birth: Birth, idempotency_key: str | None) -> None:
    records.insert_run(
        unit,
        birth.run_id,
        birth.execution_id,
        owner=birth.owner,
        idempotency_key=idempotency_key,
        asked=birth.asked,
    )


def _repeated(unit: Unit, run_id: RunId, idempotency_key: str | None, asked: bytes) -> Started | None:
    """The run that this request started already; raises IdempotencyMismatch when it was another request."""
    known = records.find_run(unit.connection, unit.user_id, run_id)
    if known is None and idempotency_key is not None:
        known = records.find_by_key(unit.connection, unit.user_id, idempotency_key)
    if known is None:
        return None
    if bytes(known.fingerprint) != asked:
        raise IdempotencyMismatch(f"run {known.id!r} was started by another request")
    return Started(known.thread_id, known.id)
