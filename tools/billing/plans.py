"""What follows from a subscription: the tier until what is paid ends, and what apps are told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

import tools.billing.rows as rows
from tools.billing.gathering import Facts
from tools.billing.models import Order, Subscription
from tools.billing.objects import Invoice, SubscriptionObject
from tools.billing.rules import ENDED, GRACE, check_invoice, later
from tools.clock import Clock
from tools.energy import Ledger
from tools.events import EventStore
from tools.storage.schema import subscriptions

Data = dict[str, object]


@dataclass(frozen=True, slots=True)
class Plans:
    """Keeps subscriptions as the provider says they are, and gives and takes the tier that a paid month gives."""

    events: EventStore
    ledger: Ledger
    clock: Clock
    step: Callable[[str], None]

    def settle_in(self, connection: Connection, order: Order, facts: Facts) -> None:
        """Do all that follows from the objects and has not been done; raises EventParked on a mismatch."""
        invoice, agreement = facts.invoice, facts.subscription
        if invoice is not None and invoice.status == "paid":
            check_invoice(order, invoice)
        known = self.keep_in(connection, order, agreement, facts.seen_at) if agreement is not None else None
        if invoice is not None and invoice.status == "paid":
            self._month(connection, order, invoice, known)
        elif invoice is not None and facts.notice == "invoice.payment_failed":
            self._refused(connection, order, invoice.id, invoice.amount_due, facts)
        elif agreement is not None and agreement.status == "past_due" and agreement.latest_invoice:
            self._refused(connection, order, agreement.latest_invoice, order.amount, facts)
        expired = facts.session is not None and facts.session.status == "expired"
        if order.state in ("pending", "failed") and (
            expired or (agreement is not None and agreement.status == "incomplete_expired")
        ):
            self.fail_in(connection, order, "expired")

    def keep_in(
        self,
        connection: Connection,
        order: Order,
        agreement: SubscriptionObject,
        seen_at: datetime,
        resumed_by: str | None = None,
    ) -> Subscription:
        """Write what a subscription is, unless a later look, or its end, is known already.

        `resumed_by`: the command of the person that let it go on.
        """
        found = connection.execute(select(subscriptions).where(subscriptions.c.id == agreement.id)).first()
        values: Data = {
            "status": agreement.status,
            "cancel_at_period_end": agreement.ends,
            "updated_at": seen_at,
        }
        if found is None:
            connection.execute(
                insert(subscriptions).values(
                    id=agreement.id, user_id=order.user_id, order_id=order.id, product=order.product, **values
                )
            )
            rows.change(connection, order.id, self.clock.now(), subscription_id=agreement.id)
            self.step("subscription kept")
            return rows.subscription_by(connection, agreement.id)
        before = rows.subscription_of(found)
        if before.status in ENDED or seen_at < found.updated_at:
            return before
        connection.execute(update(subscriptions).where(subscriptions.c.id == agreement.id).values(**values))
        self.step("subscription kept")
        self._tell_change(connection, order, before, agreement, seen_at, resumed_by)
        return rows.subscription_by(connection, agreement.id)

    def _tell_change(
        self,
        connection: Connection,
        order: Order,
        before: Subscription,
        agreement: SubscriptionObject,
        seen_at: datetime,
        resumed_by: str | None,
    ) -> None:
        until = before.period_end
        if agreement.status in ENDED:
            if until is not None:
                command = f"subscription:{before.id}:ended"
                self._fall_back(connection, order, command)
                self._tell(connection, order, before.id, "SubscriptionEnded", until, command)
        elif agreement.ends != before.cancel_at_period_end:
            word = "Canceled" if agreement.ends else "Resumed"
            command = resumed_by or f"subscription:{before.id}:{word.lower()}:{seen_at.isoformat()}"
            self._tell(connection, order, before.id, f"Subscription{word}", until, command)

    def _month(self, connection: Connection, order: Order, invoice: Invoice, known: Subscription | None) -> None:
        key, now = f"invoice:{invoice.id}", self.clock.now()
        if rows.fulfilment(connection, key) is not None:
            return
        first = not rows.fulfilled(connection, order.id, "invoice")
        rows.fulfil(connection, key, order, invoice.id, now, amount=invoice.amount_paid)
        self.step("month written")
        if order.state != "paid":
            rows.change(connection, order.id, now, state="paid", paid_at=now)
            data: Data = {"order_id": order.id, "kind": order.kind, "product": order.product, "points": 0, "bonus": 0}
            data |= {"amount": order.amount, "currency": order.currency, "object_id": invoice.id}
            rows.append(self.events, connection, order.user_id, "OrderPaid", data, command=f"order:{order.id}")
            self.step("order paid")
        if known is None or known.status in ENDED:
            # The money came; a plan that is over gives nothing more.
            return
        until = later(known.period_end, invoice.period_end)
        connection.execute(update(subscriptions).where(subscriptions.c.id == known.id).values(period_end=until))
        self.step("period kept")
        self._give(connection, order, until, key)
        if first and self._beside(connection, known):
            # Two pages were paid: this one is ended at the provider as soon as this is committed, and reported.
            rows.fulfil(connection, f"double:{known.id}", order, known.id, now)
        word = "SubscriptionActivated" if first else "SubscriptionRenewed"
        self._tell(connection, order, known.id, word, until, key)

    def _beside(self, connection: Connection, plan: Subscription) -> bool:
        """Whether another plan of the person is paid and goes on."""
        others = (each for each in rows.live_subscriptions(connection, plan.user_id) if each.id != plan.id)
        return any(
            each.period_end is not None
            and not each.cancel_at_period_end
            and rows.fulfilment(connection, f"double:{each.id}") is None
            for each in others
        )

    def revoke_in(self, connection: Connection, order: Order, facts: Facts, command: str) -> None:
        """The present month was given back: the tier ends."""
        known = self._paid_by(connection, order, facts.invoice)
        if known is not None:
            self._fall_back(connection, order, f"{command}:tier")

    def restore_in(self, connection: Connection, order: Order, facts: Facts, command: str) -> None:
        """The present month is paid after all: the tier comes back."""
        known = self._paid_by(connection, order, facts.invoice)
        if known is not None and known.status not in ENDED:
            self._give(connection, order, known.period_end, f"{command}:tier")

    def _paid_by(self, connection: Connection, order: Order, invoice: Invoice | None) -> Subscription | None:
        """The order's subscription, when the invoice paid for the period that it is in."""
        if order.subscription_id is None or invoice is None or invoice.period_end is None:
            return None
        known = rows.subscription_by(connection, order.subscription_id)
        present = known.period_end is not None and invoice.period_end >= known.period_end > self.clock.now()
        return known if present else None

    def _give(self, connection: Connection, order: Order, until: datetime | None, command: str) -> None:
        """Give the tier of the order's plan. The ledger keeps what each gives: the person has the best of them."""
        plan = self.ledger.catalogue.plans.get(order.product)
        if plan is None or until is None:
            return
        self.ledger.set_tier_in(connection, order.user_id, plan.tier, until + GRACE, source=order.id, command=command)
        self.step("tier given")

    def _fall_back(self, connection: Connection, order: Order, command: str) -> None:
        """Take away the tier that the order gave: what another plan or an operator gives stays."""
        self.ledger.set_tier_in(connection, order.user_id, "FREE", None, source=order.id, command=command)
        self.step("tier taken")

    def _refused(self, connection: Connection, order: Order, invoice_id: str, amount: int, facts: Facts) -> None:
        if rows.fulfilment(connection, f"invoice:{invoice_id}") is not None:
            return
        subscription_id = facts.subscription.id if facts.subscription else (order.subscription_id or "")
        data: Data = {"order_id": order.id, "subscription_id": subscription_id, "product": order.product}
        data |= {"amount": amount, "currency": order.currency, "object_id": invoice_id}
        command = f"invoice:{invoice_id}:failed"
        rows.append(self.events, connection, order.user_id, "PaymentFailed", data, command=command)
        self.step("refusal told")
        if order.state == "pending":
            self.fail_in(connection, order, "failed")

    def fail_in(self, connection: Connection, order: Order, reason: str) -> None:
        """Nothing came of an order: it `failed`, or is `expired`."""
        rows.change(connection, order.id, self.clock.now(), state=reason)
        data: Data = {"order_id": order.id, "product": order.product, "reason": reason}
        command = f"order:{order.id}:{reason}"
        rows.append(self.events, connection, order.user_id, "OrderFailed", data, command=command)

    def _tell(
        self,
        connection: Connection,
        order: Order,
        subscription_id: str,
        type: str,
        until: datetime | None,
        command: str,
    ) -> None:
        plan = self.ledger.catalogue.plans.get(order.product)
        data: Data = {"order_id": order.id, "subscription_id": subscription_id, "product": order.product}
        data |= {"tier": plan.tier if plan else "FREE", "until": until.isoformat() if until else None}
        rows.append(self.events, connection, order.user_id, type, data, command=command)
        self.step("plan told")
