"""What the provider says now of whatever an event is about: objects are fetched again, events are never believed."""

from dataclasses import dataclass
from datetime import datetime

from tools.billing.errors import EventParked
from tools.billing.gateway import Gateway
from tools.billing.objects import (
    AnyObject,
    Charge,
    CheckoutSession,
    Dispute,
    Invoice,
    PaymentIntent,
    Refund,
    SubscriptionObject,
)
from tools.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The objects around one payment, as they were at `seen_at` or later; `notice` is the event's type, if any."""

    seen_at: datetime
    notice: str | None
    order_id: str | None = None
    session: CheckoutSession | None = None
    intent: PaymentIntent | None = None
    charge: Charge | None = None
    refund: Refund | None = None
    dispute: Dispute | None = None
    invoice: Invoice | None = None
    subscription: SubscriptionObject | None = None


@dataclass(slots=True)
class Gathering:
    """Follows references from an object to the payment, the month or the plan that it belongs to."""

    gateway: Gateway
    seen_at: datetime
    notice: str | None = None
    session: CheckoutSession | None = None
    intent: PaymentIntent | None = None
    charge: Charge | None = None
    refund: Refund | None = None
    dispute: Dispute | None = None
    invoice: Invoice | None = None
    subscription: SubscriptionObject | None = None

    async def facts(self, object_id: str) -> Facts:
        """What is to be known about an object; raises EventParked when the provider does not have it (yet)."""
        try:
            await self._follow(await self.gateway.fetch(object_id))
        except NotFound as error:
            raise EventParked(f"{object_id}: the provider does not have it", reason="object_missing") from error
        return Facts(
            seen_at=self.seen_at,
            notice=self.notice,
            order_id=self._order_id(),
            session=self.session,
            intent=self.intent,
            charge=self.charge,
            refund=self.refund,
            dispute=self.dispute,
            invoice=self.invoice,
            subscription=self.subscription,
        )

    def _order_id(self) -> str | None:
        parts = (self.session, self.subscription, self.invoice, self.intent, self.charge)
        return next((part.order_id for part in parts if part is not None and part.order_id), None)

    async def _follow(self, found: AnyObject) -> None:
        match found:
            case CheckoutSession():
                self.session = found
                await self._each(found.payment_intent, found.invoice or found.subscription)
            case PaymentIntent():
                self.intent = found
                await self._each(found.invoice)
            case Charge():
                self.charge = found
                await self._each(found.invoice or found.payment_intent)
            case Invoice():
                self.invoice = found
                await self._each(found.subscription)
            case SubscriptionObject():
                self.subscription = found
            case Refund():
                self.refund = found
                await self._each(found.charge)
            case Dispute():
                self.dispute = found
                await self._each(found.charge)
            case _:
                raise EventParked(f"{found.id} is nothing that is paid", reason="unknown_object")

    async def _each(self, *object_ids: str | None) -> None:
        for object_id in object_ids:
            if object_id is not None:
                await self._follow(await self.gateway.fetch(object_id))
