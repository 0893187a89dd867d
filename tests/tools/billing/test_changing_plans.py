"""One plan at a time: pages that are left are closed, what was cancelled may go on, what was paid twice ends."""

import asyncio

import pytest
from sqlalchemy import select

from tests.tools.billing.conftest import Killed, Till
from tools.billing import PaymentUnavailable, SubscriptionActive
from tools.errors import IdempotencyMismatch
from tools.storage.schema import fulfilments


async def _subscribed(till: Till, plan: str = "luna_unlimited", key: str = "k") -> str:
    payment = await till.billing.subscribe(till.actor, plan, key=key)
    session = till.stripe.pay(str(payment.order.session_id))
    await till.deliver()
    return str(session["subscription"])


async def _tier(till: Till) -> str:
    return (await till.ledger.balance(till.actor.user_id)).tier


def _running(till: Till) -> list[str]:
    return [each["id"] for each in till.stripe.books.of("subscription") if each["status"] == "active"]


async def test_of_several_pages_the_last_one_is_open(each_till: Till) -> None:
    till = each_till
    plans = ("luna_unlimited", "premium", "luna_unlimited")
    made = [await till.billing.subscribe(till.actor, plan, key=f"k{n}") for n, plan in enumerate(plans)]
    pages = [till.stripe.get(str(payment.order.session_id))["status"] for payment in made]
    assert pages == ["expired", "expired", "open"]
    assert [(await till.billing.order(till.actor, p.order.id)).state for p in made] == ["expired", "expired", "pending"]
    again = await till.billing.subscribe(till.actor, plans[2], key="k2")
    assert (again.order.id, again.url) == (made[2].order.id, made[2].url)
    assert (await till.billing.subscribe(till.actor, plans[0], key="k0")).url is None
    assert till.stripe.get(str(made[2].order.session_id))["status"] == "open"
    await till.deliver()
    till.stripe.pay(str(made[2].order.session_id))
    await till.deliver()
    assert len(_running(till)) == 1
    await till.agrees()


async def test_a_page_that_was_paid_a_moment_ago_is_the_plan(till: Till) -> None:
    first = await till.billing.subscribe(till.actor, "premium", key="k1")
    till.stripe.pay(str(first.order.session_id))
    with pytest.raises(SubscriptionActive):
        await till.billing.subscribe(till.actor, "luna_unlimited", key="k2")
    assert await _tier(till) == "PREMIUM"
    await till.deliver()
    await till.agrees()


async def test_a_plan_whose_payment_is_on_its_way_is_not_paid_on_another_page(till: Till) -> None:
    first = await till.billing.subscribe(till.actor, "premium", key="k1")
    till.stripe.pay(str(first.order.session_id), "pm_usBankAccount_success")
    with pytest.raises(SubscriptionActive):
        await till.billing.subscribe(till.actor, "premium", key="k2")
    till.stripe.settle(str(first.order.session_id))
    await till.deliver()
    assert await _tier(till) == "PREMIUM"


async def test_while_the_provider_does_not_close_a_page_no_other_is_opened(till: Till) -> None:
    first = await till.billing.subscribe(till.actor, "premium", key="k1")
    till.stripe.fault("error_before", times=3, path="/expire")
    with pytest.raises(PaymentUnavailable):
        await till.billing.subscribe(till.actor, "premium", key="k2")
    second = await till.billing.subscribe(till.actor, "premium", key="k2")
    assert till.stripe.get(str(first.order.session_id))["status"] == "expired"
    assert second.url is not None


async def test_two_requests_at_once_leave_one_page(each_till: Till) -> None:
    till = each_till
    wishes = (till.billing.subscribe(till.actor, "premium", key=f"k{number}") for number in range(4))
    made = await asyncio.gather(*wishes, return_exceptions=True)
    assert not [each for each in made if isinstance(each, BaseException)]
    pages = [each["status"] for each in till.stripe.books.of("checkout.session")]
    assert pages.count("open") == 1
    await till.deliver()
    await till.agrees()


async def _twice(till: Till, first: str, second: str) -> tuple[str, str]:
    """A page that was made and not kept is paid all the same, and another one too: their subscriptions."""
    till.failpoints.deadly = "provider called"
    with pytest.raises(Killed):
        await till.billing.subscribe(till.actor, second, key="k1")
    (lost,) = till.stripe.books.of("checkout.session")
    payment = await till.billing.subscribe(till.actor, first, key="k2")
    one = till.stripe.pay(str(payment.order.session_id))
    two = till.stripe.pay(lost["id"])
    return str(one["subscription"]), str(two["subscription"])


