"""Pure rules of billing. No I/O, no clock, no settings. Amounts are cents, points are whole."""

from datetime import datetime, timedelta
from typing import Literal

from tools.billing.errors import EventParked
from tools.billing.models import Order
from tools.billing.objects import Dispute, Invoice, PaymentIntent

PROPOSAL_TTL = timedelta(minutes=30)
GRACE = timedelta(days=1)
"""How long a plan goes on after what was paid: renewals arrive some hours late."""
ENDED = frozenset({"canceled", "incomplete_expired"})
"""Statuses of a subscription that nothing comes back from."""
LIVE = frozenset({"active", "trialing", "past_due", "unpaid", "paused"})
"""Statuses in which a person has a plan, so that they do not take another."""

REFUSED = frozenset({"failed", "canceled"})
"""Statuses of a refund whose money stays with us."""

WORKED_ON = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "charge.refunded",
        "charge.refund.updated",
        "refund.created",
        "refund.failed",
        "refund.updated",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
        "invoice.paid",
        "invoice.payment_failed",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
    }
)

IGNORED = frozenset(
    {
        "charge.captured",
        "charge.expired",
        "charge.failed",
        "charge.pending",
        "charge.succeeded",
        "charge.updated",
        "customer.created",
        "customer.deleted",
        "customer.updated",
        "customer.subscription.paused",
        "customer.subscription.resumed",
        "customer.subscription.trial_will_end",
        "invoice.created",
        "invoice.finalized",
        "invoice.payment_action_required",
        "invoice.payment_succeeded",
        "invoice.sent",
        "invoice.upcoming",
        "invoice.updated",
        "invoice_payment.paid",
        "payment_intent.amount_capturable_updated",
        "payment_intent.created",
        "payment_intent.processing",
        "payment_intent.requires_action",
        "payment_method.attached",
        "payment_method.detached",
        "payment_method.updated",
        "price.created",
        "product.created",
        "setup_intent.created",
        "setup_intent.succeeded",
    }
)
"""Events that say nothing which another one does not say: `invoice.paid` covers `invoice.payment_succeeded`."""

FAILURES: dict[str, Literal["failed", "expired"]] = {
    "checkout.session.async_payment_failed": "failed",
    "checkout.session.expired": "expired",
    "payment_intent.payment_failed": "failed",
    "payment_intent.canceled": "failed",
    "invoice.payment_failed": "failed",
}

FIRST_RETRY = timedelta(seconds=30)
LAST_RETRY = timedelta(hours=6)


def retry_after(attempts: int) -> timedelta:
    """How long a parked event waits before it is tried again: doubling, from 30 seconds to 6 hours."""
    doublings: int = 2 ** min(attempts, 16)
    return min(FIRST_RETRY * doublings, LAST_RETRY)


def taken_back(points: int, amount: int, gone: int) -> int:
    """Points that must be taken back when `gone` of `amount` cents went back: never one too many, in the end all."""
    return points if gone >= amount else points * max(0, gone) // amount


def split(debt: int, back: int) -> tuple[int, int]:
    """Of so many points that come back, those that return to lots and those of a debt: the debt goes first."""
    cancelled = max(0, min(debt, back))
    return back - cancelled, cancelled


def check_intent(order: Order, intent: PaymentIntent) -> None:
    """Raise EventParked unless a payment is exactly what the order asks for."""
    _agree(
        order,
        intent.id,
        order_id=intent.order_id == order.id,
        amount=intent.amount_received == order.amount,
        currency=intent.currency.lower() == order.currency.lower(),
        livemode=intent.livemode == order.livemode,
        kind=order.kind == "pack",
    )


def check_invoice(order: Order, invoice: Invoice) -> None:
    """Raise EventParked unless a paid month is exactly what the order asks for."""
    _agree(
        order,
        invoice.id,
        order_id=invoice.order_id in (order.id, None),
        amount=invoice.amount_paid == order.amount,
        currency=invoice.currency.lower() == order.currency.lower(),
        livemode=invoice.livemode == order.livemode,
        kind=order.kind == "subscription",
    )


def _agree(order: Order, object_id: str, **checks: bool) -> None:
    wrong = sorted(name for name, well in checks.items() if not well)
    if wrong:
        raise EventParked(
            f"{object_id} and the order {order.id} differ in {', '.join(wrong)}", reason="mismatch", differs=wrong
        )


Phase = Literal["none", "taken", "returned", "lost"]


def phase_of(dispute: Dispute, notice: str | None) -> Phase:
    """How far a dispute is: `taken` as soon as it is more than an inquiry, `returned` once won or paid back."""
    if dispute.warning:
        return "none"
    if dispute.status == "won" or notice == "charge.dispute.funds_reinstated":
        return "returned"
    return "lost" if dispute.status == "lost" else "taken"


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two moments, either of which may be unknown."""
    return max((moment for moment in (one, other) if moment is not None), default=None)
