"""One person's trouble is nobody else's; what is over stays over; each source of a tier counts by itself."""

from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import Connection

from tests.tools.billing.conftest import Till
from tools.billing import checking
from tools.billing.fulfilment import Fulfilment
from tools.billing.gateway import Gateway
from tools.billing.gathering import Facts
from tools.billing.models import Order
from tools.billing.objects import SubscriptionObject
from tools.storage.schema import inbox


async def test_an_event_that_breaks_something_does_not_stop_those_of_others(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Fulfilment.settle_in
    unlucky = await till.bought(told=False)
    other = await till.person("u_2")
    await other.bought(key="k2", told=False)

    def settle_in(self: Fulfilment, connection: Connection, gateway: Gateway, facts: Facts) -> Order:
        if facts.order_id == unlucky.order.id:
            raise RuntimeError("a defect")
        return honest(self, connection, gateway, facts)

    for event in till.stripe.events_of("checkout.session.completed"):
        till.failpoints.deadly = "event kept"
        assert await till.send(event) == 500
    till.clock.advance(minutes=3)
    monkeypatch.setattr(Fulfilment, "settle_in", settle_in)
    assert await till.billing.work() == 1
    assert await other.available() == 28
    assert await till.parked() == {"checkout.session.completed": "defect"}
    assert await till.billing.work() == 0, "it waits before it is tried again"
    till.clock.advance(days=1)
    assert {each.kind for each in (await till.billing.reconcile()).differences} >= {"parked_event"}
    monkeypatch.undo()
    await till.deliver()
    assert await till.available() == 28
    await till.agrees()


async def test_the_worker_looks_only_at_what_waits(till: Till) -> None:
    statements: list[str] = []

    def claim(connection: Connection) -> None:
        connection.connection.set_trace_callback(statements.append)
        till.billing._inbox._claim(connection)
        connection.connection.set_trace_callback(None)

    await till.database.write(claim)
    asked = next(each for each in statements if "FROM inbox" in each)
    plan = await till.database.read(
        lambda c: " ".join(str(row.detail) for row in c.exec_driver_sql(f"explain query plan {asked}"))
    )
    assert "ix_inbox_due (state=? AND due_at<?)" in plan


async def _plan(till: Till, product: str = "premium", key: str = "k") -> str:
    payment = await till.billing.subscribe(till.actor, product, key=key)
    subscription = till.stripe.pay(str(payment.order.session_id))["subscription"]
    await till.deliver()
    return str(subscription)


async def _tier(till: Till) -> str:
    return (await till.ledger.balance(till.actor.user_id)).tier


async def test_a_plan_that_has_ended_stays_ended_whatever_is_said_later(till: Till) -> None:
    subscription = await _plan(till)
    before = await till.gateway.fetch(subscription)
    assert isinstance(before, SubscriptionObject)
    await till.gateway.cancel(subscription, at_period_end=False)
    await till.deliver()
    (line,) = await till.billing.history(till.actor.user_id)
    later = till.clock.now() + timedelta(minutes=1)
    kept = await till.database.write(
        lambda c: till.billing._inbox.fulfilment.plans.keep_in(c, line.order, before, later)
    )
    assert kept.status == "canceled"
    assert await _tier(till) == "FREE"


async def test_what_an_operator_gives_and_what_a_plan_gives_do_not_touch_each_other(till: Till) -> None:
    user_id = till.actor.user_id
    await till.ledger.set_tier(user_id, "ENTERPRISE", None, source="operator", command="o1")
    subscription = await _plan(till)
    assert await _tier(till) == "ENTERPRISE"
    till.clock.advance(days=31)
    till.stripe.renew(subscription)
    await till.deliver()
    assert await _tier(till) == "ENTERPRISE"
    await till.ledger.set_tier(user_id, "PREMIUM", None, source="operator", command="o2")
    await till.gateway.cancel(subscription, at_period_end=False)
    await till.deliver()
    assert await _tier(till) == "PREMIUM", "the operator's own"
    await till.ledger.set_tier(user_id, "FREE", None, source="operator", command="o3")
    assert await _tier(till) == "FREE"


async def test_the_books_are_checked_in_one_snapshot(
    each_till: Till, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = each_till
    if till.database.dialect != "postgresql":
        pytest.skip("a reader of SQLite sees one snapshot anyway")
    await till.bought()
    honest = checking._credited

    def meanwhile(connection: Connection) -> object:
        with psycopg.connect(database_url) as other:
            other.execute("update inbox set handled_at = null")
        return honest(connection)

    monkeypatch.setattr(checking, "_credited", meanwhile)
    assert await till.billing.violations() == []
    monkeypatch.undo()
    assert await till.billing.violations() != []
    await till.database.write(lambda c: c.execute(inbox.update().values(handled_at=till.clock.now())) and None)


async def test_an_order_that_was_never_opened_is_not_opened_when_its_key_may_be_forgotten(till: Till) -> None:
    till.failpoints.deadly = "provider called"
    with pytest.raises(BaseException, match="provider called"):
        await till.billing.purchase(till.actor, "cafe_luna", flow="intent", key="k")
    made = len(till.stripe.books.objects)
    till.clock.advance(hours=21)
    payment = await till.billing.purchase(till.actor, "cafe_luna", flow="intent", key="k")
    assert (payment.order.state, payment.client_secret) == ("expired", None)
    assert len(till.stripe.books.objects) == made, "nothing more at the provider"
    assert (await till.billing.purchase(till.actor, "cafe_luna", flow="intent", key="k")).order == payment.order
    assert await till.told() == ["OrderPlaced", "OrderFailed"]
    await till.agrees()


async def test_an_order_that_was_never_opened_is_opened_within_the_day(till: Till) -> None:
    till.failpoints.deadly = "customer kept"
    with pytest.raises(BaseException, match="customer kept"):
        await till.billing.purchase(till.actor, "cafe_luna", key="k")
    till.clock.advance(hours=19)
    assert (await till.billing.purchase(till.actor, "cafe_luna", key="k")).url is not None