async def test_a_second_plan_that_was_paid_all_the_same_ends_at_once_and_is_reported(each_till: Till) -> None:
    till = each_till
    one, two = await _twice(till, "premium", "luna_unlimited")
    assert set(await till.deliver()) == {200}
    assert _running(till) == [one]
    assert till.stripe.get(two)["status"] == "canceled"
    assert await _tier(till) == "PREMIUM"
    (difference,) = (await till.billing.reconcile()).differences
    assert (difference.kind, difference.object_id) == ("two_plans", two)
    assert (await till.told()).count("SubscriptionEnded") == 1
    till.stripe.refund(till.stripe.charge_of(two)["id"])
    await till.deliver(rounds=2)
    assert await _tier(till) == "PREMIUM"
    await till.agrees()


async def test_a_second_plan_ends_later_where_the_provider_does_not_answer(till: Till) -> None:
    one, two = await _twice(till, "luna_unlimited", "premium")
    till.stripe.fault("error_before", times=50, path="DELETE /v1/subscriptions")
    assert set(await till.deliver()) == {200}
    assert len(_running(till)) == 2
    assert await _tier(till) == "UNLIMITED"
    till.stripe._faults.clear()
    await till.billing.work()
    assert _running(till) == [one]
    assert till.stripe.get(two)["status"] == "canceled"
    assert await _tier(till) == "UNLIMITED"


async def test_leaving_ends_every_plan(till: Till) -> None:
    one, two = await _twice(till, "luna_unlimited", "premium")
    till.stripe.fault("error_before", times=50, path="DELETE /v1/subscriptions")
    await till.deliver()
    cancelled = await till.billing.cancel(till.actor)
    assert cancelled.cancel_at_period_end
    assert [till.stripe.get(each)["cancel_at_period_end"] for each in (one, two)] == [True, True]
    till.stripe._faults.clear()


async def test_the_same_plan_again_goes_on_once(each_till: Till) -> None:
    till = each_till
    subscription = await _subscribed(till)
    await till.billing.cancel(till.actor)
    for _ in range(2):
        resumed = await till.billing.subscribe(till.actor, "luna_unlimited", key="k2")
        assert (resumed.order.state, resumed.url) == ("paid", None)
    assert till.stripe.get(subscription)["cancel_at_period_end"] is False
    kept = await till.billing.subscription(till.actor.user_id)
    assert kept is not None
    assert not kept.cancel_at_period_end
    with pytest.raises(IdempotencyMismatch):
        await till.billing.subscribe(till.actor, "premium", key="k2")
    with pytest.raises(SubscriptionActive):
        await till.billing.subscribe(till.actor, "luna_unlimited", key="k3")
    await till.deliver()
    assert (await till.told())[3:] == ["SubscriptionCanceled", "SubscriptionResumed"]
    assert len(await till.billing.history(till.actor.user_id)) == 1
    await till.agrees()


async def test_a_proposal_of_the_plan_that_runs_out_lets_it_go_on(till: Till) -> None:
    subscription = await _subscribed(till)
    await till.billing.cancel(till.actor)
    proposal = await till.billing.propose(till.actor, "luna_unlimited")
    for _ in range(2):
        made = await till.billing.confirm(till.actor, proposal.id, amount=2999, key="k2")
        assert (made.order.state, made.url) == ("paid", None)
    assert till.stripe.get(subscription)["cancel_at_period_end"] is False


async def test_a_plan_that_has_ended_at_the_provider_is_ordered_anew(till: Till) -> None:
    subscription = await _subscribed(till)
    await till.billing.cancel(till.actor)
    await till.gateway.cancel(subscription, at_period_end=False)
    payment = await till.billing.subscribe(till.actor, "luna_unlimited", key="k2")
    assert (payment.order.state, payment.url is None) == ("pending", False)
    assert await _tier(till) == "FREE"


async def test_beside_a_plan_that_runs_out_another_begins_and_the_best_tier_holds(each_till: Till) -> None:
    till = each_till
    first = await _subscribed(till)
    await till.billing.cancel(till.actor)
    till.clock.advance(days=20)
    second = await _subscribed(till, "premium", key="k2")
    assert await _tier(till) == "UNLIMITED"
    assert set(_running(till)) == {first, second}
    assert (
        await till.database.read(
            lambda c: c.execute(select(fulfilments).where(fulfilments.c.business_key.startswith("double:"))).all()
        )
        == []
    )
    await till.agrees()
    till.clock.advance(days=12)
    till.stripe.advance()
    await till.deliver()
    assert _running(till) == [second]
    assert await _tier(till) == "PREMIUM"
    kept = await till.billing.subscription(till.actor.user_id)
    assert kept is not None
    assert kept.id == second
    await till.agrees()
