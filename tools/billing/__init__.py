"""Billing: what people buy, the payment provider, and what follows from a payment, once."""

from tools.billing.errors import (
    EventParked,
    OrderUnpaid,
    PaymentUnavailable,
    PriceChanged,
    ProposalConfirmed,
    ProposalExpired,
    SignatureRefused,
    SubscriptionActive,
)
from tools.billing.events import EVENTS
from tools.billing.gateway import Gateway, Opened
from tools.billing.house import Billing
from tools.billing.models import (
    Difference,
    Flow,
    Month,
    Order,
    OrderLine,
    Payment,
    Proposal,
    Reconciliation,
    Subscription,
)
from tools.billing.operations import billing_operations
from tools.billing.settings import BillingSettings

__all__ = [
    "EVENTS",
    "Billing",
    "BillingSettings",
    "Difference",
    "EventParked",
    "Flow",
    "Gateway",
    "Month",
    "Opened",
    "Order",
    "OrderLine",
    "OrderUnpaid",
    "Payment",
    "PaymentUnavailable",
    "PriceChanged",
    "Proposal",
    "ProposalConfirmed",
    "ProposalExpired",
    "Reconciliation",
    "SignatureRefused",
    "Subscription",
    "SubscriptionActive",
    "billing_operations",
]
