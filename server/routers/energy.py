"""Energy: what a person has, what an action costs, what was spent; spending and refunding by apps."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from agents.runtime import Runtime
from server.auth import ByKey, Iris, OfPerson, Person
from server.idempotency import Command
from server.limits.doors import admit_purchase, admit_spend
from server.routers.billing import PaymentView, payment_view
from server.routers.chat import Identifier
from server.routers.privacy import Locale, unstored
from tools.actor import Actor
from tools.energy import Balance, Hold, Movement, Origin, Tier
from tools.energy.pricing import teaser
from tools.errors import IdempotencyMismatch
from tools.metering import Basis, Quote

router = APIRouter(tags=["energy"], prefix="/luna/energy", dependencies=[Depends(unstored)])

Name = Annotated[str, Field(min_length=1, max_length=64)]


class ActionBody(BaseModel):
    """An action of the price list."""

    model_config = ConfigDict(extra="forbid")

    action: Name = Field(examples=["quick_advice"])


class CheckBody(BaseModel):
    """What is asked about: an action, or nothing in particular."""

    model_config = ConfigDict(extra="forbid")

    action: Name | None = Field(default=None, examples=["quick_advice"])


class ConsumeBody(BaseModel):
    """What an app did for a person. Who: X-Iris-User, or `user_id`."""

    model_config = ConfigDict(extra="forbid")

    action: Name = Field(examples=["quick_advice"])
    user_id: Identifier | None = None


class RefundBody(BaseModel):
    """The spend to give back: the `transaction_id` that `consume` answered. Who: X-Iris-User, or `user_id`."""

    model_config = ConfigDict(extra="forbid")

    transaction_id: Identifier
    user_id: Identifier | None = None


class PurchaseBody(BaseModel):
    """A pack, and how it is paid: on a page of the provider, or in the app's own form."""

    model_config = ConfigDict(extra="forbid")

    pack_id: Name = Field(examples=["cafe_luna"])
    flow: Literal["checkout", "intent"] = "checkout"


class LotView(BaseModel):
    """Points of one origin; those that expire soonest are spent first."""

    origin: Origin
    amount: int
    remaining: int
    expires_at: datetime | None


class Teaser(BaseModel):
    """What a feature that the tier lacks would give, without its content."""

    feature: str
    text: str


class QuoteView(BaseModel):
    """What an action would cost now, in points. `charge` is 0 when it is `included` in the month, or `unlimited`."""

    action: str
    price: int
    charge: int
    basis: Basis
    can_perform: bool
    shortfall: int


class BalanceView(BaseModel):
    """A wallet, in points. `debt`: taken back by a bank after it was spent; it is settled first.

    `included`: what is left this month by quota, null without a limit; `conversations_left`: today.
    """

    user_id: str
    energy_available: int
    energy_held: int
    debt: int
    tier: Tier
    tier_until: datetime | None
    unlimited: bool
    included: dict[str, int | None]
    conversations_left: int | None
    features: list[str]
    teasers: list[Teaser]
    lots: list[LotView]


class Checked(BaseModel):
    """The balance, and what the action would cost."""

    balance: BalanceView
    quote: QuoteView | None


class CanPerform(BaseModel):
    """Whether an action is possible now; `energy_required` is what would be taken, 0 where nothing is."""

    can_perform: bool
    energy_required: int
    energy_available: int


class Spent(BaseModel):
    """A spend. `transaction_id` is what `refund` takes."""

    transaction_id: str
    action: str
    charged: int
    basis: Basis
    energy_available: int
    energy_held: int


class Refunded(BaseModel):
    """A spend that was given back, once."""

    transaction_id: str
    energy_available: int
    energy_held: int


class MovementView(BaseModel):
    """One line of the statement. `change`: of what is available, 0 for a spend, whose points left with its hold."""

    id: str
    at: datetime
    kind: str
    change: int
    energy_available: int
    energy_held: int
    action: str | None
    agent: str | None
    transaction_id: str | None
    order_id: str | None
    origin: Origin | None
    basis: Basis | None


class Statement(BaseModel):
    """Movements, the newest first; ask on with `before` = `next`, null at the end."""

    transactions: list[MovementView]
    next: str | None


class AnalyticsView(BaseModel):
    """Points spent in the last days: by day (Paris), by action, by agent (empty: an app, or REST)."""

    days: int
    spent: int
    by_day: dict[str, int]
    by_action: dict[str, int]
    by_agent: dict[str, int]


@router.post("/check")
async def check(body: CheckBody, actor: Person, iris: Iris, locale: Locale) -> Checked:
    """What the person has, what their tier gives and lacks, and what an action would cost; nothing is spent."""
    quote = None if body.action is None else _quote(await iris.energy.quote(actor.user_id, body.action))
    return Checked(balance=await _balance(iris, actor, locale), quote=quote)


