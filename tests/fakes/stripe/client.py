"""The real SDK on a fake Stripe, and what the tests of the fake buy with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import stripe

from tests.fakes.stripe.server import FakeStripe

LINE: Any = {
    "price_data": {"currency": "eur", "unit_amount": 299, "product_data": {"name": "Café Luna"}},
    "quantity": 1,
}
MONTHLY: Any = {
    "price_data": {
        "currency": "eur",
        "unit_amount": 2999,
        "recurring": {"interval": "month"},
        "product_data": {"name": "Luna Unlimited"},
    },
    "quantity": 1,
}
PAGE: Any = {"success_url": "https://iris.example/merci", "metadata": {"order_id": "ord_1"}}


@asynccontextmanager
async def sdk(fake: FakeStripe, key: str | None = None) -> AsyncIterator[stripe.StripeClient]:
    """A client of the SDK that talks to the fake and tries each call once."""
    http = stripe.HTTPXClient()
    try:
        yield stripe.StripeClient(
            key or fake.key, base_addresses={"api": fake.url}, http_client=http, max_network_retries=0
        )
    finally:
        await http.close_async()  # type: ignore[no-untyped-call]


async def once(client: stripe.StripeClient, **more: Any) -> stripe.checkout.Session:
    """A session for one coffee; `more`: other parameters."""
    params: Any = {"mode": "payment", "line_items": [LINE], **PAGE, **more}
    return await client.v1.checkout.sessions.create_async(params)


async def monthly(client: stripe.StripeClient, fake: FakeStripe) -> str:
    """A subscription of a new customer, its first month paid on a session."""
    customer = await client.v1.customers.create_async({"metadata": {"user_id": "u"}})
    params: Any = {
        "mode": "subscription",
        "line_items": [MONTHLY],
        "customer": customer.id,
        "subscription_data": {"metadata": {"order_id": "ord_1"}},
        **PAGE,
    }
    session = await client.v1.checkout.sessions.create_async(params)
    return str(fake.pay(session.id)["subscription"])


async def paid(client: stripe.StripeClient) -> stripe.PaymentIntent:
    """A payment of 2.99 EUR that succeeded."""
    return await client.v1.payment_intents.create_async(
        {"amount": 299, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    )


def kinds(fake: FakeStripe, prefix: str = "") -> list[str]:
    """The types of what was told, oldest first."""
    return [event["type"] for event in fake.events if event["type"].startswith(prefix)]
