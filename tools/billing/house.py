"""Billing, built once from its parts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

import tools.billing.rows as rows
from tools.actor import Actor, ThreadId, UserId
from tools.billing.checking import violations_in
from tools.billing.errors import EventParked, OrderUnpaid
from tools.billing.fulfilment import Fulfilment
from tools.billing.gateway import Gateway
from tools.billing.inbox import Inbox
from tools.billing.models import (
    Flow,
    Month,
    Order,
    OrderLine,
    Payment,
    Proposal,
    Reconciliation,
    Subscription,
)
from tools.billing.objects import Charge, Invoice, PaymentIntent
from tools.billing.ordering import Ordering
from tools.billing.reconciling import Reconciling
from tools.clock import Clock
from tools.energy import Ledger
from tools.errors import NotFound
from tools.events import EventStore
from tools.storage import Database
from tools.storage.schema import orders


def nowhere(_: str) -> None:
    """A failpoint that fails nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """How people pay: proposals, orders, what the provider says, and what follows from it, once.

    Without a gateway nothing can be bought. `step` is told each step by name; tests stop there.
    """

    database: Database
    clock: Clock
    events: EventStore
    ledger: Ledger
    gateway: Gateway | None
    step: Callable[[str], None] = nowhere

    @property
    def sandbox(self) -> bool:
        """Whether purchases move no money."""
        return self.gateway is not None and self.gateway.name == "sandbox"

    def title(self, product: str, locale: str) -> str:
        """What a pack or a plan is called in a language."""
        return self._ordering.title(product, locale)

    async def propose(
        self, actor: Actor, product: str, *, thread_id: ThreadId | None = None, command: str | None = None
    ) -> Proposal:
        """Offer a pack or a plan at the catalogue's price for 30 minutes; the same `command` makes one proposal.

        Raises UnknownPack.
        """
        return await self._ordering.propose(actor, product, thread_id=thread_id, command=command)

    async def confirm(
        self, actor: Actor, proposal_id: str, *, amount: int, flow: Flow = "checkout", key: str, locale: str = "fr"
    ) -> Payment:
        """Order what was proposed, for `amount` cents as the person saw it; the same key gives the same payment.

        An order that failed or expired gives its proposal back. ProposalConfirmed has the `url` of a page that waits.
        Raises NotFound, ProposalExpired, ProposalConfirmed, PriceChanged, IdempotencyMismatch, SubscriptionActive,
        PaymentUnavailable.
        """
        return await self._ordering.confirm(actor, proposal_id, amount=amount, flow=flow, key=key, locale=locale)

    async def purchase(
        self, actor: Actor, pack_id: str, *, flow: Flow = "checkout", key: str, locale: str = "fr"
    ) -> Payment:
        """Order a pack or a plan; the same key gives the same payment.

        Raises UnknownPack, IdempotencyMismatch, SubscriptionActive, PaymentUnavailable.
        """
        return await self._ordering.order(actor, pack_id, flow=flow, key=key, locale=locale)

    async def subscribe(self, actor: Actor, plan_id: str, *, key: str, locale: str = "fr") -> Payment:
        """Order a plan; as `purchase`, and raises UnknownPack for a pack.

        The pages of other plans are closed. The plan that the person has cancelled and that still runs goes on instead,
        at the same price: its order, which is paid, comes back without a page. Beside one that runs out, another plan
        begins as soon as it is paid, and the best tier of the two holds.
        """
        self._ordering.plan(plan_id)
        return await self._ordering.order(actor, plan_id, flow="checkout", key=key, locale=locale)

    async def cancel(self, actor: Actor) -> Subscription:
        """End every plan of the actor with the period that is paid; the one that runs longest.

        Raises NotFound, PaymentUnavailable.
        """
        return await self._inbox.changing.cancel(self._ordering.provider(), actor.user_id)

    async def subscription(self, user_id: UserId) -> Subscription | None:
        """The plan that a person has, or had last."""
        return await self.database.read(lambda c: rows.latest_subscription(c, user_id))

    async def order(self, actor: Actor, order_id: str) -> Order:
        """An order of the actor; raises NotFound."""
        return await self._ordering.own(actor, order_id)

    async def confirm_payment(self, actor: Actor, order_id: str) -> Order:
        """Ask the provider whether an order is paid, and do what follows; a paid order is given as it is.

        Raises NotFound, OrderUnpaid, PaymentUnavailable.
        """
        order = await self._ordering.own(actor, order_id)
        if order.state == "paid":
            return order
        gateway = self._ordering.provider()
        try:
            order = await self._inbox.settle(gateway, self._ordering.object_of(order))
        except EventParked as parked:
            raise OrderUnpaid(str(parked), order_id=order_id) from parked
        if order.state != "paid":
            raise OrderUnpaid(f"{order.id} is {order.state}", order_id=order_id)
        return order

    async def receive(self, payload: bytes, signature: str | None) -> None:
        """Take a webhook's call: returns once the event is kept and worked on, or known to be of no interest.

        Raises SignatureRefused, and EventParked for what cannot be worked on yet (the provider sends it again).
        """
        await self._inbox.receive(self._ordering.provider(), payload, signature)

    async def work(self) -> int:
        """Work on events that wait; a job. Returns how many were handled."""
        return await self._inbox.work(self.gateway) if self.gateway is not None else 0

    async def history(self, user_id: UserId, locale: str = "fr") -> list[OrderLine]:
        """The person's orders, the latest first, with the months of each plan."""
        query = select(orders).where(orders.c.user_id == user_id).order_by(orders.c.created_at.desc(), orders.c.id)

        def read(connection: Connection) -> list[OrderLine]:
            return [self._line(connection, rows.order_of(row), locale) for row in connection.execute(query).all()]

        return await self.database.read(read)

    def _line(self, connection: Connection, order: Order, locale: str) -> OrderLine:
        paid = rows.fulfilled(connection, order.id, "invoice")
        months = (Month(invoice_id=str(row.object_id), amount=int(row.amount), at=row.at) for row in paid)
        return OrderLine(order=order, title=self._ordering.title(order.product, locale), months=tuple(months))

    async def receipt(self, actor: Actor, order_id: str, invoice_id: str | None = None) -> str:
        """The address of the provider's receipt, of a pack or of a month of a plan (the last one when none is named).

        Raises NotFound, PaymentUnavailable.
        """
        order = await self._ordering.own(actor, order_id)
        if order.kind == "subscription":
            paid = await self.database.read(lambda c: rows.fulfilled(c, order.id, "invoice"))
            known = [str(row.object_id) for row in paid]
            found = invoice_id if invoice_id in known or invoice_id is None else None
            object_id = found or (known[-1] if known and invoice_id is None else None)
        else:
            object_id = order.charge_id or order.intent_id
        if object_id is None or order.state != "paid":
            raise NotFound(f"no receipt of {order_id!r}")
        if url := await self._receipt_of(object_id):
            return url
        raise NotFound(f"no receipt of {order_id!r}")

    async def _receipt_of(self, object_id: str) -> str | None:
        gateway = self._ordering.provider()
        found = await gateway.fetch(object_id)
        if isinstance(found, PaymentIntent) and found.latest_charge is not None:
            found = await gateway.fetch(found.latest_charge)
        if isinstance(found, Invoice):
            return found.hosted_invoice_url
        return found.receipt_url if isinstance(found, Charge) else None

    async def reconcile(self, since: datetime | None = None) -> Reconciliation:
        """Compare the provider with the ledger, from the last comparison on (with three days of overlap) or `since`.

        Events that no webhook brought are worked on first. Raises PaymentUnavailable.
        """
        reconciling = Reconciling(database=self.database, clock=self.clock, events=self.events, inbox=self._inbox)
        return await reconciling.compare(self._ordering.provider(), since)

    async def check(self) -> None:
        """Reconcile where a provider is connected; an hourly job. Differences are logged by their ids."""
        if self.gateway is not None:
            await self.reconcile()

    async def violations(self) -> list[str]:
        """What the database alone shows to be wrong; empty: all is well."""
        return await self.database.read(violations_in)

    @property
    def _ordering(self) -> Ordering:
        return Ordering(
            database=self.database,
            clock=self.clock,
            events=self.events,
            catalogue=self.ledger.catalogue,
            gateway=self.gateway,
            changing=self._inbox.changing,
            step=self.step,
        )

    @property
    def _inbox(self) -> Inbox:
        fulfilment = Fulfilment(events=self.events, ledger=self.ledger, clock=self.clock, step=self.step)
        return Inbox(database=self.database, clock=self.clock, fulfilment=fulfilment, step=self.step)
