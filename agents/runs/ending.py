"""The end of a run: what its terminal event says, and what is stored in the same commit."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from agents.runs import history, records
from agents.runs.emitter import message_id
from agents.runs.history import Unit
from agents.runs.live import Body, frame
from agents.runs.log import batch
from agents.runs.turn import Outcome, Turn
from tools.errors import IrisError
from tools.events import Audit
from tools.storage import Database, Key

log = logging.getLogger(__name__)

Cut = Literal["cancelled", "server_restart"]
"""Why a run was stopped from outside: the person asked, or the process ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The terminal event, the status and code of the record, and the outcome if the graph gave one."""

    terminal: Body
    status: str
    code: str | None = None
    outcome: Outcome | None = None


def verdict(turn: Turn, worker: asyncio.Task[Outcome], cut_by: Cut | None, say: Callable[[str, str], str]) -> Ending:
    """What became of a run, from its finished task; closes what is open on the wire."""
    emitter = turn.emitter
    if worker.cancelled():
        if cut_by == "cancelled":
            return Ending(terminal=emitter.finished({"type": "cancelled"}, tokens(turn)), status="cancelled")
        return _failure(turn, cut_by or "timeout", say)
    if (error := worker.exception()) is not None:
        code = error.code if isinstance(error, IrisError) else "internal"
        log.error("run %s failed (%s)", turn.run_id, code, exc_info=error)
        return _failure(turn, code, say)
    outcome = worker.result()
    if outcome.pauses:
        emitter.snapshot(_snapshot(turn))
        waiting: Body = {"type": "interrupt", "interrupts": [dict(pause.body) for pause in outcome.pauses]}
        return Ending(terminal=emitter.finished(waiting, tokens(turn)), status="interrupted", outcome=outcome)
    emitter.end_message()
    return Ending(terminal=emitter.finished({"type": "success"}, tokens(turn)), status="finished", outcome=outcome)


def unstored(turn: Turn, error: Exception, say: Callable[[str, str], str]) -> Ending:
    """The end of a run whose end could not be stored."""
    return _failure(turn, error.code if isinstance(error, IrisError) else "internal", say)


async def settle(
    database: Database,
    audit: Audit,
    turn: Turn,
    key: Key,
    end: Ending,
    now: datetime,
    say: Callable[[str, str], str],
    *,
    published: bool = False,
) -> Ending:
    """Store the end of a run in one commit: its record, what was said, the thread's state, the last of its log.

    Returns the end that counts: another one when another process has closed the run meanwhile. `published`: the
    terminal event is in the live log already.
    """
    live, outcome = turn.emitter.live, end.outcome
    last = batch(live, key, b"" if published else frame(len(live) + 1, end.terminal))
    persisted, live.persisted = live.persisted, last.last if last else live.persisted

    def work(connection: Connection) -> bool:
        unit = Unit(connection=connection, user_id=turn.actor.user_id, thread_id=turn.thread.id, key=key, now=now)
        if not records.end_run(
            unit, turn.run_id, status=end.status, code=end.code, outcome=outcome, usage=tokens(turn)
        ):
            return False
        position = history.add_answers(
            unit, turn.run_id, turn.emitter.said, turn.position, turn.parent, tainted=turn.guard.tainted
        )
        history.change_thread(
            unit,
            last_position=position,
            updated_at=now,
            agent=(outcome.agent if outcome else turn.emitter.agent) or turn.thread.agent,
            mode=outcome.mode if outcome else turn.thread.mode,
            focus=history.sealed_focus(unit, outcome.focus if outcome else turn.thread.focus),
        )
        if outcome is not None and outcome.pauses:
            records.pause(unit, turn.run_id, turn.execution_id, outcome)
        elif turn.resume is not None:
            records.forget_execution(unit, turn.execution_id)
        if turn.guard.vault.changed:
            history.change_thread(unit, vault=history.sealed_vault(unit, turn.guard.vault.dump()))
        for note in turn.guard.notes:
            audit.note_in(connection, note.type, user_id=turn.actor.user_id, run_id=turn.run_id, **note.data)  # type: ignore[arg-type]
        if last is not None:
            last.insert(connection, now)
        return True

    try:
        stored = await database.write(work)
    except BaseException:
        live.persisted = persisted
        raise
    return end if stored else _failure(turn, "server_restart", say)


def tokens(turn: Turn) -> list[Body]:
    """What the run used, by model, as AG-UI's TokenUsage; known also when it failed or was stopped."""
    return [
        {"model": model, "inputTokens": used.input_tokens, "outputTokens": used.output_tokens}
        for model, used in turn.meter.usage.by_model.items()
    ]


def _failure(turn: Turn, code: str, say: Callable[[str, str], str]) -> Ending:
    terminal = turn.emitter.failed(code, say(code, turn.locale), tokens(turn))
    return Ending(terminal=terminal, status="failed", code=code)


def _snapshot(turn: Turn) -> list[Mapping[str, object]]:
    said: list[Mapping[str, object]] = [{"id": m.id, "role": m.role, "content": m.text} for m in turn.window]
    if turn.resume is None:
        said.append({"id": turn.parent, "role": "user", "content": turn.original})
    said += [{"id": s.id, "role": "assistant", "content": s.text} for s in turn.emitter.said if s.text]
    if calls := turn.emitter.open_calls:
        said.append({"id": message_id("c"), "role": "assistant", "toolCalls": calls})
    return said
