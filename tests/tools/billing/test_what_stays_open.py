"""The reconciler forgets nothing that is open or differs, however long it takes, until it agrees or is dismissed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.tools.billing.conftest import Till
from tools.billing.models import Difference
from tools.billing.personal import billing_store
from tools.billing.waiting import Waiting
from tools.errors import NotFound
from tools.events import Audit
from tools.storage.schema import events, inbox, orders


async def _swallowed(till: Till) -> None:
    """Every webhook is answered 200 by somebody else: the provider believes that we know."""

    async def door(payload: bytes, signature: str) -> int:
        return 200

    await till.stripe.deliver(door)


async def _differences(till: Till) -> tuple[Difference, ...]:
    return (await till.billing.reconcile()).differences


def waiting(till: Till) -> Waiting:
    return Waiting(database=till.database, clock=till.clock, audit=Audit(till.billing.events))


async def test_what_differs_is_told_until_it_agrees(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    await till.database.write(lambda c: c.execute(orders.update().values(amount=300)) and None)
    till.stripe.pay(str(payment.order.session_id))
    await _swallowed(till)
    for days in (0, 2, 3, 30, 200):
        till.clock.advance(days=days)
        (difference,) = await _differences(till)
        assert (difference.kind, difference.order_id) == ("unfulfilled_payment", payment.order.id), days
    await till.database.write(lambda c: c.execute(orders.update().values(amount=299)) and None)
    await till.agrees()
    assert await till.available() == 28
    assert await waiting(till).list() == []


@pytest.mark.parametrize("days", [5, 60])
async def test_an_old_payment_that_is_paid_without_a_webhook_is_credited(till: Till, days: int) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", flow="intent", key="k")
    await till.agrees()
    till.clock.advance(days=days)
    await till.agrees()
    till.stripe.pay(str(payment.order.intent_id))
    await _swallowed(till)
    await till.agrees()
    assert await till.available() == 28


async def test_a_dispute_that_closes_months_later_without_a_webhook_is_closed(till: Till) -> None:
    payment = await till.bought()
    dispute = till.stripe.dispute(till.stripe.charge_of(str(payment.order.session_id))["id"])["id"]
    await till.deliver()
    assert await till.available() == 0
    for _ in range(3):
        till.clock.advance(days=20)
        await till.agrees()
    till.stripe.win(dispute)
    await _swallowed(till)
    await till.agrees()
    assert await till.available() == 28


async def test_a_month_that_is_paid_late_without_a_webhook_renews(till: Till) -> None:
    payment = await till.billing.subscribe(till.actor, "premium", key="k")
    subscription = till.stripe.pay(str(payment.order.session_id))["subscription"]
    await till.deliver()
    till.clock.advance(days=31)
    invoice = till.stripe.renew(subscription, paid=False)
    await till.deliver()
    for _ in range(2):
        till.clock.advance(days=5)
        await till.agrees()
    till.stripe.pay(invoice["id"])
    await _swallowed(till)
    await till.agrees()
    assert (await till.told())[-1] == "SubscriptionRenewed"
    assert (await till.ledger.balance(till.actor.user_id)).tier == "PREMIUM"


async def test_a_plan_that_ended_without_a_webhook_is_known_within_a_day(till: Till) -> None:
    payment = await till.billing.subscribe(till.actor, "premium", key="k")
    subscription = till.stripe.pay(str(payment.order.session_id))["subscription"]
    await till.deliver()
    await till.gateway.cancel(subscription, at_period_end=False)
    await _swallowed(till)
    till.clock.advance(days=5)
    await till.agrees()
    kept = await till.billing.subscription(till.actor.user_id)
    assert kept is not None
    assert kept.status == "canceled"


async def test_a_glance_does_not_move_the_place_where_the_next_comparison_begins(till: Till) -> None:
    first = await till.billing.reconcile()
    till.clock.advance(days=10)
    await till.billing.reconcile(till.clock.now() - timedelta(hours=1))
    again = await till.billing.reconcile()
    assert again.since == first.until - timedelta(days=3)
    assert (await till.billing.reconcile()).since == again.until - timedelta(days=3)


async def _paid_twice(till: Till) -> str:
    payment = await till.bought()
    again = await till.gateway.client.v1.payment_intents.create_async(
        {
            "amount": 299,
            "currency": "eur",
            "metadata": {"order_id": payment.order.id},
            "automatic_payment_methods": {"enabled": True},
        }
    )
    till.stripe.pay(again.id)
    await till.deliver()
    return str(again.id)


async def test_a_second_payment_is_told_until_it_is_refunded(till: Till) -> None:
    intent = await _paid_twice(till)
    till.clock.advance(days=10)
    assert {each.kind for each in await _differences(till)} == {"double_payment", "parked_event"}
    till.stripe.refund(till.stripe.charge_of(intent)["id"])
    await till.deliver()
    till.clock.advance(minutes=5)
    assert {each.kind for each in await _differences(till)} == {"parked_event"}
    for event_id in [each.id for each in await waiting(till).list()]:
        await waiting(till).dismiss(event_id, actor="operator")
    till.clock.advance(days=1)
    assert await till.billing.work() == 0
    assert await _differences(till) == ()
    assert await till.available() == 28


async def test_what_was_dismissed_is_told_again_only_when_it_becomes_another_difference(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    await till.database.write(lambda c: c.execute(orders.update().values(amount=300)) and None)
    till.stripe.pay(str(payment.order.session_id))
    await _swallowed(till)
    (difference,) = await _differences(till)
    await waiting(till).dismiss(difference.object_id, actor="operator")
    with pytest.raises(NotFound):
        await waiting(till).dismiss(difference.object_id, actor="operator")
    assert await _differences(till) == ()
    query = select(events.c.data, events.c.actor).where(events.c.type == "PaymentMatterDismissed")
    (noted,) = await till.database.read(lambda c: c.execute(query).all())
    assert (noted.data, noted.actor) == ({"matter": difference.object_id}, "operator")


async def test_an_event_is_tried_again_when_an_operator_says_so(till: Till) -> None:
    await till.bought(told=False)
    (event,) = till.stripe.events_of("checkout.session.completed")
    row = await till.database.read(lambda c: c.execute(select(orders)).one())
    await till.database.write(lambda c: c.execute(orders.delete()) and None)
    assert await till.send(event) == 503
    (matter,) = await waiting(till).list()
    assert (matter.id, matter.why, matter.attempts) == (event["id"], "unknown_order", 1)
    await till.database.write(lambda c: c.execute(orders.insert().values(**row._asdict())) and None)
    assert await till.billing.work() == 0, "it is not due yet"
    await waiting(till).replay(event["id"], actor="operator")
    assert await till.billing.work() == 1
    assert await waiting(till).state(event["id"]) == "handled"
    assert await till.available() == 28
    for unknown in (event["id"], "evt_nobody"):
        with pytest.raises(NotFound):
            await waiting(till).replay(unknown, actor="operator")
    noted = select(events.c.data).where(events.c.type == "PaymentEventReplayed")
    assert await till.database.read(lambda c: c.execute(noted).scalars().all()) == [{"event": event["id"]}]


async def test_an_object_that_cannot_be_looked_at_is_not_forgotten(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", flow="intent", key="k")
    await till.database.write(lambda c: c.execute(orders.update().values(amount=300)) and None)
    till.stripe.pay(str(payment.order.intent_id))
    await _swallowed(till)
    (difference,) = await _differences(till)
    till.clock.advance(days=10)
    till.stripe.fault("error_before", times=4, path="GET /v1/payment_intents/")
    assert await _differences(till) == (difference,)
    till.stripe._faults.clear()
    assert await _differences(till) == (difference,)


async def test_what_is_done_with_is_forgotten_after_ninety_days_and_what_waits_is_not(till: Till) -> None:
    await till.bought()
    ghost = {"id": "cs_ghost", "object": "checkout.session", "livemode": False}
    assert await till.send(till.stripe.emit("checkout.session.completed", ghost)) == 503
    prune = billing_store(till.database, till.gateway).prune
    assert prune is not None
    till.clock.advance(days=89)
    await till.database.write(lambda c: prune(c, till.clock.now()))
    known = select(inbox.c.state)
    assert len(await till.database.read(lambda c: c.execute(known).all())) > 1
    till.clock.advance(days=2)
    await till.database.write(lambda c: prune(c, till.clock.now()))
    assert await till.database.read(lambda c: c.execute(known).scalars().all()) == ["parked"]
