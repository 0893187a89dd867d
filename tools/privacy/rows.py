"""A person's rows as stores give them back and delete them."""

from collections.abc import Callable, Mapping

from sqlalchemy import Column, Connection, LargeBinary, Table, delete, select
from sqlalchemy import Row as Record

from tools.actor import UserId
from tools.storage.schema.tables import Sealed

Opener = Callable[[Record[tuple[object, ...]]], object]
"""Opens a sealed column of a row that has a value in it."""


def rows_of(
    connection: Connection, table: Table, user_id: UserId, *, sealed: Mapping[str, Opener] | None = None
) -> list[dict[str, object]]:
    """The person's rows, in the order of the primary key: what is in clear, and the sealed columns that have an opener.

    Hashes and other bytes say nothing to anybody, and stay out.
    """
    openers = sealed or {}
    # SQLAlchemy's names are of a type of its own, which JSON refuses as keys.
    shown = [
        str(column.name)
        for column in table.columns
        if column.name in openers or not isinstance(column.type, Sealed | LargeBinary)
    ]
    query = select(table).where(_owner(table) == user_id).order_by(*table.primary_key.columns)
    return [{name: _value(row, name, openers.get(name)) for name in shown} for row in connection.execute(query)]


def delete_rows(connection: Connection, user_id: UserId, *tables: Table) -> int:
    """Delete the person's rows of these tables, in this order; returns how many there were."""
    return sum(connection.execute(delete(table).where(_owner(table) == user_id)).rowcount for table in tables)


def _owner(table: Table) -> Column[str]:
    """Whose a row is; the rows of `people` are the people."""
    return table.c["user_id" if "user_id" in table.c else "id"]


def _value(row: Record[tuple[object, ...]], name: str, opener: Opener | None) -> object:
    value = row._mapping[name]
    return value if value is None or opener is None else opener(row)
