"""The rows of wallets: what a unit of work needs is read in one statement, and what has changed is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    union,
    update,
)

from tools.actor import UserId
from tools.energy.models import GivenTier, Hold, Lot, Wallet
from tools.energy.projection import State
from tools.errors import StaleStream
from tools.events import NOBODY
from tools.storage.schema import conversations, holds, lots, quota_uses, wallets
from tools.storage.schema.tables import Instant

TABLES: tuple[Table, ...] = (conversations, quota_uses, holds, lots, wallets)
"""The projections, those that refer to others first."""

_WALLET = [each.name for each in fields(Wallet)]
_LOT = [each.name for each in fields(Lot)]
_HOLD = [each.name for each in fields(Hold) if each.name != "user_id"]

_U: BindParameter[str] = bindparam("u")
_LOAD = (
    select(
        *(wallets.c[name] for name in _WALLET),
        *(holds.c[name].label(f"hold_{name}") for name in _HOLD),
        quota_uses.c.quota.label("used_quota"),
        quota_uses.c.period.label("used_period"),
        quota_uses.c.used,
        *(lots.c[name].label(f"lot_{name}") for name in _LOT),
    )
    .select_from(wallets)
    .outerjoin(holds, and_(holds.c.user_id == wallets.c.user_id, holds.c.id == bindparam("hold")))
    .outerjoin(
        quota_uses,
        and_(
            quota_uses.c.user_id == wallets.c.user_id,
            quota_uses.c.quota == func.coalesce(holds.c.quota, bindparam("quota")),
            quota_uses.c.period == func.coalesce(holds.c.period, bindparam("period")),
        ),
    )
    .outerjoin(lots, and_(lots.c.user_id == wallets.c.user_id, lots.c.remaining > 0))
    .where(wallets.c.user_id == _U)
)
_LOTS = select(*(lots.c[name] for name in _LOT)).where(
    lots.c.user_id == _U, lots.c.id.in_(bindparam("ids", expanding=True))
)
_HOLD_ROW = select(*(holds.c[name] for name in _HOLD)).where(holds.c.user_id == _U)
_CONVERSATIONS = select(conversations.c.day, conversations.c.thread_id).where(
    conversations.c.user_id == _U, conversations.c.day == bindparam("day")
)
_QUOTAS = select(quota_uses.c.quota, quota_uses.c.period, quota_uses.c.used).where(
    quota_uses.c.user_id == _U, quota_uses.c.period == bindparam("period")
)

_NOW = bindparam("now", type_=Instant())
_LAST: BindParameter[str] = bindparam("last")
_DUE = (
    union(
        select(holds.c.user_id).where(holds.c.state == "held", holds.c.expires_at <= _NOW, holds.c.user_id > _LAST),
        select(lots.c.user_id).where(lots.c.remaining > 0, lots.c.expires_at <= _NOW, lots.c.user_id > _LAST),
    )
    .order_by("user_id")
    .limit(500)
)

_DUE_HOLDS = (
    select(holds.c.id)
    .where(holds.c.user_id == _U, holds.c.state == "held", holds.c.expires_at <= _NOW)
    .order_by(holds.c.created_at, holds.c.id)
)

_ADD_WALLET = insert(wallets)
_SET_WALLET = (
    update(wallets)
    .where(wallets.c.user_id == _U, wallets.c.version == bindparam("was"))
    .values({name: bindparam(name) for name in _WALLET if name != "created_at"})
)
_ADD_LOT = insert(lots)
_SET_LOT = (
    update(lots).where(lots.c.user_id == _U, lots.c.id == bindparam("lot")).values(remaining=bindparam("remaining"))
)
_ADD_HOLD = insert(holds)
_HOLD_CHANGES = ("state", "captured", "refunded", "ended_at")
_SET_HOLD = (
    update(holds)
    .where(holds.c.user_id == _U, holds.c.id == bindparam("hold"))
    .values({name: bindparam(name) for name in _HOLD_CHANGES})
)
_ADD_USE = insert(quota_uses)
_SET_USE = (
    update(quota_uses)
    .where(quota_uses.c.user_id == _U, quota_uses.c.quota == bindparam("q"), quota_uses.c.period == bindparam("p"))
    .values(used=bindparam("used"))
)
_ADD_CONVERSATION = insert(conversations)


def load(connection: Connection, user_id: UserId, *, hold: str = "", quota: str = "", period: str = "") -> State:
    """The wallet with its lots that hold something, one hold, and the uses of one quota (the hold's own first)."""
    state = State(user_id)
    values = {"u": user_id, "hold": hold, "quota": quota, "period": period}
    w, h = len(_WALLET), len(_WALLET) + len(_HOLD)
    for row in connection.execute(_LOAD, values):
        if state.wallet is None:
            state.wallet = _wallet(row[:w])
            if row[w] is not None:
                state.holds[row[w]] = _hold(user_id, row[w:h])
            if row[h] is not None:
                state.used[row[h], row[h + 1]] = row[h + 2]
        if row[h + 3] is not None:
            state.lots[row[h + 3]] = Lot(**dict(zip(_LOT, row[h + 3 :], strict=True)))
    return state


def add_lots(connection: Connection, state: State, ids: Iterable[str]) -> None:
    """Read these lots too, whatever is left in them."""
    if missing := [lot_id for lot_id in ids if lot_id not in state.lots]:
        for row in connection.execute(_LOTS, {"u": state.user_id, "ids": missing}):
            state.lots[row.id] = Lot(**dict(zip(_LOT, row, strict=True)))


def add_hold(connection: Connection, state: State, hold_id: str) -> Hold | None:
    """Read one more hold, if there is one."""
    row = connection.execute(_HOLD_ROW.where(holds.c.id == hold_id), {"u": state.user_id}).first()
    if row is not None:
        state.holds[hold_id] = _hold(state.user_id, row)
    return state.holds.get(hold_id)


def add_day(connection: Connection, state: State, day: str) -> None:
    """Read the conversations of a day too."""
    rows = connection.execute(_CONVERSATIONS, {"u": state.user_id, "day": day})
    state.conversations.update((row.day, row.thread_id) for row in rows)


def add_month(connection: Connection, state: State, period: str) -> None:
    """Read the uses of every quota in a month too."""
    for row in connection.execute(_QUOTAS, {"u": state.user_id, "period": period}):
        state.used[row.quota, row.period] = row.used


def due(connection: Connection, now: datetime, last: UserId = NOBODY) -> list[UserId]:
    """People after the last one who have a hold or a lot that is over, in their order, at most so many."""
    found = connection.execute(_DUE, {"now": now, "last": last}).scalars()
    return [UserId(each) for each in found]


def due_holds(connection: Connection, user_id: UserId, now: datetime) -> list[str]:
    """The ids of a person's holds that are over, oldest first."""
    return list(connection.execute(_DUE_HOLDS, {"u": user_id, "now": now}).scalars())


def load_all(connection: Connection, user_ids: Sequence[UserId]) -> dict[UserId, State]:
    """Every row of some wallets."""
    states = {user_id: State(user_id) for user_id in user_ids}

    def rows(table: Table) -> Iterable[Row[Any]]:
        return connection.execute(select(table).where(table.c.user_id.in_(user_ids)))

    for row in rows(wallets):
        states[row.user_id].wallet = _wallet([getattr(row, name) for name in _WALLET])
    for row in rows(lots):
        states[row.user_id].lots[row.id] = Lot(**{name: getattr(row, name) for name in _LOT})
    for row in rows(holds):
        states[row.user_id].holds[row.id] = _hold(row.user_id, [getattr(row, name) for name in _HOLD])
    for row in rows(quota_uses):
        states[row.user_id].used[row.quota, row.period] = row.used
    for row in rows(conversations):
        states[row.user_id].conversations.add((row.day, row.thread_id))
    return states


def save(connection: Connection, before: State, after: State) -> None:
    """Write the rows that differ; raises StaleStream when the wallet is not at the version it was read at."""
    u = after.user_id
    _save_wallet(connection, before, after)
    new = [lot for lot in after.lots.values() if lot.id not in before.lots]
    _many(connection, _ADD_LOT, [{"user_id": u, **_values(lot, _LOT)} for lot in new])
    moved = [lot for lot in after.lots.values() if before.lots.get(lot.id, lot) is not lot]
    _many(connection, _SET_LOT, [{"u": u, "lot": lot.id, "remaining": lot.remaining} for lot in moved])
    held = [hold for hold in after.holds.values() if hold.id not in before.holds]
    _many(connection, _ADD_HOLD, [{"user_id": u, **_values(hold, _HOLD)} for hold in held])
    ended = [hold for hold in after.holds.values() if before.holds.get(hold.id, hold) is not hold]
    _many(connection, _SET_HOLD, [{"u": u, "hold": hold.id, **_values(hold, _HOLD_CHANGES)} for hold in ended])
    if after.used != before.used:
        _save_uses(connection, before, after)
    begun = sorted(after.conversations - before.conversations)
    _many(connection, _ADD_CONVERSATION, [{"user_id": u, "day": day, "thread_id": thread} for day, thread in begun])


def remove(connection: Connection, user_id: UserId | None = None) -> int:
    """Delete the projections of a person, or of everybody; returns how many rows."""
    removed = 0
    for table in TABLES:
        statement = delete(table) if user_id is None else delete(table).where(table.c.user_id == user_id)
        removed += connection.execute(statement).rowcount
    return removed


def _save_wallet(connection: Connection, before: State, after: State) -> None:
    wallet = after.wallet
    if wallet is None or wallet is before.wallet:
        return
    given = [[each.source, each.tier, each.until and each.until.isoformat()] for each in wallet.tiers]
    values = {**_values(wallet, _WALLET), "tiers": given}
    if before.wallet is None:
        connection.execute(_ADD_WALLET, {"user_id": after.user_id, **values})
        return
    values.pop("created_at")
    changed = connection.execute(_SET_WALLET, {"u": after.user_id, "was": before.version, **values})
    if changed.rowcount != 1:
        raise StaleStream(f"the wallet of {after.user_id!r} is no longer at {before.version}")


def _save_uses(connection: Connection, before: State, after: State) -> None:
    u = after.user_id
    for (quota, period), used in after.used.items():
        was = before.used.get((quota, period))
        if was is None:
            connection.execute(_ADD_USE, {"user_id": u, "quota": quota, "period": period, "used": used})
        elif was != used:
            connection.execute(_SET_USE, {"u": u, "q": quota, "p": period, "used": used})


def _many(connection: Connection, statement: Any, rows: list[dict[str, object]]) -> None:
    if rows:
        # A list would be an executemany, which costs more than one execution.
        connection.execute(statement, rows if len(rows) > 1 else rows[0])


def _values(row: Wallet | Lot | Hold, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _wallet(row: Sequence[Any]) -> Wallet:
    values: Mapping[str, Any] = dict(zip(_WALLET, row, strict=True))
    given = (
        GivenTier(source=source, tier=tier, until=until and datetime.fromisoformat(until))
        for source, tier, until in values["tiers"]
    )
    return Wallet(**{**values, "tiers": tuple(given)})


def _hold(user_id: UserId, row: Sequence[Any]) -> Hold:
    values: Mapping[str, Any] = dict(zip(_HOLD, row, strict=True))
    return Hold(**{**values, "user_id": user_id, "taken": tuple((lot, points) for lot, points in values["taken"])})
