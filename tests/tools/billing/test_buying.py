"""A purchase from the wish to the points, through the real SDK."""

from dataclasses import replace

import pytest

from tests.tools.billing.conftest import Killed, Till, actor_of
from tools.billing import (
    OrderUnpaid,
    PaymentUnavailable,
    PriceChanged,
    ProposalConfirmed,
    ProposalExpired,
)
from tools.energy import UnknownPack
from tools.errors import IdempotencyMismatch, NotFound


async def test_a_paid_page_brings_the_points_and_the_first_bonus_once(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k1")
    assert payment.url is not None
    assert (payment.order.state, payment.order.amount, payment.sandbox) == ("pending", 299, False)
    till.stripe.pay(str(payment.order.session_id))
    assert set(await till.deliver()) == {200}
    order = await till.billing.order(till.actor, payment.order.id)
    assert (order.state, order.points, order.bonus) == ("paid", 25, 3)
    assert await till.available() == 28
    await till.bought(key="k2")
    assert await till.available() == 28 + 25
    assert await till.told() == ["OrderPlaced", "OrderPaid", "OrderPlaced", "OrderPaid"]
    await till.agrees()


async def test_a_payment_on_the_clients_own_page_brings_the_points(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "luna", flow="intent", key="k1")
    assert payment.url is None
    assert payment.client_secret is not None
    assert payment.publishable_key == "pk_test_fake"
    till.stripe.pay(str(payment.order.intent_id))
    await till.deliver()
    assert await till.available() == 300
    await till.agrees()


async def test_the_same_key_gives_the_same_order_and_another_product_is_refused(till: Till) -> None:
    first = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    again = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    assert (again.order.id, again.url) == (first.order.id, first.url)
    with pytest.raises(IdempotencyMismatch):
        await till.billing.purchase(till.actor, "luna", key="k")
    other = await till.billing.purchase(actor_of("u_2"), "cafe_luna", key="k")
    assert other.order.id != first.order.id


async def test_an_unknown_pack_names_those_that_there_are(till: Till) -> None:
    with pytest.raises(UnknownPack) as refused:
        await till.billing.purchase(till.actor, "champagne", key="k")
    assert "cafe_luna" in str(refused.value.details["known"])


@pytest.mark.parametrize("step", ["order committed", "customer made", "customer kept", "provider called"])
async def test_an_order_that_was_cut_short_goes_on_under_its_key(till: Till, step: str) -> None:
    till.failpoints.deadly = step
    with pytest.raises(Killed):
        await till.billing.purchase(till.actor, "cafe_luna", key="k")
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    sessions = [e for e in till.stripe.requests if e.path == "POST /v1/checkout/sessions"]
    assert len({e.headers["idempotency-key"] for e in sessions}) == 1
    till.stripe.pay(str(payment.order.session_id))
    await till.deliver()
    assert await till.available() == 28
    assert len(await till.billing.history(till.actor.user_id)) == 1


async def test_a_webhook_before_the_id_of_the_page_is_kept_finds_the_order_by_its_metadata(till: Till) -> None:
    till.failpoints.deadly = "provider called"
    with pytest.raises(Killed):
        await till.billing.purchase(till.actor, "cafe_luna", key="k")
    (session,) = (each for each in till.stripe.books.objects.values() if each["object"] == "checkout.session")
    till.stripe.pay(session["id"])
    assert set(await till.deliver()) == {200}
    assert await till.available() == 28
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    assert (payment.order.state, payment.url) == ("paid", None)


async def test_a_provider_that_broke_is_asked_again_under_the_same_key(till: Till) -> None:
    till.stripe.fault("lost_answer", times=2, path="/v1/checkout/sessions")
    with pytest.raises(PaymentUnavailable):
        await till.billing.purchase(till.actor, "cafe_luna", key="k")
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    assert payment.url is not None
    made = [each for each in till.stripe.books.objects.values() if each["object"] == "checkout.session"]
    assert len(made) == 1


async def test_a_key_that_the_provider_spoilt_gives_way_to_the_next(till: Till) -> None:
    till.stripe.fault("error_after", path="/v1/checkout/sessions")
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    till.stripe.pay(str(payment.order.session_id))
    await till.deliver()
    assert await till.available() == 28


async def test_confirming_the_payment_asks_the_provider_and_credits_once(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    with pytest.raises(OrderUnpaid):
        await till.billing.confirm_payment(till.actor, payment.order.id)
    with pytest.raises(NotFound):
        await till.billing.confirm_payment(actor_of("u_2"), payment.order.id)
    till.stripe.pay(str(payment.order.session_id))
    assert (await till.billing.confirm_payment(till.actor, payment.order.id)).state == "paid"
    assert (await till.billing.confirm_payment(till.actor, payment.order.id)).state == "paid"
    await till.deliver(duplicate=3)
    assert await till.available() == 28
    await till.agrees()


async def test_a_payment_that_takes_days_credits_when_the_money_comes(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    session = str(payment.order.session_id)
    till.stripe.pay(session, "pm_usBankAccount_success")
    assert set(await till.deliver()) == {200}
    assert await till.available() == 0
    till.stripe.settle(session)
    assert set(await till.deliver()) == {200}
    assert await till.available() == 28


async def test_a_payment_that_fails_after_days_is_told_and_credits_nothing(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    session = str(payment.order.session_id)
    till.stripe.pay(session, "pm_usBankAccount_success")
    till.stripe.settle(session, success=False)
    assert set(await till.deliver(shuffle=True)) == {200}
    assert (await till.billing.order(till.actor, payment.order.id)).state == "failed"
    assert await till.available() == 0
    assert await till.told() == ["OrderPlaced", "OrderFailed"]


async def test_a_declined_card_fails_the_order_and_a_later_success_still_wins(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    till.stripe.decline(str(payment.order.session_id))
    await till.deliver()
    failed = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    assert (failed.order.state, failed.url) == ("failed", payment.url)
    till.stripe.pay(str(payment.order.session_id))
    await till.deliver()
    assert (await till.billing.order(till.actor, payment.order.id)).state == "paid"
    assert await till.available() == 28


async def test_a_page_that_nobody_used_expires(till: Till) -> None:
    payment = await till.billing.purchase(till.actor, "cafe_luna", key="k")
    till.stripe.advance(days=2)
    await till.deliver()
    assert (await till.billing.purchase(till.actor, "cafe_luna", key="k")).order.state == "expired"
    assert (await till.billing.purchase(till.actor, "cafe_luna", key="k2")).order.id != payment.order.id


async def test_a_proposal_becomes_one_order(till: Till) -> None:
    proposal = await till.billing.propose(till.actor, "cafe_luna", command="c1")
    assert await till.billing.propose(till.actor, "cafe_luna", command="c1") == proposal
    payment = await till.billing.confirm(till.actor, proposal.id, amount=299, key="k")
    again = await till.billing.confirm(till.actor, proposal.id, amount=299, key="k")
    assert again.order.id == payment.order.id
    with pytest.raises(ProposalConfirmed) as refused:
        await till.billing.confirm(till.actor, proposal.id, amount=299, key="k2")
    assert refused.value.details == {"order_id": payment.order.id, "url": payment.url}
    till.stripe.pay(str(payment.order.session_id))
    await till.deliver()
    with pytest.raises(ProposalConfirmed) as refused:
        await till.billing.confirm(till.actor, proposal.id, amount=299, key="k2")
    assert refused.value.details == {"order_id": payment.order.id}
    assert await till.told() == ["PackProposed", "OrderPlaced", "OrderPaid"]
    assert await till.available() == 28


async def test_an_order_that_came_to_nothing_gives_its_proposal_back(till: Till) -> None:
    proposal = await till.billing.propose(till.actor, "cafe_luna")
    first = await till.billing.confirm(till.actor, proposal.id, amount=299, key="k1")
    await till.gateway.expire(str(first.order.session_id))
    await till.deliver()
    second = await till.billing.confirm(till.actor, proposal.id, amount=299, key="k2")
    assert second.order.id != first.order.id
    till.stripe.decline(str(second.order.session_id))
    await till.deliver()
    # A page on which a card was declined is open still, and closes: the same thing is not paid on two.
    third = await till.billing.confirm(till.actor, proposal.id, amount=299, key="k3")
    assert till.stripe.get(str(second.order.session_id))["status"] == "expired"
    assert (await till.billing.confirm(till.actor, proposal.id, amount=299, key="k3")).url == third.url
    till.stripe.pay(str(third.order.session_id))
    await till.deliver()
    assert await till.available() == 28
    await till.agrees()


async def test_a_proposal_that_was_given_back_has_not_more_time(till: Till) -> None:
    proposal = await till.billing.propose(till.actor, "luna")
    first = await till.billing.confirm(till.actor, proposal.id, amount=2499, flow="intent", key="k1")
    closed = await till.gateway.expire(str(first.order.intent_id))
    assert closed.status == "canceled"
    await till.deliver()
    till.clock.advance(minutes=31)
    with pytest.raises(ProposalExpired):
        await till.billing.confirm(till.actor, proposal.id, amount=2499, key="k2")


async def test_a_proposal_expires_after_half_an_hour_unless_it_became_an_order(till: Till) -> None:
    proposal = await till.billing.propose(till.actor, "cafe_luna")
    kept = await till.billing.propose(till.actor, "cafe_luna")
    payment = await till.billing.confirm(till.actor, kept.id, amount=299, key="k")
    till.clock.advance(minutes=30)
    with pytest.raises(ProposalExpired):
        await till.billing.confirm(till.actor, proposal.id, amount=299, key="k2")
    assert (await till.billing.confirm(till.actor, kept.id, amount=299, key="k")).order.id == payment.order.id


async def test_a_price_that_is_not_the_one_that_was_shown_is_refused_with_both(till: Till) -> None:
    proposal = await till.billing.propose(till.actor, "cafe_luna")
    with pytest.raises(PriceChanged):
        await till.billing.confirm(till.actor, proposal.id, amount=199, key="k")
    packs = dict(till.ledger.catalogue.packs)
    packs["cafe_luna"] = replace(packs["cafe_luna"], amount=349)
    dearer = replace(till.ledger, catalogue=replace(till.ledger.catalogue, packs=packs))
    billing = replace(till.billing, ledger=dearer)
    with pytest.raises(PriceChanged) as refused:
        await billing.confirm(till.actor, proposal.id, amount=299, key="k")
    assert refused.value.details == {"proposed": 299, "current": 349}


async def test_nobody_elses_proposal_is_found(till: Till) -> None:
    proposal = await till.billing.propose(till.actor, "cafe_luna")
    with pytest.raises(NotFound):
        await till.billing.confirm(actor_of("u_2"), proposal.id, amount=299, key="k")


async def test_the_history_has_receipts(till: Till) -> None:
    payment = await till.bought()
    (line,) = await till.billing.history(till.actor.user_id)
    assert line.order.state == "paid"
    assert line.title
    assert (await till.billing.receipt(till.actor, payment.order.id)).startswith("https://")
    with pytest.raises(NotFound):
        await till.billing.receipt(actor_of("u_2"), payment.order.id)
    unpaid = await till.billing.purchase(till.actor, "luna", key="k2")
    with pytest.raises(NotFound):
        await till.billing.receipt(till.actor, unpaid.order.id)


async def test_without_a_provider_nothing_is_ordered(till: Till) -> None:
    billing = replace(till.billing, gateway=None)
    with pytest.raises(PaymentUnavailable):
        await billing.purchase(till.actor, "cafe_luna", key="k")
    assert await billing.history(till.actor.user_id) == []
    assert await billing.work() == 0
