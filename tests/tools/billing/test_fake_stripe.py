from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from tests.fakes.stripe import FakeStripe, Refused
from tests.fakes.stripe.client import kinds, monthly, once, paid, sdk
from tools.clock import FixedClock


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    with FakeStripe(seed=7) as running:
        yield running


@pytest.fixture
async def client(fake: FakeStripe) -> AsyncIterator[stripe.StripeClient]:
    async with sdk(fake) as made:
        yield made


async def test_a_session_is_paid_once(client: stripe.StripeClient, fake: FakeStripe) -> None:
    session = await once(client, payment_intent_data={"metadata": {"order_id": "ord_1"}})
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    fake.decline(session.id)
    assert (await client.v1.checkout.sessions.retrieve_async(session.id)).status == "open"
    fake.pay(session.id)
    done = await client.v1.checkout.sessions.retrieve_async(
        session.id, {"expand": ["payment_intent.latest_charge", "line_items"]}
    )
    assert (done.status, done.payment_status) == ("complete", "paid")
    intent = done.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert intent.metadata["order_id"] == "ord_1"
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert intent.latest_charge.receipt_url
    assert done.line_items is not None
    assert done.line_items.data[0].amount_total == 299
    assert kinds(fake, "checkout") == ["checkout.session.completed"]
    with pytest.raises(Refused):
        fake.pay(session.id)
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.checkout.sessions.expire_async(session.id)


async def test_a_session_expires_by_a_call_or_by_the_clock(client: stripe.StripeClient, fake: FakeStripe) -> None:
    asked, left = await once(client), await once(client)
    assert (await client.v1.checkout.sessions.expire_async(asked.id)).status == "expired"
    fake.advance(days=1)
    assert fake.get(left.id)["status"] == "expired"
    assert kinds(fake, "checkout") == ["checkout.session.expired"] * 2


@pytest.mark.parametrize(("success", "last"), [(True, "async_payment_succeeded"), (False, "async_payment_failed")])
async def test_a_payment_may_take_days(client: stripe.StripeClient, fake: FakeStripe, success: bool, last: str) -> None:
    session = await once(client)
    done = fake.pay(session.id, "pm_usBankAccount_success")
    assert (done["status"], done["payment_status"]) == ("complete", "unpaid")
    settled = fake.settle(session.id, success=success)
    assert settled["payment_status"] == ("paid" if success else "unpaid")
    assert kinds(fake, "checkout") == ["checkout.session.completed", f"checkout.session.{last}"]


async def test_a_declined_card_says_so(client: stripe.StripeClient, fake: FakeStripe) -> None:
    intent = await client.v1.payment_intents.create_async({"amount": 299, "currency": "eur"})
    with pytest.raises(stripe.CardError) as refused:
        await client.v1.payment_intents.confirm_async(
            intent.id, {"payment_method": "pm_card_visa_chargeDeclinedInsufficientFunds"}
        )
    assert (refused.value.code, refused.value.http_status) == ("card_declined", 402)
    left = await client.v1.payment_intents.retrieve_async(intent.id)
    assert left.status == "requires_payment_method"
    assert left.last_payment_error is not None
    assert left.last_payment_error.decline_code == "insufficient_funds"
    assert "payment_intent.payment_failed" in kinds(fake)


async def test_the_bank_may_ask_for_a_confirmation(client: stripe.StripeClient, fake: FakeStripe) -> None:
    intent = await client.v1.payment_intents.create_async(
        {"amount": 299, "currency": "eur", "payment_method": "pm_card_threeDSecure2Required", "confirm": True}
    )
    assert intent.status == "requires_action"
    assert intent.next_action is not None
    fake.settle(intent.id)
    assert (await client.v1.payment_intents.retrieve_async(intent.id)).status == "succeeded"
    session = await once(client)
    with pytest.raises(Refused):
        fake.pay(session.id, "pm_card_threeDSecure2Required")
    assert fake.settle(session.id)["payment_status"] == "paid"
    assert kinds(fake, "payment_intent.requires") == ["payment_intent.requires_action"] * 2


async def test_an_intent_is_cancelled_once(client: stripe.StripeClient) -> None:
    intent = await client.v1.payment_intents.create_async({"amount": 299, "currency": "eur"})
    assert (await client.v1.payment_intents.cancel_async(intent.id)).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.payment_intents.cancel_async(intent.id)
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})


async def test_money_goes_back_in_parts(client: stripe.StripeClient, fake: FakeStripe) -> None:
    intent = await paid(client)
    await client.v1.refunds.create_async({"payment_intent": intent.id, "amount": 100})
    charge = str(intent.latest_charge)
    fake.refund(charge)
    now = await client.v1.charges.retrieve_async(charge, {"expand": ["refunds"]})
    assert (now.amount_refunded, now.refunded) == (299, True)
    assert now.refunds is not None
    assert [each.amount for each in now.refunds.data] == [199, 100]
    told = fake.events_of("charge.refunded")
    assert [event["data"]["object"]["amount_refunded"] for event in told] == [100, 299]
    for amount in (1, 300):
        with pytest.raises(stripe.InvalidRequestError):
            await client.v1.refunds.create_async({"payment_intent": intent.id, "amount": amount})


