"""Stripe's own test mode, through our gateway and its SDK. Set STRIPE_TEST_KEY (`sk_test_…`) to run it.

It has not been run yet: nobody had a key where this was written. It makes objects in the account's test mode only, and
refuses a key of live mode.
"""

import os
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from tools.actor import UserId
from tools.billing import BillingSettings
from tools.billing.models import Flow, Kind, Order
from tools.billing.objects import Charge, CheckoutSession, PaymentIntent
from tools.billing.stripe_gateway import StripeGateway

KEY = os.environ.get("STRIPE_TEST_KEY", "")  # noqa: TID251

pytestmark = [
    pytest.mark.skipif(not KEY, reason="STRIPE_TEST_KEY is not set: Stripe's test mode is not tried"),
]


@pytest.fixture
async def gateway() -> AsyncIterator[StripeGateway]:
    if not KEY.startswith(("sk_test_", "rk_test_")):
        pytest.fail("STRIPE_TEST_KEY is not a key of test mode")
    made = StripeGateway(BillingSettings(secret_key=SecretStr(KEY)))
    yield made
    await made.aclose()


@pytest.fixture
async def customer(gateway: StripeGateway) -> AsyncIterator[str]:
    """A customer who is gone after the test, with all subscriptions."""
    made = await gateway.customer(UserId(f"test_{secrets.token_hex(8)}"))
    yield made
    await gateway.forget(made)


def an_order(kind: Kind = "pack", flow: Flow = "checkout") -> Order:
    return Order(
        id=f"ord_{secrets.token_hex(12)}",
        user_id=UserId("test"),
        kind=kind,
        product="cafe_luna",
        points=25,
        bonus=0,
        amount=299,
        currency="EUR",
        state="pending",
        flow=flow,
        gateway="stripe",
        livemode=False,
        session_id=None,
        intent_id=None,
        charge_id=None,
        subscription_id=None,
        refunded=0,
        clawed_back=0,
        dispute=None,
        proposal_id=None,
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
        paid_at=None,
    )


@pytest.mark.parametrize("kind", ["pack", "subscription"])
async def test_a_page_is_made_once_and_expires(gateway: StripeGateway, customer: str, kind: Kind) -> None:
    order = an_order(kind)
    opened = await gateway.checkout(order, title="Café Luna", customer=customer)
    assert opened.url is not None
    assert opened.url.startswith("https://checkout.stripe.com/")
    assert (await gateway.checkout(order, title="Café Luna", customer=customer)).id == opened.id
    session = await gateway.fetch(opened.id)
    assert isinstance(session, CheckoutSession)
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 299)
    assert (session.order_id, session.livemode) == (order.id, False)
    await gateway.client.v1.checkout.sessions.expire_async(opened.id)
    expired = await gateway.fetch(opened.id)
    assert isinstance(expired, CheckoutSession)
    assert expired.status == "expired"


async def test_a_card_pays_and_is_refunded(gateway: StripeGateway, customer: str) -> None:
    order = an_order(flow="intent")
    opened = await gateway.intent(order, title="Café Luna", customer=customer)
    assert opened.client_secret
    confirmation: Any = {"payment_method": "pm_card_visa", "return_url": "https://iris.example/"}
    await gateway.client.v1.payment_intents.confirm_async(opened.id, confirmation)
    intent = await gateway.fetch(opened.id)
    assert isinstance(intent, PaymentIntent)
    assert (intent.status, intent.amount_received, intent.order_id) == ("succeeded", 299, order.id)
    await gateway.client.v1.refunds.create_async({"payment_intent": opened.id, "amount": 100})
    charge = await gateway.fetch(str(intent.latest_charge))
    assert isinstance(charge, Charge)
    assert (charge.amount_refunded, bool(charge.receipt_url)) == (100, True)


async def test_a_subscription_begins_and_ends(gateway: StripeGateway, customer: str) -> None:
    v1 = gateway.client.v1
    method = await v1.payment_methods.attach_async("pm_card_visa", {"customer": customer})
    price: Any = {
        "currency": "eur",
        "unit_amount": 2999,
        "recurring": {"interval": "month"},
        "product_data": {"name": "Iris test"},
    }
    made = await v1.subscriptions.create_async(
        {
            "customer": customer,
            "items": [{"price": (await v1.prices.create_async(price)).id}],
            "default_payment_method": method.id,
        }
    )
    ending = await gateway.cancel(made.id, at_period_end=True)
    assert (ending.status, ending.ends, ending.period_end is not None) == ("active", True, True)
    ended = await gateway.cancel(made.id, at_period_end=False)
    assert ended.status == "canceled"


async def test_a_person_has_one_customer(gateway: StripeGateway) -> None:
    name = UserId(f"test_{secrets.token_hex(8)}")
    made = await gateway.customer(name)
    assert await gateway.customer(name) == made
    await gateway.forget(made)
    await gateway.forget(made)
