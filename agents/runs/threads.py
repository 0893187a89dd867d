"""Threads: what a person said and was told, as they read it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, select, update

from agents.runs.history import REPLACED, Unit, message_of, thread_row
from agents.runs.records import Waiting, waiting_in
from agents.runs.turn import Message
from tools.actor import MessageId, ThreadId, UserId
from tools.clock import Clock
from tools.errors import NotFound
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import executions, files, interrupts, messages, run_log, runs, threads


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
        row = await self.database.read(lambda c: thread_row(c, user_id, thread_id))
        return _line(_existing(row, thread_id), key)

    async def history(
        self, user_id: UserId, thread_id: ThreadId, *, after: int = 0, limit: int = 200, left: bool = False
    ) -> list[Message]:
        """The thread's messages in order, from after a position; `left`: with those of branches that were left.

        Raises NotFound.
        """
        key = await self.keys.of(user_id)
        query = (
            select(messages)
            .where(messages.c.user_id == user_id, messages.c.thread_id == thread_id, messages.c.position > after)
            .order_by(messages.c.position)
            .limit(limit)
        )
        if not left:
            query = query.where(messages.c.status != REPLACED)

        def work(connection: Connection) -> list[Message]:
            _existing(thread_row(connection, user_id, thread_id), thread_id)
            return [message_of(row, key) for row in connection.execute(query)]

        return await self.database.read(work)

    async def waiting(self, user_id: UserId, thread_id: ThreadId) -> list[Waiting]:
        """The open interrupts of the thread's last run; raises NotFound."""
        key = await self.keys.of(user_id)

        def work(connection: Connection) -> list[Waiting]:
            _existing(thread_row(connection, user_id, thread_id), thread_id)
            now = self.clock.now()
            unit = Unit(connection=connection, user_id=user_id, thread_id=thread_id, key=key, now=now)
            return waiting_in(unit, only_open=True)

        return await self.database.read(work)

    async def message(self, user_id: UserId, message_id: MessageId) -> tuple[Message, ThreadId]:
        """One message and its thread; raises NotFound."""
        key = await self.keys.of(user_id)
        query = select(messages).where(messages.c.user_id == user_id, messages.c.id == message_id)
        row = await self.database.read(lambda c: c.execute(query).first())
        if row is None:
            raise NotFound(f"message {message_id!r}")
        return message_of(row, key), ThreadId(row.thread_id)

    async def last_asked(self, user_id: UserId, thread_id: ThreadId) -> MessageId | None:
        """The person's last message in a thread; None where there is none."""
        query = (
            select(messages.c.id)
            .where(messages.c.user_id == user_id, messages.c.thread_id == thread_id, messages.c.role == "user")
            .where(messages.c.status != REPLACED)
            .order_by(messages.c.position.desc())
            .limit(1)
        )
        found = await self.database.read(lambda c: c.execute(query).scalar())
        return None if found is None else MessageId(found)

    async def delete(self, user_id: UserId, thread_id: ThreadId) -> None:
        """Delete a thread with its messages, files, runs, logs and what waited in it; raises NotFound."""

        def work(connection: Connection) -> None:
            _existing(thread_row(connection, user_id, thread_id), thread_id)
            of_thread = select(runs.c.id).where(runs.c.user_id == user_id, runs.c.thread_id == thread_id)
            connection.execute(delete(run_log).where(run_log.c.user_id == user_id, run_log.c.run_id.in_(of_thread)))
            for table in (interrupts, executions, runs, files, messages):
                connection.execute(delete(table).where(table.c.user_id == user_id, table.c.thread_id == thread_id))
            connection.execute(delete(threads).where(threads.c.user_id == user_id, threads.c.id == thread_id))

        await self.database.write(work)

    async def summarise(self, user_id: UserId, thread_id: ThreadId, summary: str, upto: int) -> None:
        """Keep the running summary of the messages up to a position."""
        key = await self.keys.of(user_id)
        sealed = key.seal(summary, f"threads.summary:{thread_id}")
        query = (
            update(threads)
            .where(threads.c.user_id == user_id, threads.c.id == thread_id)
            .values(summary=sealed, summarised_to=upto)
        )
        await self.database.write(lambda c: c.execute(query) and None)


def _existing(row: Row[tuple[object, ...]] | None, thread_id: ThreadId) -> Row[tuple[object, ...]]:
    if row is None:
        raise NotFound(f"thread {thread_id!r}", what="thread")
    return row


def _line(row: Row[tuple[object, ...]], key: Key) -> ThreadLine:
    return ThreadLine(
        id=row.id,
        title=key.open_text(row.title, f"threads.title:{row.id}"),
        agent=row.agent,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
