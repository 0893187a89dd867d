"""Stripe, through its own SDK: the one module that imports it."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import orjson
from stripe import HTTPXClient, InvalidRequestError, StripeClient, StripeError, StripeObject

from tools.actor import UserId
from tools.billing.errors import PaymentUnavailable, SignatureRefused
from tools.billing.gateway import Opened, verify
from tools.billing.models import GatewayName, Order
from tools.billing.objects import (
    AnyObject,
    Charge,
    CheckoutSession,
    Dispute,
    Invoice,
    Notice,
    PaymentIntent,
    Refund,
    SubscriptionObject,
    kind_of,
    notice_of,
    parse,
)
from tools.billing.settings import BillingSettings
from tools.errors import InvalidArguments, Misconfigured, NotFound

log = logging.getLogger(__name__)

T = TypeVar("T")
Options = Any
"""The SDK's TypedDicts of parameters are narrower than what a plain dict can show."""

LOCALES = frozenset({"fr", "en", "de", "es"})
PAGE = 100
OPEN_PAGE = frozenset({"open"})
OPEN_PAYMENT = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
"""Statuses in which something can still be paid, and closed."""
ATTEMPTS = 3
"""Keys that one order may use up: Stripe answers a key whose first call broke with the same 500 for a day."""


class StripeGateway:
    """Stripe's API, with keys that depend on our rows alone. Nothing that it says of people is logged."""

    def __init__(self, settings: BillingSettings) -> None:
        """On the account of the settings' secret key; raises Misconfigured without one."""
        if settings.secret_key is None:
            raise Misconfigured("STRIPE_SECRET_KEY is not set")
        self.settings = settings
        self._http = HTTPXClient(timeout=settings.timeout)
        self.client = StripeClient(
            settings.secret_key.get_secret_value(),
            base_addresses={"api": settings.api_base} if settings.api_base else None,
            http_client=self._http,
            max_network_retries=1,
        )

    @property
    def name(self) -> GatewayName:
        return "stripe"

    @property
    def livemode(self) -> bool:
        return self.settings.livemode

    @property
    def account(self) -> str | None:
        return self.settings.account

    @property
    def publishable_key(self) -> str | None:
        return self.settings.publishable_key

    async def customer(self, user_id: UserId) -> str:
        made = await self._make(
            f"customer:{user_id}",
            lambda options: self.client.v1.customers.create_async({"metadata": {"user_id": user_id}}, options),
        )
        return str(made["id"])

    async def checkout(self, order: Order, *, title: str, customer: str, locale: str = "fr") -> Opened:
        marked = {"order_id": order.id}
        price: dict[str, object] = {
            "currency": order.currency.lower(),
            "unit_amount": order.amount,
            "product_data": {"name": title},
        }
        params: Options = {
            "mode": "payment",
            "customer": customer,
            "client_reference_id": order.id,
            "metadata": marked,
            "line_items": [{"quantity": 1, "price_data": price}],
            "success_url": self._back("done", order),
            "cancel_url": self._back("left", order),
            "locale": locale if locale in LOCALES else "auto",
        }
        if order.kind == "subscription":
            price["recurring"] = {"interval": "month"}
            params |= {"mode": "subscription", "subscription_data": {"metadata": marked}}
        else:
            params["payment_intent_data"] = {"metadata": marked}
        made = await self._make(
            f"order:{order.id}", lambda options: self.client.v1.checkout.sessions.create_async(params, options)
        )
        return Opened(id=str(made["id"]), url=str(made["url"]))

    async def intent(self, order: Order, *, title: str, customer: str) -> Opened:
        params: Options = {
            "amount": order.amount,
            "currency": order.currency.lower(),
            "customer": customer,
            "description": title,
            "metadata": {"order_id": order.id},
            # Stripe offers what the person's bank can do, and asks it to confirm where the law wants that (SCA).
            "automatic_payment_methods": {"enabled": True},
        }
        made = await self._make(
            f"order:{order.id}", lambda options: self.client.v1.payment_intents.create_async(params, options)
        )
        return Opened(id=str(made["id"]), client_secret=str(made["client_secret"]))

    async def expire(self, object_id: str) -> CheckoutSession | PaymentIntent:
        page = kind_of(object_id) == "checkout.session"
        found = await self.fetch(object_id)
        if getattr(found, "status", None) in (OPEN_PAGE if page else OPEN_PAYMENT):
            try:
                with _refusals(object_id):
                    if page:
                        await self.client.v1.checkout.sessions.expire_async(object_id)
                    else:
                        await self.client.v1.payment_intents.cancel_async(object_id)
            except PaymentUnavailable:
                # It may have been paid between the two calls, which is no failure: what it is now tells.
                log.warning("billing: %s was not closed", object_id)
            found = await self.fetch(object_id)
        if not isinstance(found, (CheckoutSession, PaymentIntent)):
            raise NotFound(f"{object_id} is nothing that is paid")
        if found.status in (OPEN_PAGE if page else OPEN_PAYMENT):
            raise PaymentUnavailable(f"{object_id} is still open")
        return found

    async def cancel(self, subscription_id: str, *, at_period_end: bool) -> SubscriptionObject:
        service = self.client.v1.subscriptions
        with _refusals(subscription_id):
            if at_period_end:
                made = await service.update_async(subscription_id, {"cancel_at_period_end": True})
            else:
                made = await service.cancel_async(subscription_id)
        return _agreement(made)

    async def resume(self, subscription_id: str) -> SubscriptionObject:
        with _refusals(subscription_id):
            params: Options = {"cancel_at_period_end": False}
            return _agreement(await self.client.v1.subscriptions.update_async(subscription_id, params))

    async def fetch(self, object_id: str) -> AnyObject:
        with _refusals(object_id):
            found = parse(_plain(await self._retrieve(object_id)))
        if isinstance(found, (PaymentIntent, Charge)) and found.order_id is None:
            intent = found.id if isinstance(found, PaymentIntent) else found.payment_intent
            if intent is not None:
                return found.model_copy(update={"invoice": await self._invoice_of(intent)})
        return found

    async def _retrieve(self, object_id: str) -> StripeObject:
        v1 = self.client.v1
        match kind_of(object_id):
            case "checkout.session":
                return await v1.checkout.sessions.retrieve_async(object_id)
            case "payment_intent":
                return await v1.payment_intents.retrieve_async(object_id)
            case "charge":
                return await v1.charges.retrieve_async(object_id)
            case "invoice":
                return await v1.invoices.retrieve_async(object_id)
            case "subscription":
                return await v1.subscriptions.retrieve_async(object_id)
            case "refund":
                return await v1.refunds.retrieve_async(object_id)
            case "dispute":
                return await v1.disputes.retrieve_async(object_id)
        raise NotFound(f"{object_id!r} is nothing that we read")

    async def _invoice_of(self, intent_id: str) -> str | None:
        """The invoice that a payment without an order pays: neither it nor its charge says so."""
        params: Options = {"payment": {"type": "payment_intent", "payment_intent": intent_id}, "limit": 1}
        with _refusals(intent_id):
            found = await self.client.v1.invoice_payments.list_async(params)
        return next((str(_plain(each)["invoice"]) for each in found.data), None)

    async def forget(self, customer_id: str) -> None:
        try:
            with _refusals(customer_id):
                await self.client.v1.customers.delete_async(customer_id)
        except NotFound:
            return

    def read(self, payload: bytes, signature: str | None, now: datetime) -> Notice:
        secret = self.settings.webhook_secret
        verify(payload, signature, secret.get_secret_value() if secret else "", now)
        try:
            event = orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise SignatureRefused("what was signed is not JSON") from error
        if not isinstance(event, Mapping):
            raise SignatureRefused("what was signed is not an event")
        return notice_of(event)

    async def intents(self, since: datetime) -> list[PaymentIntent]:
        return [o for o in await self._list(self.client.v1.payment_intents, since) if isinstance(o, PaymentIntent)]

    async def invoices(self, since: datetime) -> list[Invoice]:
        return [o for o in await self._list(self.client.v1.invoices, since) if isinstance(o, Invoice)]

    async def refunds(self, since: datetime) -> list[Refund]:
        return [o for o in await self._list(self.client.v1.refunds, since) if isinstance(o, Refund)]

    async def disputes(self, since: datetime) -> list[Dispute]:
        return [o for o in await self._list(self.client.v1.disputes, since) if isinstance(o, Dispute)]

    async def undelivered(self, since: datetime) -> list[Notice]:
        events = await self._pages(self.client.v1.events, since, delivery_success=False)
        # The oldest first, as they would have come.
        return [notice_of(each) for each in reversed(events)]

    async def aclose(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def _list(self, service: Any, since: datetime) -> list[AnyObject]:
        return [parse(each) for each in await self._pages(service, since)]

    async def _pages(self, service: Any, since: datetime, **more: object) -> list[Mapping[str, object]]:
        params = {"created": {"gte": int(since.timestamp())}, "limit": PAGE, **more}
        with _refusals("list"):
            page = await service.list_async(params)
            return [_plain(each) async for each in page.auto_paging_iter()]

    async def _make(self, key: str, call: Callable[[Options], Awaitable[StripeObject]]) -> Mapping[str, object]:
        """Make an object once per key, whoever asks again; a key that Stripe has spoilt gives way to the next."""
        for version in range(1, ATTEMPTS):
            try:
                return await self._once(f"{key}:v{version}", call)
            except _SpoiltKey:
                log.warning("billing: stripe answers %s:v%d with its first failure", key, version)
        return await self._once(f"{key}:v{ATTEMPTS}", call)

    async def _once(self, key: str, call: Callable[[Options], Awaitable[StripeObject]]) -> Mapping[str, object]:
        with _refusals(key):
            return _plain(await call({"idempotency_key": key}))

    def _back(self, how: str, order: Order) -> str:
        """Where the provider's page leads back to."""
        return f"{self.settings.public_url.rstrip('/')}/?order={order.id}&payment={how}"


class _SpoiltKey(PaymentUnavailable):
    """The first call with the key broke at Stripe, which repeats that answer for a day (docs.stripe.com/api,
    idempotent requests): nothing that a person could pay came of it."""


@contextmanager
def _refusals(about: str) -> Iterator[None]:
    """Stripe's errors as the house's own. Its messages may repeat what a person typed: only codes are kept."""
    try:
        yield
    except StripeError as error:
        status, code = error.http_status, error.code or type(error).__name__
        if isinstance(error, InvalidRequestError) and (status == 404 or code == "resource_missing"):
            raise NotFound(f"{about}: stripe has no such object") from None
        log.warning("billing: stripe refused %s: %s (%s), request %s", about, code, status, error.request_id)
        replayed = (error.headers or {}).get("idempotent-replayed") == "true"
        if replayed and (status or 0) >= 500:
            raise _SpoiltKey(f"{about}: {code}") from None
        raise PaymentUnavailable(f"{about}: stripe answered {code}") from None
    except InvalidArguments as error:
        raise PaymentUnavailable(f"{about}: {error}") from error


def _agreement(made: StripeObject) -> SubscriptionObject:
    found = parse(_plain(made))
    if not isinstance(found, SubscriptionObject):
        raise PaymentUnavailable(f"{found.id} is no subscription")
    return found


def _plain(made: StripeObject) -> dict[str, object]:
    return made.to_dict()
