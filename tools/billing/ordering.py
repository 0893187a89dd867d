"""Proposals and orders: first our row, then the provider, under a key that depends on our row alone."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, insert, select, update

import tools.billing.rows as rows
from tools.actor import Actor, ThreadId, UserId
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """How a wish becomes an order, and an order a way to pay it."""

    database: Database
    clock: Clock
    events: EventStore
    catalogue: Catalogue
    gateway: Gateway | None
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

        def write(connection: Connection) -> Order:
            rows.lock(connection, actor.user_id)
            proposal = rows.as_proposal(connection, actor.user_id, proposal_id)
            if proposal is None:
                raise NotFound(f"proposal {proposal_id!r}")
            if proposal.order_id is None:
                self._still_holds(proposal, amount)
            order = self._place(connection, gateway, actor, proposal.product, flow, key, proposal)
            self.step("order placed")
            connection.execute(
                update(proposals)
                .where(proposals.c.user_id == actor.user_id, proposals.c.id == proposal_id)
                .values(order_id=order.id)
            )
            return order

        return await self._open(gateway, await self.database.write(write), locale)

    async def order(self, actor: Actor, product: str, *, flow: Flow, key: str, locale: str) -> Payment:
        """Place an order and open a way to pay it; see `Billing.purchase`."""
        gateway = self.provider()

        def write(connection: Connection) -> Order:
            rows.lock(connection, actor.user_id)
            return self._place(connection, gateway, actor, product, flow, key, None)

        return await self._open(gateway, await self.database.write(write), locale)

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
    ) -> Order:
        if not 0 < len(key) <= KEY_AT_MOST or not key.isprintable():
            raise InvalidArguments(f"an idempotency key has 1 to {KEY_AT_MOST} characters", field="Idempotency-Key")
        proposal_id = proposal.id if proposal else None
        fingerprint = hashlib.sha256(orjson.dumps([product, flow, proposal_id])).digest()
        known = connection.execute(select(orders).filter_by(user_id=actor.user_id, idempotency_key=key)).first()
        if known is not None:
            if bytes(known.fingerprint) != fingerprint:
                raise IdempotencyMismatch("the key came with another purchase", field="Idempotency-Key")
            return rows.order_of(known)
        if proposal is not None and proposal.order_id is not None:
            raise ProposalConfirmed(f"{proposal.id} is an order already", order_id=proposal.order_id)
        order = self._new(gateway, actor.user_id, product, flow, proposal_id)
        if order.kind == "subscription":
            if flow == "intent":
                raise InvalidArguments("a plan is subscribed to on the provider's page", field="flow")
            if live := rows.live_subscription(connection, actor.user_id):
                raise SubscriptionActive(f"{live.id} is {live.status}", product=live.product)
        values = {name: getattr(order, name) for name in Order.__dataclass_fields__}
        values |= {"idempotency_key": key, "fingerprint": fingerprint, "updated_at": order.created_at}
        connection.execute(insert(orders).values(**values))
        self.step("order inserted")
        data = {"order_id": order.id, "kind": order.kind, "product": product, "amount": order.amount}
        data |= {"currency": order.currency, "points": order.points, "gateway": order.gateway}
        data |= {"livemode": order.livemode, "proposal_id": proposal_id}
        command = f"place:{order.id}"
        rows.append(self.events, connection, actor.user_id, "OrderPlaced", data, command=command, actor=_name(actor))
        return order

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
        now = self.clock.now()
        order = await self.database.write(lambda c: rows.change(c, order.id, now, **ids))
        return self._payment(gateway, order, opened)

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
