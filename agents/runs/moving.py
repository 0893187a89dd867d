"""A visitor's conversations, facts and path become those of the account that they sign in to; their energy never."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, delete, insert, or_, select, update

from agents.runs.emitter import message_id
from agents.runs.records import ACTIVE
from tools.actor import UserId, new_id
from tools.errors import RunConflict
from tools.events import Append, EventStore, NewEvent, person_stream
from tools.profile import standing
from tools.storage import Key
from tools.storage.schema import executions, files, interrupts, messages, run_log, runs, threads

PLACES: Mapping[str, str] = {
    "threads.title": "threads.title:{id}",
    "threads.focus": "threads.focus:{id}",
    "threads.summary": "threads.summary:{id}",
    "threads.vault": "threads.vault:{id}",
    "messages.content": "messages:{id}",
    "run_log.frames": "run_log:{run_id}:{first}",
    "executions.checkpoint": "executions:{id}",
    "interrupts.body": "interrupts:{id}",
    "interrupts.answer": "interrupts.answer:{id}",
}
"""What the sealing of each column is bound to: the ids are those of the row."""

_STAYING = frozenset({"ReportShared", "ReportShareRevoked"})
"""A link to a report is signed over the event that made it: it ends with the visitor."""

Renamed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moving:
    """Moves a person's conversations to another person's, in the caller's unit of work."""

    events: EventStore

    def __call__(
        self, connection: Connection, visitor: UserId, guest: Key, user_id: UserId, key: Key, now: datetime
    ) -> None:
        """Seal everything again under the account's key; ids stay, but where the account has the same already.

        Raises RunConflict while a run of the visitor is active: its end would be written for somebody who is gone.
        """
        active = connection.execute(
            select(runs.c.id).where(runs.c.user_id == visitor, runs.c.status == ACTIVE)
        ).scalar()
        if active is not None:
            raise RunConflict(f"run {active!r} of the visitor is active", run_id=active)
        move = _Move(connection, visitor, guest, user_id, key)
        move.all()
        for kind in ("profile", "feedback", "journey", "aube", "trajectory"):
            self.told(kind, connection, visitor, guest, user_id, key)

    def told(self, kind: str, connection: Connection, visitor: UserId, guest: Key, user_id: UserId, key: Key) -> None:
        """Append the events of one of the visitor's streams again, as the account's."""
        known = self.events.read_in(connection, visitor, person_stream(kind, visitor), guest)
        # What was taken back does not come along, nor the taking back: it names an event that stays behind.
        stands = standing(known)
        told = tuple(
            NewEvent(type=e.type, data=e.data, private=e.private, schema_version=e.schema_version)
            for e in known
            if (kind != "profile" or e.id in stands) and e.type not in _STAYING
        )
        if told:
            self.events.append_in(
                connection,
                Append(
                    user_id=user_id,
                    stream=person_stream(kind, user_id),
                    events=told,
                    command=f"moved:{visitor}",
                    actor=f"account:{user_id}",
                ),
                key,
            )


@dataclass(frozen=True, slots=True)
class _Move:
    connection: Connection
    visitor: UserId
    guest: Key
    user_id: UserId
    key: Key

    def all(self) -> None:
        new_threads = {old: new_id("t") for old in self._taken(threads)}
        new_runs = {old: new_id("r") for old in self._taken(runs)}
        new_messages = {old: message_id("m") for old in self._taken(messages)}
        self._let_go(new_threads, new_runs)
        # In this order: a message refers to its thread.
        self._copy_threads(new_threads)
        self._change(
            messages, {"id": new_messages, "parent_id": new_messages, "thread_id": new_threads, "run_id": new_runs}
        )
        # A request that the visitor sent is not repeated by the account.
        self._change(runs, {"id": new_runs, "thread_id": new_threads}, idempotency_key=None)
        for table in (run_log, executions, interrupts):
            self._change(table, {})
        for old, new in new_threads.items():
            given = update(files).where(files.c.user_id == self.visitor, files.c.thread_id == old)
            self.connection.execute(given.values(thread_id=new))
        self.connection.execute(delete(threads).where(threads.c.user_id == self.visitor))

    def _let_go(self, new_threads: Renamed, new_runs: Renamed) -> None:
        """Drop what repeats the ids of a thread or run that takes another name: its log, and what waits in it."""
        renamed = or_(runs.c.thread_id.in_(new_threads), runs.c.id.in_(new_runs))
        disturbed = select(runs.c.id).where(runs.c.user_id == self.visitor, renamed)
        self._drop(run_log, run_log.c.run_id.in_(disturbed))
        asked = select(interrupts.c.execution_id).where(
            interrupts.c.user_id == self.visitor, interrupts.c.id.in_(self._taken(interrupts))
        )
        taken = [*self._taken(executions), *self.connection.execute(asked).scalars()]
        for table, column in ((interrupts, interrupts.c.execution_id), (executions, executions.c.id)):
            waiting_runs = select(runs.c.execution_id).where(runs.c.user_id == self.visitor, renamed)
            self._drop(table, or_(column.in_(taken), column.in_(waiting_runs), table.c.thread_id.in_(new_threads)))

    def _drop(self, table: Table, condition: object) -> None:
        self.connection.execute(delete(table).where(table.c.user_id == self.visitor, condition))  # type: ignore[arg-type]

    def _taken(self, table: Table) -> list[str]:
        """The visitor's ids that the account uses too."""
        theirs = select(table.c.id).where(table.c.user_id == self.user_id)
        mine = select(table.c.id).where(table.c.user_id == self.visitor, table.c.id.in_(theirs))
        return list(self.connection.execute(mine).scalars())

    def _copy_threads(self, renamed: Renamed) -> None:
        rows = [self._row(threads, row, {"id": renamed}) for row in self._rows(threads)]
        if rows:
            self.connection.execute(insert(threads), rows)

    def _change(self, table: Table, renamed: Mapping[str, Renamed], **fixed: object) -> None:
        """Give the rows to the account, in place."""
        keys = [column.name for column in table.primary_key]
        changed = [
            {f"was_{name}": row[name] for name in keys} | self._row(table, row, renamed) | fixed
            for row in self._rows(table)
        ]
        if not changed:
            return
        where = [table.c[name] == bindparam(f"was_{name}") for name in keys]
        values: dict[str, object] = {name: bindparam(name) for name in changed[0] if not name.startswith("was_")}
        self.connection.execute(update(table).where(*where).values(values), changed)

    def _rows(self, table: Table) -> Iterable[dict[str, object]]:
        found = self.connection.execute(select(table).where(table.c.user_id == self.visitor))
        return [dict(row._mapping) for row in found]

    def _row(self, table: Table, row: dict[str, object], renamed: Mapping[str, Renamed]) -> dict[str, object]:
        new = {**row, "user_id": self.user_id}
        for name, names in renamed.items():
            new[name] = names.get(str(row[name]), row[name])
        for place, form in PLACES.items():
            of_table, _, column = place.partition(".")
            value = row.get(column)
            if of_table == table.name and isinstance(value, bytes):
                clear = self.guest.open(value, form.format_map(row))
                new[column] = self.key.seal(clear, form.format_map(new))
        return new
