"""The reconciler: what the provider says was paid and given back, against what the ledger did."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select

import tools.billing.rows as rows
from tools.billing.errors import EventParked
from tools.billing.gateway import Gateway
from tools.billing.inbox import Inbox
from tools.billing.models import Difference, Order, Reconciliation
from tools.billing.objects import Dispute, Invoice, PaymentIntent, Refund
from tools.billing.rules import IGNORED, LIVE
from tools.clock import Clock
from tools.errors import NotFound
from tools.events import NOBODY, Append, EventStore, NewEvent
from tools.storage import Database
from tools.storage.schema import events, fulfilments, inbox, orders, subscriptions

log = logging.getLogger(__name__)

STREAM = "billing-house"
OVERLAP = timedelta(days=3)
"""Looked at again each time: as long as Stripe goes on sending an event (docs.stripe.com/webhooks)."""
FARTHEST = timedelta(days=29)
"""How far back the first comparison looks; Stripe lists events of 30 days."""
SETTLING = timedelta(minutes=2)
"""What is younger may be on its way."""

FulfilmentRow = Row[tuple[object, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciling:
    """Compares in both directions; only orders of this gateway, live or test as it is."""

    database: Database
    clock: Clock
    events: EventStore
    inbox: Inbox

    async def compare(self, gateway: Gateway, since: datetime | None) -> Reconciliation:
        """Work on missed events, then list what still differs; see `Billing.reconcile`."""
        until = self.clock.now()
        if since is None:
            since = (await self.database.read(_watermark) or until - FARTHEST) - OVERLAP
        picked_up = await self._pick_up(gateway, since)
        intents = [each for each in await gateway.intents(since) if each.status == "succeeded"]
        invoices = [each for each in await gateway.invoices(since) if each.status == "paid" and each.amount_paid]
        refunds = [each for each in await gateway.refunds(since) if each.status in ("succeeded", "pending")]
        disputes = [each for each in await gateway.disputes(since) if not each.warning]
        months = await self._of_invoices(gateway, intents)
        done = await self.database.read(lambda c: _done(c, gateway, since))
        about = {each.charge or "" for each in refunds} | {each.id for each in disputes}
        known = await self.database.read(lambda c: _about(c, about))
        differences = [
            *await self.database.read(lambda c: list(_payments(c, gateway, intents, months))),
            *await self.database.read(lambda c: list(_invoices(c, invoices))),
            *_refunds(known, refunds),
            *_disputes(known, disputes),
            *await self._reverse(gateway, done, {i.id for i in intents} | {i.id for i in invoices}),
            *await self.database.read(lambda c: list(_parked(c, until))),
            *await self.database.read(lambda c: list(_two_plans(c, gateway))),
        ]
        for each in differences:
            log.error("billing: %s %s (order %s) %s", each.kind, each.object_id, each.order_id, each.detail)
        await self.database.write(lambda c: self._note(c, since, until, len(differences)))
        return Reconciliation(
            since=since,
            until=until,
            payments=len(intents) + len(invoices),
            fulfilments=len(done),
            picked_up=picked_up,
            differences=tuple(differences),
        )

    async def _pick_up(self, gateway: Gateway, since: datetime) -> int:
        """Take the events that no webhook brought, as if one did."""
        taken = 0
        for notice in await gateway.undelivered(since):
            if notice.type in IGNORED:
                continue
            try:
                await self.inbox.take(gateway, notice)
            except EventParked:
                continue
            taken += 1
        return taken + await self.inbox.work(gateway)

    async def _of_invoices(self, gateway: Gateway, intents: Sequence[PaymentIntent]) -> frozenset[str]:
        """The payments that pay a plan's month: the invoice is what counts."""
        found = set[str]()
        for intent in intents:
            if intent.order_id is None:
                whole = await gateway.fetch(intent.id)
                if isinstance(whole, PaymentIntent) and whole.invoice is not None:
                    found.add(intent.id)
        return frozenset(found)

    async def _reverse(self, gateway: Gateway, done: Sequence[FulfilmentRow], listed: set[str]) -> list[Difference]:
        """What the ledger did and the provider knows nothing of."""
        found: list[Difference] = []
        for row in done:
            kind, object_id = str(row.business_key).partition(":")[0], str(row.object_id)
            if object_id in listed:
                continue
            try:
                there = await gateway.fetch(object_id)
            except NotFound:
                found.append(Difference(kind="missing_object", object_id=object_id, order_id=str(row.order_id)))
                continue
            unpaid = isinstance(there, PaymentIntent) and there.status != "succeeded"
            unpaid = unpaid or (kind == "invoice" and isinstance(there, Invoice) and there.status != "paid")
            if unpaid:
                found.append(Difference(kind="unpaid_object", object_id=object_id, order_id=str(row.order_id)))
        return found

    def _note(self, connection: Connection, since: datetime, until: datetime, differences: int) -> None:
        data = {"since": since.isoformat(), "until": until.isoformat(), "differences": differences}
        command = f"reconcile:{until.isoformat()}"
        new = NewEvent(type="BillingReconciled", data=data)
        self.events.append_in(
            connection,
            Append(user_id=NOBODY, stream=STREAM, events=(new,), command=command, actor="iris"),
            None,
        )


