import asyncio
import typing
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
import stripe
from stripe import params as typed
from stripe.params import checkout as typed_checkout
from typing_extensions import get_type_hints, is_typeddict

from tests.fakes.stripe import FakeStripe
from tests.fakes.stripe.client import LINE, MONTHLY, PAGE, once, sdk
from tests.fakes.stripe.server import ROUTES


@pytest.fixture
def fake() -> Iterator[FakeStripe]:
    with FakeStripe(seed=7) as running:
        yield running


@pytest.fixture
async def client(fake: FakeStripe) -> AsyncIterator[stripe.StripeClient]:
    async with sdk(fake) as made:
        yield made


async def test_a_key_replays_its_answer(client: stripe.StripeClient, fake: FakeStripe) -> None:
    params: Any = {"mode": "payment", "line_items": [LINE], **PAGE}
    first = await client.v1.checkout.sessions.create_async(params, {"idempotency_key": "order:1:v1"})
    again = await client.v1.checkout.sessions.create_async(params, {"idempotency_key": "order:1:v1"})
    assert first.id == again.id
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert first.last_response is not None
    assert "idempotent-replayed" not in first.last_response.headers
    other = await client.v1.checkout.sessions.create_async(params, {"idempotency_key": "order:2:v1"})
    assert other.id != first.id


async def test_a_key_belongs_to_its_parameters(client: stripe.StripeClient) -> None:
    await client.v1.customers.create_async({"name": "a"}, {"idempotency_key": "k"})
    with pytest.raises(stripe.IdempotencyError):
        await client.v1.customers.create_async({"name": "b"}, {"idempotency_key": "k"})


async def test_a_key_is_taken_while_its_request_runs(client: stripe.StripeClient, fake: FakeStripe) -> None:
    with fake.paused():
        first = asyncio.create_task(client.v1.customers.create_async({"name": "a"}, {"idempotency_key": "k"}))
        await asyncio.to_thread(fake.received.wait, 10)
        with pytest.raises(stripe.StripeError) as refused:
            await client.v1.customers.create_async({"name": "a"}, {"idempotency_key": "k"})
        assert refused.value.http_status == 409
    assert (await first).id == (await client.v1.customers.create_async({"name": "a"}, {"idempotency_key": "k"})).id


async def test_a_refused_request_does_not_take_its_key_and_a_day_frees_all(
    client: stripe.StripeClient, fake: FakeStripe
) -> None:
    options: Any = {"idempotency_key": "k"}
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.payment_intents.create_async({"amount": 1, "currency": "eur"}, options)
    made = await client.v1.payment_intents.create_async({"amount": 100, "currency": "eur"}, options)
    fake.advance(days=1)
    later = await client.v1.payment_intents.create_async({"amount": 100, "currency": "eur"}, options)
    assert later.id != made.id


