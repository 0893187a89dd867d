"""The reconciler: what the provider says was paid and given back, against what the ledger did."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, or_, select

import tools.billing.rows as rows
import tools.billing.watching as watching
from tools.billing.errors import EventParked, PaymentUnavailable
from tools.billing.gateway import Gateway
from tools.billing.inbox import WAITING, Inbox
from tools.billing.models import Difference, Order, Reconciliation
from tools.billing.objects import AnyObject, Charge, Dispute, Invoice, PaymentIntent
from tools.billing.rules import IGNORED, LIVE
from tools.clock import Clock
from tools.errors import NotFound
from tools.events import NOBODY, Append, EventStore, NewEvent
from tools.storage import Database
from tools.storage.schema import erasures, events, fulfilments, inbox, orders, subscriptions

log = logging.getLogger(__name__)

STREAM = "billing-house"
OVERLAP = timedelta(days=3)
"""Looked at again each time: as long as Stripe goes on sending an event (docs.stripe.com/webhooks)."""
FARTHEST = timedelta(days=29)
"""How far back the first comparison looks; Stripe lists events of 30 days."""
SETTLING = timedelta(minutes=2)
"""What is younger may be on its way."""

FulfilmentRow = Row[tuple[object, ...]]


@dataclass(slots=True)
class Said:
    """What the provider says: what was paid, given back and disputed, by ids."""

    intents: dict[str, PaymentIntent] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
    charges: dict[str, Charge] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    """Invoices that may still be paid."""
    missing: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)
    """What it gave no answer about."""

    def add(self, *found: AnyObject | None) -> None:
        """Take in what counts: what was paid, charges, disputes that are more than an inquiry."""
        for each in found:
            match each:
                case PaymentIntent(status="succeeded"):
                    self.intents[each.id] = each
                case Invoice(status="paid") if each.amount_paid:
                    self.invoices[each.id] = each
                case Invoice(status="open"):
                    self.waiting.add(each.id)
                case Charge():
                    self.charges[each.id] = each
                case Dispute(warning=False):
                    self.disputes[each.id] = each

    def __contains__(self, object_id: str) -> bool:
        return any(object_id in known for known in (self.intents, self.invoices, self.charges, self.disputes))


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
        mark = await self.database.read(_watermark) or until - FARTHEST
        since = since or mark - OVERLAP
        picked_up = await self._pick_up(gateway, since)
        said = await self._listed(gateway, since)
        for object_id, follow in (await self.database.read(lambda c: watching.due(c, gateway, until))).items():
            await self._look_again(gateway, object_id, said, follow=follow)
        months = await self._of_invoices(gateway, said)
        done = await self.database.read(lambda c: _done(c, gateway, since, said.missing))
        found = [
            *await self.database.read(lambda c: list(_payments(c, gateway, said, months))),
            *await self.database.read(lambda c: list(_invoices(c, said))),
            *await self.database.read(lambda c: list(_refunds(c, said))),
            *await self.database.read(lambda c: list(_disputes(c, said))),
            *await self._reverse(gateway, done, said),
            *await self.database.read(lambda c: list(_parked(c, until))),
            *await self.database.read(lambda c: list(_two_plans(c, gateway))),
        ]
        found = [each for each in found if not await self._given_back(gateway, each, said)]
        moved = until if since <= mark else mark
        differences = await self.database.write(lambda c: self._note(c, since, until, moved, found, said))
        for each in differences:
            log.error("billing: %s %s (order %s) %s", each.kind, each.object_id, each.order_id, each.detail)
        return Reconciliation(
            since=since,
            until=until,
            payments=len(said.intents) + len(said.invoices),
            fulfilments=len(done),
            picked_up=picked_up,
            differences=tuple(differences),
        )

    async def _listed(self, gateway: Gateway, since: datetime) -> Said:
        """What was made at the provider since; a charge that was refunded is fetched."""
        said = Said()
        said.add(*await gateway.intents(since), *await gateway.invoices(since), *await gateway.disputes(since))
        for charge in sorted({each.charge for each in await gateway.refunds(since) if each.charge is not None}):
            said.add(await gateway.fetch(charge))
        return said

    async def _look_again(self, gateway: Gateway, object_id: str, said: Said, *, follow: bool) -> None:
        """Look at an object, however old; `follow`: do what follows and was not done."""
        try:
            facts = await self.inbox.catch_up(gateway, object_id, follow=follow)
            if facts is None:
                said.missing.add(object_id)
                return
            said.add(facts.intent, facts.invoice, facts.charge, facts.dispute)
            last = facts.subscription.latest_invoice if facts.subscription else None
            if last is not None and facts.invoice is None and (month := await self.inbox.catch_up(gateway, last)):
                said.add(month.invoice)
        except PaymentUnavailable as error:
            log.warning("billing: %s could not be looked at: %s", object_id, error)
            said.unseen.add(object_id)

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

    async def _of_invoices(self, gateway: Gateway, said: Said) -> frozenset[str]:
        """The payments that pay a plan's month: the invoice is what counts."""
        found = set[str]()
        for intent in said.intents.values():
            if intent.order_id is None:
                whole = intent if intent.invoice is not None else await gateway.fetch(intent.id)
                if isinstance(whole, PaymentIntent) and whole.invoice is not None:
                    found.add(intent.id)
        return frozenset(found)

    async def _given_back(self, gateway: Gateway, each: Difference, said: Said) -> bool:
        """Whether a payment that nothing follows from was refunded: then nobody owes anybody anything."""
        intent = said.intents.get(each.object_id)
        if each.kind not in ("double_payment", "unknown_payment") or intent is None or intent.latest_charge is None:
            return False
        charge = said.charges.get(intent.latest_charge) or await gateway.fetch(intent.latest_charge)
        return isinstance(charge, Charge) and charge.amount_refunded >= charge.amount

    async def _reverse(self, gateway: Gateway, done: Sequence[FulfilmentRow], said: Said) -> list[Difference]:
        """What the ledger did and the provider knows nothing of."""
        found: list[Difference] = []
        for row in done:
            kind, object_id = str(row.business_key).partition(":")[0], str(row.object_id)
            if object_id in said:
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

    def _note(
        self,
        connection: Connection,
        since: datetime,
        until: datetime,
        watermark: datetime,
        found: Sequence[Difference],
        said: Said,
    ) -> list[Difference]:
        """Keep that it was compared, and what differs; without what an operator dismissed."""
        known = watching.rows(connection)
        # What could not be looked at differs as it did.
        still = [
            _difference(row) for row in known if row.object_id in said.unseen and row.kind != watching.OPEN_INVOICE
        ]
        waiting = {row.object_id for row in known if row.object_id in said.unseen and row.kind == watching.OPEN_INVOICE}
        every = [*found, *(each for each in still if each not in found)]
        watching.keep(connection, every, said.waiting | waiting, until)
        dismissed = {(row.object_id, row.kind, row.detail) for row in known if row.dismissed_at is not None}
        differences = [each for each in every if (each.object_id, each.kind, each.detail) not in dismissed]
        data = {"since": since, "until": until, "watermark": watermark}
        stamps = {name: moment.isoformat() for name, moment in data.items()}
        new = NewEvent(type="BillingReconciled", data={**stamps, "differences": len(differences)})
        command = f"reconcile:{since.isoformat()}:{until.isoformat()}"
        append = Append(user_id=NOBODY, stream=STREAM, events=(new,), command=command, actor="iris")
        self.events.append_in(connection, append, None)
        return differences


