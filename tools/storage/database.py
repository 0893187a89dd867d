"""The database: reads, and writes that share commits. A unit of work is a plain function of a connection."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from tools.errors import DatabaseUnreadable, StorageFull, Unavailable

log = logging.getLogger(__name__)
T = TypeVar("T")
Work = Callable[[Connection], T]
"""A unit of work: short, synchronous, only SQL; it is committed whole or not at all."""

GROUP = 64
"""Units of work that share one commit at most; beyond, the first of them would wait too long."""
READERS = 4


def dumps(value: object) -> str:
    """JSON for a column, keys sorted."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


class Database(Protocol):
    """Where state lives. `write` returns after the commit; both raise what the unit of work raises."""

    dialect: str

    async def open(self) -> None: ...
    async def close(self) -> None: ...
    async def read(self, work: Work[T]) -> T: ...
    async def write(self, work: Work[T]) -> T: ...
    async def now(self) -> datetime: ...
    async def scrub(self, *tables: str) -> bool: ...


@dataclass(slots=True)
class _Job(Generic[T]):
    work: Work[T]
    future: asyncio.Future[T]
    loop: asyncio.AbstractEventLoop


class SqliteDatabase:
    """SQLite in WAL mode: one writer thread with group commit, a few reader threads.

    One writer, because 200 tasks that each open a transaction mostly fail with `database is locked`;
    group commit, because a commit is an fsync and fifty of them in a row take fifty times as long.
    """

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path
        url = f"sqlite:///{path}"
        self._writer = _sqlite_engine(url, "BEGIN IMMEDIATE", pool=1)
        self._reader = _sqlite_engine(url, "BEGIN", pool=READERS)
        self._local = threading.local()
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="iris-read")
        self._connection: Connection | None = None
        self._kept: list[Connection] = []
        self._queue: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write_forever, name="iris-write", daemon=True)

    async def open(self) -> None:
        """Check the file and start the writer; raises DatabaseUnreadable naming the file."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self._check)
        self._thread.start()

    async def close(self) -> None:
        """Finish what is queued, then close the file."""
        if self._thread.is_alive():
            self._queue.put(None)
            await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        self._threads.shutdown()
        # What is in use is not the pool's to close: left to the garbage collector, each file stays open until it comes.
        for connection in self._kept:
            connection.close()
        self._writer.dispose()
        self._reader.dispose()

    async def read(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, work)

    async def write(self, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()
        job = _Job(work, loop.create_future(), loop)
        self._queue.put(job)
        # Shielded: a caller that goes away does not undo what is queued.
        return await asyncio.shield(job.future)

    async def now(self) -> datetime:
        """SQLite's time is this machine's: its clock is read through the file's engine all the same."""
        return await self.read(
            lambda c: _instant(c.execute(text("select strftime('%Y-%m-%d %H:%M:%f','now')")).scalar_one())
        )

    async def scrub(self, *tables: str) -> bool:
        """Make what was deleted leave the files; False when readers were in the way: ask again later.

        Deleting overwrites (`secure_delete`), but the log of writes holds older pages until it is emptied.
        """
        return await asyncio.get_running_loop().run_in_executor(None, self._scrub)

    def _scrub(self) -> bool:
        with closing(sqlite3.connect(self.path, timeout=15, isolation_level=None)) as connection:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def _read(self, work: Work[T]) -> T:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # A thread keeps its connection: taking one from the pool costs more than a short read.
            connection = self._local.connection = self._keep(self._reader)
        with connection.begin():
            return work(connection)

    def _keep(self, engine: Engine) -> Connection:
        self._kept.append(connection := engine.connect())
        return connection

    def _check(self) -> None:
        try:
            with self._writer.connect() as connection:
                state = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        except DBAPIError as error:
            raise DatabaseUnreadable(f"{self.path}: {error.orig}", file=str(self.path)) from error
        if state != "ok":
            raise DatabaseUnreadable(f"{self.path}: {state}", file=str(self.path))

    def _write_forever(self) -> None:
        while (job := self._queue.get()) is not None:
            group = [job]
            while len(group) < GROUP and not self._queue.empty():
                if (following := self._queue.get()) is None:
                    self._queue.put(None)
                    break
                group.append(following)
            _settle(self._commit(group))

    def _commit(self, group: list[_Job[Any]]) -> list[tuple[_Job[Any], Any, BaseException | None]]:
        outcomes: list[tuple[_Job[Any], Any, BaseException | None]] = []
        try:
            if self._connection is None:
                self._connection = self._keep(self._writer)
            connection = self._connection
            with connection.begin():
                for job in group:
                    outcomes.append(_attempt(connection, job))
        except (DBAPIError, sqlite3.Error) as error:
            refusal = _refusal(error)
            return [(job, None, refusal) for job in group]
        return outcomes


def _attempt(connection: Connection, job: _Job[Any]) -> tuple[_Job[Any], Any, BaseException | None]:
    connection.exec_driver_sql("SAVEPOINT work")
    try:
        result = job.work(connection)
    except BaseException as error:
        # Of the group only this one fails; a full disk has already rolled the whole group back.
        if isinstance(error, DBAPIError) and _is_full(error):
            raise
        connection.exec_driver_sql("ROLLBACK TO work")
        connection.exec_driver_sql("RELEASE work")
        return job, None, error
    connection.exec_driver_sql("RELEASE work")
    return job, result, None


def _settle(outcomes: list[tuple[_Job[Any], Any, BaseException | None]]) -> None:
    # A future is only to be touched in its own loop; tests have several of them on one database.
    for loop in {outcome[0].loop for outcome in outcomes}:
        own = [outcome for outcome in outcomes if outcome[0].loop is loop]
        try:
            loop.call_soon_threadsafe(_deliver, own)
        except RuntimeError:
            log.warning("storage: the loop closed before %d writes could be acknowledged", len(own))


def _deliver(outcomes: list[tuple[_Job[Any], Any, BaseException | None]]) -> None:
    for job, result, error in outcomes:
        if job.future.done():
            continue
        if error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(result)


_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}


def _is_full(error: BaseException) -> bool:
    cause = error.orig if isinstance(error, DBAPIError) else error
    # The primary code is the low byte of an extended one.
    return (getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF in _FULL


def _refusal(error: BaseException) -> BaseException:
    if _is_full(error):
        return StorageFull("the disk is full, or cannot be written")
    return Unavailable("the database does not answer") if isinstance(error, OperationalError) else error


def _instant(value: str) -> datetime:
    return datetime.strptime(value, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)


def _sqlite_engine(url: str, begin: str, *, pool: int) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool,
        max_overflow=0,
        # What a statement carries is personal: it stays out of error messages, hence of logs.
        hide_parameters=True,
        json_serializer=dumps,
        json_deserializer=orjson.loads,
        connect_args={"check_same_thread": False, "timeout": 15},
    )

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
        # Without this the driver begins its own deferred transactions.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
