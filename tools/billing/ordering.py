"""Proposals and orders: first our row, then the provider, under a key that depends on our row alone."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import orjson
from sqlalchemy import Connection, Row, insert, select, update

import tools.billing.rows as rows
from tools.actor import Actor, ThreadId, UserId
from tools.billing.changing import Changing
from tools.billing.errors import (
    OrderUnpaid,
    PaymentUnavailable,
    PriceChanged,
    ProposalConfirmed,
    ProposalExpired,
    SubscriptionActive,
)
from tools.billing.gateway import Gateway, Opened
from tools.billing.models import Flow, Kind, Order, Payment, Proposal
from tools.billing.objects import CheckoutSession, PaymentIntent
from tools.billing.rules import PROPOSAL_TTL
from tools.clock import Clock
from tools.energy import Catalogue, Pack, Plan, UnknownPack
from tools.errors import IdempotencyMismatch, InvalidArguments, NotFound
from tools.events import EventStore
from tools.storage import Database
from tools.storage.schema import customers, orders, proposals

KEY_AT_MOST = 200
KEYS_LAST = timedelta(hours=20)
"""Stripe may forget a key after a day (docs.stripe.com/api/idempotent_requests), and then make a second payment."""
FREEING = frozenset({"failed", "expired"})
"""States of an order that give its proposal back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """How a wish becomes an order, and an order a way to pay it."""

    database: Database
    clock: Clock
    events: EventStore
    catalogue: Catalogue
    gateway: Gateway | None
    changing: Changing
    step: Callable[[str], None]

    def product(self, product: str) -> tuple[Kind, Pack | Plan]:
        """A pack or a plan of the catalogue; raises UnknownPack with those that it has."""
        if pack := self.catalogue.packs.get(product):
            return "pack", pack
        if plan := self.catalogue.plans.get(product):
            return "subscription", plan
        known = [*self.catalogue.packs, *self.catalogue.plans]
        raise UnknownPack(f"no pack {product!r}", field="product", known=known)

    def plan(self, plan_id: str) -> Plan:
        """A plan of the catalogue; raises UnknownPack with those that it has."""
        if (plan := self.catalogue.plans.get(plan_id)) is None:
            raise UnknownPack(f"no plan {plan_id!r}", field="plan", known=list(self.catalogue.plans))
        return plan

    def provider(self) -> Gateway:
        """The payment provider; raises PaymentUnavailable when none is connected."""
        if self.gateway is None:
            raise PaymentUnavailable("no payment provider is connected")
        return self.gateway

    def title(self, product: str, locale: str) -> str:
        """What a product is called in a language; its id when the catalogue has it no more."""
        found = self.catalogue.packs.get(product) or self.catalogue.plans.get(product)
        titles = found.title if found else {}
        return titles.get(locale) or titles.get("fr") or product

    async def propose(self, actor: Actor, product: str, *, thread_id: ThreadId | None, command: str | None) -> Proposal:
        """Offer a product at the catalogue's price for 30 minutes; the same command makes one proposal."""
        _, found = self.product(product)
        now = self.clock.now()
        made = Proposal(
            id=f"prop_{_digest(actor.user_id, command)[:24]}" if command else f"prop_{secrets.token_hex(12)}",
            user_id=actor.user_id,
            product=product,
            amount=found.amount,
            currency=self.catalogue.currency,
            points=found.points if isinstance(found, Pack) else 0,
            order_id=None,
            created_at=now,
            expires_at=now + PROPOSAL_TTL,
        )

        def write(connection: Connection) -> Proposal:
            rows.lock(connection, actor.user_id)
            if known := rows.as_proposal(connection, actor.user_id, made.id):
                return known
            values = {name: getattr(made, name) for name in Proposal.__dataclass_fields__}
            connection.execute(insert(proposals).values(**values, thread_id=thread_id))
            data = {"proposal_id": made.id, "product": product, "amount": made.amount}
            data |= {"currency": made.currency, "points": made.points}
            rows.append(
                self.events, connection, actor.user_id, "PackProposed", data, command=made.id, actor=_name(actor)
            )
            return made

        return await self.database.write(write)

    async def confirm(
        self, actor: Actor, proposal_id: str, *, amount: int, flow: Flow, key: str, locale: str
    ) -> Payment:
        """Turn a proposal into an order; see `Billing.confirm`."""
        gateway = self.provider()

        def write(connection: Connection, resumed: Order | None) -> tuple[Order, list[Order]]:
            rows.lock(connection, actor.user_id)
            proposal, _ = self._acceptable(connection, actor.user_id, proposal_id, amount, key)
            order, left = resumed, list[Order]()
            if order is None:
                order, left = self._place(connection, gateway, actor, proposal.product, flow, key, proposal)
            self.step("order placed")
            connection.execute(
                update(proposals)
                .where(proposals.c.user_id == actor.user_id, proposals.c.id == proposal_id)
                .values(order_id=order.id)
            )
            return order, left

        try:
            proposal, earlier = await self.database.read(
                lambda c: self._acceptable(c, actor.user_id, proposal_id, amount, key)
            )
            if earlier is not None and earlier.state == "failed":
                # Its page may be open still: the same thing is not to be paid on two.
                await self.changing.close(gateway, [earlier])
            resumed = await self._prepare(gateway, actor, proposal.product, flow, key)
            order, left = await self.database.write(lambda c: write(c, resumed))
        except ProposalConfirmed as confirmed:
            raise await self._confirmed(gateway, actor, confirmed, locale) from confirmed
        await self.changing.close(gateway, left)
        return await self._open(gateway, order, locale)

    def _acceptable(
        self, connection: Connection, user_id: UserId, proposal_id: str, amount: int, key: str
    ) -> tuple[Proposal, Order | None]:
        """A proposal that may be accepted, and the order that it became last, unless it is that of the key.

        Raises NotFound, ProposalConfirmed, ProposalExpired, PriceChanged.
        """
        proposal = rows.as_proposal(connection, user_id, proposal_id)
        if proposal is None:
            raise NotFound(f"proposal {proposal_id!r}")
        if self._known(connection, user_id, key) or self.changing.resumed_in(connection, user_id, key):
            return proposal, None
        earlier = rows.order_by(connection, proposal.order_id) if proposal.order_id else None
        if earlier is not None and earlier.state not in FREEING:
            raise ProposalConfirmed(f"{proposal_id} is an order already", order_id=earlier.id)
        self._still_holds(proposal, amount)
        return proposal, earlier

    async def _confirmed(
        self, gateway: Gateway, actor: Actor, confirmed: ProposalConfirmed, locale: str
    ) -> ProposalConfirmed:
        """The refusal with the page of the order, where it can still be paid."""
        order = await self.own(actor, str(confirmed.details["order_id"]))
        try:
            url = (await self._open(gateway, order, locale)).url if order.state == "pending" else None
        except (PaymentUnavailable, NotFound):
            url = None
        return ProposalConfirmed(str(confirmed), **confirmed.details, **({"url": url} if url else {}))

    async def order(self, actor: Actor, product: str, *, flow: Flow, key: str, locale: str) -> Payment:
        """Place an order and open a way to pay it; see `Billing.purchase`."""
        gateway = self.provider()
        if (resumed := await self._prepare(gateway, actor, product, flow, key)) is not None:
            return self._payment(gateway, resumed, None)

        def write(connection: Connection) -> tuple[Order, list[Order]]:
            rows.lock(connection, actor.user_id)
            return self._place(connection, gateway, actor, product, flow, key, None)

        order, left = await self.database.write(write)
        await self.changing.close(gateway, left)
        return await self._open(gateway, order, locale)

    async def _prepare(self, gateway: Gateway, actor: Actor, product: str, flow: Flow, key: str) -> Order | None:
        """Before a plan is ordered: the order of the one that goes on instead, or None once other pages are closed."""
        if not 0 < len(key) <= KEY_AT_MOST or not key.isprintable():
            raise InvalidArguments(f"an idempotency key has 1 to {KEY_AT_MOST} characters", field="Idempotency-Key")
        kind, found = self.product(product)
        if kind == "pack" or await self.database.read(lambda c: self._known(c, actor.user_id, key)) is not None:
            return None
        if flow == "intent":
            raise InvalidArguments("a plan is subscribed to on the provider's page", field="flow")
        resumed = await self.changing.resume(gateway, actor.user_id, product, amount=found.amount, key=key)
        if resumed is None:
            unpaid = await self.database.read(lambda c: rows.open_plans(c, actor.user_id, gateway))
            await self.changing.close(gateway, unpaid)
        return resumed

    def _known(self, connection: Connection, user_id: UserId, key: str) -> Row[tuple[object, ...]] | None:
        return connection.execute(select(orders).filter_by(user_id=user_id, idempotency_key=key)).first()

    def _still_holds(self, proposal: Proposal, amount: int) -> None:
        if self.clock.now() >= proposal.expires_at:
            raise ProposalExpired(f"{proposal.id} expired at {proposal.expires_at}")
        _, found = self.product(proposal.product)
        points = found.points if isinstance(found, Pack) else 0
        current = (found.amount, self.catalogue.currency, points)
        if current != (proposal.amount, proposal.currency, proposal.points) or amount != proposal.amount:
            raise PriceChanged(
                f"{proposal.id} was at {proposal.amount}, is at {found.amount}, {amount} was said",
                proposed=proposal.amount,
                current=found.amount,
            )

    def _place(
        self,
        connection: Connection,
        gateway: Gateway,
        actor: Actor,
        product: str,
        flow: Flow,
        key: str,
        proposal: Proposal | None,
    ) -> tuple[Order, list[Order]]:
        """The order, and those of a plan that it takes the place of, whose pages are to be closed."""
        proposal_id = proposal.id if proposal else None
        fingerprint = hashlib.sha256(orjson.dumps([product, flow, proposal_id])).digest()
        if (known := self._known(connection, actor.user_id, key)) is not None:
            if bytes(known.fingerprint) != fingerprint:
                raise IdempotencyMismatch("the key came with another purchase", field="Idempotency-Key")
            return rows.order_of(known), []
        order = self._new(gateway, actor.user_id, product, flow, proposal_id)
        left = self._supersede(connection, gateway, order) if order.kind == "subscription" else []
        values = {name: getattr(order, name) for name in Order.__dataclass_fields__}
        values |= {"idempotency_key": key, "fingerprint": fingerprint, "updated_at": order.created_at}
        connection.execute(insert(orders).values(**values))
        self.step("order inserted")
        data = {"order_id": order.id, "kind": order.kind, "product": product, "amount": order.amount}
        data |= {"currency": order.currency, "points": order.points, "gateway": order.gateway}
        data |= {"livemode": order.livemode, "proposal_id": proposal_id}
        command = f"place:{order.id}"
        rows.append(self.events, connection, actor.user_id, "OrderPlaced", data, command=command, actor=_name(actor))
        return order, left

    def _supersede(self, connection: Connection, gateway: Gateway, order: Order) -> list[Order]:
        """Let other orders of a plan expire; raises SubscriptionActive while a plan goes on."""
        live = rows.live_subscriptions(connection, order.user_id)
        if going := next((each for each in live if not each.cancel_at_period_end), None):
            raise SubscriptionActive(f"{going.id} is {going.status}", product=going.product)
        left = rows.open_plans(connection, order.user_id, gateway)
        for each in left:
            self.changing.plans.fail_in(connection, each, "expired")
        return left

    def _new(self, gateway: Gateway, user_id: UserId, product: str, flow: Flow, proposal_id: str | None) -> Order:
        kind, found = self.product(product)
        return Order(
            id=f"ord_{secrets.token_hex(12)}",
            user_id=user_id,
            kind=kind,
            product=product,
            points=found.points if isinstance(found, Pack) else 0,
            bonus=0,
            amount=found.amount,
            currency=self.catalogue.currency,
            state="pending",
            flow=flow,
            gateway=gateway.name,
            livemode=gateway.livemode,
            session_id=None,
            intent_id=None,
            charge_id=None,
            subscription_id=None,
            refunded=0,
            clawed_back=0,
            dispute=None,
            proposal_id=proposal_id,
            created_at=self.clock.now(),
            paid_at=None,
        )

    async def _open(self, gateway: Gateway, order: Order, locale: str) -> Payment:
        """A way to pay an order: the one that was opened before, or a new one."""
        self.step("order committed")
        foreign = (order.gateway, order.livemode) != (gateway.name, gateway.livemode)
        if order.state in ("paid", "expired") or foreign:
            return self._payment(gateway, order, None)
        object_id = order.session_id or order.intent_id
        if object_id is not None:
            found = await gateway.fetch(object_id)
            if isinstance(found, CheckoutSession):
                return self._payment(gateway, order, Opened(id=found.id, url=found.url))
            secret = found.client_secret if isinstance(found, PaymentIntent) else None
            return self._payment(gateway, order, Opened(id=found.id, client_secret=secret))
        if self.clock.now() - order.created_at >= KEYS_LAST:
            return self._payment(gateway, await self.database.write(lambda c: self._lapse(c, order)), None)
        customer = await self._customer(gateway, order.user_id)
        self.step("customer kept")
        title = self.title(order.product, locale)
        if order.flow == "checkout":
            opened = await gateway.checkout(order, title=title, customer=customer, locale=locale)
            ids = {"session_id": opened.id}
        else:
            opened = await gateway.intent(order, title=title, customer=customer)
            ids = {"intent_id": opened.id}
        self.step("provider called")
        order = await self.database.write(lambda c: self._keep(c, order, ids))
        if order.state == "expired":
            # Another order of a plan took its place meanwhile.
            await self.changing.close(gateway, [order])
            return self._payment(gateway, order, None)
        return self._payment(gateway, order, opened)

    def _keep(self, connection: Connection, order: Order, ids: dict[str, str]) -> Order:
        rows.lock(connection, order.user_id)
        return rows.change(connection, order.id, self.clock.now(), **ids)

    def _lapse(self, connection: Connection, order: Order) -> Order:
        """An order that was never opened, too late to open it: nobody has been shown a way to pay it."""
        rows.lock(connection, order.user_id)
        now = rows.order_by(connection, order.id) or order
        if now.session_id or now.intent_id or now.state != "pending":
            return now
        data = {"order_id": order.id, "product": order.product, "reason": "expired"}
        command = f"order:{order.id}:expired"
        rows.append(self.events, connection, order.user_id, "OrderFailed", data, command=command)
        return rows.change(connection, order.id, self.clock.now(), state="expired")

    def _payment(self, gateway: Gateway, order: Order, opened: Opened | None) -> Payment:
        return Payment(
            order=order,
            url=opened.url if opened else None,
            client_secret=opened.client_secret if opened else None,
            publishable_key=gateway.publishable_key,
            sandbox=order.gateway == "sandbox",
        )

    async def _customer(self, gateway: Gateway, user_id: UserId) -> str:
        query = select(customers.c.id).where(customers.c.user_id == user_id)
        if known := await self.database.read(lambda c: c.execute(query).scalar()):
            return str(known)
        made = await gateway.customer(user_id)
        self.step("customer made")
        now = self.clock.now()

        def write(connection: Connection) -> str:
            rows.lock(connection, user_id)
            if known := connection.execute(query).scalar():
                return str(known)
            connection.execute(insert(customers).values(user_id=user_id, id=made, created_at=now))
            return made

        return await self.database.write(write)

    async def own(self, actor: Actor, order_id: str) -> Order:
        """An order of the actor; raises NotFound, for somebody else's too."""
        order = await self.database.read(lambda c: rows.order_by(c, order_id))
        if order is None or order.user_id != actor.user_id:
            raise NotFound(f"order {order_id!r}")
        return order

    def object_of(self, order: Order) -> str:
        """What to look at to know whether an order is paid; raises OrderUnpaid when there is nothing to look at."""
        found = order.session_id or order.intent_id
        if found is None:
            raise OrderUnpaid(f"{order.id} was never opened at the provider")
        return found


def _name(actor: Actor) -> str:
    return f"{actor.kind}:{actor.user_id}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
