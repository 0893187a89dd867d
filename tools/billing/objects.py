"""What a payment provider tells of its objects, typed: only the fields that decide something. Amounts are cents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AliasPath, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tools.errors import InvalidArguments


def _identity(value: object) -> object:
    # An expandable field is an id, or the whole object.
    return value.get("id") if isinstance(value, Mapping) else value


def _words(value: object) -> object:
    return {} if value is None else value


Reference = Annotated[str | None, BeforeValidator(_identity)]
Words = Annotated[dict[str, str], BeforeValidator(_words)]
"""Stripe's `metadata`."""


class ProviderObject(BaseModel):
    """What every object has. `metadata["order_id"]` names our order."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    livemode: bool = False
    created: datetime | None = None
    metadata: Words = {}

    @property
    def order_id(self) -> str | None:
        """The order that it was made for, when it says so."""
        return self.metadata.get("order_id")


class CheckoutSession(ProviderObject):
    """A page on which a person pays (`cs_`)."""

    object: Literal["checkout.session"]
    mode: Literal["payment", "subscription", "setup"]
    status: Literal["open", "complete", "expired"] | None = None
    payment_status: Literal["paid", "unpaid", "no_payment_required"]
    amount_total: int | None = None
    currency: str | None = None
    client_reference_id: str | None = None
    payment_intent: Reference = None
    subscription: Reference = None
    invoice: Reference = None
    customer: Reference = None
    url: str | None = None

    @property
    def order_id(self) -> str | None:
        return self.metadata.get("order_id") or self.client_reference_id


class PaymentIntent(ProviderObject):
    """A payment (`pi_`); `succeeded` is the only status that means money.

    `invoice` is filled in by the gateway for the payment of a subscription's invoice.
    """

    object: Literal["payment_intent"]
    status: str
    amount: int
    amount_received: int = 0
    currency: str
    latest_charge: Reference = None
    invoice: Reference = None
    customer: Reference = None
    client_secret: str | None = None


class Charge(ProviderObject):
    """Money that moved (`ch_`, `py_`); `amount_refunded` is the sum of every refund so far.

    `invoice` is filled in by the gateway for a charge that a subscription's invoice made.
    """

    object: Literal["charge"]
    amount: int
    amount_refunded: int = 0
    currency: str
    paid: bool = False
    disputed: bool = False
    payment_intent: Reference = None
    invoice: Reference = None
    customer: Reference = None
    receipt_url: str | None = None


class InvoiceLine(BaseModel):
    """A line of an invoice: what period it pays."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    ends: datetime = Field(validation_alias=AliasPath("period", "end"))


class Invoice(ProviderObject):
    """A month of a subscription (`in_`)."""

    object: Literal["invoice"]
    status: str | None = None
    amount_paid: int = 0
    amount_due: int = 0
    attempt_count: int = 0
    currency: str
    customer: Reference = None
    billing_reason: str | None = None
    hosted_invoice_url: str | None = None
    subscription: Annotated[
        Reference, Field(validation_alias=AliasPath("parent", "subscription_details", "subscription"))
    ] = None
    lines: Annotated[list[InvoiceLine], Field(validation_alias=AliasPath("lines", "data"))] = []
    inherited: Annotated[Words, Field(validation_alias=AliasPath("parent", "subscription_details", "metadata"))] = {}
    """The metadata of its subscription."""

    @property
    def order_id(self) -> str | None:
        return self.metadata.get("order_id") or self.inherited.get("order_id")

    @property
    def period_end(self) -> datetime | None:
        """Until when it pays: of its lines, since the invoice's own period is the one before."""
        return max((line.ends for line in self.lines), default=None)


class SubscriptionItem(BaseModel):
    """What a subscription is for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    current_period_end: datetime | None = None


class SubscriptionObject(ProviderObject):
    """A monthly agreement (`sub_`)."""

    object: Literal["subscription"]
    status: str
    cancel_at_period_end: bool = False
    cancel_at: datetime | None = None
    ended_at: datetime | None = None
    customer: Reference = None
    latest_invoice: Reference = None
    items: Annotated[list[SubscriptionItem], Field(validation_alias=AliasPath("items", "data"))] = []

    @property
    def period_end(self) -> datetime | None:
        """The end of the present period, paid or not."""
        return max((i.current_period_end for i in self.items if i.current_period_end), default=None)

    @property
    def ends(self) -> bool:
        """Whether the person cancelled it for the end of a period."""
        return self.cancel_at_period_end or self.cancel_at is not None


class Refund(ProviderObject):
    """Money given back (`re_`, `pyr_`)."""

    object: Literal["refund"]
    amount: int
    currency: str
    status: str | None = None
    charge: Reference = None
    payment_intent: Reference = None


class Dispute(ProviderObject):
    """A bank that asks for the money back (`du_`, `dp_`)."""

    object: Literal["dispute"]
    amount: int
    currency: str
    status: str
    charge: Reference = None
    payment_intent: Reference = None

    @property
    def warning(self) -> bool:
        """An inquiry: no money moved."""
        return self.status.startswith("warning_") or self.status == "prevented"


class CustomerObject(ProviderObject):
    """Whom the provider knows (`cus_`): for us only an id."""

    object: Literal["customer"]
    deleted: bool = False


class Notice(BaseModel):
    """A verified event of the provider: which object to look at, never what it says of it."""

    model_config = ConfigDict(frozen=True)

    id: str
    type: str
    object_id: str
    livemode: bool
    account: str | None = None
    """Set when it happened on a connected account, hence not on ours."""
    created: datetime


AnyObject = CheckoutSession | PaymentIntent | Charge | Invoice | SubscriptionObject | Refund | Dispute | CustomerObject

KINDS: dict[str, type[AnyObject]] = {
    "checkout.session": CheckoutSession,
    "payment_intent": PaymentIntent,
    "charge": Charge,
    "invoice": Invoice,
    "subscription": SubscriptionObject,
    "refund": Refund,
    "dispute": Dispute,
    "customer": CustomerObject,
}

PREFIXES: dict[str, str] = {
    "cs": "checkout.session",
    "pi": "payment_intent",
    "ch": "charge",
    "py": "charge",
    "in": "invoice",
    "sub": "subscription",
    "re": "refund",
    "pyr": "refund",
    "du": "dispute",
    "dp": "dispute",
    "cus": "customer",
}


def kind_of(object_id: str) -> str | None:
    """The kind of object that an id names by its prefix; None: one that we do not read."""
    return PREFIXES.get(object_id.partition("_")[0])


def parse(body: Mapping[str, object]) -> AnyObject:
    """A provider's object from its JSON; raises InvalidArguments for one that we do not read."""
    kind = KINDS.get(str(body.get("object")))
    if kind is None:
        raise InvalidArguments(f"no provider object of kind {body.get('object')!r}", field="object")
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise InvalidArguments(f"{kind.__name__}.{where} of the provider cannot be read", field=where) from error


def notice_of(event: Mapping[str, object]) -> Notice:
    """The notice in an event of the provider (`{"id", "type", "created", "livemode", "data": {"object": ...}}`)."""
    data = event.get("data")
    subject = data.get("object") if isinstance(data, Mapping) else None
    found = subject.get("id") if isinstance(subject, Mapping) else None
    try:
        return Notice.model_validate(
            {
                "id": event.get("id"),
                "type": event.get("type"),
                "object_id": found or "none",
                "livemode": event.get("livemode"),
                "account": event.get("account"),
                "created": event.get("created"),
            }
        )
    except ValidationError as error:
        raise InvalidArguments("the provider's event cannot be read", field="event") from error
