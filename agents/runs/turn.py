"""What a person asks of a run, what the run asks of the graph, and what the graph gives back."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agents.guard.turn import TurnGuard
from agents.models import TokenMeter
from agents.runs.emitter import RunEmitter
from tools.accounts import App
from tools.actor import Actor, FileId, MessageId, RunId, ThreadId
from tools.errors import InvalidArguments, MessageTooLong

LONGEST_MESSAGE = 8_000
"""Characters of one message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that comes with a message: `id` is what `read_file` takes."""

    id: FileId
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A message to start a run with. Ids that are None are made; a repeated `run_id` or key starts nothing new."""

    text: str
    thread_id: ThreadId | None = None
    run_id: RunId | None = None
    agent: str | None = None
    locale: str | None = None
    idempotency_key: str | None = None
    adopt: bool = False
    """Take a thread id that the person does not have yet as a new thread's; otherwise it is NotFound."""
    documents: tuple[Document, ...] = ()
    asked: str | None = None
    """A long paste, which became a document: `text` is a sentence of the house that stands for it."""
    replaces: MessageId | None = None
    """The person's message that this one is said in the place of: what followed it is left."""
    quoted: str = ""
    """Of a thread that begins: what a client says was said before. Untrusted: a model reads it as data."""
    strict: bool = False
    """Refuse a plain message while the thread waits for an answer, as AG-UI does; otherwise what waits is cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A person's answer to one interrupt."""

    interrupt_id: str
    status: Literal["resolved", "cancelled"]
    payload: object = None


@dataclass(frozen=True, slots=True)
class Started:
    """Where to follow a run."""

    thread_id: ThreadId
    run_id: RunId


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of the history."""

    id: MessageId
    role: Literal["user", "assistant"]
    text: str
    agent: str | None
    status: Literal["complete", "partial", "replaced"]
    run_id: RunId
    parent_id: MessageId | None
    position: int
    created_at: datetime
    annexes: tuple[Mapping[str, object], ...] = ()
    masked: str | None = None
    """As the model sees it, empty: not at all; None: not known (a process died before it was stored)."""
    suspect: bool = False
    """Whether the guardian found it suspicious, or it was said after untrusted content was read."""
    model: str | None = None
    """Which model worded it, `guided` or `house`; None for the person's, and for those of before it was noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadState:
    """What a thread remembers between two turns."""

    id: ThreadId
    agent: str | None = None
    mode: str | None = None
    focus: Mapping[str, object] | None = None
    summary: str = ""
    """Masked."""
    vault: bytes | None = None
    """What stands behind the placeholders of this thread."""
    summarised_to: int = 0
    last_position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """An interrupted execution to go on with: its checkpoint, and the person's answer to each interrupt."""

    checkpoint: bytes
    answers: Mapping[str, object]
    asked: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """The points that each question of the execution so far was about, by call; all of them are answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One run, as the graph receives it."""

    actor: Actor
    app: App
    run_id: RunId
    execution_id: str
    thread: ThreadState
    window: Sequence[Message]
    """The last messages before this one, oldest first, each with its masked text."""
    message: str
    """As the model sees it, with placeholders."""
    original: str
    """As the person wrote it: for operations and rules in this process, never for a model, a state or a log."""
    position: int
    """Of the last message before the answers: the person's, unless the run resumes."""
    parent: MessageId | None
    """The id of that message."""
    emitter: RunEmitter
    guard: TurnGuard
    before_spending: Callable[[], Awaitable[None]]
    """Counts one attempt to spend or pay; raises TooManyRequests."""
    locale: str
    address: Literal["tu", "vous"]
    agent: str | None = None
    """The specialist that the caller chose, if any."""
    resume: Resume | None = None
    meter: TokenMeter = field(default_factory=TokenMeter)
    """What its models use."""
    facts: tuple[str, ...] = ()
    """What the person has said of themselves, in any thread; masked."""
    over: bool = False
    """Whether the conversations that a day includes are used up, and this is one more."""
    instead: str | None = None
    """Why guided mode answers although there is a model (`budget`, `objected`)."""

    @property
    def said(self) -> tuple[str, ...]:
        """The person's own words in this conversation, as far as the window goes."""
        return (*(m.text for m in self.window if m.role == "user"), self.original)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """An interrupt as AG-UI describes it: the graph waits for an answer of the person."""

    id: str
    reason: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a turn ended in the graph."""

    agent: str
    mode: str | None
    focus: Mapping[str, object] | None = None
    pauses: tuple[Pause, ...] = ()
    checkpoint: bytes | None = None


Execute = Callable[[Turn], Coroutine[None, None, Outcome]]


def check_message(text: str) -> str:
    """The message without surrounding space; raises InvalidArguments when empty, MessageTooLong beyond the limit."""
    trimmed = text.strip()
    if not trimmed.isprintable() and any("\ud800" <= c <= "\udfff" for c in trimmed):
        raise InvalidArguments("the message is not valid UTF-8", field="message")
    if not trimmed:
        raise InvalidArguments("the message is empty", field="message")
    if len(trimmed) > LONGEST_MESSAGE:
        raise MessageTooLong(
            f"{len(trimmed)} characters; {LONGEST_MESSAGE} at most", limit=LONGEST_MESSAGE, length=len(trimmed)
        )
    return trimmed