def _watermark(connection: Connection) -> datetime | None:
    """Until when the last comparison looked."""
    query = select(events.c.data).where(events.c.stream == STREAM).order_by(events.c.version.desc()).limit(1)
    row = connection.execute(query).first()
    return datetime.fromisoformat(row.data["until"]) if row else None


def _done(connection: Connection, gateway: Gateway, since: datetime) -> list[FulfilmentRow]:
    """What the ledger did since, for orders of this gateway."""
    query = (
        select(fulfilments)
        .join(orders, orders.c.id == fulfilments.c.order_id)
        .where(orders.c.gateway == gateway.name, orders.c.livemode == gateway.livemode, fulfilments.c.at >= since)
        .order_by(fulfilments.c.business_key)
    )
    return list(connection.execute(query).all())


def _about(connection: Connection, object_ids: set[str]) -> list[FulfilmentRow]:
    """What the ledger ever did about some objects."""
    query = select(fulfilments).where(fulfilments.c.object_id.in_(sorted(object_ids)))
    return list(connection.execute(query).all())


def _payments(
    connection: Connection, gateway: Gateway, intents: Sequence[PaymentIntent], months: frozenset[str]
) -> Iterator[Difference]:
    for intent in intents:
        if intent.id in months:
            continue
        order = rows.order_by(connection, intent.order_id) if intent.order_id else None
        if order is None or (order.gateway, order.livemode) != (gateway.name, gateway.livemode):
            yield Difference(kind="unknown_payment", object_id=intent.id, order_id=intent.order_id)
            continue
        row = rows.fulfilment(connection, f"order:{order.id}")
        if row is None:
            yield Difference(kind="unfulfilled_payment", object_id=intent.id, order_id=order.id)
        elif row.object_id != intent.id:
            yield Difference(kind="double_payment", object_id=intent.id, order_id=order.id)
        elif int(row.amount) != intent.amount_received:
            yield _amount(order, intent.id, intent.amount_received, int(row.amount))


def _invoices(connection: Connection, invoices: Sequence[Invoice]) -> Iterator[Difference]:
    for invoice in invoices:
        row = rows.fulfilment(connection, f"invoice:{invoice.id}")
        if row is None:
            yield Difference(kind="unfulfilled_invoice", object_id=invoice.id, order_id=invoice.order_id)
        elif int(row.amount) != invoice.amount_paid:
            order = rows.order_by(connection, str(row.order_id))
            yield _amount(order, invoice.id, invoice.amount_paid, int(row.amount))


def _amount(order: Order | None, object_id: str, theirs: int, ours: int) -> Difference:
    detail = f"{theirs} cents at the provider, {ours} here"
    return Difference(kind="amount", object_id=object_id, order_id=order.id if order else None, detail=detail)


def _refunds(done: Sequence[FulfilmentRow], refunds: Sequence[Refund]) -> Iterator[Difference]:
    """A charge's refunds since, against what was taken back of it, ever: less is a difference."""
    known: dict[str, int] = {}
    for row in done:
        if str(row.business_key).startswith("refund:"):
            known[str(row.object_id)] = known.get(str(row.object_id), 0) + int(row.amount)
    theirs: dict[str, int] = {}
    for refund in refunds:
        if refund.charge is not None:
            theirs[refund.charge] = theirs.get(refund.charge, 0) + refund.amount
    for charge, amount in sorted(theirs.items()):
        if known.get(charge, 0) < amount:
            detail = f"{amount} cents at the provider, {known.get(charge, 0)} here"
            yield Difference(kind="unfulfilled_refund", object_id=charge, detail=detail)


def _disputes(done: Sequence[FulfilmentRow], disputes: Sequence[Dispute]) -> Iterator[Difference]:
    keys = {str(row.business_key) for row in done}
    for dispute in disputes:
        outcome = f"dispute:{dispute.id}:{dispute.status}"
        missing = f"dispute:{dispute.id}:taken" not in keys
        missing = missing or (dispute.status in ("won", "lost") and outcome not in keys)
        if missing:
            yield Difference(kind="unfulfilled_dispute", object_id=dispute.id, detail=dispute.status)


def _parked(connection: Connection, until: datetime) -> Iterator[Difference]:
    query = select(inbox).where(inbox.c.state != "handled", inbox.c.received_at <= until - SETTLING)
    for row in connection.execute(query.order_by(inbox.c.event_id)):
        yield Difference(kind="parked_event", object_id=row.event_id, detail=f"{row.type}: {row.reason or row.state}")


def _two_plans(connection: Connection, gateway: Gateway) -> Iterator[Difference]:
    """People who pay two plans at once: two pages were open, and both were paid."""
    query = (
        select(subscriptions.c.user_id, subscriptions.c.id, subscriptions.c.order_id)
        .join(orders, orders.c.id == subscriptions.c.order_id)
        .where(subscriptions.c.status.in_(sorted(LIVE)))
        .where(orders.c.gateway == gateway.name, orders.c.livemode == gateway.livemode)
        .order_by(subscriptions.c.user_id, orders.c.created_at)
    )
    seen = set[str]()
    for row in connection.execute(query):
        if row.user_id in seen:
            yield Difference(kind="two_plans", object_id=row.id, order_id=row.order_id)
        seen.add(row.user_id)