def _watermark(connection: Connection) -> datetime | None:
    """Until when everything was compared: a comparison that began later than that leaves it where it is."""
    query = select(events.c.data).where(events.c.stream == STREAM).order_by(events.c.version.desc()).limit(1)
    row = connection.execute(query).first()
    return datetime.fromisoformat(row.data["watermark"]) if row else None


def _done(connection: Connection, gateway: Gateway, since: datetime, missing: set[str]) -> list[FulfilmentRow]:
    """What the ledger did since, or about objects that are missing, for orders of this gateway."""
    query = (
        select(fulfilments)
        .join(orders, orders.c.id == fulfilments.c.order_id)
        .where(orders.c.gateway == gateway.name, orders.c.livemode == gateway.livemode)
        .where(or_(fulfilments.c.at >= since, fulfilments.c.object_id.in_(sorted(missing))))
        .order_by(fulfilments.c.business_key)
    )
    if gateway.name == "sandbox":
        # What the sandbox kept of somebody goes with them, as its receipt says; Stripe keeps its payments.
        query = query.where(fulfilments.c.user_id.not_in(select(erasures.c.user_id)))
    return list(connection.execute(query).all())


def _difference(row: watching.WatchedRow) -> Difference:
    return Difference(kind=row.kind, object_id=row.object_id, order_id=row.order_id, detail=row.detail)


