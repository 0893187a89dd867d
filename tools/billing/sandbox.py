"""A payment provider that is none: the whole journey on this machine, without an account and without money."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

import orjson
from sqlalchemy import Connection

from tools.actor import UserId
from tools.billing.errors import OrderUnpaid, SignatureRefused
from tools.billing.gateway import Opened, sign, verify
from tools.billing.models import GatewayName, Order
from tools.billing.objects import (
    AnyObject,
    CheckoutSession,
    Dispute,
    Invoice,
    Notice,
    PaymentIntent,
    ProviderObject,
    Refund,
    SubscriptionObject,
    notice_of,
    parse,
)
from tools.billing.sandbox_books import Body, SandboxBooks
from tools.billing.settings import BillingSettings
from tools.clock import Clock
from tools.errors import Misconfigured, NotFound
from tools.storage import Database

T = TypeVar("T", bound=ProviderObject)

PAGE_OPEN = timedelta(hours=24)
"""How long a page may be paid, as Stripe's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxPage:
    """What the page of a session shows. `amount` in cents; `user_id` is whose order it is."""

    id: str
    title: str
    amount: int
    currency: str
    monthly: bool
    locale: str
    status: str
    paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A notice of the sandbox, as a webhook would bring it: for `Billing.receive`."""

    payload: bytes
    signature: str


@dataclass(frozen=True, slots=True)
class SandboxGateway:
    """Keeps what a provider would keep in our own database, and tells of it under a secret of this machine.

    Raises Misconfigured where the settings say that it must not be: a secret key is there, or the public address is
    not this machine's.
    """

    database: Database
    clock: Clock
    settings: BillingSettings
    secret: bytes = field(repr=False, kw_only=True)

    def __post_init__(self) -> None:
        if not self.settings.sandbox or self.settings.secret_key is not None:
            raise Misconfigured("the sandbox is not allowed by the settings")
        if not _on_this_machine(self.settings.public_url):
            raise Misconfigured(f"the sandbox is for this machine only, not for {self.settings.public_url!r}")

    @property
    def name(self) -> GatewayName:
        return "sandbox"

    @property
    def livemode(self) -> bool:
        return False

    @property
    def account(self) -> str | None:
        return None

    @property
    def publishable_key(self) -> str | None:
        return None

    async def customer(self, user_id: UserId) -> str:
        made = await self.database.write(lambda c: self._books(c).customer(user_id))
        return str(made["id"])

    async def checkout(self, order: Order, *, title: str, customer: str, locale: str = "fr") -> Opened:
        """A page of this server; the same order gets the same one."""
        made = await self.database.write(
            lambda c: self._books(c).session(order, title=title, customer=customer, locale=locale)
        )
        return Opened(id=str(made["id"]), url=str(made["url"]))

    async def intent(self, order: Order, *, title: str, customer: str) -> Opened:
        """A payment that no page of a client can make: the sandbox's page of the intent does."""
        made = await self.database.write(lambda c: self._books(c).intent(order, title=title, customer=customer))
        return Opened(id=str(made["id"]), url=str(made["url"]), client_secret=str(made["client_secret"]))

    async def expire(self, object_id: str) -> CheckoutSession | PaymentIntent:
        """Close a page; raises NotFound."""
        await self.refuse(object_id)
        found = await self.fetch(object_id)
        if not isinstance(found, (CheckoutSession, PaymentIntent)):
            raise NotFound(f"{object_id} is nothing that is paid")
        return found

    async def cancel(self, subscription_id: str, *, at_period_end: bool) -> SubscriptionObject:
        """End a subscription, with what is paid or at once; raises NotFound."""
        now = int(self.clock.now().timestamp())
        ending: Body = {"cancel_at_period_end": True} if at_period_end else {"status": "canceled", "ended_at": now}
        return await self._agree(subscription_id, ending)

    async def resume(self, subscription_id: str) -> SubscriptionObject:
        """Let a subscription go on; raises NotFound."""
        return await self._agree(subscription_id, {"cancel_at_period_end": False})

    async def _agree(self, subscription_id: str, changes: Body) -> SubscriptionObject:
        def write(connection: Connection) -> Body:
            books = self._books(connection)
            body = books.get(subscription_id)
            if body["status"] == "canceled":
                raise NotFound(f"{subscription_id} has ended")
            return books.change(body, **changes)

        return SubscriptionObject.model_validate(await self.database.write(write))

    async def fetch(self, object_id: str) -> AnyObject:
        """An object as it is now; raises NotFound."""
        return parse(await self.database.read(lambda c: self._books(c).get(object_id, lock=False)))

    async def forget(self, customer_id: str) -> None:
        """Delete a customer and all that was bought under it."""
        await self.database.write(lambda c: self._books(c).forget(customer_id))

    def read(self, payload: bytes, signature: str | None, now: datetime) -> Notice:
        """A notice of ours; raises SignatureRefused for any other."""
        verify(payload, signature, self.secret.hex(), now)
        try:
            event = orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise SignatureRefused("the payload is not JSON") from error
        return notice_of(event)

    async def intents(self, since: datetime) -> Sequence[PaymentIntent]:
        return await self._since(PaymentIntent, "payment_intent", since)

    async def invoices(self, since: datetime) -> Sequence[Invoice]:
        return await self._since(Invoice, "invoice", since)

    async def refunds(self, since: datetime) -> Sequence[Refund]:
        return ()

    async def disputes(self, since: datetime) -> Sequence[Dispute]:
        return ()

    async def undelivered(self, since: datetime) -> Sequence[Notice]:
        """What time brought since: months that were renewed, plans that ended as they were cancelled."""

        def write(connection: Connection) -> list[tuple[str, Body]]:
            books = self._books(connection)
            books.pass_time()
            return books.brought(since)

        return [notice_of(self._event(kind, body)) for kind, body in await self.database.write(write)]

    async def aclose(self) -> None:
        """Nothing is open."""

    # The page.

    async def page(self, object_id: str) -> SandboxPage:
        """What the page of a session (or of a payment intent) shows; raises NotFound for anything else."""
        return self._page(await self.database.read(lambda c: self._books(c).get(object_id, lock=False)))

    def _page(self, body: Body) -> SandboxPage:
        object_id = str(body["id"])
        if body["object"] not in ("checkout.session", "payment_intent"):
            raise NotFound(f"no page of {object_id!r}")
        status, paid = str(body["status"]), body.get("payment_status") == "paid" or body["status"] == "succeeded"
        made = datetime.fromtimestamp(int(str(body["created"])), UTC)
        if status == "open" and made + PAGE_OPEN <= self.clock.now():
            status = "expired"
        return SandboxPage(
            id=object_id,
            title=str(body["title"]),
            amount=int(str(body.get("amount_total", body.get("amount")))),
            currency=str(body["currency"]),
            monthly=body.get("mode") == "subscription",
            locale=str(body.get("locale", "")),
            status="open" if status == "requires_payment_method" else status,
            paid=paid,
        )

    async def pay(self, object_id: str) -> Sent:
        """The person pays, in play; the notice that says so. Paying again gives the notice again.

        Raises NotFound, OrderUnpaid (the page is closed).
        """

        def write(connection: Connection) -> Body:
            books = self._books(connection)
            body = books.get(object_id)
            page = self._page(body)
            if not page.paid and page.status != "open":
                raise OrderUnpaid(f"{object_id} is {page.status}")
            return books.succeed(body) if body["object"] == "payment_intent" else books.complete(body)

        body = await self.database.write(write)
        return self._notice(
            "payment_intent.succeeded" if body["object"] == "payment_intent" else "checkout.session.completed", body
        )

    async def refuse(self, object_id: str) -> Sent | None:
        """The person turns back: the page closes. The notice that says so, or None: it was paid or closed before.

        Raises NotFound.
        """

        def write(connection: Connection) -> Body | None:
            books = self._books(connection)
            body = books.get(object_id)
            self._page(body)
            if body["object"] == "checkout.session" and body["status"] == "open":
                return books.change(body, status="expired")
            if body["object"] == "payment_intent" and body["status"] == "requires_payment_method":
                return books.change(body, status="canceled")
            return None

        body = await self.database.write(write)
        if body is None:
            return None
        kind = "checkout.session.expired" if body["object"] == "checkout.session" else "payment_intent.canceled"
        return self._notice(kind, body)

    def _books(self, connection: Connection) -> SandboxBooks:
        return SandboxBooks(connection, self.clock.now(), self.settings.public_url.rstrip("/"))

    def _notice(self, kind: str, body: Body) -> Sent:
        event = self._event(kind, body)
        payload = orjson.dumps(event)
        return Sent(payload=payload, signature=sign(payload, self.secret.hex(), int(str(event["created"]))))

    def _event(self, kind: str, body: Body) -> Body:
        return {
            # The same deed is told under the same id, however often.
            "id": f"evt_sandbox_{kind}_{body['id']}",
            "object": "event",
            "type": kind,
            "created": int(self.clock.now().timestamp()),
            "livemode": False,
            "data": {"object": {"id": body["id"], "object": body["object"]}},
        }

    async def _since(self, made: type[T], kind: str, since: datetime) -> list[T]:
        found = await self.database.read(lambda c: self._books(c).of(kind, since))
        return [made.model_validate(body) for body in found]


def _on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