@pytest.mark.parametrize(("won", "balance"), [(True, 0), (False, -299)])
async def test_a_dispute_takes_the_money_and_may_bring_it_back(
    client: stripe.StripeClient, fake: FakeStripe, won: bool, balance: int
) -> None:
    intent = await paid(client)
    opened = fake.dispute(str(intent.latest_charge))
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await client.v1.refunds.create_async({"payment_intent": intent.id})
    assert refused.value.code == "charge_disputed"
    (fake.win if won else fake.lose)(opened["id"])
    closed = await client.v1.disputes.retrieve_async(opened["id"])
    assert closed.status == ("won" if won else "lost")
    assert sum(line.amount for line in closed.balance_transactions) == balance
    assert kinds(fake, "charge.dispute") == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        *(["charge.dispute.funds_reinstated"] if won else []),
        "charge.dispute.closed",
    ]
    assert [each.id for each in (await client.v1.disputes.list_async({"charge": str(intent.latest_charge)})).data]


async def test_an_inquiry_moves_no_money_until_it_is_a_dispute(client: stripe.StripeClient, fake: FakeStripe) -> None:
    idle, grave = [str((await paid(client)).latest_charge) for _ in range(2)]
    first = fake.dispute(idle, status="warning_needs_response")
    assert fake.win(first["id"])["status"] == "warning_closed"
    assert kinds(fake, "charge.dispute.funds") == []
    second = fake.dispute(grave, status="warning_needs_response")
    assert fake.escalate(second["id"])["status"] == "needs_response"
    assert fake.lose(second["id"])["balance_transactions"][0]["amount"] == -299


async def test_a_subscription_is_paid_and_renewed(client: stripe.StripeClient, fake: FakeStripe) -> None:
    name = await monthly(client, fake)
    first = await client.v1.subscriptions.retrieve_async(name, {"expand": ["latest_invoice.payments"]})
    assert first.status == "active"
    assert first.metadata["order_id"] == "ord_1"
    invoice = first.latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == ("paid", 2999, "subscription_create")
    assert invoice.parent is not None
    assert invoice.parent.subscription_details is not None
    assert invoice.parent.subscription_details.subscription == name
    assert invoice.payments is not None
    end = first.items.data[0].current_period_end
    fake.advance(days=62)
    later = await client.v1.subscriptions.retrieve_async(name)
    assert later.items.data[0].current_period_end > end
    renewals = [event["data"]["object"]["billing_reason"] for event in fake.events_of("invoice.paid")]
    assert renewals[:2] == ["subscription_create", "subscription_cycle"]
    listed = await client.v1.invoices.list_async({"subscription": name})
    assert len(listed.data) == len(renewals)
    by_intent: Any = {"payment": {"type": "payment_intent", "payment_intent": fake.charge_of(name)["payment_intent"]}}
    found = await client.v1.invoice_payments.list_async(by_intent)
    assert [each.invoice for each in found.data] == [later.latest_invoice]


async def test_months_end_on_the_day_on_which_they_began() -> None:
    with FakeStripe(clock=FixedClock(datetime(2027, 1, 31, tzinfo=UTC))) as fake:
        async with sdk(fake) as client:
            name = await monthly(client, fake)
        ends = []
        for _ in range(3):
            ends.append(datetime.fromtimestamp(fake.get(name)["items"]["data"][0]["current_period_end"], UTC))
            fake.renew(name)
    assert [(end.month, end.day) for end in ends] == [(2, 28), (3, 31), (4, 30)]


async def test_a_month_that_is_not_paid_is_tried_again_and_then_over(
    client: stripe.StripeClient, fake: FakeStripe
) -> None:
    name = await monthly(client, fake)
    invoice = fake.renew(name, paid=False)
    assert (invoice["status"], fake.get(name)["status"]) == ("open", "past_due")
    fake.pay(invoice["id"])
    assert fake.get(name)["status"] == "active"
    second = fake.renew(name, paid=False)
    for _ in range(3):
        fake.decline(second["id"])
    assert fake.get(name)["status"] == "canceled"
    assert kinds(fake, "invoice.payment_failed") == ["invoice.payment_failed"] * 5
    assert kinds(fake, "customer.subscription.deleted")


async def test_a_subscription_ends_now_or_with_what_is_paid(client: stripe.StripeClient, fake: FakeStripe) -> None:
    now, later = await monthly(client, fake), await monthly(client, fake)
    assert (await client.v1.subscriptions.cancel_async(now)).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.subscriptions.cancel_async(now)
    ending = await client.v1.subscriptions.update_async(later, {"cancel_at_period_end": True})
    assert (ending.status, ending.cancel_at_period_end) == ("active", True)
    assert ending.cancel_at is not None
    fake.advance(days=32)
    assert fake.get(later)["status"] == "canceled"
    assert len(fake.events_of("invoice.paid")) == 2


async def test_a_first_invoice_may_wait_for_its_payment(client: stripe.StripeClient, fake: FakeStripe) -> None:
    customer = await client.v1.customers.create_async({})
    price = await client.v1.prices.create_async(
        {"currency": "eur", "unit_amount": 999, "recurring": {"interval": "month"}, "product_data": {"name": "P"}}
    )
    made = [
        await client.v1.subscriptions.create_async(
            {
                "customer": customer.id,
                "items": [{"price": price.id}],
                "payment_behavior": "default_incomplete",
                "expand": ["latest_invoice.confirmation_secret"],
            }
        )
        for _ in range(2)
    ]
    invoice = made[0].latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert invoice.confirmation_secret is not None
    assert "_secret_" in invoice.confirmation_secret.client_secret
    assert made[0].status == "incomplete"
    fake.pay(invoice.id)
    assert fake.get(made[0].id)["status"] == "active"
    fake.advance(days=1)
    assert fake.get(made[1].id)["status"] == "incomplete_expired"
    assert (await client.v1.customers.delete_async(customer.id)).deleted
    assert fake.get(made[0].id)["status"] == "canceled"