async def test_the_same_seed_gives_the_same_ids(client: stripe.StripeClient, fake: FakeStripe) -> None:
    made = await once(client)
    with FakeStripe(seed=7) as twin, FakeStripe(seed=8) as other:
        ids = []
        for server in (twin, other):
            async with sdk(server) as theirs:
                ids.append((await once(theirs)).id)
    assert ids[0] == made.id != ids[1]
    assert made.id.startswith("cs_test_")


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"metdata": {"a": "b"}}, "metdata.a"),
        ({"line_items": [{**LINE, "quantty": 2}]}, "line_items[].quantty"),
        ({"line_items": [MONTHLY]}, "line_items"),
        ({"subscription_data": {"metadata": {"a": "b"}}}, "subscription_data"),
        ({"customer": "cus_nobody"}, "id"),
        ({"mode": "gift"}, "mode"),
        ({"metadata": {"a": "b" * 501}}, "metadata"),
        ({"expires_at": 5}, "expires_at"),
        ({"expand": ["payment_itent"]}, "expand"),
    ],
)
async def test_a_mistake_of_ours_is_refused(client: stripe.StripeClient, params: Any, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await once(client, **params)
    assert refused.value.param == param


async def test_who_has_another_key_gets_nothing(fake: FakeStripe) -> None:
    async with sdk(fake, "sk_test_other") as stranger:
        with pytest.raises(stripe.AuthenticationError):
            await stranger.v1.customers.create_async({})


def test_each_parameter_that_is_taken_is_one_of_stripe() -> None:
    spoken: dict[str, Any] = {
        "POST /v1/checkout/sessions": typed_checkout.SessionCreateParams,
        "POST /v1/payment_intents": typed.PaymentIntentCreateParams,
        "POST /v1/payment_intents/{id}/confirm": typed.PaymentIntentConfirmParams,
        "POST /v1/payment_intents/{id}/cancel": typed.PaymentIntentCancelParams,
        "POST /v1/customers": typed.CustomerCreateParams,
        "POST /v1/refunds": typed.RefundCreateParams,
        "POST /v1/subscriptions": typed.SubscriptionCreateParams,
        "POST /v1/subscriptions/{id}": typed.SubscriptionUpdateParams,
        "DELETE /v1/subscriptions/{id}": typed.SubscriptionCancelParams,
        "GET /v1/payment_intents": typed.PaymentIntentListParams,
        "GET /v1/charges": typed.ChargeListParams,
        "GET /v1/refunds": typed.RefundListParams,
        "GET /v1/disputes": typed.DisputeListParams,
        "GET /v1/invoices": typed.InvoiceListParams,
        "GET /v1/invoice_payments": typed.InvoicePaymentListParams,
        "POST /v1/prices": typed.PriceCreateParams,
    }
    unknown = [
        f"{name}: {path}"
        for each in ROUTES
        if (name := f"{each.method} {each.path}") in spoken
        for path in each.accepts
        if not _known(spoken[name], path.replace("[]", "").split("."))
    ]
    assert unknown == []


def _known(hint: Any, parts: list[str]) -> bool:
    """Whether a type of the SDK (a TypedDict, inside lists and unions) has this member."""
    if not parts:
        return True
    if is_typeddict(hint):
        hints = get_type_hints(hint, vars(typing) | vars(import_module(hint.__module__)) | {"StripeContext": str})
        return parts[0] in hints and _known(hints[parts[0]], parts[1:])
    if typing.get_origin(hint) is dict:
        return parts == ["*"]
    return any(_known(inner, parts) for inner in typing.get_args(hint))


async def test_lists_come_in_pages(client: stripe.StripeClient, fake: FakeStripe) -> None:
    made = [(await client.v1.payment_intents.create_async({"amount": 100 + n, "currency": "eur"})).id for n in range(7)]
    first = await client.v1.payment_intents.list_async({"limit": 3})
    assert [each.id for each in first.data] == made[:3:-1]
    assert first.has_more
    walked = [each.id async for each in first.auto_paging_iter()]
    assert walked == made[::-1]
    moment = int((fake.books.clock.now() + timedelta(hours=1)).timestamp())
    assert (await client.v1.payment_intents.list_async({"created": {"gte": moment}})).data == []
    before = await client.v1.payment_intents.list_async({"ending_before": made[0], "limit": 2})
    assert [each.id for each in before.data] == [made[2], made[1]]


async def test_an_answer_may_get_lost_after_the_deed(client: stripe.StripeClient, fake: FakeStripe) -> None:
    fake.fault("lost_answer", path="POST /v1/checkout")
    options: Any = {"idempotency_key": "order:1:v1"}
    params: Any = {"mode": "payment", "line_items": [LINE], **PAGE}
    with pytest.raises(stripe.APIConnectionError):
        await client.v1.checkout.sessions.create_async(params, options)
    made = await client.v1.checkout.sessions.create_async(params, options)
    assert [each.id for each in (await client.v1.checkout.sessions.list_async({})).data] == [made.id]


async def test_an_error_after_the_deed_stays_with_its_key(client: stripe.StripeClient, fake: FakeStripe) -> None:
    fake.fault("error_after", path="POST /v1/customers")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            await client.v1.customers.create_async({}, {"idempotency_key": "k"})
    assert len((await client.v1.customers.list_async({})).data) == 1


async def test_an_error_before_the_deed_leaves_nothing(client: stripe.StripeClient, fake: FakeStripe) -> None:
    fake.fault("error_before")
    fake.fault("rate_limited")
    with pytest.raises(stripe.APIError):
        await client.v1.customers.create_async({}, {"idempotency_key": "k"})
    with pytest.raises(stripe.RateLimitError):
        await client.v1.customers.create_async({}, {"idempotency_key": "k"})
    assert (await client.v1.customers.list_async({})).data == []
    await client.v1.customers.create_async({}, {"idempotency_key": "k"})
