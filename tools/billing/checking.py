"""The invariants of billing, as far as the database alone can tell."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, select, text

import tools.billing.rows as rows
from tools.billing.models import Order
from tools.billing.rules import taken_back
from tools.storage.schema import events, fulfilments, inbox, orders

CREDIT = "EnergyCredited"


def violations_in(connection: Connection) -> list[str]:
    """What is wrong: paid orders without their one fulfilment and credit, sums that differ, things without an event."""
    if connection.dialect.name == "postgresql":
        # One snapshot: what is written meanwhile is no contradiction.
        connection.execute(text("set transaction isolation level repeatable read"))
    every = [rows.order_of(row) for row in connection.execute(select(orders).order_by(orders.c.id))]
    done: dict[str, dict[str, tuple[int, int, int]]] = defaultdict(dict)
    for row in connection.execute(select(fulfilments).order_by(fulfilments.c.business_key)):
        done[row.order_id][row.business_key] = (row.amount, row.points, row.debt)
    credited = _credited(connection)
    found = [wrong for order in every for wrong in _order(order, done.get(order.id, {}), credited[order.id])]
    known = {order.id for order in every}
    found += [f"fulfilments of an unknown order {order_id}" for order_id in sorted(set(done) - known)]
    found += [f"energy was credited for an unknown order {order_id}" for order_id in sorted(set(credited) - known)]
    found += _untold(connection, {key for of in done.values() for key in of})
    unhandled = select(inbox.c.event_id).where((inbox.c.state == "handled") != inbox.c.handled_at.is_not(None))
    found += [f"the event {row.event_id} is handled at no time" for row in connection.execute(unhandled)]
    return found


def _order(order: Order, done: dict[str, tuple[int, int, int]], credited: int) -> Iterator[str]:
    own = done.get(f"order:{order.id}")
    months = [key for key in done if key.startswith("invoice:")]
    if (order.state == "paid") != bool(own or months):
        yield f"{order.id} is {order.state} with {len(done)} fulfilments"
    if order.kind == "pack":
        due = order.points + order.bonus if own else 0
        if own is not None and own != (order.amount, due, 0):
            yield f"{order.id} was fulfilled with {own}"
        if credited != due:
            yield f"{order.id} credited {credited} points, not {due}"
    elif own is not None or credited:
        yield f"{order.id} is a plan and credited {credited} points"
    refunds = [moved for key, moved in done.items() if key.startswith("refund:")]
    if order.refunded != sum(amount for amount, _, _ in refunds):
        yield f"{order.id} says {order.refunded} cents refunded"
    withdrawn = {key: moved for key, moved in done.items() if key.endswith(":taken")}
    returned = {key: moved for key, moved in done.items() if key.endswith(":won")}
    taken = sum(p + d for _, p, d in (*refunds, *withdrawn.values())) - sum(p + d for _, p, d in returned.values())
    if order.clawed_back != taken:
        yield f"{order.id} says {order.clawed_back} points taken back, not {taken}"
    still = [moved[0] for key, moved in withdrawn.items() if f"{key.removesuffix(':taken')}:won" not in returned]
    if order.kind == "pack" and own is not None:
        due = taken_back(order.points + order.bonus, order.amount, order.refunded + sum(still))
        if order.clawed_back != due:
            yield f"{order.id} has {order.clawed_back} points taken back, {due} are due"


def _credited(connection: Connection) -> Counter[str]:
    """Points that the wallets' events say were bought, by order."""
    points: Counter[str] = Counter()
    for row in connection.execute(select(events.c.data).where(events.c.type == CREDIT)):
        if (order_id := row.data.get("order_id")) is not None and row.data["origin"] in ("purchase", "bonus"):
            points[order_id] += row.data["points"]
    return points


def _untold(connection: Connection, keys: set[str]) -> list[str]:
    """Things that were done and that no event tells."""
    told = select(events.c.causation_id).where(events.c.stream.startswith("billing-"))
    known = {row.causation_id for row in connection.execute(told)}
    # A month that came after its plan had ended gives nothing: only its order tells of it. A double is a mark.
    return [f"{key} has no event" for key in sorted(keys - known) if not key.startswith(("invoice:", "double:"))]
