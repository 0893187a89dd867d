"""Billing: packs and plans, proposals, payments, receipts; and where Stripe tells what was paid."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from server.auth import Anyone, Iris, OfPerson, Person
from server.idempotency import Command
from server.limits.doors import admit_payment, admit_purchase
from server.routers.chat import Identifier
from server.routers.privacy import Locale, unstored
from tools.billing import Flow, Order, OrderLine, Payment, Subscription
from tools.billing.models import Dispute, Kind, OrderState
from tools.energy import Tier
from tools.errors import IdempotencyMismatch

router = APIRouter(tags=["billing"], prefix="/billing", dependencies=[Depends(unstored)])

Name = Annotated[str, Field(min_length=1, max_length=64)]
Cents = Annotated[int, Field(strict=True, gt=0, le=10_000_000)]


class PackView(BaseModel):
    """Energy to buy once. `amount` in cents; `first_bonus`: points on top of a person's first purchase."""

    id: str
    title: str
    amount: int
    currency: str
    points: int
    first_bonus: int


class PlanView(BaseModel):
    """A plan by the month. `amount` in cents a month."""

    id: str
    title: str
    amount: int
    currency: str
    tier: Tier


class PriceList(BaseModel):
    """What is sold. `sandbox`: no money moves here; `publishable_key` is Stripe's, for its elements."""

    packs: list[PackView]
    plans: list[PlanView]
    sandbox: bool
    publishable_key: str | None


class IntentBody(BaseModel):
    """A pack to pay in the app's own form."""

    model_config = ConfigDict(extra="forbid")

    pack_id: Name = Field(examples=["cafe_luna"])


class ConfirmBody(BaseModel):
    """The price that the person saw, in cents: another one is refused with `price_changed`."""

    model_config = ConfigDict(extra="forbid")

    amount: Cents = Field(examples=[299])
    flow: Flow = "checkout"


class SubscribeBody(BaseModel):
    """A plan of the price list."""

    model_config = ConfigDict(extra="forbid")

    plan_id: Name = Field(examples=["luna_unlimited"])


class PaidBody(BaseModel):
    """The order that the client believes to be paid."""

    model_config = ConfigDict(extra="forbid")

    order_id: Identifier


class OrderView(BaseModel):
    """An order. `amount` and `refunded` in cents; `points` without the `bonus`. `sandbox`: no money moved."""

    order_id: str
    kind: Kind
    product: str
    status: OrderState
    amount: int
    currency: str
    points: int
    bonus: int
    refunded: int
    dispute: Dispute | None
    sandbox: bool
    created_at: datetime
    paid_at: datetime | None


class PaymentView(BaseModel):
    """A pending order and how to pay it: a page (`url`), or a `client_secret` for Stripe's elements."""

    order: OrderView
    url: str | None
    client_secret: str | None
    publishable_key: str | None
    sandbox: bool


class MonthView(BaseModel):
    """A month of a plan that was paid. `amount` in cents; `receipt` is a path."""

    invoice_id: str
    amount: int
    at: datetime
    receipt: str


class OrderLineView(OrderView):
    """An order in the person's history, with where its receipts are, once it is paid."""

    title: str
    receipt: str | None
    months: list[MonthView]


class History(BaseModel):
    """The person's orders, the newest first."""

    orders: list[OrderLineView]


class ReceiptLink(BaseModel):
    """The provider's page."""

    url: str


class SubscriptionView(BaseModel):
    """A subscription; `status` is in the provider's words."""

    id: str
    order_id: str
    product: str
    status: str
    period_end: datetime | None
    cancel_at_period_end: bool


class Received(BaseModel):
    """The event is kept, and worked on."""

    received: Literal[True] = True


@router.get("/packs", dependencies=[Anyone])
async def packs(iris: Iris, locale: Locale) -> PriceList:
    """What is sold, and for how much."""
    catalogue, gateway = iris.energy.catalogue, iris.billing.gateway
    return PriceList(
        packs=[
            PackView(
                id=pack.id,
                title=pack.title[locale],
                amount=pack.amount,
                currency=catalogue.currency,
                points=pack.points,
                first_bonus=pack.first_bonus,
            )
            for pack in catalogue.packs.values()
        ],
        plans=[
            PlanView(
                id=plan.id,
                title=plan.title[locale],
                amount=plan.amount,
                currency=catalogue.currency,
                tier=plan.tier,
            )
            for plan in catalogue.plans.values()
        ],
        sandbox=gateway is not None and gateway.name == "sandbox",
        publishable_key=None if gateway is None else gateway.publishable_key,
    )


