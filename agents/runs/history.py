"""The history as units of work write and read it: sealed, in order, with statements that are built once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

import orjson
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from agents.guard.guardian import Verdict
from agents.runs.emitter import Said, message_id
from agents.runs.turn import Document, Message, ThreadState
from tools.actor import AppId, MessageId, RunId, ThreadId, UserId
from tools.storage import Key
from tools.storage.schema import messages, threads

WINDOW = 24
"""Messages of the history that the graph is given at most; what is older is in the summary."""
TITLE = 80
REPLACED = "replaced"
"""Status of what was said in a branch that the person left, by saying an earlier message anew."""
END = 2**53
"""A position beyond all."""

# Building a statement costs more than running it here, and every turn runs these.
_THREAD = select(threads).where(threads.c.user_id == bindparam("of_user"), threads.c.id == bindparam("of_thread"))
_WINDOW = (
    select(messages)
    .where(
        messages.c.user_id == bindparam("of_user"),
        messages.c.thread_id == bindparam("of_thread"),
        messages.c.position > bindparam("after"),
        messages.c.position < bindparam("before"),
        messages.c.status != REPLACED,
    )
    .order_by(messages.c.position.desc())
    .limit(WINDOW)
)
_QUESTION = select(messages.c.position).where(
    messages.c.user_id == bindparam("of_user"),
    messages.c.thread_id == bindparam("of_thread"),
    messages.c.id == bindparam("of_message"),
    messages.c.role == "user",
    messages.c.status != REPLACED,
)
_REPLACE = (
    update(messages)
    .where(
        messages.c.user_id == bindparam("of_user"),
        messages.c.thread_id == bindparam("of_thread"),
        messages.c.position >= bindparam("first"),
    )
    .values(status=REPLACED)
)
_ADD_THREAD = insert(threads)
_ADD_MESSAGES = insert(messages)
_CHANGE_THREAD = update(threads).where(
    threads.c.user_id == bindparam("of_user"), threads.c.id == bindparam("of_thread")
)


class Question(Protocol):
    """What a person says, in both forms."""

    @property
    def text(self) -> str: ...
    @property
    def masked(self) -> str: ...
    @property
    def documents(self) -> Sequence[Document]: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def summary(self) -> str: ...
    def vault(self) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of work on one person's thread: the transaction, whose it is, the key, the time."""

    connection: Connection
    user_id: UserId
    thread_id: ThreadId
    key: Key
    now: datetime

    @property
    def place(self) -> dict[str, object]:
        """The parameters that name the thread."""
        return {"of_user": self.user_id, "of_thread": self.thread_id}


def thread_row(connection: Connection, user_id: UserId, thread_id: ThreadId) -> Row[tuple[object, ...]] | None:
    """The thread's record."""
    return connection.execute(_THREAD, {"of_user": user_id, "of_thread": thread_id}).first()


def find_thread(unit: Unit) -> ThreadState | None:
    """What the thread remembers; None when the person has no such thread."""
    row = thread_row(unit.connection, unit.user_id, unit.thread_id)
    return None if row is None else state_of(row, unit.key)


def adopt_thread(unit: Unit, app_id: AppId, asked: Question) -> ThreadState:
    """Begin a thread, under the id that the person's client gave or that was made for it."""
    begun = ThreadState(id=unit.thread_id, vault=asked.vault(), summary=asked.summary)
    unit.connection.execute(
        _ADD_THREAD,
        {
            "user_id": unit.user_id,
            "id": unit.thread_id,
            "app_id": app_id,
            "title": unit.key.seal(_title(asked.text), f"threads.title:{unit.thread_id}"),
            "vault": sealed_vault(unit, asked.vault()),
            "last_position": 1,
            "created_at": unit.now,
            "updated_at": unit.now,
            **sealed_notes(unit, begun),
        },
    )
    return begun


def read_window(unit: Unit, after: int, before: int = END) -> list[Message]:
    """The last messages of the thread between two positions, oldest first."""
    rows = unit.connection.execute(_WINDOW, {**unit.place, "after": after, "before": before}).all()
    return [message_of(row, unit.key) for row in reversed(rows)]


def position_of(unit: Unit, message_id: MessageId) -> int | None:
    """Where a message of the person stands in the thread; None when there is none that can be said anew."""
    place: int | None = unit.connection.execute(_QUESTION, {**unit.place, "of_message": message_id}).scalar()
    return place


def leave(unit: Unit, first: int) -> None:
    """Leave what was said from a position on: it stays the person's, and no model is given it."""
    unit.connection.execute(_REPLACE, {**unit.place, "first": first})


