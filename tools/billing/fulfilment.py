"""What follows from a payment: everything in one transaction, each thing once by its business key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

import tools.billing.rows as rows
from tools.billing.errors import EventParked
from tools.billing.gateway import Gateway
from tools.billing.gathering import Facts
from tools.billing.models import Order
from tools.billing.objects import Charge, Dispute, PaymentIntent
from tools.billing.plans import Plans
from tools.billing.rules import FAILURES, REFUSED, check_intent, phase_of, split, taken_back
from tools.clock import Clock
from tools.energy import Ledger
from tools.events import EventStore

Data = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """Turns what the provider says into points, plans and events. It may be asked any number of times."""

    events: EventStore
    ledger: Ledger
    clock: Clock
    step: Callable[[str], None]

    def settle_in(self, connection: Connection, gateway: Gateway, facts: Facts) -> Order:
        """Do all that follows and has not been done; returns the order as it then is.

        Raises EventParked when the order is not known (yet), or is not what was paid.
        """
        order = self._order(connection, gateway, facts)
        if order.kind == "subscription":
            self.plans.settle_in(connection, order, facts)
        else:
            self._pay(connection, order, facts)
        order = self._again(connection, order)
        if facts.charge is not None and (facts.charge.amount_refunded or facts.refund is not None):
            self._refund(connection, order, facts.charge, facts)
            order = self._again(connection, order)
        if facts.dispute is not None and facts.charge is not None:
            self._dispute(connection, order, facts.dispute, facts)
        return self._again(connection, order)

    def _order(self, connection: Connection, gateway: Gateway, facts: Facts) -> Order:
        order = rows.order_by(connection, facts.order_id) if facts.order_id else None
        if order is None:
            raise EventParked(f"no order {facts.order_id!r}", reason="unknown_order")
        if (order.gateway, order.livemode) != (gateway.name, gateway.livemode):
            raise EventParked(f"{order.id} is of {order.gateway}", reason="mismatch")
        rows.lock(connection, order.user_id)
        return self._again(connection, order)

    def _again(self, connection: Connection, order: Order) -> Order:
        found = rows.order_by(connection, order.id)
        if found is None:
            raise EventParked(f"no order {order.id!r}", reason="unknown_order")
        return found

    # Packs.

    def _pay(self, connection: Connection, order: Order, facts: Facts) -> None:
        intent = facts.intent
        if intent is not None and intent.status == "succeeded":
            self._credit(connection, order, intent)
        elif facts.charge is not None:
            raise EventParked(f"{order.id} is not paid", reason="unpaid")
        elif (failure := self._failure(facts)) is not None:
            self._fail(connection, order, failure)

    def _failure(self, facts: Facts) -> str | None:
        if facts.session is not None and facts.session.status == "expired":
            return "expired"
        return FAILURES.get(facts.notice or "")

    def _credit(self, connection: Connection, order: Order, intent: PaymentIntent) -> None:
        check_intent(order, intent)
        key, now = f"order:{order.id}", self.clock.now()
        if (known := rows.fulfilment(connection, key)) is not None:
            if known.object_id != intent.id:
                raise EventParked(f"{order.id} was paid twice", reason="double_payment")
            return
        pack = self.ledger.catalogue.packs.get(order.product)
        bonus = pack.first_bonus if pack and not rows.bought_before(connection, order.user_id) else 0
        rows.fulfil(connection, key, order, intent.id, now, amount=order.amount, points=order.points + bonus)
        self.step("fulfilment written")
        self.ledger.credit_in(
            connection,
            order.user_id,
            order.points,
            origin="purchase",
            command=key,
            order_id=order.id,
        )
        self.step("credited")
        if bonus:
            self.ledger.credit_in(
                connection,
                order.user_id,
                bonus,
                origin="bonus",
                command=f"{key}:bonus",
                order_id=order.id,
            )
            self.step("bonus credited")
        values: Data = {"state": "paid", "paid_at": now, "bonus": bonus}
        rows.change(connection, order.id, now, **values, intent_id=intent.id, charge_id=intent.latest_charge)
        self.step("order paid")
        data: Data = {"kind": order.kind, "product": order.product, "amount": order.amount, "bonus": bonus}
        data |= {"currency": order.currency, "points": order.points, "object_id": intent.id}
        self._tell(connection, order, "OrderPaid", data, key)

    def _fail(self, connection: Connection, order: Order, reason: str) -> None:
        if order.state == "paid" or order.state == reason or order.state == "expired":
            return
        rows.change(connection, order.id, self.clock.now(), state=reason)
        self.step("order failed")
        data: Data = {"product": order.product, "reason": reason}
        self._tell(connection, order, "OrderFailed", data, f"order:{order.id}:{reason}")

    # Money that goes back.

    def _refund(self, connection: Connection, order: Order, charge: Charge, facts: Facts) -> None:
        done = rows.refunds_of(connection, charge.id)
        gone = charge.amount_refunded - sum(int(row.amount) for row in done)
        # An older look at the charge says less than what is known: only a refund that failed takes something back.
        refused = facts.refund if facts.refund is not None and facts.refund.status in REFUSED else None
        if gone == 0 or (gone < 0 and refused is None):
            return
        returns = sum(int(row.amount) < 0 for row in done)
        if (gone < 0 or returns) and facts.seen_at < max(row.at for row in done):
            raise EventParked(f"{charge.id} has changed since this look at it", reason="stale")
        if refused is not None and gone < 0:
            self._unrefund(connection, order, done, facts, min(-gone, refused.amount))
            return
        # A sum that was refunded, returned and is refunded again has a key of its own.
        key, now = f"refund:{charge.id}:{charge.amount_refunded}{f':{returns}' * bool(returns)}", self.clock.now()
        total = order.refunded + gone
        taken, debt = self._take(connection, order, total + self._disputed(connection, order), "refund", key)
        rows.fulfil(connection, key, order, charge.id, now, amount=gone, points=taken, debt=debt)
        self.step("refund written")
        rows.change(connection, order.id, now, refunded=total, clawed_back=order.clawed_back + taken + debt)
        data: Data = {"amount": gone, "refunded": total, "points": taken, "debt": debt, "object_id": charge.id}
        self._tell(connection, order, "OrderRefunded", data, key)
        self.step("refund told")
        if order.kind == "subscription" and charge.amount_refunded >= charge.amount:
            self.plans.revoke_in(connection, order, facts, key)

    def _unrefund(
        self, connection: Connection, order: Order, done: Sequence[rows.Fulfilled], facts: Facts, amount: int
    ) -> None:
        """A bank could not give `amount` cents back: what was taken for them comes back, the debt first."""
        refund, charge, now = facts.refund, facts.charge, self.clock.now()
        if refund is None or charge is None:
            return
        key, total = f"refund:{charge.id}:{refund.id}:failed", order.refunded - amount
        due = 0
        if order.kind == "pack":
            due = taken_back(order.points + order.bonus, order.amount, total + self._disputed(connection, order))
        # What a dispute took before this refund is due no more either, once the dispute is won and the refund failed.
        points, debt = split(sum(int(row.debt) for row in done), max(0, order.clawed_back - due))
        if points or debt:
            self.ledger.give_back_in(
                connection, order.user_id, order_id=order.id, points=points, debt=debt, command=key
            )
            self.step("refund returned")
        rows.fulfil(connection, key, order, charge.id, now, amount=-amount, points=-points, debt=-debt)
        rows.change(connection, order.id, now, refunded=total, clawed_back=order.clawed_back - points - debt)
        data: Data = {"refund_id": refund.id, "amount": amount, "refunded": total, "points": points, "debt": debt}
        self._tell(connection, order, "RefundFailed", {**data, "object_id": charge.id}, key)
        if order.kind == "subscription":
            self.plans.restore_in(connection, order, facts, key)

    def _dispute(self, connection: Connection, order: Order, dispute: Dispute, facts: Facts) -> None:
        phase = phase_of(dispute, facts.notice)
        if phase == "none":
            return
        self._withdraw(connection, order, dispute, facts, moves=phase != "returned")
        order = self._again(connection, order)
        if phase == "returned":
            self._return(connection, order, dispute, facts)
        elif phase == "lost" and rows.fulfilment(connection, f"dispute:{dispute.id}:lost") is None:
            self._close(connection, order, dispute, "lost", points=0, debt=0)

    def _withdraw(self, connection: Connection, order: Order, dispute: Dispute, facts: Facts, *, moves: bool) -> None:
        key, now = f"dispute:{dispute.id}:taken", self.clock.now()
        if rows.fulfilment(connection, key) is not None:
            return
        # Won before we knew of it: nothing moves, and an older look that comes late finds the key taken.
        amount = dispute.amount if moves else 0
        gone = order.refunded + self._disputed(connection, order) + amount
        taken, debt = self._take(connection, order, gone, "dispute", key) if moves else (0, 0)
        rows.fulfil(connection, key, order, dispute.id, now, amount=amount, points=taken, debt=debt)
        self.step("dispute written")
        rows.change(connection, order.id, now, dispute="opened", clawed_back=order.clawed_back + taken + debt)
        data: Data = {"dispute_id": dispute.id, "amount": dispute.amount, "points": taken, "debt": debt}
        self._tell(connection, order, "DisputeOpened", data, key)
        self.step("dispute told")
        if order.kind == "subscription" and moves:
            self.plans.revoke_in(connection, order, facts, key)

    def _return(self, connection: Connection, order: Order, dispute: Dispute, facts: Facts) -> None:
        key = f"dispute:{dispute.id}:won"
        taken = rows.fulfilment(connection, f"dispute:{dispute.id}:taken")
        if taken is None or rows.fulfilment(connection, key) is not None:
            return
        still = order.refunded + self._disputed(connection, order) - int(taken.amount)
        due = taken_back(order.points + order.bonus, order.amount, still) if order.kind == "pack" else 0
        # A refund that failed meanwhile may have left more to give back than the dispute itself took.
        back = max(0, order.clawed_back - due)
        points, debt = split(int(taken.debt), back)
        if back:
            self.ledger.give_back_in(
                connection, order.user_id, order_id=order.id, points=points, debt=debt, command=key
            )
            self.step("given back")
        self._close(connection, order, dispute, "won", points=points, debt=debt)
        if order.kind == "subscription":
            self.plans.restore_in(connection, order, facts, key)

    def _close(
        self, connection: Connection, order: Order, dispute: Dispute, outcome: str, *, points: int, debt: int
    ) -> None:
        key, now = f"dispute:{dispute.id}:{outcome}", self.clock.now()
        amount = dispute.amount if outcome == "won" else 0
        rows.fulfil(connection, key, order, dispute.id, now, amount=amount, points=points, debt=debt)
        self.step("outcome written")
        rows.change(connection, order.id, now, dispute=outcome, clawed_back=order.clawed_back - points - debt)
        data: Data = {"dispute_id": dispute.id, "amount": dispute.amount, "points": points, "debt": debt}
        self._tell(connection, order, "DisputeWon" if outcome == "won" else "DisputeLost", data, key)

    def _take(self, connection: Connection, order: Order, gone: int, reason: str, command: str) -> tuple[int, int]:
        """Take back what must be gone when `gone` cents are, beyond what was taken; points taken, points owed."""
        if order.kind != "pack":
            return 0, 0
        due = taken_back(order.points + order.bonus, order.amount, gone) - order.clawed_back
        if due <= 0:
            return 0, 0
        taken = self.ledger.claw_back_in(
            connection, order.user_id, due, order_id=order.id, reason=reason, command=command
        )
        self.step("taken back")
        return taken

    def _disputed(self, connection: Connection, order: Order) -> int:
        """Cents that banks hold for disputes of the order."""
        held = 0
        for row in rows.fulfilled(connection, order.id, "dispute"):
            if str(row.business_key).endswith(":taken"):
                held += int(row.amount) * (rows.fulfilment(connection, f"dispute:{row.object_id}:won") is None)
        return held

    @property
    def plans(self) -> Plans:
        """What follows from a subscription."""
        return Plans(self.events, self.ledger, self.clock, self.step)

    def _tell(self, connection: Connection, order: Order, type: str, data: Data, command: str) -> None:
        rows.append(self.events, connection, order.user_id, type, {"order_id": order.id, **data}, command=command)
