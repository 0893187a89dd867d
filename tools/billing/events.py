"""The events of billing: ids, enumerations and numbers only; apps read them by their cursor."""

from datetime import datetime

from tools.billing.models import Kind
from tools.events import EventData, EventType, Word


class Proposed(EventData):
    """A pack or a plan was offered, at this price in cents."""

    proposal_id: Word
    product: Word
    amount: int
    currency: Word
    points: int


class Placed(EventData):
    """The person decided to buy."""

    order_id: Word
    kind: Kind
    product: Word
    amount: int
    currency: Word
    points: int
    gateway: Word
    livemode: bool
    proposal_id: Word | None = None


class Paid(EventData):
    """The money came; `bonus` points come on top of a first purchase."""

    order_id: Word
    kind: Kind
    product: Word
    amount: int
    currency: Word
    points: int
    bonus: int
    object_id: Word


class Failed(EventData):
    """Nothing was paid: refused (`failed`) or too late (`expired`)."""

    order_id: Word
    product: Word
    reason: Word


class PaymentRefused(EventData):
    """A month could not be paid."""

    order_id: Word
    subscription_id: Word
    product: Word
    amount: int
    currency: Word
    object_id: Word


class GivenBack(EventData):
    """Money went back: `amount` cents now, `refunded` in all; `points` were taken back and `debt` could not be."""

    order_id: Word
    amount: int
    refunded: int
    points: int
    debt: int
    object_id: Word


class Returned(EventData):
    """A bank could not give `amount` cents back: `refunded` in all now; `points` and `debt` are restored."""

    order_id: Word
    refund_id: Word
    amount: int
    refunded: int
    points: int
    debt: int
    object_id: Word


class Disputed(EventData):
    """A bank asked for the money back (or it came back): what it is about in cents, and the points that moved."""

    order_id: Word
    dispute_id: Word
    amount: int
    points: int
    debt: int


class Subscribed(EventData):
    """A plan that is paid until a moment."""

    order_id: Word
    subscription_id: Word
    product: Word
    tier: Word
    until: datetime | None = None


class Reconciled(EventData):
    """The provider and the ledger were compared from a moment on; up to `watermark` nothing was left out."""

    since: datetime
    until: datetime
    watermark: datetime
    differences: int


class Replayed(EventData):
    """An operator had an event of the provider tried again."""

    event: Word


class Dismissed(EventData):
    """An operator let an event, or an object that differs, be as it is."""

    matter: Word


def _shared(name: str, data: type[EventData]) -> EventType:
    return EventType(name=name, data=data, shared=True)


EVENTS: tuple[EventType, ...] = (
    _shared("PackProposed", Proposed),
    _shared("OrderPlaced", Placed),
    _shared("OrderPaid", Paid),
    _shared("OrderFailed", Failed),
    _shared("OrderRefunded", GivenBack),
    _shared("RefundFailed", Returned),
    _shared("DisputeOpened", Disputed),
    _shared("DisputeWon", Disputed),
    _shared("DisputeLost", Disputed),
    _shared("PaymentFailed", PaymentRefused),
    _shared("SubscriptionActivated", Subscribed),
    _shared("SubscriptionRenewed", Subscribed),
    _shared("SubscriptionCanceled", Subscribed),
    _shared("SubscriptionResumed", Subscribed),
    _shared("SubscriptionEnded", Subscribed),
    EventType(name="BillingReconciled", data=Reconciled),
    EventType(name="PaymentEventReplayed", data=Replayed),
    EventType(name="PaymentMatterDismissed", data=Dismissed),
)