def _payments(connection: Connection, gateway: Gateway, said: Said, months: frozenset[str]) -> Iterator[Difference]:
    for intent in said.intents.values():
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


def _invoices(connection: Connection, said: Said) -> Iterator[Difference]:
    for invoice in said.invoices.values():
        row = rows.fulfilment(connection, f"invoice:{invoice.id}")
        if row is None:
            yield Difference(kind="unfulfilled_invoice", object_id=invoice.id, order_id=invoice.order_id)
        elif int(row.amount) != invoice.amount_paid:
            order = rows.order_by(connection, str(row.order_id))
            yield _amount(order, invoice.id, invoice.amount_paid, int(row.amount))


def _amount(order: Order | None, object_id: str, theirs: int, ours: int) -> Difference:
    detail = f"{theirs} cents at the provider, {ours} here"
    return Difference(kind="amount", object_id=object_id, order_id=order.id if order else None, detail=detail)


def _refunds(connection: Connection, said: Said) -> Iterator[Difference]:
    """What was given back of a charge, against what was taken back for it."""
    for charge in said.charges.values():
        known = sum(int(row.amount) for row in rows.refunds_of(connection, charge.id))
        theirs = charge.amount_refunded
        paid = {charge.payment_intent or "", charge.invoice or ""}
        if known == theirs or (known == 0 and not _followed(connection, paid)):
            continue
        detail = f"{theirs} cents at the provider, {known} here"
        yield Difference(
            kind="unfulfilled_refund" if known < theirs else "amount",
            object_id=charge.id,
            order_id=charge.order_id,
            detail=detail,
        )


def _followed(connection: Connection, object_ids: set[str]) -> bool:
    """Whether anything was given for a payment: from one that was made twice, or by hand, there is nothing to take."""
    query = select(fulfilments.c.business_key).where(fulfilments.c.object_id.in_(sorted(object_ids)))
    return connection.execute(query.limit(1)).first() is not None


def _disputes(connection: Connection, said: Said) -> Iterator[Difference]:
    for dispute in said.disputes.values():
        due = ["taken", dispute.status] if dispute.status in ("won", "lost") else ["taken"]
        if any(rows.fulfilment(connection, f"dispute:{dispute.id}:{phase}") is None for phase in due):
            yield Difference(kind="unfulfilled_dispute", object_id=dispute.id, detail=dispute.status)


def _parked(connection: Connection, until: datetime) -> Iterator[Difference]:
    query = select(inbox).where(inbox.c.state.in_(WAITING), inbox.c.received_at <= until - SETTLING)
    for row in connection.execute(query.order_by(inbox.c.event_id)):
        yield Difference(kind="parked_event", object_id=row.event_id, detail=f"{row.type}: {row.reason or row.state}")


def _two_plans(connection: Connection, gateway: Gateway) -> Iterator[Difference]:
    """Plans that were paid beside another one and not given back, and people whose two plans go on."""
    known = set[str]()
    for order, plan in rows.doubles(connection, gateway):
        known.add(plan.id)
        if order.refunded < order.amount:
            yield Difference(
                kind="two_plans", object_id=plan.id, order_id=order.id, detail=f"{plan.status}, not refunded"
            )
    query = (
        select(subscriptions.c.user_id, subscriptions.c.id, subscriptions.c.order_id)
        .join(orders, orders.c.id == subscriptions.c.order_id)
        .where(subscriptions.c.status.in_(sorted(LIVE)), subscriptions.c.cancel_at_period_end.is_(False))
        .where(orders.c.gateway == gateway.name, orders.c.livemode == gateway.livemode)
        .where(orders.c.user_id.not_in(select(erasures.c.user_id)))
        .order_by(subscriptions.c.user_id, orders.c.created_at)
    )
    seen = set[str]()
    for row in connection.execute(query):
        if row.user_id in seen and row.id not in known:
            yield Difference(kind="two_plans", object_id=row.id, order_id=row.order_id)
        seen.add(row.user_id)
