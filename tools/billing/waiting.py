"""What waits for an operator: events that are parked, differences that stay; each deed is in the audit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select, update

from tools.billing.inbox import WAITING
from tools.billing.watching import OPEN_INVOICE
from tools.clock import Clock
from tools.errors import NotFound
from tools.events import Audit
from tools.storage import Database
from tools.storage.schema import inbox, watched

EVENT_REPLAYED = "PaymentEventReplayed"
WAITING_DISMISSED = "PaymentMatterDismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An event of the provider that waits, or an object that differs: its id, what it is, why it waits."""

    id: str
    what: str
    why: str
    since: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Shows what waits, has it tried again, or lets it be."""

    database: Database
    clock: Clock
    audit: Audit

    async def list(self) -> list[Matter]:
        """Events that wait, then objects that differed at the last comparison, the oldest first."""
        return await self.database.read(_matters)

    async def state(self, event_id: str) -> str:
        """How an event is: `received`, `handled`, or `parked` and why; raises NotFound."""
        row = await self.database.read(lambda c: _event(c, event_id))
        return f"{row.state}: {row.reason}" if row.reason else str(row.state)

    async def replay(self, event_id: str, *, actor: str) -> None:
        """Make a waiting event due at once, before others; raises NotFound."""

        def write(connection: Connection) -> None:
            row = _event(connection, event_id)
            if row.state not in WAITING:
                raise NotFound(f"{event_id} does not wait: it is {row.state}")
            again = update(inbox).where(inbox.c.event_id == event_id).values(attempts=0, due_at=row.sent_at)
            connection.execute(again)
            self.audit.note_in(connection, EVENT_REPLAYED, actor=actor, event=event_id)

        await self.database.write(write)

    async def dismiss(self, id: str, *, actor: str) -> None:
        """Let an event, or everything that differs about an object, stay as it is; raises NotFound.

        A difference is told again when it becomes another one.
        """
        now = self.clock.now()
        event = update(inbox).where(inbox.c.event_id == id, inbox.c.state.in_(WAITING))
        differs = update(watched).where(watched.c.object_id == id, watched.c.dismissed_at.is_(None))

        def write(connection: Connection) -> None:
            found = connection.execute(event.values(state="handled", reason="dismissed", handled_at=now, due_at=now))
            changed = found.rowcount + connection.execute(differs.values(dismissed_at=now)).rowcount
            if not changed:
                raise NotFound(f"nothing waits under {id!r}")
            self.audit.note_in(connection, WAITING_DISMISSED, actor=actor, matter=id)

        await self.database.write(write)


def _event(connection: Connection, event_id: str) -> Row[tuple[object, ...]]:
    row = connection.execute(select(inbox).where(inbox.c.event_id == event_id)).first()
    if row is None:
        raise NotFound(f"no event {event_id!r}")
    return row


def _matters(connection: Connection) -> list[Matter]:
    parked = select(inbox).where(inbox.c.state.in_(WAITING)).order_by(inbox.c.received_at, inbox.c.event_id)
    differs = select(watched).where(watched.c.dismissed_at.is_(None), watched.c.kind != OPEN_INVOICE)
    return [
        *(
            Matter(
                id=row.event_id,
                what=f"{row.type} {row.object_id}",
                why=row.reason or row.state,
                since=row.received_at,
                attempts=row.attempts,
            )
            for row in connection.execute(parked)
        ),
        *(
            Matter(id=row.object_id, what=row.kind, why=row.detail, since=row.found_at)
            for row in connection.execute(differs.order_by(watched.c.found_at, watched.c.object_id))
        ),
    ]
