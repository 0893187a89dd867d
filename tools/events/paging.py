"""Reading large tables in pages, in the order of a key: memory stays small, and no cursor stays open."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, tuple_

PAGE = 1000


def paged(
    connection: Connection, query: Select[*tuple[Any, ...]], key: Sequence[Column[Any]], *, size: int = PAGE
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Every row of a query that selects the columns of `key`, which is unique, in its order."""
    page = next_page(connection, query, key, None, size=size)
    while page:
        yield from page
        page = next_page(connection, query, key, page[-1], size=size)


def next_page(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    key: Sequence[Column[Any]],
    last: Row[*tuple[Any, ...]] | None,
    *,
    size: int = PAGE,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows after `last` (None: the first ones), at most `size`."""
    if last is not None:
        query = query.where(tuple_(*key) > tuple_(*(last._mapping[column] for column in key)))
    return connection.execute(query.order_by(*key).limit(size)).all()
