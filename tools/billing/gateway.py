"""The Gateway port: a payment provider, real or not. Amounts are cents of the order's currency."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tools.actor import UserId
from tools.billing.errors import SignatureRefused
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
)

TOLERANCE = timedelta(seconds=300)
"""How far a signature's time may be from ours, in either direction (Stripe's own default for the past)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A way to pay that the provider opened: a page (`url`) or a secret for its elements."""

    id: str
    url: str | None = None
    client_secret: str | None = None


class Gateway(Protocol):
    """A payment provider. Every call that makes something carries a key that depends on our row alone, so that it is
    made once however often it is asked for. Calls raise PaymentUnavailable when the provider does not answer."""

    @property
    def name(self) -> GatewayName: ...
    @property
    def livemode(self) -> bool:
        """Whether real money moves."""
        ...

    @property
    def account(self) -> str | None:
        """Our own account, when the settings name it."""
        ...

    @property
    def publishable_key(self) -> str | None: ...

    async def customer(self, user_id: UserId) -> str:
        """The provider's id of a person (`cus_`), made once with nothing but `metadata.user_id`."""
        ...

    async def checkout(self, order: Order, *, title: str, customer: str, locale: str = "fr") -> Opened:
        """A page on which the order is paid (`cs_`): once for a pack, by the month for a subscription."""
        ...

    async def intent(self, order: Order, *, title: str, customer: str) -> Opened:
        """A payment of a pack on the client's own page (`pi_` and its secret)."""
        ...

    async def expire(self, object_id: str) -> CheckoutSession | PaymentIntent:
        """Close a page (`cs_`) or a payment (`pi_`) so that it cannot be paid any more; what is paid, or on its way,
        stays as it is. Returns it as it then is; raises NotFound."""
        ...

    async def cancel(self, subscription_id: str, *, at_period_end: bool) -> SubscriptionObject:
        """End a subscription, at the end of what is paid or at once; raises NotFound for one that has ended."""
        ...

    async def resume(self, subscription_id: str) -> SubscriptionObject:
        """Let a subscription go on that was cancelled for the end of its period; raises NotFound for one that ended."""
        ...

    async def fetch(self, object_id: str) -> AnyObject:
        """An object as it is now, by its prefix (`cs_`, `pi_`, `ch_`, `in_`, `sub_`, `re_`, `du_`); raises NotFound.

        A charge of a subscription comes with its `invoice`.
        """
        ...

    async def forget(self, customer_id: str) -> None:
        """Delete a customer (erasure); one that is unknown is deleted already."""
        ...

    def read(self, payload: bytes, signature: str | None, now: datetime) -> Notice:
        """A webhook's event, when its signature is ours and within TOLERANCE; raises SignatureRefused."""
        ...

    async def intents(self, since: datetime) -> Sequence[PaymentIntent]:
        """Payments made since, whatever their status."""
        ...

    async def invoices(self, since: datetime) -> Sequence[Invoice]:
        """Invoices made since."""
        ...

    async def refunds(self, since: datetime) -> Sequence[Refund]:
        """Refunds made since."""
        ...

    async def disputes(self, since: datetime) -> Sequence[Dispute]:
        """Disputes opened since."""
        ...

    async def undelivered(self, since: datetime) -> Sequence[Notice]:
        """Events since that no webhook of ours took."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


def sign(payload: bytes, secret: str, at: int) -> str:
    """The header `Stripe-Signature` of a payload: `t=<unix seconds>,v1=<HMAC-SHA256>` (docs.stripe.com/webhooks)."""
    code = hmac.new(secret.encode(), b"%d." % at + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={code}"


def verify(payload: bytes, signature: str | None, secret: str, now: datetime) -> None:
    """Raise SignatureRefused unless the payload was signed with the secret, less than TOLERANCE ago or ahead.

    Stripe's own SDK accepts any time in the future (measured on 16.1): a stolen key's events could be kept for later.
    """
    if not secret:
        raise SignatureRefused("no webhook secret is set")
    stamps, codes = _parts(signature or "")
    if len(stamps) != 1 or not codes:
        raise SignatureRefused("the signature cannot be read")
    at = stamps[0]
    expected = sign(payload, secret, at).rpartition("v1=")[2]
    if not any(hmac.compare_digest(expected, code) for code in codes):
        raise SignatureRefused("nobody signed this with our secret")
    if abs(int(now.timestamp()) - at) > TOLERANCE.total_seconds():
        raise SignatureRefused("signed too long ago, or in the future", seconds=int(now.timestamp()) - at)


def _parts(signature: str) -> tuple[list[int], list[str]]:
    stamps: list[int] = []
    codes: list[str] = []
    for part in signature.split(","):
        name, _, value = part.strip().partition("=")
        if name == "t" and value.isascii() and value.isdigit() and len(value) < 13:
            stamps.append(int(value))
        elif name == "v1" and value.isascii():
            codes.append(value)
    return stamps, codes
