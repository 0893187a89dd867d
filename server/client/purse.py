"""Energy, packs, payments and the narrative, as a client meets them: calls and what they answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from .calls import Call
from .fields import Fields

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a person has, in points. `debt` is settled first; with `unlimited` nothing is deducted."""

    available: int
    held: int
    debt: int
    tier: str
    unlimited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Whether an action is possible now, in points: what it would take, and what there is."""

    can_perform: bool
    required: int
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Energy to buy once. `amount` in cents; `first_bonus`: points on top of a first purchase."""

    id: str
    title: str
    amount: int
    currency: str
    points: int
    first_bonus: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was ordered. `status`: `pending`, `paid`, `failed` or `expired`; `amount` in cents."""

    id: str
    product: str
    status: str
    amount: int
    currency: str
    points: int
    sandbox: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A pending order and how the person pays it: on the page at `url`, or with `client_secret`. In the sandbox no
    money moves."""

    order: Order
    url: str | None
    client_secret: str | None
    publishable_key: str | None
    sandbox: bool


def balance() -> Call[Balance]:
    """The person's wallet."""
    return Call(method="GET", path="/luna/energy/me", read=_balance, repeatable=True)


def can_perform(action: str) -> Call[Allowance]:
    """Whether the person can pay an action now."""
    path = "/luna/energy/can-perform"
    return Call(method="POST", path=path, read=_allowance, body={"action": action}, repeatable=True)


def packs() -> Call[tuple[Pack, ...]]:
    """What is sold."""
    return Call(method="GET", path="/billing/packs", read=_packs, public=True, repeatable=True)


def purchase(pack_id: str, *, key: str) -> Call[Payment]:
    """Order a pack."""
    return _keyed("/luna/energy/purchase", {"pack_id": pack_id}, key, _payment)


def confirm_proposal(proposal_id: str, amount: int, *, key: str) -> Call[Payment]:
    """Accept what was proposed at the price that was shown, in cents."""
    path = f"/billing/proposals/{quote(proposal_id, safe='')}/confirm"
    return _keyed(path, {"amount": amount}, key, _payment)


def confirm_payment(order_id: str) -> Call[Order]:
    """Ask whether an order is paid; its points are credited once."""
    body = {"order_id": order_id}
    return Call(method="POST", path="/billing/confirm-payment", read=_order, body=body, repeatable=True)


def advise(question: str, *, key: str) -> Call[str]:
    """A piece of advice, for its price."""
    return _keyed("/luna/advice", {"question": question}, key, lambda body: body.text("advice"))


def narrative() -> Call[str]:
    """The person's path, in words."""
    return Call(method="GET", path="/luna/narrative/me", read=lambda body: body.text("text"), repeatable=True)


def _keyed(path: str, body: Mapping[str, object], key: str, read: Callable[[Fields], T]) -> Call[T]:
    headers = {"Idempotency-Key": key}
    return Call(method="POST", path=path, read=read, body=body, headers=headers, repeatable=True)


def _balance(body: Fields) -> Balance:
    return Balance(
        available=body.number("energy_available"),
        held=body.number("energy_held"),
        debt=body.number("debt"),
        tier=body.text("tier"),
        unlimited=body.values.get("unlimited") is True,
    )


def _allowance(body: Fields) -> Allowance:
    return Allowance(
        can_perform=body.values.get("can_perform") is True,
        required=body.number("energy_required"),
        available=body.number("energy_available"),
    )


def _packs(body: Fields) -> tuple[Pack, ...]:
    return tuple(
        Pack(
            id=each.text("id"),
            title=each.text("title"),
            amount=each.number("amount"),
            currency=each.text("currency"),
            points=each.number("points"),
            first_bonus=each.number("first_bonus"),
        )
        for each in body.objects("packs")
    )


def _payment(body: Fields) -> Payment:
    return Payment(
        order=_order(Fields("order", body.object("order"))),
        url=body.maybe("url"),
        client_secret=body.maybe("client_secret"),
        publishable_key=body.maybe("publishable_key"),
        sandbox=body.values.get("sandbox") is True,
    )


def _order(body: Fields) -> Order:
    return Order(
        id=body.text("order_id"),
        product=body.text("product"),
        status=body.text("status"),
        amount=body.number("amount"),
        currency=body.text("currency"),
        points=body.number("points"),
        sandbox=body.values.get("sandbox") is True,
    )
