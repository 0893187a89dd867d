"""The inbox: every event of the provider is kept first, then worked on; what cannot be is parked, never swallowed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

import tools.billing.rows as rows
from tools.billing.changing import Changing
from tools.billing.errors import EventParked, PaymentUnavailable, SignatureRefused
from tools.billing.fulfilment import Fulfilment
from tools.billing.gateway import Gateway
from tools.billing.gathering import Facts, Gathering
from tools.billing.models import Order
from tools.billing.objects import Notice
from tools.billing.rules import ENDED, IGNORED, WORKED_ON, retry_after
from tools.clock import Clock
from tools.errors import Erased, NotFound, Unavailable
from tools.storage import Database
from tools.storage.schema import inbox

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""How long an event is left to who took it."""
AT_ONCE = 20
"""Events that a worker takes in one go."""
WAITING = ("received", "parked")
"""States of an event that is not done with; named one by one, so that the index on them is used."""
HANDLED_KEPT = timedelta(days=90)
"""How long an event is known once it is done with; the provider sends it again for three days, lists it for thirty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Takes events in, and works on them until they are handled."""

    database: Database
    clock: Clock
    fulfilment: Fulfilment
    step: Callable[[str], None]

    async def receive(self, gateway: Gateway, payload: bytes, signature: str | None) -> None:
        """Take a webhook's call: returns when it is kept and worked on. Raises SignatureRefused, EventParked."""
        try:
            notice = gateway.read(payload, signature, self.clock.now())
        except SignatureRefused as refusal:
            log.warning("billing: a webhook was refused: %s", refusal)
            raise
        await self.take(gateway, notice)

    async def take(self, gateway: Gateway, notice: Notice) -> None:
        """Keep a verified event and work on it; raises EventParked when that is not possible yet."""
        kept = await self.database.write(lambda c: self._keep(c, notice))
        self.step("event kept")
        if kept == "handled":
            return
        await self.handle(gateway, notice)

    async def handle(self, gateway: Gateway, notice: Notice) -> None:
        """Work on an event that is kept; parks it and raises EventParked when that is not possible yet."""
        try:
            await self._handle(gateway, notice)
        except EventParked as parked:
            await self._park(notice, str(parked.details.get("reason", "parked")))
            log.warning("billing: %s (%s) waits: %s", notice.id, notice.type, parked)
            raise
        except (PaymentUnavailable, Unavailable) as error:
            await self._park(notice, "unavailable")
            raise EventParked(f"{notice.id}: {error}", reason="unavailable") from error
        except Exception as error:
            # Nobody foresaw it: this event waits, and those of other people go on.
            log.exception("billing: %s (%s) broke something", notice.id, notice.type)
            await self._park(notice, "defect")
            raise EventParked(f"{notice.id}: {error}", reason="defect") from error

    async def _handle(self, gateway: Gateway, notice: Notice) -> None:
        if notice.livemode != gateway.livemode:
            raise EventParked(f"{notice.id}: live and test do not mix", reason="livemode")
        if notice.account not in (None, gateway.account):
            raise EventParked(f"{notice.id} is of another account", reason="account")
        if notice.type in IGNORED:
            await self.database.write(lambda c: self._handled(c, notice, "ignored"))
            return
        if notice.type not in WORKED_ON:
            raise EventParked(f"{notice.id}: {notice.type!r} is not known", reason="unknown_type")
        facts = await self.look(gateway, notice.object_id, notice.type)
        self.step("object fetched")

        def work(connection: Connection) -> None:
            self.fulfilment.settle_in(connection, gateway, facts)
            self.step("settled")
            self._handled(connection, notice, None)

        try:
            await self.database.write(work)
        except Erased:
            # The person is gone, and their wallet with them: what the provider did with the money stays its own.
            log.warning("billing: %s (%s) is about somebody who was erased", notice.id, notice.type)
            await self.database.write(lambda c: self._handled(c, notice, "erased"))
        self.step("event handled")
        if facts.subscription is not None:
            await self.end_doubles(gateway)

    async def look(self, gateway: Gateway, object_id: str, notice: str | None = None) -> Facts:
        """What the provider says now of an object and what belongs to it."""
        return await Gathering(gateway, self.clock.now(), notice).facts(object_id)

    async def settle(self, gateway: Gateway, object_id: str) -> Order:
        """Look at an object and do what follows; raises EventParked, PaymentUnavailable."""
        facts = await self.look(gateway, object_id)
        self.step("object fetched")
        order = await self.database.write(lambda c: self.fulfilment.settle_in(c, gateway, facts))
        if facts.subscription is not None:
            await self.end_doubles(gateway)
        return order

    async def catch_up(self, gateway: Gateway, object_id: str, *, follow: bool = True) -> Facts | None:
        """Look at an object again, and do what follows (if `follow`) as far as it can be; None: it is not there.

        Raises PaymentUnavailable.
        """
        try:
            facts = await self.look(gateway, object_id)
        except EventParked:
            return None
        if not follow:
            return facts
        try:
            await self.database.write(lambda c: self.fulfilment.settle_in(c, gateway, facts))
        except (EventParked, Erased) as refusal:
            log.info("billing: nothing follows from %s: %s", object_id, refusal)
        except Exception:
            log.exception("billing: %s broke something", object_id)
        return facts

    async def end_doubles(self, gateway: Gateway) -> None:
        """End at the provider the plans that were paid beside another one; what does not answer is left for later."""
        found = await self.database.read(lambda c: rows.doubles(c, gateway))
        for order, plan in ((order, plan) for order, plan in found if plan.status not in ENDED):
            log.error("billing: %s (order %s) was paid beside another plan, and ends", plan.id, order.id)
            try:
                await self.changing.end(gateway, plan)
            except (PaymentUnavailable, NotFound) as error:
                log.warning("billing: %s could not be ended: %s", plan.id, error)
            except Exception:
                log.exception("billing: %s could not be ended", plan.id)

    @property
    def changing(self) -> Changing:
        """What changes plans."""
        return Changing(database=self.database, clock=self.clock, plans=self.fulfilment.plans, settle=self.settle)

    async def work(self, gateway: Gateway) -> int:
        """Work on what is due, and end what must not go on; returns how many events were handled."""
        await self.end_doubles(gateway)
        due = await self.database.write(self._claim)
        handled = 0
        for notice in due:
            try:
                await self.handle(gateway, notice)
            except EventParked:
                continue
            handled += 1
        return handled

    def _keep(self, connection: Connection, notice: Notice) -> str:
        now = self.clock.now()
        make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(
            make(inbox)
            .values(
                event_id=notice.id,
                type=notice.type[:64],
                object_id=notice.object_id,
                livemode=notice.livemode,
                account=notice.account,
                sent_at=notice.created,
                received_at=now,
                state="received",
                attempts=0,
                due_at=now + LEASE,
            )
            .on_conflict_do_nothing()
        )
        return str(connection.execute(select(inbox.c.state).where(inbox.c.event_id == notice.id)).scalar_one())

    def _claim(self, connection: Connection) -> list[Notice]:
        now = self.clock.now()
        due = (
            select(inbox)
            .where(inbox.c.state.in_(WAITING), inbox.c.due_at <= now)
            .order_by(inbox.c.due_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        found = connection.execute(due).all()
        taken = [row.event_id for row in found]
        connection.execute(update(inbox).where(inbox.c.event_id.in_(taken)).values(due_at=now + LEASE))
        return [
            Notice(
                id=row.event_id,
                type=row.type,
                object_id=row.object_id,
                livemode=row.livemode,
                account=row.account,
                created=row.sent_at,
            )
            for row in found
        ]

    def _handled(self, connection: Connection, notice: Notice, reason: str | None) -> None:
        connection.execute(
            update(inbox)
            .where(inbox.c.event_id == notice.id)
            .values(state="handled", handled_at=self.clock.now(), reason=reason, attempts=inbox.c.attempts + 1)
        )
        self.step("inbox handled")

    async def _park(self, notice: Notice, reason: str) -> None:
        now = self.clock.now()

        def write(connection: Connection) -> None:
            row = connection.execute(select(inbox.c.attempts).where(inbox.c.event_id == notice.id)).first()
            attempts = (int(row.attempts) if row else 0) + 1
            connection.execute(
                update(inbox)
                .where(inbox.c.event_id == notice.id, inbox.c.state != "handled")
                .values(state="parked", reason=reason, attempts=attempts, due_at=now + retry_after(attempts))
            )

        await self.database.write(write)
