"""Threads and messages: the canonical history, sealed. The functions of a connection run in a caller's unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import orjson
from sqlalchemy import Connection, Row, delete, insert, select, update

from agents.runs.emitter import Said
from agents.runs.emitter import message_id as new_message_id
from agents.runs.turn import Message, ThreadState
from tools.actor import AppId, MessageId, RunId, ThreadId, UserId
from tools.clock import Clock
from tools.errors import NotFound
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import executions, interrupts, messages, run_log, runs, threads

WINDOW = 24
"""Messages of the history that the graph is given at most; what is older is in the summary."""
TITLE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLine:
    """A thread in a list."""

    id: ThreadId
    title: str
    agent: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Threads:
    """What a person said and was told."""

    database: Database
    keys: KeyRing
    clock: Clock

    async def recent(self, user_id: UserId, *, limit: int = 50, before: datetime | None = None) -> list[ThreadLine]:
        """The person's threads, most recent first."""
        key = await self.keys.of(user_id)
        query = select(threads).where(threads.c.user_id == user_id).order_by(threads.c.updated_at.desc()).limit(limit)
        if before is not None:
            query = query.where(threads.c.updated_at < before)
        return await self.database.read(lambda c: [_line(row, key) for row in c.execute(query)])

    async def get(self, user_id: UserId, thread_id: ThreadId) -> ThreadLine:
        """One thread; raises NotFound, also when it is somebody else's."""
        key = await self.keys.of(user_id)
        row = await self.database.read(lambda c: _row(c, user_id, thread_id))
        return _line(_existing(row, thread_id), key)

    async def history(self, user_id: UserId, thread_id: ThreadId, *, after: int = 0, limit: int = 200) -> list[Message]:
        """The thread's messages in order, from after a position; raises NotFound."""
        key = await self.keys.of(user_id)
        query = (
            select(messages)
            .where(messages.c.user_id == user_id, messages.c.thread_id == thread_id, messages.c.position > after)
            .order_by(messages.c.position)
            .limit(limit)
        )

        def work(connection: Connection) -> list[Message]:
            _existing(_row(connection, user_id, thread_id), thread_id)
            return [_message(row, key) for row in connection.execute(query)]

        return await self.database.read(work)

    async def message(self, user_id: UserId, message_id: MessageId) -> tuple[Message, ThreadId]:
        """One message and its thread; raises NotFound."""
        key = await self.keys.of(user_id)
        query = select(messages).where(messages.c.user_id == user_id, messages.c.id == message_id)
        row = await self.database.read(lambda c: c.execute(query).first())
        if row is None:
            raise NotFound(f"message {message_id!r}")
        return _message(row, key), ThreadId(row.thread_id)

    async def delete(self, user_id: UserId, thread_id: ThreadId) -> None:
        """Delete a thread with its messages, runs, logs and what waited in it; raises NotFound."""

        def work(connection: Connection) -> None:
            _existing(_row(connection, user_id, thread_id), thread_id)
            of_thread = select(runs.c.id).where(runs.c.user_id == user_id, runs.c.thread_id == thread_id)
            connection.execute(delete(run_log).where(run_log.c.user_id == user_id, run_log.c.run_id.in_(of_thread)))
            for table in (interrupts, executions, runs, messages):
                connection.execute(delete(table).where(table.c.user_id == user_id, table.c.thread_id == thread_id))
            connection.execute(delete(threads).where(threads.c.user_id == user_id, threads.c.id == thread_id))

        await self.database.write(work)

    async def summarise(self, user_id: UserId, thread_id: ThreadId, summary: str, upto: int) -> None:
        """Keep the running summary of the messages up to a position."""
        key = await self.keys.of(user_id)
        sealed = key.seal(summary, _place("threads.summary", thread_id))
        query = (
            update(threads)
            .where(threads.c.user_id == user_id, threads.c.id == thread_id)
            .values(summary=sealed, summarised_to=upto)
        )
        await self.database.write(lambda c: c.execute(query) and None)


def open_thread(
    connection: Connection, user_id: UserId, thread_id: ThreadId, app_id: AppId, title: str, key: Key, now: datetime
) -> tuple[ThreadState, int]:
    """The thread's state and last position; an unknown id is adopted as a new thread of the person."""
    row = _row(connection, user_id, thread_id)
    if row is not None:
        return _state(row, key), row.last_position
    connection.execute(
        insert(threads).values(
            user_id=user_id,
            id=thread_id,
            app_id=app_id,
            title=key.seal(_title(title), _place("threads.title", thread_id)),
            created_at=now,
            updated_at=now,
        )
    )
    return ThreadState(id=thread_id), 0


