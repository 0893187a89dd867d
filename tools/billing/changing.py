"""Changing plans: one at a time goes on. Pages that are left open are closed, what was cancelled may be resumed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

import tools.billing.rows as rows
from tools.actor import UserId
from tools.billing.errors import EventParked, SubscriptionActive
from tools.billing.gateway import Gateway
from tools.billing.models import Order, Subscription
from tools.billing.objects import CheckoutSession, SubscriptionObject
from tools.billing.plans import Plans
from tools.billing.rules import LIVE
from tools.clock import Clock
from tools.errors import IdempotencyMismatch, NotFound
from tools.storage import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing:
    """What happens to the plans and pages that a person has when they take a plan, or leave it."""

    database: Database
    clock: Clock
    plans: Plans
    settle: Callable[[Gateway, str], Awaitable[Order]]
    """Looks at an object of the provider and does what follows; raises EventParked, PaymentUnavailable."""

    async def close(self, gateway: Gateway, earlier: Sequence[Order]) -> None:
        """Close what of these orders may still be paid, so that it is not paid twice; what was paid is fulfilled.

        Raises SubscriptionActive when a plan is being paid at this moment, PaymentUnavailable.
        """
        for order in earlier:
            if (object_id := order.session_id or order.intent_id) is None:
                continue
            try:
                found = await gateway.expire(object_id)
            except NotFound:
                continue
            try:
                order = await self.settle(gateway, object_id)
            except EventParked:
                # It waits with its own notice; here only the page counts.
                pass
            paying = isinstance(found, CheckoutSession) and found.status == "complete" and order.state == "pending"
            if paying and order.kind == "subscription":
                raise SubscriptionActive(f"{order.id} is being paid", product=order.product, order_id=order.id)

    async def resume(self, gateway: Gateway, user_id: UserId, product: str, *, amount: int, key: str) -> Order | None:
        """Let the plan go on that the person cancelled and that still runs, at the same price; its order.

        None: there is no such plan, or another one goes on. The same key resumes once. Raises IdempotencyMismatch,
        PaymentUnavailable.
        """

        def look(connection: Connection) -> tuple[Order | None, Subscription | None]:
            if (resumed := self.resumed_in(connection, user_id, key)) is not None:
                return resumed, None
            live = rows.live_subscriptions(connection, user_id)
            own = next((each for each in live if each.product == product), None)
            order = rows.order_by(connection, own.order_id) if own else None
            if order is None or order.amount != amount or not all(each.cancel_at_period_end for each in live):
                return None, None
            return order, own

        order, own = await self.database.read(look)
        if order is not None and order.product != product:
            raise IdempotencyMismatch("the key came with another plan", field="Idempotency-Key")
        if order is None or own is None:
            return order
        kept = await self._agree(gateway, own, lambda: gateway.resume(own.id), _resuming(key))
        return None if kept.cancel_at_period_end or kept.status not in LIVE else order

    def resumed_in(self, connection: Connection, user_id: UserId, key: str) -> Order | None:
        """The order of the plan that the key let go on, if it has."""
        told = rows.told(connection, user_id, _resuming(key))
        return rows.order_by(connection, str(told["order_id"])) if told else None

    async def cancel(self, gateway: Gateway, user_id: UserId) -> Subscription:
        """End every plan of a person with the period that is paid; the one that runs longest. Raises NotFound."""
        live = await self.database.read(lambda c: rows.live_subscriptions(c, user_id))
        if not live:
            raise NotFound("no plan", what="plan")
        kept = list[Subscription]()
        for each in live:
            if not each.cancel_at_period_end:
                each = await self._agree(gateway, each, lambda e=each: gateway.cancel(e.id, at_period_end=True))  # type: ignore[misc]
            kept.append(each)
        return max(kept, key=rows.paid_until)

    async def end(self, gateway: Gateway, double: Subscription) -> None:
        """End a plan at once that was paid beside another one."""
        await self._agree(gateway, double, lambda: gateway.cancel(double.id, at_period_end=False))

    async def _agree(
        self,
        gateway: Gateway,
        plan: Subscription,
        call: Callable[[], Awaitable[SubscriptionObject]],
        command: str | None = None,
    ) -> Subscription:
        """Change a plan at the provider and keep what it then is, which may be that it has ended already."""
        seen_at = self.clock.now()
        try:
            agreement = await call()
        except NotFound:
            found = await gateway.fetch(plan.id)
            if not isinstance(found, SubscriptionObject):
                raise
            agreement = found
        self.plans.step("subscription changed")

        def write(connection: Connection) -> Subscription:
            rows.lock(connection, plan.user_id)
            order = rows.order_by(connection, plan.order_id)
            if order is None:
                raise NotFound(f"order {plan.order_id!r}")
            return self.plans.keep_in(connection, order, agreement, seen_at, command)

        return await self.database.write(write)


def _resuming(key: str) -> str:
    return f"resume:{sha256(key.encode()).hexdigest()[:32]}"