def add_question(unit: Unit, run_id: RunId, asked: Question, position: int, parent: MessageId | None) -> MessageId:
    """Store what the person said, as what the model sees it, and which documents came with it; returns its id."""
    content = _content(asked.text, asked.masked)
    if asked.verdict.decision != "allow":
        content["verdict"] = asked.verdict.decision
    if asked.documents:
        files = [{"id": each.id, "name": each.name, "media_type": each.media_type} for each in asked.documents]
        content["annexes"] = [{"name": "iris.files", "value": files}]
    made = MessageId(message_id("q"))
    unit.connection.execute(
        _ADD_MESSAGES,
        {
            "user_id": unit.user_id,
            "id": made,
            "thread_id": unit.thread_id,
            "position": position,
            "parent_id": parent,
            "run_id": run_id,
            "role": "user",
            "agent": None,
            "status": "complete",
            "content": unit.key.seal(orjson.dumps(content), f"messages:{made}"),
            "created_at": unit.now,
        },
    )
    if position > 1:
        change_thread(unit, last_position=position, updated_at=unit.now)
    return made


def add_answers(
    unit: Unit,
    run_id: RunId,
    said: Sequence[Said],
    position: int,
    parent: MessageId | None,
    *,
    tainted: bool = False,
) -> int:
    """Store what Iris said after a position, partial messages included; returns the last position.

    `tainted`: untrusted content was read in the turn.
    """
    rows: list[dict[str, object]] = []
    for each in said:
        if not (each.text or each.annexes):
            continue
        position += 1
        masked = "".join(each.masked) if each.masked else None
        content = _content(each.text, masked) | {"annexes": each.annexes, "model": each.model}
        if tainted:
            content["tainted"] = True
        rows.append(
            {
                "user_id": unit.user_id,
                "id": each.id,
                "thread_id": unit.thread_id,
                "position": position,
                "parent_id": parent,
                "run_id": run_id,
                "role": "assistant",
                "agent": each.agent or None,
                "status": "complete" if each.complete else "partial",
                "content": unit.key.seal(orjson.dumps(content), f"messages:{each.id}"),
                "created_at": unit.now,
            }
        )
        parent = MessageId(each.id)
    if rows:
        unit.connection.execute(_ADD_MESSAGES, rows)
    return position


def change_thread(unit: Unit, **columns: object) -> None:
    """Set columns of the thread."""
    unit.connection.execute(_CHANGE_THREAD, {**unit.place, **columns})


def sealed_focus(unit: Unit, focus: Mapping[str, object] | None) -> bytes | None:
    """A focus as its column holds it."""
    return None if focus is None else unit.key.seal(orjson.dumps(focus), f"threads.focus:{unit.thread_id}")


def sealed_notes(unit: Unit, state: ThreadState) -> dict[str, object]:
    """The summary and the focus of a thread as their columns hold them."""
    summary = unit.key.seal(state.summary, f"threads.summary:{unit.thread_id}") if state.summary else None
    return {"summary": summary, "focus": sealed_focus(unit, state.focus)}


def sealed_vault(unit: Unit, vault: bytes) -> bytes:
    """A vault as its column holds it."""
    return unit.key.seal(vault, f"threads.vault:{unit.thread_id}")


def message_of(row: Row[tuple[object, ...]], key: Key) -> Message:
    """A message from its record."""
    content = orjson.loads(key.open(row.content, f"messages:{row.id}"))
    # Messages of before the guard have no such entry.
    masked = content.get("masked")
    role: Literal["user", "assistant"] = row.role
    return Message(
        id=row.id,
        role=role,
        text=content["text"],
        agent=row.agent,
        status=row.status,
        run_id=row.run_id,
        parent_id=row.parent_id,
        position=row.position,
        created_at=row.created_at,
        annexes=tuple(content.get("annexes", ())),
        masked=content["text"] if masked is True else masked,
        suspect="verdict" in content or "tainted" in content,
        model=content.get("model"),
    )


def state_of(row: Row[tuple[object, ...]], key: Key) -> ThreadState:
    """What a thread remembers, from its record."""
    return ThreadState(
        id=row.id,
        agent=row.agent,
        mode=row.mode,
        focus=None if row.focus is None else orjson.loads(key.open(row.focus, f"threads.focus:{row.id}")),
        summary="" if row.summary is None else key.open_text(row.summary, f"threads.summary:{row.id}"),
        vault=None if row.vault is None else key.open(row.vault, f"threads.vault:{row.id}"),
        summarised_to=row.summarised_to,
        last_position=row.last_position,
    )


def _content(text: str, masked: str | None) -> dict[str, object]:
    # True: the model sees it as it is. None: it is not known what the model may see, so that it is masked when read.
    return {"text": text, "masked": True if masked == text else masked}


def _title(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= TITLE else first[: TITLE - 1].rsplit(" ", 1)[0] + "…"