def window(connection: Connection, user_id: UserId, thread_id: ThreadId, key: Key, after: int = 0) -> list[Message]:
    """The last messages of the thread after a position, oldest first."""
    query = (
        select(messages)
        .where(messages.c.user_id == user_id, messages.c.thread_id == thread_id, messages.c.position > after)
        .order_by(messages.c.position.desc())
        .limit(WINDOW)
    )
    return [_message(row, key) for row in reversed(connection.execute(query).all())]


def add_question(
    connection: Connection,
    user_id: UserId,
    thread_id: ThreadId,
    run_id: RunId,
    text: str,
    position: int,
    parent: MessageId | None,
    key: Key,
    now: datetime,
) -> MessageId:
    """Store what the person said; returns its id."""
    message_id = MessageId(new_message_id("q"))
    connection.execute(
        insert(messages).values(
            user_id=user_id,
            id=message_id,
            thread_id=thread_id,
            position=position,
            parent_id=parent,
            run_id=run_id,
            role="user",
            status="complete",
            content=key.seal(orjson.dumps({"text": text}), _place("messages", message_id)),
            created_at=now,
        )
    )
    connection.execute(
        update(threads)
        .where(threads.c.user_id == user_id, threads.c.id == thread_id)
        .values(last_position=position, updated_at=now)
    )
    return message_id


def add_answers(
    connection: Connection,
    user_id: UserId,
    thread_id: ThreadId,
    run_id: RunId,
    said: Sequence[Said],
    key: Key,
    now: datetime,
) -> None:
    """Store what Iris said, partial messages included."""
    kept = [each for each in said if each.text or each.annexes]
    if not kept:
        return
    row = _existing(_row(connection, user_id, thread_id), thread_id)
    parent = connection.execute(
        select(messages.c.id).where(
            messages.c.user_id == user_id,
            messages.c.thread_id == thread_id,
            messages.c.position == row.last_position,
        )
    ).scalar()
    for offset, each in enumerate(kept, start=1):
        content = orjson.dumps({"text": each.text, "annexes": each.annexes})
        connection.execute(
            insert(messages).values(
                user_id=user_id,
                id=each.id,
                thread_id=thread_id,
                position=row.last_position + offset,
                parent_id=parent,
                run_id=run_id,
                role="assistant",
                agent=each.agent or None,
                status="complete" if each.complete else "partial",
                content=key.seal(content, _place("messages", each.id)),
                created_at=now,
            )
        )
        parent = each.id
    connection.execute(
        update(threads)
        .where(threads.c.user_id == user_id, threads.c.id == thread_id)
        .values(last_position=row.last_position + len(kept), updated_at=now)
    )


def keep_state(
    connection: Connection,
    user_id: UserId,
    thread_id: ThreadId,
    *,
    agent: str,
    mode: str | None,
    focus: Mapping[str, object] | None,
    key: Key,
) -> None:
    """Store who spoke, how, and what it is in the middle of."""
    sealed = None if focus is None else key.seal(orjson.dumps(focus), _place("threads.focus", thread_id))
    connection.execute(
        update(threads)
        .where(threads.c.user_id == user_id, threads.c.id == thread_id)
        .values(agent=agent, mode=mode, focus=sealed)
    )


def _row(connection: Connection, user_id: UserId, thread_id: ThreadId) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(threads).where(threads.c.user_id == user_id, threads.c.id == thread_id)).first()


def _existing(row: Row[tuple[object, ...]] | None, thread_id: ThreadId) -> Row[tuple[object, ...]]:
    if row is None:
        raise NotFound(f"thread {thread_id!r}", what="thread")
    return row


def _state(row: Row[tuple[object, ...]], key: Key) -> ThreadState:
    return ThreadState(
        id=row.id,
        agent=row.agent,
        mode=row.mode,
        focus=None if row.focus is None else orjson.loads(key.open(row.focus, _place("threads.focus", row.id))),
        summary="" if row.summary is None else key.open_text(row.summary, _place("threads.summary", row.id)),
        summarised_to=row.summarised_to,
    )


def _line(row: Row[tuple[object, ...]], key: Key) -> ThreadLine:
    return ThreadLine(
        id=row.id,
        title=key.open_text(row.title, _place("threads.title", row.id)),
        agent=row.agent,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _message(row: Row[tuple[object, ...]], key: Key) -> Message:
    content = orjson.loads(key.open(row.content, _place("messages", row.id)))
    role: Literal["user", "assistant"] = row.role
    return Message(
        id=row.id,
        role=role,
        text=content["text"],
        agent=row.agent,
        status=row.status,
        run_id=row.run_id,
        parent_id=row.parent_id,
        position=row.position,
        created_at=row.created_at,
        annexes=tuple(content.get("annexes", ())),
    )


def _title(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= TITLE else first[: TITLE - 1].rsplit(" ", 1)[0] + "…"


def _place(column: str, row: str) -> str:
    return f"{column}:{row}"