@router.post("/create-intent")
async def create_intent(
    body: IntentBody, request: Request, actor: Person, iris: Iris, command: Command, locale: Locale
) -> PaymentView:
    """Order a pack to be paid in the app's own form, by Stripe's elements: the bank's own check included."""
    await admit_purchase(request, actor)
    payment = await iris.billing.purchase(actor, body.pack_id, flow="intent", key=command, locale=locale)
    return payment_view(payment, body.pack_id)


@router.post("/confirm-payment")
async def confirm_payment(body: PaidBody, request: Request, actor: Person, iris: Iris) -> OrderView:
    """Ask the provider whether an order is paid, and credit it if so, once; 409 `order_unpaid` otherwise."""
    await admit_payment(request, actor)
    return OrderView(**_order(await iris.billing.confirm_payment(actor, body.order_id)))


@router.post("/proposals/{proposal_id}/confirm")
async def confirm_proposal(
    proposal_id: Identifier,
    body: ConfirmBody,
    request: Request,
    actor: Person,
    iris: Iris,
    command: Command,
    locale: Locale,
) -> PaymentView:
    """Accept what was proposed, at the price that was shown: it becomes an order to be paid."""
    await admit_purchase(request, actor)
    payment = await iris.billing.confirm(
        actor, proposal_id, amount=body.amount, flow=body.flow, key=command, locale=locale
    )
    return payment_view(payment, None)


@router.post("/subscribe")
async def subscribe(
    body: SubscribeBody, request: Request, actor: Person, iris: Iris, command: Command, locale: Locale
) -> PaymentView:
    """Order a plan by the month; it begins when the first month is paid. One that was cancelled and runs goes on."""
    await admit_purchase(request, actor)
    payment = await iris.billing.subscribe(actor, body.plan_id, key=command, locale=locale)
    return payment_view(payment, body.plan_id)


@router.post("/cancel")
async def cancel(actor: Person, iris: Iris) -> SubscriptionView:
    """End every plan; what is paid stays until its period ends. Never limited: leaving is always possible."""
    return _subscription(await iris.billing.cancel(actor))


@router.post(
    "/webhook",
    dependencies=[Anyone],
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}},
)
async def webhook(
    request: Request, iris: Iris, stripe_signature: Annotated[str | None, Header(max_length=2000)] = None
) -> Received:
    """What Stripe tells. 2xx only once it is kept and can be worked on: otherwise Stripe sends it again."""
    await iris.billing.receive(await request.body(), stripe_signature)
    return Received()


@router.get("/history/{user_id}")
async def history(actor: OfPerson, iris: Iris, locale: Locale) -> History:
    """Everything that the person ordered, paid, and was given back."""
    return History(orders=[_line(line) for line in await iris.billing.history(actor.user_id, locale)])


@router.get("/orders/{order_id}/receipt")
async def receipt(
    order_id: Identifier, actor: Person, iris: Iris, invoice: Annotated[Identifier | None, Query()] = None
) -> ReceiptLink:
    """Where the receipt of an order that is paid is; of a plan, that of its last month, or of one with `invoice`."""
    return ReceiptLink(url=await iris.billing.receipt(actor, order_id, invoice))


def payment_view(payment: Payment, product: str | None) -> PaymentView:
    """A payment on the wire; raises IdempotencyMismatch when it is of another product than was asked for."""
    if product is not None and payment.order.product != product:
        raise IdempotencyMismatch("this key was used for another product", field="Idempotency-Key")
    return PaymentView(
        order=OrderView(**_order(payment.order)),
        url=payment.url,
        client_secret=payment.client_secret,
        publishable_key=payment.publishable_key,
        sandbox=payment.sandbox,
    )


def _order(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "kind": order.kind,
        "product": order.product,
        "status": order.state,
        "amount": order.amount,
        "currency": order.currency,
        "points": order.points,
        "bonus": order.bonus,
        "refunded": order.refunded,
        "dispute": order.dispute,
        "sandbox": order.gateway == "sandbox",
        "created_at": order.created_at,
        "paid_at": order.paid_at,
    }


def _line(line: OrderLine) -> OrderLineView:
    receipt = f"/billing/orders/{line.order.id}/receipt"
    return OrderLineView(
        **_order(line.order),
        title=line.title,
        receipt=receipt if line.order.paid_at is not None else None,
        months=[
            MonthView(invoice_id=m.invoice_id, amount=m.amount, at=m.at, receipt=f"{receipt}?invoice={m.invoice_id}")
            for m in line.months
        ],
    )


def _subscription(subscription: Subscription) -> SubscriptionView:
    return SubscriptionView(
        id=subscription.id,
        order_id=subscription.order_id,
        product=subscription.product,
        status=subscription.status,
        period_end=subscription.period_end,
        cancel_at_period_end=subscription.cancel_at_period_end,
    )
