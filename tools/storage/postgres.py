"""PostgreSQL, for installations of more than one process."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tools.errors import DatabaseUnreadable, StorageFull, Unavailable
from tools.storage.database import Work, dumps

T = TypeVar("T")

DISK_FULL = {"53100", "53200"}
"""SQLSTATE disk_full and out_of_memory."""
POOLED = {"26000", "42P05"}
"""SQLSTATE invalid_sql_statement_name and duplicate_prepared_statement: the connection is not ours alone."""
PREPARED_FROM = 3
"""From its third execution on a connection, the server keeps a statement's plan."""
CLOSE_S = 10.0
"""How long what is under way at the end may take; a server that is gone must not keep the process."""


class PostgresDatabase:
    """PostgreSQL through psycopg's asyncio driver; concurrent commits are grouped by the server itself.

    A pooler in transaction mode (Supabase's, PgBouncer's) cannot keep prepared statements: `?prepare_threshold=0` at
    the end of the address does without.
    """

    dialect = "postgresql"

    def __init__(self, url: str, *, pool: int = 10) -> None:
        address = make_url(url)
        prepare = str(address.query.get("prepare_threshold", PREPARED_FROM))
        self._engine: AsyncEngine = create_async_engine(
            address.difference_update_query(["prepare_threshold"]),
            pool_size=pool,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,
            json_serializer=dumps,
            json_deserializer=orjson.loads,
            connect_args={"prepare_threshold": int(prepare) if prepare.isdigit() and int(prepare) else None},
        )
        self._under_way: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Connect once; raises DatabaseUnreadable naming the host."""
        try:
            await self.now()
        except (DBAPIError, Unavailable) as error:
            where = self._engine.url.render_as_string(hide_password=True)
            cause = error.__cause__ or error
            raise DatabaseUnreadable(f"{where}: {getattr(cause, 'orig', cause)}", file=where) from error

    async def close(self) -> None:
        """Finish what is under way, then disconnect."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=CLOSE_S)
        await self._engine.dispose()

    async def read(self, work: Work[T]) -> T:
        return await self._apart(work)

    async def write(self, work: Work[T]) -> T:
        return await self._apart(work)

    def _apart(self, work: Work[T]) -> Awaitable[T]:
        # Shielded: a request that goes away in the middle would take the connection with it. The loop keeps only weak
        # references to tasks, and whoever closes must wait for those that nobody awaits any more.
        task = asyncio.create_task(self._commit(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return asyncio.shield(task)

    async def _commit(self, work: Work[T]) -> T:
        with _refusals():
            # Reads too: at a rollback psycopg forgets the prepared statements of the connection.
            async with self._engine.begin() as connection:
                return await connection.run_sync(work)

    async def now(self) -> datetime:
        return await self.read(lambda c: c.execute(text("select clock_timestamp()")).scalar_one().astimezone(UTC))

    async def scrub(self, *tables: str) -> bool:
        """Let the space of deleted rows of these tables be used again; the server's own log keeps what it keeps."""
        with _refusals():
            async with self._engine.connect() as connection:
                # VACUUM refuses to run inside a transaction.
                alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
                for table in tables:
                    await alone.exec_driver_sql(f'VACUUM "{table}"')
        return True


@contextmanager
def _refusals() -> Iterator[None]:
    """Trouble of the server as the house's own errors: a full disk, a pooler, or one that does not answer."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in DISK_FULL:
            raise StorageFull("the database's disk is full") from error
        raise Unavailable("the database does not answer") from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in POOLED:
            hint = "add ?prepare_threshold=0 to DATABASE_URL"
            raise Unavailable(f"a pooler in transaction mode keeps no prepared statements: {hint}") from error
        raise
