"""A unit of work on one wallet: lock it, read what is needed, decide, append, write what has changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

import tools.energy.rules as rules
import tools.energy.wallets as wallets
from tools.actor import UserId
from tools.clock import Clock
from tools.energy.models import Change, Hold
from tools.energy.pricing import paris_month
from tools.energy.projection import State, apply
from tools.errors import Erased
from tools.events import Append, EventStore, NewEvent, RecordedEvent, lock_stream, person_stream
from tools.events.rules import event_id
from tools.storage.schema import events as event_rows

_DONE = select(event_rows.c.id).where(event_rows.c.id == bindparam("first"))
_BEGUN = select(event_rows.c.id).where(event_rows.c.stream == bindparam("of_stream")).limit(1)


@dataclass(slots=True)
class Unit:
    """One wallet inside the caller's unit of work, locked until it ends; `state` follows what is decided."""

    connection: Connection
    events: EventStore
    state: State
    stream: str
    now: datetime
    actor: str
    had: int = 0
    """Points that were available at the beginning."""

    @classmethod
    def open(
        cls,
        connection: Connection,
        events: EventStore,
        clock: Clock,
        user_id: UserId,
        *,
        actor: str,
        hold: str = "",
        quota: str | None = None,
    ) -> "Unit":
        """Lock the wallet, read it with one hold and this month's uses of one quota, and let due points expire."""
        stream = person_stream("wallet", user_id)
        lock_stream(connection, stream)
        now = clock.now()
        state = wallets.load(connection, user_id, hold=hold, quota=quota or "", period=paris_month(now))
        unit = cls(connection, events, state, stream, now, actor)
        for lot in rules.due_lots(state, now):
            # A lot may expire again: a clock that is behind gives points back to one that was swept.
            command = f"lot:{lot.id}:{unit.state.version}"
            unit.decide(command, lambda draft, lot=lot: rules.decide_lot_expiry(draft, lot))  # type: ignore[misc]
        state = unit.state
        unit.had = state.wallet.available if state.wallet else 0
        return unit

    def decide(self, command: str, decision: Callable[[rules.Draft], object]) -> RecordedEvent:
        """Append what is decided, once for a command; returns its first event.

        Raises Erased when the wallet is closed, and what the decision raises.
        """
        draft = rules.Draft(self.state.copy(), self.now)
        decision(draft)
        return self._append(command, draft)

    def ask(self, command: str, decision: Callable[[rules.Draft], bool]) -> bool:
        """Append what is decided, if anything is; returns what the decision answers."""
        draft = rules.Draft(self.state.copy(), self.now)
        answer = decision(draft)
        if draft.events:
            self._append(command, draft)
        return answer

    def done(self, command: str) -> bool:
        """Whether the command was carried out already."""
        return self.connection.execute(_DONE, {"first": event_id(self._to_append(command), 0)}).first() is not None

    def expire(self, hold: Hold) -> None:
        """Give back what a hold that is over still holds."""
        if hold.state == "held" and hold.expires_at <= self.now:
            self.read_lots(hold)
            self.decide(rules.ending(hold.id), lambda draft: rules.decide_expiry(draft, hold))

    def read_lots(self, hold: Hold) -> None:
        """Read the lots that a hold took from: some of it goes back."""
        wallets.add_lots(self.connection, self.state, (lot_id for lot_id, _ in hold.taken))

    def change(self, action: str | None = None) -> Change:
        """What has changed since the beginning."""
        wallet = self.state.wallet
        available, held = (wallet.available, wallet.held) if wallet else (0, 0)
        return Change(available=available, held=held, change=available - self.had, action=action)

    def _to_append(self, command: str, new: Sequence[NewEvent] = ()) -> Append:
        return Append(
            user_id=self.state.user_id,
            stream=self.stream,
            events=tuple(new),
            command=command,
            actor=self.actor,
            expected=self.state.version,
        )

    def _append(self, command: str, draft: rules.Draft) -> RecordedEvent:
        begun = self.state.wallet is None and self.connection.execute(_BEGUN, {"of_stream": self.stream}).first()
        if begun:
            # A wallet is made by its first event: this one had some, and was closed.
            raise Erased(f"{self.stream!r} is closed")
        append = self._to_append(command, draft.events)
        recorded = self.events.append_in(self.connection, append, locked=True)
        # What a repeated command appended is in the state already.
        if recorded[0].version > self.state.version:
            after = self.state.copy()
            for event in recorded:
                apply(after, event)
            wallets.save(self.connection, self.state, after)
            self.state = after
        return recorded[0]
