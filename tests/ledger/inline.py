"""A database in memory whose work is done at once, in the caller's thread: the same order every time, and no disk."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import orjson
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import StaticPool

from tools.storage.database import Work, dumps

T = TypeVar("T")


class InlineDatabase:
    """SQLite in memory, a copy of a migrated file."""

    dialect = "sqlite"

    def __init__(self, migrated: Path) -> None:
        engine = create_engine(
            "sqlite://",
            poolclass=StaticPool,
            json_serializer=dumps,
            json_deserializer=orjson.loads,
            connect_args={"check_same_thread": False},
        )

        @event.listens_for(engine, "connect")
        def _copy(connection: sqlite3.Connection, _record: object) -> None:
            with sqlite3.connect(migrated) as source:
                source.backup(connection)
            source.close()
            connection.isolation_level = None
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA recursive_triggers=ON")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        self._engine = engine

    async def open(self) -> None:
        return None

    async def close(self) -> None:
        self._engine.dispose()

    async def read(self, work: Work[T]) -> T:
        return await self.write(work)

    async def write(self, work: Work[T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    async def now(self) -> datetime:
        return datetime(2026, 11, 20, tzinfo=UTC)

    async def scrub(self, *tables: str) -> bool:
        return True
