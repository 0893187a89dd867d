"""What a comparison looks at again, however old it is: what is open here, and what differed the last time."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from tools.billing.gateway import Gateway
from tools.billing.models import Difference
from tools.billing.rules import LIVE
from tools.storage.schema import fulfilments, orders, subscriptions, watched

OPEN_INVOICE = "open_invoice"
"""Why an invoice is watched that has not been paid yet."""
MENDED = frozenset({OPEN_INVOICE, "unfulfilled_invoice", "unfulfilled_refund", "unfulfilled_dispute"})
"""What a comparison does by itself, when no event brings it."""
UNPAID_WATCHED = timedelta(days=90)
"""How long an order that nobody has paid is asked about: a bank may take weeks, an old page nobody pays any more."""
LOOK = timedelta(days=1)
"""How often a plan is looked at while its period lasts; once that is over, each time."""

WatchedRow = Row[tuple[object, ...]]


def due(connection: Connection, gateway: Gateway, now: datetime) -> dict[str, bool]:
    """Ids of objects: of orders that are not paid, of open disputes, of plans that go on, and those that are watched.

    Whether what follows from each is to be done, too: not where a paid order lost what had followed from it.
    """
    ours = (orders.c.gateway == gateway.name, orders.c.livemode == gateway.livemode)
    unpaid = select(orders.c.session_id, orders.c.intent_id).where(
        *ours,
        orders.c.state.in_(("pending", "failed")),
        or_(
            orders.c.created_at > now - UNPAID_WATCHED,
            orders.c.id.in_(select(watched.c.order_id).where(watched.c.dismissed_at.is_(None))),
        ),
    )
    disputed = (
        select(fulfilments.c.object_id)
        .join(orders, orders.c.id == fulfilments.c.order_id)
        .where(*ours, orders.c.dispute == "opened", fulfilments.c.business_key.startswith("dispute:"))
    )
    plans = (
        select(subscriptions.c.id)
        .join(orders, orders.c.id == subscriptions.c.order_id)
        .where(*ours, subscriptions.c.status.in_(sorted(LIVE)))
        .where(
            or_(
                subscriptions.c.period_end.is_(None),
                subscriptions.c.period_end <= now,
                subscriptions.c.updated_at <= now - LOOK,
            )
        )
    )
    found = {row.object_id: row.kind in MENDED for row in rows(connection) if row.dismissed_at is None}
    pages = [row.session_id or row.intent_id for row in connection.execute(unpaid)]
    found |= {each: True for each in pages if each is not None}
    found |= dict.fromkeys([*connection.execute(disputed).scalars(), *connection.execute(plans).scalars()], True)
    return dict(sorted(found.items()))


def rows(connection: Connection) -> Sequence[WatchedRow]:
    """What is watched, and what was dismissed."""
    return connection.execute(select(watched).order_by(watched.c.found_at, watched.c.object_id, watched.c.kind)).all()


def keep(connection: Connection, found: Collection[Difference], invoices: Collection[str], now: datetime) -> None:
    """Watch exactly what differs now and these open invoices; what is no difference any more is let go."""
    known = {(row.object_id, row.kind): row for row in rows(connection)}
    current: dict[tuple[str, str], tuple[str | None, str]] = {(each, OPEN_INVOICE): (None, "") for each in invoices}
    # An event that is parked stands in the inbox.
    current |= {(d.object_id, d.kind): (d.order_id, d.detail) for d in found if d.kind != "parked_event"}
    for key, row in known.items():
        if key not in current and row.dismissed_at is None:
            connection.execute(delete(watched).where(watched.c.object_id == key[0], watched.c.kind == key[1]))
    for (object_id, kind), (order_id, detail) in sorted(current.items()):
        values = {"order_id": order_id, "detail": detail, "found_at": now, "dismissed_at": None}
        before = known.get((object_id, kind))
        if before is None:
            connection.execute(insert(watched).values(object_id=object_id, kind=kind, **values))
        elif before.detail != detail:
            # Another difference than the one that was dismissed.
            here = (watched.c.object_id == object_id, watched.c.kind == kind)
            connection.execute(update(watched).where(*here).values(**values))
