"""A payment provider in memory, with a seed: what it says comes late, twice, in any order, or not for a while."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import orjson

from tools.actor import UserId
from tools.billing.errors import PaymentUnavailable, SignatureRefused
from tools.billing.gateway import Opened
from tools.billing.models import GatewayName, Order
from tools.billing.objects import (
    AnyObject,
    CheckoutSession,
    Dispute,
    Invoice,
    Notice,
    PaymentIntent,
    Refund,
    SubscriptionObject,
    parse,
)
from tools.clock import Clock
from tools.errors import NotFound

SIGNED = "signed"
MONTH = 30 * 86_400


@dataclass(slots=True)
class SimulatedProvider:
    """A gateway whose objects a simulation moves. `outbox` is what it still has to tell."""

    clock: Clock
    dice: random.Random
    name: GatewayName = "stripe"
    livemode: bool = False
    account: str | None = None
    publishable_key: str | None = "pk_test_x"
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    outbox: list[Notice] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)
    down: bool = False
    _count: int = 0

    # What Iris calls.

    async def customer(self, user_id: UserId) -> str:
        return self._once(f"customer:{user_id}", "cus", {"object": "customer", "metadata": {"user_id": user_id}})

    async def checkout(self, order: Order, *, title: str, customer: str, locale: str = "fr") -> Opened:
        body = {
            "object": "checkout.session",
            "mode": "payment" if order.kind == "pack" else "subscription",
            "status": "open",
            "payment_status": "unpaid",
            "amount_total": order.amount,
            "currency": order.currency.lower(),
            "client_reference_id": order.id,
            "metadata": {"order_id": order.id},
            "customer": customer,
        }
        made = self._once(f"order:{order.id}", "cs", body)
        return Opened(id=made, url=f"https://pay.example/{made}")

    async def intent(self, order: Order, *, title: str, customer: str) -> Opened:
        made = self._once(f"order:{order.id}:intent", "pi", self._payment(order.id, order.amount, order.currency))
        return Opened(id=made, client_secret=f"{made}_secret")

    async def expire(self, object_id: str) -> CheckoutSession | PaymentIntent:
        found = await self.fetch(object_id)
        if isinstance(found, CheckoutSession):
            if found.status == "open":
                self.objects[object_id].update(status="expired")
                self._tell("checkout.session.expired", object_id)
        elif isinstance(found, PaymentIntent) and found.status != "succeeded":
            self.objects[object_id].update(status="canceled")
            self._tell("payment_intent.canceled", object_id)
        closed = await self.fetch(object_id)
        assert isinstance(closed, (CheckoutSession, PaymentIntent))
        return closed

    async def cancel(self, subscription_id: str, *, at_period_end: bool) -> SubscriptionObject:
        body = self._running(subscription_id)
        body["cancel_at_period_end"] = at_period_end
        if not at_period_end:
            body["status"] = "canceled"
        return self._changed(subscription_id)

    async def resume(self, subscription_id: str) -> SubscriptionObject:
        self._running(subscription_id)["cancel_at_period_end"] = False
        return self._changed(subscription_id)

    def _running(self, subscription_id: str) -> dict[str, Any]:
        self._answer()
        body = self.objects.get(subscription_id)
        if body is None or body["status"] == "canceled":
            raise NotFound(subscription_id)
        return body

    def _changed(self, subscription_id: str) -> SubscriptionObject:
        found = parse(self.objects[subscription_id])
        assert isinstance(found, SubscriptionObject)
        self._tell(f"customer.subscription.{'deleted' if found.status == 'canceled' else 'updated'}", subscription_id)
        return found

    async def fetch(self, object_id: str) -> AnyObject:
        self._answer()
        if object_id not in self.objects:
            raise NotFound(f"object {object_id!r}")
        return parse(self.objects[object_id])

    async def forget(self, customer_id: str) -> None:
        self.objects.pop(customer_id, None)

    def read(self, payload: bytes, signature: str | None, now: datetime) -> Notice:
        if signature != SIGNED:
            raise SignatureRefused("not signed")
        return Notice.model_validate(orjson.loads(payload))

    async def intents(self, since: datetime) -> Sequence[PaymentIntent]:
        return [each for each in self._made(since) if isinstance(each, PaymentIntent)]

    async def invoices(self, since: datetime) -> Sequence[Invoice]:
        return [each for each in self._made(since) if isinstance(each, Invoice)]

    async def refunds(self, since: datetime) -> Sequence[Refund]:
        return [each for each in self._made(since) if isinstance(each, Refund)]

    async def disputes(self, since: datetime) -> Sequence[Dispute]:
        return [each for each in self._made(since) if isinstance(each, Dispute)]

    async def undelivered(self, since: datetime) -> Sequence[Notice]:
        return [notice for notice in self.outbox if notice.created >= since]

    async def aclose(self) -> None:
        return None

    # What happens there.

    def pay(self, session_id: str) -> None:
        """The person pays: a payment, a charge, a session that is complete."""
        session = self.objects[session_id]
        if session["payment_status"] == "paid" or session["status"] == "expired":
            return
        order_id = session["client_reference_id"]
        if session["mode"] == "subscription":
            self._subscribe(session)
            return
        intent = self._add("pi", self._payment(order_id, session["amount_total"], session["currency"]))
        session.update(status="complete", payment_status="paid", payment_intent=intent)
        self._tell("checkout.session.completed", session_id)
        self.succeed(intent)

    def succeed(self, intent_id: str) -> None:
        """A payment succeeds."""
        intent = self.objects[intent_id]
        if intent["status"] in ("succeeded", "canceled"):
            return
        charge = self._add(
            "ch",
            {
                "object": "charge",
                "amount": intent["amount"],
                "amount_refunded": 0,
                "currency": intent["currency"],
                "paid": True,
                "payment_intent": intent_id,
                "metadata": intent["metadata"],
            },
        )
        intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge)
        self._tell("payment_intent.succeeded", intent_id)
        self._tell("charge.succeeded", charge)

    def refund(self, charge_id: str, cents: int) -> None:
        """Money goes back, as far as there is any left."""
        charge = self.objects[charge_id]
        cents = min(cents, charge["amount"] - charge["amount_refunded"])
        if cents <= 0:
            return
        body = {
            "object": "refund",
            "amount": cents,
            "currency": charge["currency"],
            "status": "succeeded",
            "charge": charge_id,
            "payment_intent": charge["payment_intent"],
        }
        made = self._add("re", body)
        charge["amount_refunded"] += cents
        self._tell("refund.created", made)
        self._tell("charge.refunded", charge_id)

    def refuse(self, refund_id: str) -> None:
        """A bank cannot give a refund back after all."""
        refund = self.objects[refund_id]
        if refund["status"] == "failed":
            return
        refund["status"] = "failed"
        self.objects[refund["charge"]]["amount_refunded"] -= refund["amount"]
        self._tell("refund.failed", refund_id)

    def _subscribe(self, session: dict[str, Any]) -> None:
        """The first month is paid."""
        body = {
            "object": "subscription",
            "status": "active",
            "metadata": session["metadata"],
            "amount": session["amount_total"],
            "currency": session["currency"],
        }
        made = self._add("sub", body)
        session.update(status="complete", payment_status="paid", subscription=made)
        self.renew(made)
        session["invoice"] = self.objects[made]["latest_invoice"]
        self._tell("checkout.session.completed", session["id"])
        self._tell("customer.subscription.created", made)

    def renew(self, subscription_id: str) -> None:
        """A month is over, and the next one is paid; or it is the end of what was cancelled."""
        body = self.objects[subscription_id]
        ends = body.get("ends", int(self.clock.now().timestamp()))
        if body["status"] == "canceled" or ends > int(self.clock.now().timestamp()):
            return
        if body.get("cancel_at_period_end"):
            body["status"] = "canceled"
            self._tell("customer.subscription.deleted", subscription_id)
            return
        ends += MONTH
        invoice = {
            "object": "invoice",
            "status": "paid",
            "amount_paid": body["amount"],
            "currency": body["currency"],
            "parent": {"subscription_details": {"subscription": subscription_id, "metadata": body["metadata"]}},
            "lines": {"data": [{"period": {"end": ends}}]},
        }
        made = self._add("in", invoice)
        body.update(ends=ends, latest_invoice=made, items={"data": [{"current_period_end": ends}]})
        self._tell("invoice.paid", made)
        self._tell("customer.subscription.updated", subscription_id)

    def dispute(self, charge_id: str, status: Literal["needs_response", "warning_needs_response"]) -> None:
        """A bank asks for the money back, once."""
        charge = self.objects[charge_id]
        if charge.get("disputed"):
            return
        charge["disputed"] = True
        body = {
            "object": "dispute",
            "amount": charge["amount"],
            "currency": charge["currency"],
            "status": status,
            "charge": charge_id,
            "payment_intent": charge["payment_intent"],
        }
        made = self._add("du", body)
        self._tell("charge.dispute.created", made)
        if status == "needs_response":
            self._tell("charge.dispute.funds_withdrawn", made)

    def close(self, dispute_id: str, won: bool) -> None:
        """The bank decides."""
        dispute = self.objects[dispute_id]
        warning = dispute["status"].startswith("warning_")
        if dispute["status"] in ("won", "lost", "warning_closed"):
            return
        dispute["status"] = "warning_closed" if warning else "won" if won else "lost"
        if won and not warning:
            self._tell("charge.dispute.funds_reinstated", dispute_id)
        self._tell("charge.dispute.closed", dispute_id)

    def of(self, kind: str) -> list[str]:
        """The ids of a kind of object (`checkout.session`), in the order in which they were made."""
        return [key for key, body in self.objects.items() if body["object"] == kind]

    def payload(self, notice: Notice) -> bytes:
        """What is posted of a notice."""
        return notice.model_dump_json().encode()

    def _payment(self, order_id: str, amount: int, currency: str) -> dict[str, Any]:
        return {
            "object": "payment_intent",
            "status": "requires_payment_method",
            "amount": amount,
            "currency": currency.lower(),
            "metadata": {"order_id": order_id},
        }

    def _once(self, key: str, prefix: str, body: dict[str, Any]) -> str:
        self._answer()
        if key not in self.by_key:
            self.by_key[key] = self._add(prefix, body)
        return self.by_key[key]

    def _add(self, prefix: str, body: dict[str, Any]) -> str:
        self._count += 1
        made = f"{prefix}_{self._count:05}"
        self.objects[made] = {"livemode": False, "created": int(self.clock.now().timestamp()), **body, "id": made}
        return made

    def _tell(self, type: str, object_id: str) -> None:
        self._count += 1
        notice = Notice(
            id=f"evt_{self._count:05}",
            type=type,
            object_id=object_id,
            livemode=self.livemode,
            created=self.clock.now(),
        )
        self.outbox.append(notice)
        if self.dice.random() < 0.2:
            # The same fact under another event: it happens, and counts once.
            self.outbox.append(replace_id(notice, f"{notice.id}b"))

    def _answer(self) -> None:
        if self.down:
            raise PaymentUnavailable("the provider is down")

    def _made(self, since: datetime) -> list[AnyObject]:
        at = int(since.timestamp())
        return [parse(body) for body in self.objects.values() if body["created"] >= at]


def replace_id(notice: Notice, id: str) -> Notice:
    """The same notice under another id."""
    return notice.model_copy(update={"id": id})
