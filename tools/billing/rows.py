"""The tables of billing, read and written inside the caller's unit of work."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from tools.actor import UserId
from tools.billing.gateway import Gateway
from tools.billing.models import Order, Proposal, Subscription
from tools.billing.rules import ENDED, LIVE
from tools.events import Append, EventStore, NewEvent, lock_stream, person_stream
from tools.storage.schema import erasures, fulfilments, orders, proposals, subscriptions
from tools.storage.schema import events as recorded

Fulfilled = Row[tuple[object, ...]]


def lock(connection: Connection, user_id: UserId) -> None:
    """Let nobody else decide about the person's purchases until the commit. SQLite has one writer anyway."""
    lock_stream(connection, person_stream("billing", user_id))


def append(
    events: EventStore,
    connection: Connection,
    user_id: UserId,
    type: str,
    data: Mapping[str, object],
    *,
    command: str,
    actor: str = "iris",
) -> None:
    """Record one event of billing, once per command."""
    events.append_in(
        connection,
        Append(
            user_id=user_id,
            stream=person_stream("billing", user_id),
            events=(NewEvent(type=type, data=data),),
            command=command,
            actor=actor,
        ),
        None,
    )


def told(connection: Connection, user_id: UserId, command: str) -> Mapping[str, object] | None:
    """What the event of the person's billing says that this command recorded, if it has."""
    stream = person_stream("billing", user_id)
    query = select(recorded.c.data).where(recorded.c.stream == stream, recorded.c.causation_id == command)
    row = connection.execute(query).first()
    return dict(row.data) if row else None


def order_by(connection: Connection, order_id: str) -> Order | None:
    """An order by its id, whoever's."""
    row = connection.execute(select(orders).where(orders.c.id == order_id)).first()
    return order_of(row) if row else None


def change(connection: Connection, order_id: str, at: datetime, **values: object) -> Order:
    """Set columns of an order; returns it as it then is."""
    statement = update(orders).where(orders.c.id == order_id).values(updated_at=at, **values).returning(orders)
    return order_of(connection.execute(statement).one())


def fulfil(
    connection: Connection,
    key: str,
    order: Order,
    object_id: str,
    at: datetime,
    *,
    amount: int = 0,
    points: int = 0,
    debt: int = 0,
) -> None:
    """Write that something happened, which happens once: a second row with the key is refused by the database."""
    connection.execute(
        insert(fulfilments).values(
            business_key=key,
            user_id=order.user_id,
            order_id=order.id,
            object_id=object_id,
            amount=amount,
            points=points,
            debt=debt,
            at=at,
        )
    )


def fulfilment(connection: Connection, key: str) -> Fulfilled | None:
    """What happened under a key, if it has."""
    return connection.execute(select(fulfilments).where(fulfilments.c.business_key == key)).first()


def fulfilled(connection: Connection, order_id: str, kind: str) -> Sequence[Fulfilled]:
    """What happened to an order, of one kind (`refund`, `dispute`, `invoice`)."""
    return connection.execute(
        select(fulfilments)
        .where(fulfilments.c.order_id == order_id, fulfilments.c.business_key.startswith(f"{kind}:"))
        .order_by(fulfilments.c.at)
    ).all()


def refunds_of(connection: Connection, charge_id: str) -> Sequence[Fulfilled]:
    """What of a charge was given back, as far as we know; negative where a bank could not."""
    return connection.execute(
        select(fulfilments).where(
            fulfilments.c.object_id == charge_id, fulfilments.c.business_key.startswith("refund:")
        )
    ).all()


def open_plans(connection: Connection, user_id: UserId, gateway: Gateway) -> list[Order]:
    """The person's orders of a plan, at this provider, that may still be paid."""
    found = connection.execute(
        select(orders)
        .where(orders.c.user_id == user_id, orders.c.kind == "subscription")
        .where(orders.c.state.in_(("pending", "failed")))
        .where(orders.c.gateway == gateway.name, orders.c.livemode == gateway.livemode)
        .order_by(orders.c.created_at, orders.c.id)
    ).all()
    return [order_of(row) for row in found]


def doubles(connection: Connection, gateway: Gateway) -> list[tuple[Order, Subscription]]:
    """Plans at this provider that were paid beside another one; those of the erased are left out."""
    query = (
        select(orders, fulfilments.c.object_id)
        .join(fulfilments, fulfilments.c.order_id == orders.c.id)
        .where(fulfilments.c.business_key.startswith("double:"))
        .where(orders.c.gateway == gateway.name, orders.c.livemode == gateway.livemode)
        .where(orders.c.user_id.not_in(select(erasures.c.user_id)))
        .order_by(fulfilments.c.business_key)
    )
    found = connection.execute(query).all()
    return [(order_of(row), subscription_by(connection, str(row.object_id))) for row in found]


def subscription_by(connection: Connection, subscription_id: str) -> Subscription:
    """A subscription that is known."""
    return subscription_of(connection.execute(select(subscriptions).where(subscriptions.c.id == subscription_id)).one())


def bought_before(connection: Connection, user_id: UserId) -> bool:
    """Whether the person has ever paid for a pack."""
    found = connection.execute(
        select(fulfilments.c.business_key)
        .where(fulfilments.c.user_id == user_id, fulfilments.c.business_key.startswith("order:"))
        .limit(1)
    ).first()
    return found is not None


def live_subscriptions(connection: Connection, user_id: UserId) -> list[Subscription]:
    """The plans that the person has: those that go on first, then those that are paid longest."""
    found = connection.execute(
        select(subscriptions)
        .where(subscriptions.c.user_id == user_id, subscriptions.c.status.in_(sorted(LIVE)))
        .order_by(subscriptions.c.id)
    ).all()
    mine = sorted((subscription_of(row) for row in found), key=paid_until, reverse=True)
    return sorted(mine, key=lambda each: each.cancel_at_period_end)


def paid_until(plan: Subscription) -> float:
    """Until when a plan is paid, in Unix seconds; 0: not at all."""
    return plan.period_end.timestamp() if plan.period_end else 0.0


def latest_subscription(connection: Connection, user_id: UserId) -> Subscription | None:
    """The plan that the person has, or had last."""
    if live := live_subscriptions(connection, user_id):
        return live[0]
    row = connection.execute(
        select(subscriptions)
        .where(subscriptions.c.user_id == user_id, subscriptions.c.status.in_(sorted(ENDED)))
        .order_by(subscriptions.c.updated_at.desc())
        .limit(1)
    ).first()
    return subscription_of(row) if row else None


def order_of(row: Row[tuple[object, ...]]) -> Order:
    return Order(**{name: getattr(row, name) for name in Order.__dataclass_fields__})


def proposal_of(row: Row[tuple[object, ...]]) -> Proposal:
    return Proposal(**{name: getattr(row, name) for name in Proposal.__dataclass_fields__})


def subscription_of(row: Row[tuple[object, ...]]) -> Subscription:
    return Subscription(**{name: getattr(row, name) for name in Subscription.__dataclass_fields__})


def as_proposal(connection: Connection, user_id: UserId, proposal_id: str) -> Proposal | None:
    """A proposal of the person."""
    row = connection.execute(select(proposals).filter_by(user_id=user_id, id=proposal_id)).first()
    return proposal_of(row) if row else None