@router.post("/can-perform")
async def can_perform(body: ActionBody, actor: Person, iris: Iris) -> CanPerform:
    """Whether the person can pay an action now; nothing is held."""
    quote = await iris.energy.quote(actor.user_id, body.action)
    return CanPerform(can_perform=quote.shortfall == 0, energy_required=quote.charge, energy_available=quote.available)


@router.post("/consume")
async def consume(body: ConsumeBody, request: Request, actor: ByKey, iris: Iris, command: Command) -> Spent:
    """Take an action's points for what an app did; 402 `insufficient_energy` when there are too few."""
    await admit_spend(request, actor)
    hold, change = await iris.energy.consume(
        actor.user_id, body.action, key=command, actor=f"{actor.kind}:{actor.app_id}"
    )
    if hold.action != body.action:
        raise IdempotencyMismatch("this key was used for another action", field="Idempotency-Key")
    return _spent(hold, change.available, change.held)


@router.post("/refund")
async def refund(body: RefundBody, request: Request, actor: ByKey, iris: Iris, command: Command) -> Refunded:
    """Give one spend back, whole; 409 `not_refundable` the second time, unless it is the same request."""
    await admit_spend(request, actor)
    change = await iris.energy.refund(
        actor.user_id,
        body.transaction_id,
        actor=f"{actor.kind}:{actor.app_id}",
        command=f"{command}:{body.transaction_id}",
    )
    return Refunded(transaction_id=body.transaction_id, energy_available=change.available, energy_held=change.held)


@router.post("/purchase")
async def purchase(
    body: PurchaseBody, request: Request, actor: Person, iris: Iris, command: Command, locale: Locale
) -> PaymentView:
    """Order a pack at its price of now: what the client needs to pay it. Points come when it is paid."""
    await admit_purchase(request, actor)
    payment = await iris.billing.purchase(actor, body.pack_id, flow=body.flow, key=command, locale=locale)
    return payment_view(payment, body.pack_id)


@router.get("/{user_id}")
async def get_balance(actor: OfPerson, iris: Iris, locale: Locale) -> BalanceView:
    """The person's wallet."""
    return await _balance(iris, actor, locale)


@router.get("/transactions/{user_id}")
async def transactions(
    actor: OfPerson,
    iris: Iris,
    before: Annotated[Identifier | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Statement:
    """Every movement, and the balance after it: why it is what it is."""
    lines = await iris.energy.statement(actor.user_id, before=before, limit=limit)
    return Statement(
        transactions=[_movement(line) for line in lines], next=lines[-1].id if len(lines) == limit else None
    )


@router.get("/analytics/{user_id}")
async def analytics(actor: OfPerson, iris: Iris, days: Annotated[int, Query(ge=1, le=366)] = 30) -> AnalyticsView:
    """What energy was spent on."""
    told = await iris.energy.analytics(actor.user_id, days=days)
    return AnalyticsView(
        days=told.days,
        spent=told.spent,
        by_day=dict(told.by_day),
        by_action=dict(told.by_action),
        by_agent=dict(told.by_agent),
    )


async def _balance(iris: Runtime, actor: Actor, locale: str) -> BalanceView:
    balance: Balance = await iris.energy.balance(actor.user_id)
    catalogue = iris.energy.catalogue
    features = catalogue.tiers[balance.tier].features
    return BalanceView(
        user_id=actor.user_id,
        energy_available=balance.available,
        energy_held=balance.held,
        debt=balance.debt,
        tier=balance.tier,
        tier_until=balance.tier_until,
        unlimited=balance.unlimited,
        included=dict(balance.included),
        conversations_left=balance.conversations_left,
        features=sorted(features),
        teasers=[
            Teaser(feature=feature, text=text)
            for feature in catalogue.features
            if (text := teaser(catalogue, balance.tier, feature, locale)) is not None
        ],
        lots=[
            LotView(origin=lot.origin, amount=lot.amount, remaining=lot.remaining, expires_at=lot.expires_at)
            for lot in balance.lots
        ],
    )


def _quote(quote: Quote) -> QuoteView:
    return QuoteView(
        action=quote.action,
        price=quote.price,
        charge=quote.charge,
        basis=quote.basis,
        can_perform=quote.shortfall == 0,
        shortfall=quote.shortfall,
    )


def _spent(hold: Hold, available: int, held: int) -> Spent:
    return Spent(
        transaction_id=hold.id,
        action=hold.action,
        charged=hold.captured,
        basis=hold.basis,
        energy_available=available,
        energy_held=held,
    )


def _movement(line: Movement) -> MovementView:
    return MovementView(
        id=line.id,
        at=line.at,
        kind=line.kind,
        change=line.change,
        energy_available=line.available,
        energy_held=line.held,
        action=line.action,
        agent=line.agent,
        transaction_id=line.hold_id,
        order_id=line.order_id,
        origin=line.origin,
        basis=line.basis,
    )
