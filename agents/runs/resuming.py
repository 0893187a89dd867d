"""Resuming: the answers cover every open interrupt of the thread, once; the same answers again change nothing."""

from collections.abc import Sequence

from agents.runs import records
from agents.runs.history import Unit
from agents.runs.turn import Answer, Resume
from tools.actor import RunId
from tools.errors import Gone, InvalidResume, NotFound


class ExpiredInterrupt(Gone):
    """The interrupt waited too long."""

    code = "interrupt_expired"
    advice = "Ask again."


def repeated(unit: Unit, answers: Sequence[Answer]) -> RunId | None:
    """The run that already carried exactly these answers; None when they are new."""
    known = {w.id: w for w in records.waiting_in(unit, only_open=False)}
    runs: set[RunId] = set()
    for answer in answers:
        waiting = known.get(answer.interrupt_id)
        if waiting is None or waiting.resumed_by is None or waiting.fingerprint != _fingerprint(answer):
            return None
        runs.add(waiting.resumed_by)
    return runs.pop() if len(runs) == 1 else None


def resume(unit: Unit, run_id: RunId, answers: Sequence[Answer]) -> tuple[str, Resume]:
    """Record the answers; returns the execution and what it goes on with.

    Raises NotFound when an interrupt is not the person's, InvalidResume when the answers do not cover the
    open ones, ExpiredInterrupt when one waited too long.
    """
    known = {w.id: w for w in records.waiting_in(unit, only_open=False)}
    for answer in answers:
        if answer.interrupt_id not in known:
            raise NotFound(f"interrupt {answer.interrupt_id!r}", what="interrupt")
        waiting = known[answer.interrupt_id]
        if waiting.status == "expired" or (waiting.status == "open" and waiting.expires_at <= unit.now):
            raise ExpiredInterrupt(f"interrupt {answer.interrupt_id!r} expired at {waiting.expires_at}")
    unanswered = {w.id for w in known.values() if w.status == "open"} - {a.interrupt_id for a in answers}
    settled = [a.interrupt_id for a in answers if known[a.interrupt_id].status != "open"]
    if not answers or unanswered or settled:
        raise InvalidResume(
            f"open interrupts without an answer: {sorted(unanswered)!r}; settled already: {settled!r}",
            open=sorted(unanswered),
        )
    execution_id = known[answers[0].interrupt_id].execution_id
    checkpoint = records.checkpoint_of(unit, execution_id)
    if checkpoint is None:
        raise ExpiredInterrupt(f"execution {execution_id!r} is no longer kept")
    for each in answers:
        answered = _fingerprint(each)
        records.answer_interrupt(unit, each.interrupt_id, status=each.status, answered=answered, run_id=run_id)
    values = {a.interrupt_id: {"status": a.status, "payload": a.payload} for a in answers}
    asked: dict[str, list[int]] = {}
    for waiting in known.values():
        if waiting.execution_id == execution_id:
            asked.setdefault(str(waiting.body["toolCallId"]), []).append(_cost(waiting))
    return execution_id, Resume(checkpoint=checkpoint, answers=values, asked=asked)


def abandon(unit: Unit, run_id: RunId, *, strict: bool) -> None:
    """A plain message came instead of an answer: what waited in the thread is cancelled; `strict`: InvalidResume."""
    still_open = records.waiting_in(unit, only_open=True)
    if strict and still_open:
        raise InvalidResume("the thread waits for an answer", open=[w.id for w in still_open])
    for waiting in still_open:
        records.answer_interrupt(unit, waiting.id, status="cancelled", answered=None, run_id=run_id)
        records.forget_execution(unit, waiting.execution_id)


def _cost(waiting: records.Waiting) -> int:
    metadata = waiting.body["metadata"]
    cost = metadata["iris"].get("cost", 0) if isinstance(metadata, dict) else 0
    return int(cost)


def _fingerprint(answer: Answer) -> bytes:
    return records.fingerprint(answer.interrupt_id, answer.status, answer.payload)
