"""PostgreSQL, for installations of more than one process."""

import asyncio
from datetime import UTC, datetime
from typing import TypeVar

import orjson
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tools.errors import DatabaseUnreadable
from tools.storage.database import Work, dumps

T = TypeVar("T")


class PostgresDatabase:
    """PostgreSQL through psycopg's asyncio driver; concurrent commits are grouped by the server itself."""

    dialect = "postgresql"

    def __init__(self, url: str, *, pool: int = 10) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool,
            max_overflow=0,
            pool_pre_ping=True,
            json_serializer=dumps,
            json_deserializer=orjson.loads,
            # Poolers in transaction mode (Supabase's) cannot keep prepared statements.
            connect_args={"prepare_threshold": None},
        )

    async def open(self) -> None:
        """Connect once; raises DatabaseUnreadable naming the host."""
        try:
            await self.now()
        except DBAPIError as error:
            where = self._engine.url.render_as_string(hide_password=True)
            raise DatabaseUnreadable(f"{where}: {error.orig}", file=where) from error

    async def close(self) -> None:
        await self._engine.dispose()

    async def read(self, work: Work[T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Work[T]) -> T:
        return await asyncio.shield(self._write(work))

    async def _write(self, work: Work[T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def now(self) -> datetime:
        return await self.read(lambda c: c.execute(text("select clock_timestamp()")).scalar_one().astimezone(UTC))
