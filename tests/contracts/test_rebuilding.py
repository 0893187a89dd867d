"""Rebuilding projections, on SQLite and PostgreSQL: byte-equal, or the table that differs is named."""

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update

from tests.contracts.conftest import Ground
from tools.errors import NotFound
from tools.events import Append, NewEvent
from tools.events.rebuilding import Projection, Rebuilt, rebuild
from tools.storage.schema import events, lots, organisations

ROWS = 1100
"""More than a page of rows."""


def fold(connection: Connection) -> None:
    """One organisation per event: any table will do."""
    connection.execute(delete(organisations))
    rows = connection.execute(select(events.c.id, events.c.type, events.c.at).order_by(events.c.position)).all()
    connection.execute(insert(organisations), [{"id": row.id, "name": row.type, "created_at": row.at} for row in rows])


PROJECTION = Projection(name="organisations", tables=(organisations, lots), rebuild_in=fold)


@pytest.fixture
async def folded(ground: Ground) -> Ground:
    told = tuple(NewEvent(type="Noted") for _ in range(ROWS))
    await ground.events.append(Append(user_id=ground.user_id, stream="s-1", events=told, command="c", actor="test"))
    await ground.database.write(fold)
    return ground


async def test_a_projection_that_is_right_is_rebuilt_byte_equal(folded: Ground) -> None:
    same = Rebuilt(table="organisations", before=ROWS, after=ROWS, same=True)
    assert await rebuild(folded.database, [PROJECTION]) == [same, Rebuilt(table="lots", before=0, after=0, same=True)]


async def test_a_projection_that_is_wrong_is_named_and_mended(folded: Ground) -> None:
    last = select(func.max(organisations.c.id)).scalar_subquery()
    for wrong in (
        update(organisations).where(organisations.c.id == last).values(name="Wrong"),
        delete(organisations).where(organisations.c.id == last),
    ):
        await folded.database.write(lambda c, wrong=wrong: c.execute(wrong) and None)  # type: ignore[misc]
        first = (await rebuild(folded.database, [PROJECTION]))[0]
        assert (first.same, first.after) == (False, ROWS)
        assert (await rebuild(folded.database, [PROJECTION]))[0].same


async def test_a_rebuilding_that_fails_leaves_everything_as_it_was(folded: Ground) -> None:
    def failing(connection: Connection) -> None:
        connection.execute(delete(organisations))
        raise NotFound("on purpose")

    with pytest.raises(NotFound):
        await rebuild(folded.database, [Projection(name="x", tables=(organisations,), rebuild_in=failing)])
    count = await folded.database.read(lambda c: c.execute(select(func.count()).select_from(organisations)).scalar())
    assert count == ROWS
