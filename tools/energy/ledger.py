"""The ledger: every movement of points, as events of a wallet and its projection, in one transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, text

import tools.energy.audit as audit
import tools.energy.pricing as pricing
import tools.energy.rules as rules
import tools.energy.statement as statement
import tools.energy.wallets as wallets
from tools.actor import UserId
from tools.clock import Clock
from tools.energy.models import Analytics, Balance, Catalogue, Change, Hold, Movement, Origin, Tier
from tools.energy.sweeping import sweep_each
from tools.energy.unit import Unit
from tools.errors import IdempotencyMismatch, NotFound
from tools.events import EventStore
from tools.metering import Quote
from tools.storage import Database, KeyRing, Lanes, Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Energy: points are held, then captured or released; nothing happens twice, and everything is an event.

    A method that ends in `_in` works in the caller's unit of work; the others in one of their own. Each raises Erased
    for a wallet that is closed.
    """

    database: Database
    keys: KeyRing
    clock: Clock
    events: EventStore
    catalogue: Catalogue
    _lanes: Lanes = field(default_factory=Lanes, repr=False, compare=False)

    async def write(self, user_id: UserId, work: Work[T]) -> T:
        """A unit of work on one wallet.

        Units on one wallet wait for each other: together, they need neither a lock, a connection nor a commit each.
        """
        if self.database.dialect != "postgresql":
            return await self.database.write(work)
        return await self._lanes.write(self.database, user_id, work)

    async def balance(self, user_id: UserId) -> Balance:
        """The wallet as its owner sees it; one that nothing has happened to is empty."""
        return await self.database.read(lambda c: statement.balance(c, user_id, self.catalogue, self.clock.now()))

    async def quote(self, user_id: UserId, action: str) -> Quote:
        """What an action would cost now; raises UnknownAction."""
        return await self.database.read(lambda c: statement.quote(c, user_id, self.catalogue, action, self.clock.now()))

    async def hold(
        self, user_id: UserId, action: str, *, hold_id: str, agent: str | None = None, actor: str = "iris"
    ) -> tuple[Hold, Change]:
        """Set the points of an action aside for a quarter of an hour; the same `hold_id` again gives the same hold.

        Raises UnknownAction, InsufficientEnergy, WalletFrozen, IdempotencyMismatch.
        """
        return await self.write(
            user_id, lambda c: self.hold_in(c, user_id, action, hold_id=hold_id, agent=agent, actor=actor)
        )

    def hold_in(
        self,
        connection: Connection,
        user_id: UserId,
        action: str,
        *,
        hold_id: str,
        agent: str | None = None,
        actor: str = "iris",
        at_most: int | None = None,
    ) -> tuple[Hold, Change]:
        """Set the points of an action aside; raises ConfirmationRequired too when they are more than `at_most`."""
        unit = self._open(connection, user_id, hold=hold_id, action=action, actor=actor)
        if (known := _repeated(unit, hold_id, action)) is not None:
            return known, unit.change(action)
        unit.decide(
            f"hold:{hold_id}",
            lambda draft: rules.decide_hold(draft, self.catalogue, action, hold_id, agent, at_most=at_most),
        )
        return unit.state.holds[hold_id], unit.change(action)

    def is_held_in(self, connection: Connection, user_id: UserId, hold_id: str) -> bool:
        """Whether a hold is still open; one that is over expires here."""
        unit = self._open(connection, user_id, hold=hold_id)
        hold = unit.state.holds.get(hold_id)
        if hold is not None:
            unit.expire(hold)
        return hold is not None and unit.state.holds[hold_id].state == "held"

    async def capture(self, user_id: UserId, hold_id: str, amount: int | None = None) -> tuple[Hold, Change]:
        """Spend what was held, or `amount` points of it: the rest returns to its lots.

        A hold that expired meanwhile is taken again, as another hold, which is returned; when the points are gone, it
        is `lost`: the house bears it. Repeated, it spends once. Raises NotFound, HoldEnded, InvalidArguments.
        """
        return await self.write(user_id, lambda c: self.capture_in(c, user_id, hold_id, amount))

    def capture_in(
        self, connection: Connection, user_id: UserId, hold_id: str, amount: int | None = None
    ) -> tuple[Hold, Change]:
        """Spend what was held."""
        unit, hold = self._held(connection, user_id, hold_id)
        if hold.state == "captured" and amount in (None, hold.captured):
            return hold, unit.change(hold.action)
        if hold.state == "lost":
            return hold, unit.change(hold.action)
        if hold.state == "expired":
            return self._capture_late(unit, hold, amount)
        if amount is not None:
            unit.read_lots(hold)
        unit.decide(rules.ending(hold_id), lambda draft: rules.decide_capture(draft, hold, amount))
        return unit.state.holds[hold_id], unit.change(hold.action)

    def _capture_late(self, unit: Unit, hold: Hold, amount: int | None) -> tuple[Hold, Change]:
        again = rules.derived_id("h", "late", hold.id)
        if (known := wallets.add_hold(unit.connection, unit.state, again)) is not None:
            return known, unit.change(hold.action)
        unit.decide(f"late:{hold.id}", lambda draft: rules.decide_late_capture(draft, hold, again, amount))
        return unit.state.holds.get(again, unit.state.holds[hold.id]), unit.change(hold.action)

    async def release(self, user_id: UserId, hold_id: str, *, reason: str) -> tuple[Hold, Change]:
        """Give back what was held; what was released or has expired stays so. Raises NotFound, HoldEnded (captured)."""
        return await self.write(user_id, lambda c: self.release_in(c, user_id, hold_id, reason=reason))

    def release_in(self, connection: Connection, user_id: UserId, hold_id: str, *, reason: str) -> tuple[Hold, Change]:
        """Give back what was held."""
        unit, hold = self._held(connection, user_id, hold_id)
        if hold.state not in ("released", "expired"):
            unit.read_lots(hold)
            unit.decide(rules.ending(hold_id), lambda draft: rules.decide_release(draft, hold, reason))
        return unit.state.holds[hold_id], unit.change(hold.action)

    async def sweep(self) -> int:
        """Expire the holds and lots that are due; returns how many wallets they were in. A wallet that fails waits."""
        return await sweep_each(
            lambda last: self.database.read(lambda c: wallets.due(c, self.clock.now(), last)),
            lambda user_id: self.write(user_id, lambda c: self.sweep_in(c, user_id)),
        )

    def sweep_in(self, connection: Connection, user_id: UserId) -> None:
        """Expire what is due in one wallet."""
        unit = self._open(connection, user_id)
        for hold_id in wallets.due_holds(connection, user_id, unit.now):
            self.is_held_in(connection, user_id, hold_id)

    async def credit(
        self,
        user_id: UserId,
        points: int,
        *,
        origin: Origin,
        command: str,
        order_id: str | None = None,
        expires_at: datetime | None = None,
        actor: str = "iris",
    ) -> Change:
        """Add points, which repay what is owed first; the same `command` twice credits once.

        They last as long as the catalogue says of their origin, unless `expires_at` is given. Raises InvalidArguments.
        """
        return await self.write(
            user_id,
            lambda c: self.credit_in(
                c,
                user_id,
                points,
                origin=origin,
                command=command,
                order_id=order_id,
                expires_at=expires_at,
                actor=actor,
            ),
        )

    def credit_in(
        self,
        connection: Connection,
        user_id: UserId,
        points: int,
        *,
        origin: Origin,
        command: str,
        order_id: str | None = None,
        expires_at: datetime | None = None,
        actor: str = "iris",
    ) -> Change:
        """Add points."""
        unit = self._open(connection, user_id, actor=actor)
        lot_id = rules.derived_id("l", user_id, command)
        unit.decide(
            command,
            lambda draft: rules.decide_credit(
                draft,
                self.catalogue,
                points,
                origin=origin,
                lot_id=lot_id,
                order_id=order_id,
                expires_at=expires_at,
            ),
        )
        return unit.change()

    def claw_back_in(
        self, connection: Connection, user_id: UserId, points: int, *, order_id: str, reason: str, command: str
    ) -> tuple[int, int]:
        """Take the points of a payment back: points taken from lots (the order's first), points that became debt."""
        unit = self._open(connection, user_id)
        fact = unit.decide(
            command, lambda draft: rules.decide_claw_back(draft, points, order_id=order_id, reason=reason)
        )
        return int(str(fact.data["points"])), int(str(fact.data["debt"]))

    def give_back_in(
        self, connection: Connection, user_id: UserId, *, order_id: str, points: int, debt: int, command: str
    ) -> Change:
        """Restore what a claw-back took (`points`, `debt`, as it returned them): what is still owed is cancelled."""
        unit = self._open(connection, user_id)
        lot_id = rules.derived_id("l", user_id, command)
        unit.decide(
            command,
            lambda draft: rules.decide_restore(draft, order_id=order_id, lot_id=lot_id, points=points, debt=debt),
        )
        return unit.change()

    async def refund(self, user_id: UserId, hold_id: str, *, actor: str, command: str) -> Change:
        """Give a captured spend back, once; the same `command` again changes nothing.

        Raises NotFound, NotRefundable.
        """
        return await self.write(user_id, lambda c: self.refund_in(c, user_id, hold_id, actor=actor, command=command))

    def refund_in(self, connection: Connection, user_id: UserId, hold_id: str, *, actor: str, command: str) -> Change:
        """Give a captured spend back."""
        unit, hold = self._held(connection, user_id, hold_id, actor=actor)
        lot_id = rules.derived_id("l", user_id, command)
        if not unit.done(command):
            unit.read_lots(hold)
            unit.decide(command, lambda draft: rules.decide_refund(draft, hold, lot_id))
        return unit.change(hold.action)

    async def consume(
        self, user_id: UserId, action: str, *, key: str, actor: str, agent: str | None = None
    ) -> tuple[Hold, Change]:
        """Hold and capture in one unit, once for a `key`.

        Raises UnknownAction, InsufficientEnergy, WalletFrozen, IdempotencyMismatch.
        """
        return await self.write(
            user_id, lambda c: self.consume_in(c, user_id, action, key=key, actor=actor, agent=agent)
        )

    def consume_in(
        self, connection: Connection, user_id: UserId, action: str, *, key: str, actor: str, agent: str | None = None
    ) -> tuple[Hold, Change]:
        """Hold and capture in one go."""
        hold_id = rules.derived_id("h", user_id, key)
        unit = self._open(connection, user_id, hold=hold_id, action=action, actor=actor)
        if (known := _repeated(unit, hold_id, action)) is None:
            unit.decide(f"hold:{hold_id}", lambda d: rules.decide_spend(d, self.catalogue, action, hold_id, agent))
        return known or unit.state.holds[hold_id], unit.change(action)

    async def set_tier(
        self, user_id: UserId, tier: Tier, until: datetime | None, *, source: str, command: str
    ) -> Change:
        """Let `source` give a person a tier, until a moment (None: until it gives another); FREE takes it away.

        What other sources give stays: the person has the highest that lasts. The same `command` twice gives it once.
        """
        return await self.write(
            user_id, lambda c: self.set_tier_in(c, user_id, tier, until, source=source, command=command)
        )

    def set_tier_in(
        self, connection: Connection, user_id: UserId, tier: Tier, until: datetime | None, *, source: str, command: str
    ) -> Change:
        """Let a source give a person a tier."""
        unit = self._open(connection, user_id)
        unit.decide(command, lambda draft: rules.decide_tier(draft, tier, until, source))
        return unit.change()

    def tier_in(self, connection: Connection, user_id: UserId) -> Tier:
        """The person's tier now."""
        return pricing.tier_of(wallets.load(connection, user_id), self.clock.now())

    def open_conversation_in(self, connection: Connection, user_id: UserId, thread_id: str) -> bool:
        """Count a run of a thread today (in Paris); False when the tier allows no more threads today."""
        unit = self._open(connection, user_id)
        day = pricing.paris_day(self.clock.now())
        wallets.add_day(connection, unit.state, day)
        return unit.ask(
            f"conversation:{day}:{thread_id}",
            lambda draft: rules.decide_conversation(draft, self.catalogue, thread_id),
        )

    def use_quota_in(self, connection: Connection, user_id: UserId, quota: str, *, command: str) -> bool:
        """Count something free that a monthly quota limits (a journal entry); False when the month's are used up."""
        unit = self._open(connection, user_id)
        wallets.add_month(connection, unit.state, pricing.paris_month(self.clock.now()))
        return unit.done(command) or unit.ask(command, lambda draft: rules.decide_quota(draft, self.catalogue, quota))

    async def statement(self, user_id: UserId, *, before: str | None = None, limit: int = 50) -> list[Movement]:
        """Movements, newest first, with the balance after each; `before` is the id of the last one known.

        Raises NotFound for an unknown one.
        """
        return await self.database.read(lambda c: statement.statement(c, self.events, user_id, before, limit))

    async def analytics(self, user_id: UserId, *, days: int = 30) -> Analytics:
        """What was spent in the last Paris days, today included (1 to 366); raises InvalidArguments."""
        return await self.database.read(lambda c: statement.analytics(c, user_id, days, self.clock.now()))

    def close_in(self, connection: Connection, user_id: UserId) -> int:
        """Close the wallet of a person who is erased, even one that nothing has happened to: no credit opens it again.

        Returns how many rows of theirs were deleted.
        """
        unit = self._open(connection, user_id)
        if not unit.done("close"):
            unit.decide("close", rules.decide_closing)
        return wallets.remove(connection, user_id)

    def rebuild_in(self, connection: Connection) -> int:
        """Drop every projection of energy and fold it again from the events; returns how many wallets there are."""
        return audit.rebuild(connection, self.events)

    async def violations(self) -> list[str]:
        """What does not hold of the invariants of energy; empty when all is well."""

        def work(connection: Connection) -> list[str]:
            if connection.dialect.name == "postgresql":
                # One snapshot: what is written meanwhile is no contradiction.
                connection.execute(text("set transaction isolation level repeatable read"))
            return self.violations_in(connection)

        return await self.database.read(work)

    def violations_in(self, connection: Connection) -> list[str]:
        """What does not hold, as the caller's unit of work sees it."""
        return audit.violations(connection, self.events)

    def _open(
        self, connection: Connection, user_id: UserId, *, hold: str = "", action: str | None = None, actor: str = "iris"
    ) -> Unit:
        quota = None if action is None else pricing.action_of(self.catalogue, action).quota
        return Unit.open(connection, self.events, self.clock, user_id, actor=actor, hold=hold, quota=quota)

    def _held(self, connection: Connection, user_id: UserId, hold_id: str, *, actor: str = "iris") -> tuple[Unit, Hold]:
        unit = self._open(connection, user_id, hold=hold_id, actor=actor)
        if (hold := unit.state.holds.get(hold_id)) is None:
            raise NotFound(f"hold {hold_id!r}", what="hold")
        return unit, hold


def _repeated(unit: Unit, hold_id: str, action: str) -> Hold | None:
    known = unit.state.holds.get(hold_id)
    if known is not None and known.action != action:
        raise IdempotencyMismatch(f"{hold_id!r} was for {known.action!r}", field="action")
    return known
