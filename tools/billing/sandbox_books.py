"""The sandbox's objects, as rows: what is made of a page that is paid, with unguessable ids."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from tools.billing.models import Order
from tools.billing.objects import SubscriptionObject
from tools.errors import NotFound
from tools.storage.schema import sandbox_objects

Body = dict[str, object]

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SandboxBooks:
    """The objects, inside one unit of work. Amounts are cents; `base` is the address of the pages."""

    connection: Connection
    now: datetime
    base: str

    def get(self, object_id: str, *, lock: bool = True) -> Body:
        """An object; raises NotFound."""
        query = select(sandbox_objects.c.body).where(sandbox_objects.c.id == object_id)
        body: Body | None = self.connection.execute(query.with_for_update() if lock else query).scalar()
        if body is None:
            raise NotFound(f"the sandbox has no {object_id!r}")
        return body

    def of(self, kind: str, since: datetime | None = None) -> list[Body]:
        """Every object of a kind, oldest first."""
        query = select(sandbox_objects.c.body).where(sandbox_objects.c.kind == kind)
        if since is not None:
            query = query.where(sandbox_objects.c.created_at >= since)
        return list(self.connection.execute(query.order_by(sandbox_objects.c.created_at)).scalars())

    def add(self, prefix: str, kind: str, **members: object) -> Body:
        """Keep a new object."""
        # Nobody guesses it: who knows the id of a session may pay it.
        name = f"{prefix}_sandbox_{secrets.token_urlsafe(24)}"
        made: Body = {"id": name, "object": kind, "livemode": False, "created": int(self.now.timestamp())}
        body = made | {"url": self.url(name), **members}
        self.connection.execute(insert(sandbox_objects).values(id=name, kind=kind, body=body, created_at=self.now))
        return body

    def change(self, body: Body, **members: object) -> Body:
        """Change members of an object."""
        changed = {**body, **members}
        self.connection.execute(update(sandbox_objects).where(sandbox_objects.c.id == body["id"]).values(body=changed))
        return changed

    def url(self, object_id: str) -> str:
        """The page of a session or of a payment intent."""
        return f"{self.base}/billing/sandbox/{object_id}"

    def customer(self, user_id: str) -> Body:
        """A person's customer; made once."""
        for body in self.of("customer"):
            if words(body).get("user_id") == user_id:
                return body
        return self.add("cus", "customer", metadata={"user_id": user_id})

    def session(self, order: Order, *, title: str, customer: str, locale: str) -> Body:
        """The page of an order; made once."""
        return self._for_order("checkout.session", order) or self.add(
            "cs",
            "checkout.session",
            metadata={"order_id": order.id},
            mode="payment" if order.kind == "pack" else "subscription",
            status="open",
            payment_status="unpaid",
            amount_total=order.amount,
            currency=order.currency.lower(),
            client_reference_id=order.id,
            customer=customer,
            title=title,
            locale=locale,
        )

    def intent(self, order: Order, *, title: str, customer: str) -> Body:
        """The payment intent of an order; made once."""
        return self._for_order("payment_intent", order) or self._intent(
            amount=order.amount,
            currency=order.currency.lower(),
            customer=customer,
            metadata={"order_id": order.id},
            title=title,
        )

    def _for_order(self, kind: str, order: Order) -> Body | None:
        return next((body for body in self.of(kind) if words(body).get("order_id") == order.id), None)

    def complete(self, session: Body) -> Body:
        """A session that is paid, with the payment or the subscription that it makes; once."""
        if session["status"] == "complete":
            return session
        if session["mode"] == "subscription":
            made = self._subscribe(session)
        else:
            same = {name: session[name] for name in ("currency", "customer", "metadata", "title")}
            made = {"payment_intent": self.succeed(self._intent(amount=session["amount_total"], **same))["id"]}
        return self.change(session, status="complete", payment_status="paid", **made)

    def _subscribe(self, session: Body) -> Body:
        subscription = self.add(
            "sub",
            "subscription",
            metadata=session["metadata"],
            status="active",
            cancel_at_period_end=False,
            customer=session["customer"],
            amount=session["amount_total"],
            currency=session["currency"],
            page=session["url"],
        )
        invoice = self._month(subscription, int(self.now.timestamp()), "subscription_create")
        return {"subscription": subscription["id"], "invoice": invoice["id"]}

    def _month(self, subscription: Body, start: int, reason: str) -> Body:
        """A month of a subscription, paid; `start` in Unix seconds."""
        end = start + int(MONTH.total_seconds())
        details = {"subscription": subscription["id"], "metadata": subscription["metadata"]}
        invoice = self.add(
            "in",
            "invoice",
            status="paid",
            amount_paid=subscription["amount"],
            amount_due=subscription["amount"],
            attempt_count=1,
            currency=subscription["currency"],
            customer=subscription["customer"],
            billing_reason=reason,
            hosted_invoice_url=subscription["page"],
            parent={"subscription_details": details},
            lines={"data": [{"period": {"start": start, "end": end}}]},
        )
        self.change(subscription, latest_invoice=invoice["id"], items={"data": [{"current_period_end": end}]})
        return invoice

    def pass_time(self) -> None:
        """Renew the months that are over, or end the plan where it was cancelled."""
        for body in self.of("subscription"):
            while body["status"] == "active" and (end := _period_end(body)) <= self.now.timestamp():
                if body["cancel_at_period_end"]:
                    body = self.change(body, status="canceled", ended_at=int(self.now.timestamp()))
                else:
                    self._month(body, end, "subscription_cycle")
                    body = self.get(str(body["id"]))

    def brought(self, since: datetime) -> list[tuple[str, Body]]:
        """The renewals and the ends since, each with the type of its notice, oldest first."""
        renewed = [body for body in self.of("invoice", since) if body["billing_reason"] == "subscription_cycle"]
        ended = [body for body in self.of("subscription") if int(str(body.get("ended_at", 0))) >= since.timestamp()]
        return [("invoice.paid", body) for body in renewed] + [("customer.subscription.deleted", b) for b in ended]

    def _intent(self, **members: object) -> Body:
        secret = f"sandbox_{secrets.token_urlsafe(24)}"
        return self.add("pi", "payment_intent", status="requires_payment_method", client_secret=secret, **members)

    def succeed(self, intent: Body) -> Body:
        """A payment intent that is paid, with its charge; once."""
        if intent["status"] == "succeeded":
            return intent
        same = {name: intent[name] for name in ("amount", "currency", "customer", "metadata")}
        # The page that was paid is the receipt: it says so.
        charge = self.add("ch", "charge", **same, paid=True, payment_intent=intent["id"], receipt_url=intent["url"])
        paid = {"amount_received": intent["amount"], "latest_charge": charge["id"]}
        return self.change(intent, status="succeeded", **paid)

    def forget(self, customer_id: str) -> None:
        """Delete a customer and all that was bought under it."""
        for kind in ("checkout.session", "payment_intent", "charge", "invoice", "subscription"):
            for body in self.of(kind):
                if body.get("customer") == customer_id:
                    self._delete(str(body["id"]))
        self._delete(customer_id)

    def _delete(self, object_id: str) -> None:
        self.connection.execute(delete(sandbox_objects).where(sandbox_objects.c.id == object_id))


def _period_end(subscription: Body) -> int:
    items = SubscriptionObject.model_validate(subscription)
    return int(items.period_end.timestamp()) if items.period_end else 0


def words(body: Body) -> dict[str, str]:
    """The metadata of an object."""
    found = body.get("metadata")
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, Mapping) else {}
