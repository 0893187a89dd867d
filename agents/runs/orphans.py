"""Runs of other processes: their leases, their logs read from the database, and the end of those that died."""

import asyncio
from collections.abc import AsyncIterator, Container, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Connection, or_, select, update

from agents.runs import history, records
from agents.runs.emitter import Said
from agents.runs.history import Unit
from agents.runs.live import frame
from agents.runs.log import RunLog, closing_batch
from tools.actor import RunId, UserId
from tools.errors import LogExpired, NotFound
from tools.storage import Database, Key
from tools.storage.schema import runs

UNSEEN = 100_000
"""More events than a run can have sent since its last stored batch: the number of its closing event is beyond them."""


async def renew(database: Database, owner: str, mine: Sequence[RunId], now: datetime) -> list[tuple[UserId, RunId]]:
    """Extend the leases of this process's runs; returns those that somebody asked to cancel."""
    if not mine:
        return []
    ours = (runs.c.owner == owner, runs.c.status == records.ACTIVE, runs.c.id.in_(mine))

    def work(connection: Connection) -> list[tuple[UserId, RunId]]:
        connection.execute(update(runs).where(*ours).values(lease_until=now + records.LEASE))
        asked = select(runs.c.user_id, runs.c.id).where(*ours, runs.c.cancel_requested_at.is_not(None))
        return [(row.user_id, row.id) for row in connection.execute(asked)]

    return await database.write(work)


async def find(
    database: Database, owner: str, living: Container[tuple[UserId, RunId]], now: datetime, *, alone: bool
) -> list[tuple[UserId, RunId]]:
    """Active runs that nobody works on any more; `living` is looked at after the read, as a run may begin meanwhile."""
    gone = [runs.c.lease_until <= now]
    if alone:
        gone.append(runs.c.owner != owner)
    query = select(runs.c.user_id, runs.c.id).where(runs.c.status == records.ACTIVE, or_(*gone))
    rows = await database.read(lambda c: [(row.user_id, row.id) for row in c.execute(query)])
    return [row for row in rows if row not in living]


async def request_cancel(database: Database, user_id: UserId, run_id: RunId, now: datetime) -> bool:
    """Ask the process that owns the run to stop it; False when it has ended. Raises NotFound."""

    def work(connection: Connection) -> bool:
        row = records.find_run(connection, user_id, run_id)
        if row is None:
            raise NotFound(f"run {run_id!r}", what="run")
        asked = update(runs).where(runs.c.user_id == user_id, runs.c.id == run_id)
        connection.execute(asked.values(cancel_requested_at=now))
        return bool(row.status == records.ACTIVE)

    return await database.write(work)


async def stored_tail(
    database: Database, log: RunLog, user_id: UserId, run_id: RunId, after: int, poll: float
) -> AsyncIterator[bytes] | None:
    """The stored frames of a run, and those to come while another process works on it."""
    row = await database.read(lambda c: records.find_run(c, user_id, run_id))
    if row is None:
        raise NotFound(f"run {run_id!r}", what="run")
    if row.status == records.ACTIVE:
        return _follow(database, log, user_id, run_id, after, poll)
    frames = await log.read(user_id, run_id, after)
    if frames:
        return _once(b"".join(body for _, body in frames))
    if await log.last(user_id, run_id) is None:
        raise LogExpired(f"the log of run {run_id!r} is no longer kept")
    return None


async def _once(frames: bytes) -> AsyncIterator[bytes]:
    yield frames


async def _follow(
    database: Database, log: RunLog, user_id: UserId, run_id: RunId, after: int, poll: float
) -> AsyncIterator[bytes]:
    ended = False
    while True:
        frames = await log.read(user_id, run_id, after)
        if frames:
            after = frames[-1][0]
            yield b"".join(body for _, body in frames)
        elif ended:
            return
        else:
            await asyncio.sleep(poll)
        row = await database.read(lambda c: records.find_run(c, user_id, run_id))
        ended = row is None or row.status != records.ACTIVE


async def close(
    database: Database, log: RunLog, key: Key, user_id: UserId, run_id: RunId, now: datetime, words: str
) -> None:
    """Close a dead process's run: RUN_ERROR in its log, its partial text in the history, its thread free again."""
    frames = await log.read(user_id, run_id)
    last = frames[-1][0] if frames else 0
    said = retold([body for _, body in frames])
    terminal = {
        "type": "RUN_ERROR",
        "message": words,
        "code": "server_restart",
        "timestamp": int(now.timestamp() * 1000),
    }
    closing = closing_batch(user_id, run_id, last + UNSEEN, frame(last + UNSEEN, terminal), key)

    def work(connection: Connection) -> None:
        row = records.find_run(connection, user_id, run_id)
        if row is None:
            return
        unit = Unit(connection=connection, user_id=user_id, thread_id=row.thread_id, key=key, now=now)
        if not records.end_run(unit, run_id, status="failed", code="server_restart", outcome=None):
            return
        thread = history.find_thread(unit)
        if thread is not None:
            before = history.read_window(unit, thread.last_position - 1)
            parent = before[-1].id if before else None
            position = history.add_answers(unit, run_id, said, thread.last_position, parent)
            history.change_thread(unit, last_position=position, updated_at=now)
        records.forget_execution(unit, row.execution_id)
        closing.insert(connection, now)

    await database.write(work)


def retold(frames: Sequence[bytes]) -> list[Said]:
    """The messages that frames told, as far as they go."""
    said: dict[str, Said] = {}
    agent = ""
    for each in frames:
        body = orjson.loads(each.partition(b"data: ")[2])
        match body["type"]:
            case "CUSTOM" if body["name"] == "iris.agent":
                agent = body["value"]["agent"]
            case "TEXT_MESSAGE_CONTENT":
                message = body["messageId"]
                said.setdefault(message, Said(message, agent)).parts.append(body["delta"])
            case "CUSTOM" if body["name"] == "iris.message":
                told = body["value"]
                if told["messageId"] in said:
                    said[told["messageId"]].replaced = told["text"]
            case "TEXT_MESSAGE_END" if body["messageId"] in said:
                said[body["messageId"]].complete = True
    return list(said.values())
