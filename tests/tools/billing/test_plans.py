"""Plans: a paid month gives the tier until it ends; renewals, failures and ends are told to apps."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.tools.billing.conftest import Till
from tools.actor import Actor
from tools.billing import OrderUnpaid, SubscriptionActive
from tools.energy import UnknownPack
from tools.errors import InvalidArguments, NotFound
from tools.storage.schema import subscriptions


async def _subscribed(till: Till, plan: str = "luna_unlimited", key: str = "k", *, told: bool = True) -> str:
    payment = await till.billing.subscribe(till.actor, plan, key=key)
    session = till.stripe.pay(str(payment.order.session_id))
    if told:
        await till.deliver()
    return str(session["subscription"])


async def _tier(till: Till) -> str:
    return (await till.ledger.balance(till.actor.user_id)).tier


async def _pass(till: Till, **delta: float) -> None:
    """Time passes for everybody."""
    till.clock.advance(**delta)
    till.stripe.advance()
    await till.deliver()
    await till.ledger.sweep()


async def test_a_paid_month_gives_the_tier_until_it_ends_with_a_day_of_grace(till: Till) -> None:
    subscription = await _subscribed(till)
    balance = await till.ledger.balance(till.actor.user_id)
    assert (balance.tier, balance.available) == ("UNLIMITED", 0)
    end = till.stripe.get(subscription)["items"]["data"][0]["current_period_end"]
    assert balance.tier_until is not None
    assert balance.tier_until.timestamp() == end + timedelta(days=1).total_seconds()
    kept = await till.billing.subscription(till.actor.user_id)
    assert kept is not None
    assert (kept.status, kept.cancel_at_period_end) == ("active", False)
    assert await till.told() == ["OrderPlaced", "OrderPaid", "SubscriptionActivated"]
    await till.agrees()


async def test_each_month_that_is_paid_renews_once(till: Till) -> None:
    await _subscribed(till, "premium")
    for _ in range(3):
        await _pass(till, days=32)
        assert await _tier(till) == "PREMIUM"
    assert (await till.told())[3:] == ["SubscriptionRenewed"] * 3
    (line,) = await till.billing.history(till.actor.user_id)
    assert [month.amount for month in line.months] == [999] * 4
    assert (await till.billing.receipt(till.actor, line.order.id)).startswith("https://")
    first = await till.billing.receipt(till.actor, line.order.id, line.months[0].invoice_id)
    assert line.months[0].invoice_id in first
    with pytest.raises(NotFound):
        await till.billing.receipt(till.actor, line.order.id, "in_other")
    await till.agrees()


async def test_a_plan_is_had_once(till: Till) -> None:
    await _subscribed(till)
    with pytest.raises(SubscriptionActive):
        await till.billing.subscribe(till.actor, "premium", key="k2")
    with pytest.raises(UnknownPack):
        await till.billing.subscribe(till.actor, "cafe_luna", key="k3")
    with pytest.raises(InvalidArguments):
        await till.billing.purchase(await _other(till), "premium", flow="intent", key="k4")


async def _other(till: Till) -> Actor:
    return (await till.person("u_other")).actor


async def test_what_is_cancelled_goes_on_until_the_month_ends(till: Till) -> None:
    with pytest.raises(NotFound):
        await till.billing.cancel(till.actor)
    await _subscribed(till)
    cancelled = await till.billing.cancel(till.actor)
    assert cancelled.cancel_at_period_end
    assert (await till.billing.cancel(till.actor)).id == cancelled.id
    await till.deliver()
    assert await _tier(till) == "UNLIMITED"
    await _pass(till, days=32)
    assert await _tier(till) == "FREE"
    assert (await till.told())[3:] == ["SubscriptionCanceled", "SubscriptionEnded"]
    kept = await till.billing.subscription(till.actor.user_id)
    assert kept is not None
    assert kept.status == "canceled"
    await _subscribed(till, "premium", "k2")
    assert await _tier(till) == "PREMIUM"
    await till.agrees()


async def test_a_month_that_cannot_be_paid_is_told_once_and_the_tier_ends_with_the_grace(till: Till) -> None:
    subscription = await _subscribed(till)
    till.clock.advance(days=31)
    till.stripe.renew(subscription, paid=False)
    await till.deliver(duplicate=2, shuffle=True)
    kept = await till.billing.subscription(till.actor.user_id)
    assert kept is not None
    assert kept.status == "past_due"
    assert (await till.told())[3:] == ["PaymentFailed"]
    till.clock.advance(days=2)
    assert await _tier(till) == "FREE"


async def test_a_month_that_is_paid_late_renews(till: Till) -> None:
    subscription = await _subscribed(till)
    till.clock.advance(days=31)
    invoice = till.stripe.renew(subscription, paid=False)
    await till.deliver()
    till.stripe.pay(invoice["id"])
    await till.deliver()
    assert await _tier(till) == "UNLIMITED"
    assert (await till.told())[3:] == ["PaymentFailed", "SubscriptionRenewed"]
    await till.agrees()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_a_year_of_events_in_any_order_ends_the_same(each_till: Till, seed: int) -> None:
    till = each_till
    subscription = await _subscribed(till, told=False)
    for _ in range(3):
        till.stripe.renew(subscription)
        await till.deliver(seed=seed, shuffle=True, duplicate=2, delay=0.5, drop=0.2, concurrent=True)
    await till.deliver(rounds=10, seed=seed, shuffle=True)
    assert await _tier(till) == "UNLIMITED"
    told = await till.told()
    assert (told.count("SubscriptionActivated"), told.count("SubscriptionRenewed")) == (1, 3)
    kept = await till.billing.subscription(till.actor.user_id)
    end = till.stripe.get(subscription)["items"]["data"][0]["current_period_end"]
    assert kept is not None
    assert kept.period_end is not None
    assert kept.period_end.timestamp() == end
    await till.agrees()


async def test_an_end_that_is_told_first_is_not_undone_by_what_comes_late(till: Till) -> None:
    subscription = await _subscribed(till, told=False)
    await till.gateway.cancel(subscription, at_period_end=False)
    for event in reversed(till.stripe.events):
        await till.send(event)
    assert await _tier(till) == "FREE"
    kept = await till.billing.subscription(till.actor.user_id)
    assert kept is not None
    assert kept.status == "canceled"
    (line,) = await till.billing.history(till.actor.user_id)
    assert (line.order.state, len(line.months)) == ("paid", 1)
    assert "SubscriptionActivated" not in await till.told()
    await till.agrees()


async def test_a_look_that_is_older_than_what_is_known_changes_nothing(till: Till) -> None:
    subscription = await _subscribed(till)
    order = (await till.billing.history(till.actor.user_id))[0].order
    older = await till.billing._inbox.look(till.gateway, subscription)
    till.clock.advance(seconds=5)
    await till.billing.cancel(till.actor)
    await till.database.write(lambda c: till.billing._inbox.fulfilment.settle_in(c, till.gateway, older))
    kept = await till.billing.subscription(till.actor.user_id)
    assert kept is not None
    assert kept.cancel_at_period_end
    assert kept.order_id == order.id


async def test_a_month_that_was_given_back_ends_the_tier_and_a_dispute_won_restores_it(till: Till) -> None:
    subscription = await _subscribed(till)
    dispute = till.stripe.dispute(till.stripe.charge_of(subscription)["id"])["id"]
    await till.deliver()
    assert await _tier(till) == "FREE"
    till.stripe.win(dispute)
    await till.deliver(duplicate=2, shuffle=True)
    assert await _tier(till) == "UNLIMITED"
    till.stripe.refund(till.stripe.charge_of(subscription)["id"])
    await till.deliver()
    assert await _tier(till) == "FREE"
    assert (await till.told())[3:] == ["DisputeOpened", "DisputeWon", "OrderRefunded"]
    await till.agrees()


async def test_confirming_a_plan_asks_the_provider(till: Till) -> None:
    payment = await till.billing.subscribe(till.actor, "premium", key="k")
    with pytest.raises(OrderUnpaid):
        await till.billing.confirm_payment(till.actor, payment.order.id)
    till.stripe.pay(str(payment.order.session_id))
    assert (await till.billing.confirm_payment(till.actor, payment.order.id)).state == "paid"
    assert await _tier(till) == "PREMIUM"
    await till.deliver(duplicate=2)
    assert (await till.told()).count("SubscriptionActivated") == 1


@pytest.mark.slow
async def test_a_worker_killed_between_any_two_statements_gives_a_month_once(each_till: Till) -> None:
    till = each_till
    subscription = await _subscribed(till, told=False)
    (event,) = till.stripe.events_of("invoice.paid")
    till.failpoints.passed.clear()
    assert await till.send(event) == 200
    steps = list(dict.fromkeys(till.failpoints.passed))
    assert {"month written", "period kept", "tier given", "plan told"} <= set(steps)
    for step in steps:
        till.clock.advance(days=31)
        till.stripe.renew(subscription)
        event = till.stripe.events_of("invoice.paid")[-1]
        till.failpoints.deadly = step
        await till.send(event)
        till.failpoints.deadly = None
        assert await till.send(event) == 200
        assert await _tier(till) == "UNLIMITED", step
    await till.deliver()
    assert (await till.told()).count("SubscriptionRenewed") == len(steps)
    rows = await till.database.read(lambda c: c.execute(select(subscriptions)).all())
    assert len(rows) == 1
    await till.agrees()
