"""Billing: proposals, orders, subscriptions. Amounts are cents, points are whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tools.actor import UserId

Kind = Literal["pack", "subscription"]
Flow = Literal["checkout", "intent"]
OrderState = Literal["pending", "paid", "failed", "expired"]
Dispute = Literal["opened", "won", "lost"]
GatewayName = Literal["stripe", "sandbox"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A pack or a plan that was offered to a person at a price, until it expires or becomes an order."""

    id: str
    user_id: UserId
    product: str
    amount: int
    currency: str
    points: int
    order_id: str | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person decided to buy."""

    id: str
    user_id: UserId
    kind: Kind
    product: str
    points: int
    bonus: int
    amount: int
    currency: str
    state: OrderState
    flow: Flow
    gateway: GatewayName
    livemode: bool
    session_id: str | None
    intent_id: str | None
    charge_id: str | None
    subscription_id: str | None
    refunded: int
    clawed_back: int
    dispute: Dispute | None
    proposal_id: str | None
    created_at: datetime
    paid_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a client needs to let the person pay an order: a page to go to, or a secret for Stripe's elements."""

    order: Order
    url: str | None = None
    client_secret: str | None = None
    publishable_key: str | None = None
    sandbox: bool = False
    """No money moves: it is said on every page and card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A plan that a person pays by the month; `status` is in the provider's words."""

    id: str
    user_id: UserId
    order_id: str
    product: str
    status: str
    period_end: datetime | None
    cancel_at_period_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An order as the person's history shows it. `months` are the invoices that a subscription was paid with."""

    order: Order
    title: str
    months: tuple["Month", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A payment of a subscription, in cents."""

    invoice_id: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that the provider and the ledger do not agree on: what, and which ids. It holds nothing personal."""

    kind: Literal[
        "unfulfilled_payment",
        "double_payment",
        "unfulfilled_invoice",
        "unfulfilled_refund",
        "unfulfilled_dispute",
        "unknown_payment",
        "amount",
        "missing_object",
        "unpaid_object",
        "parked_event",
        "two_plans",
    ]
    object_id: str
    order_id: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """A comparison of what the provider says with what the ledger did, since a moment."""

    since: datetime
    until: datetime
    payments: int
    fulfilments: int
    picked_up: int
    """Events that no webhook had brought, or that waited, and that were worked on now."""
    differences: tuple[Difference, ...]
