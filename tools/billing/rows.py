"""The tables of billing, read and written inside the caller's unit of work."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, text, update

from tools.actor import UserId
from tools.billing.models import Order, Proposal, Subscription
from tools.billing.rules import ENDED, LIVE
from tools.events import Append, EventStore, NewEvent, person_stream
from tools.storage.schema import fulfilments, orders, proposals, subscriptions


def lock(connection: Connection, user_id: UserId) -> None:
    """Let nobody else decide about the person's purchases until the commit. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        stream = person_stream("billing", user_id)
        connection.execute(text("select pg_advisory_xact_lock(hashtextextended(:s, 0))"), {"s": stream})


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


def order_by(connection: Connection, order_id: str) -> Order | None:
    """An order by its id, whoever's."""
    row = connection.execute(select(orders).where(orders.c.id == order_id)).first()
    return order_of(row) if row else None


def order_that(connection: Connection, **ids: str) -> Order | None:
    """The order that has this id of the provider."""
    row = connection.execute(select(orders).filter_by(**ids)).first()
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


def fulfilment(connection: Connection, key: str) -> Row[tuple[object, ...]] | None:
    """What happened under a key, if it has."""
    return connection.execute(select(fulfilments).where(fulfilments.c.business_key == key)).first()


def fulfilled(connection: Connection, order_id: str, kind: str) -> Sequence[Row[tuple[object, ...]]]:
    """What happened to an order, of one kind (`refund`, `dispute`, `invoice`)."""
    return connection.execute(
        select(fulfilments)
        .where(fulfilments.c.order_id == order_id, fulfilments.c.business_key.startswith(f"{kind}:"))
        .order_by(fulfilments.c.at)
    ).all()


def refunded_of(connection: Connection, charge_id: str) -> int:
    """Cents of a charge that were given back, as far as we know."""
    total = connection.execute(
        select(func.sum(fulfilments.c.amount)).where(
            fulfilments.c.object_id == charge_id, fulfilments.c.business_key.startswith("refund:")
        )
    ).scalar()
    return int(total or 0)


def bought_before(connection: Connection, user_id: UserId) -> bool:
    """Whether the person has ever paid for a pack."""
    found = connection.execute(
        select(fulfilments.c.business_key)
        .where(fulfilments.c.user_id == user_id, fulfilments.c.business_key.startswith("order:"))
        .limit(1)
    ).first()
    return found is not None


def live_subscription(connection: Connection, user_id: UserId, *, beside: str = "") -> Subscription | None:
    """The plan that the person has, if they have one; `beside` leaves one out."""
    row = connection.execute(
        select(subscriptions)
        .where(
            subscriptions.c.user_id == user_id,
            subscriptions.c.status.in_(sorted(LIVE)),
            subscriptions.c.id != beside,
        )
        .order_by(subscriptions.c.period_end.desc())
        .limit(1)
    ).first()
    return subscription_of(row) if row else None


def latest_subscription(connection: Connection, user_id: UserId) -> Subscription | None:
    """The plan that the person has, or had last."""
    if live := live_subscription(connection, user_id):
        return live
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
