"""Rebuilding: every projection is dropped and folded again from the events, and compared with what was there."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, Table, select, text

from tools.events.paging import paged
from tools.storage import Database
from tools.storage.schema import events

CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Tables that are a fold of events. `rebuild_in` drops their rows and makes them again, in one unit of work."""

    name: str
    tables: tuple[Table, ...]
    rebuild_in: Callable[[Connection], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A table before and after: how many rows, and whether every byte is the same."""

    table: str
    before: int
    after: int
    same: bool


async def rebuild(database: Database, projections: Sequence[Projection]) -> list[Rebuilt]:
    """Rebuild all in one unit of work; nobody writes meanwhile. What `rebuild_in` raises undoes it all."""
    return await database.write(lambda connection: _rebuild(connection, projections))


def _rebuild(connection: Connection, projections: Sequence[Projection]) -> list[Rebuilt]:
    tables = [table for projection in projections for table in projection.tables]
    if connection.dialect.name == "postgresql" and tables:
        # SQLite has one writer; here those of other processes wait until this is done. As they do: events come first.
        names = ", ".join(f'"{table.name}"' for table in (events, *tables))
        connection.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
    before = {table.name: _digest(connection, table) for table in tables}
    for projection in projections:
        projection.rebuild_in(connection)
    after = {table.name: _digest(connection, table) for table in tables}
    return [
        Rebuilt(table=name, before=before[name][0], after=after[name][0], same=before[name] == after[name])
        for name in before
    ]


def _digest(connection: Connection, table: Table) -> tuple[int, bytes]:
    """How many rows a table has, and SHA-256 over them in the order of its primary key."""
    digest, count = hashlib.sha256(), 0
    for row in paged(connection, select(table), list(table.primary_key)):
        digest.update(
            orjson.dumps(list(row), default=bytes.hex, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
        )
        count += 1
    return count, digest.digest()
