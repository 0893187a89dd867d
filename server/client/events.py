"""What a run says, typed: the AG-UI events and Iris's own, as a caller meets them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from .errors import NotIris
from .fields import Fields, listed
from .replies import Message

Outcome = Literal["success", "interrupt", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Anything a run says. Unknown kinds are never given, so that a newer server does not break an older client."""

    sequence: int
    """The number of the frame in the run's log, from 1; an interrupt's two events share one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """The first event of a run."""

    thread_id: str
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSpeaks(Event):
    """Who speaks from here on, by the name of `agents()`, and why."""

    agent: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeChanged(Event):
    """Whether a model or guided mode words the answer."""

    mode: str
    model: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStart(Event):
    """A message begins."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta(Event):
    """Words of a message."""

    message_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEnd(Event):
    """The message is complete, or was cut: the history says which."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallStart(Event):
    """An operation is called."""

    call_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallArgs(Event):
    """A piece of the call's arguments, which are JSON once joined."""

    call_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallEnd(Event):
    """The arguments are complete."""

    call_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallResult(Event):
    """What the operation returned, as JSON."""

    call_id: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page behind an answer; `checked_on` is a date in ISO 8601."""

    title: str
    source: str
    url: str | None
    checked_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources(Event):
    """The pages behind an answer."""

    items: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Event):
    """A typed result; `text` says all of it in words, for who cannot draw its kind."""

    id: str
    kind: str
    version: int
    text: str
    data: Mapping[str, object]
    actions: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyChanged(Event):
    """Energy, in points: what is left, what is held, and by how much it changed."""

    available: int
    held: int
    change: int
    action: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupt:
    """A question that the run waits on; `schema` is the JSON schema of its answer."""

    id: str
    reason: str
    message: str | None
    schema: Mapping[str, object]
    metadata: Mapping[str, object]
    expires_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted(Event):
    """The run waits for answers: give all of them to `resume`. `RunFinished` follows."""

    interrupts: tuple[Interrupt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished(Event):
    """Last event: the run ended as it should, waits for answers, or was stopped."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFailed(Event):
    """Last event: the run failed. `code` is stable, `message` is for the person."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered(Event):
    """Last event: the log is no longer kept. These messages replace what was received of the run."""

    messages: tuple[Message, ...]


LAST = (RunFinished, RunFailed, Recovered)
"""A run ends with one of these, once."""


def decode(sequence: int, data: str) -> tuple[Event, ...]:
    """The typed events of one frame, none when its kind is unknown; raises NotIris when it cannot be read."""
    body = Fields.parse("event", data)
    kind = body.text("type")
    if kind == "CUSTOM":
        return _custom(sequence, body.text("name"), body.values.get("value"))
    reader = _PLAIN.get(kind)
    return () if reader is None else reader(sequence, Fields(kind, body.values))


def _custom(sequence: int, name: str, value: object) -> tuple[Event, ...]:
    if name == "iris.sources":
        return (Sources(sequence=sequence, items=tuple(_source(each) for each in listed(name, value))),)
    reader = _OURS.get(name)
    return () if reader is None else (reader(sequence, Fields.of(name, value)),)


def _source(body: Fields) -> Source:
    return Source(
        title=body.text("title"),
        source=body.maybe("source") or "",
        url=body.maybe("url"),
        checked_on=body.maybe("checked_on"),
    )


def _card(sequence: int, body: Fields) -> Event:
    actions = body.values.get("actions")
    return Card(
        sequence=sequence,
        id=body.text("id"),
        kind=body.text("kind"),
        version=body.number("version"),
        text=body.text("text"),
        data=body.object("data"),
        actions=tuple(each for each in actions if isinstance(each, dict)) if isinstance(actions, list) else (),
    )


def _energy(sequence: int, body: Fields) -> Event:
    return EnergyChanged(
        sequence=sequence,
        available=body.number("available"),
        held=body.number("held"),
        change=body.number("change"),
        action=body.maybe("action"),
    )


def _finished(sequence: int, body: Fields) -> tuple[Event, ...]:
    outcome = Fields("outcome", body.object("outcome"))
    kind = outcome.maybe("type") or "success"
    if kind not in ("success", "interrupt", "cancelled"):
        raise NotIris(f"RUN_FINISHED: outcome {kind!r}")
    end = RunFinished(sequence=sequence, outcome=cast(Outcome, kind))
    if kind != "interrupt":
        return (end,)
    waiting = tuple(_interrupt(each) for each in outcome.objects("interrupts"))
    return (Interrupted(sequence=sequence, interrupts=waiting), end)


def _interrupt(body: Fields) -> Interrupt:
    return Interrupt(
        id=body.text("id"),
        reason=body.text("reason"),
        message=body.maybe("message"),
        schema=body.object("responseSchema"),
        metadata=body.object("metadata"),
        expires_at=body.maybe("expiresAt"),
    )


_OURS: Mapping[str, Callable[[int, Fields], Event]] = {
    "iris.agent": lambda n, b: AgentSpeaks(sequence=n, agent=b.text("agent"), reason=b.maybe("reason") or ""),
    "iris.mode": lambda n, b: ModeChanged(
        sequence=n, mode=b.text("mode"), model=b.maybe("model"), reason=b.maybe("reason")
    ),
    "iris.card": _card,
    "iris.energy": _energy,
}

_PLAIN: Mapping[str, Callable[[int, Fields], tuple[Event, ...]]] = {
    "RUN_STARTED": lambda n, b: (RunStarted(sequence=n, thread_id=b.text("threadId"), run_id=b.text("runId")),),
    "TEXT_MESSAGE_START": lambda n, b: (TextStart(sequence=n, message_id=b.text("messageId")),),
    "TEXT_MESSAGE_CONTENT": lambda n, b: (TextDelta(sequence=n, message_id=b.text("messageId"), text=b.text("delta")),),
    "TEXT_MESSAGE_END": lambda n, b: (TextEnd(sequence=n, message_id=b.text("messageId")),),
    "TOOL_CALL_START": lambda n, b: (
        ToolCallStart(sequence=n, call_id=b.text("toolCallId"), name=b.text("toolCallName")),
    ),
    "TOOL_CALL_ARGS": lambda n, b: (ToolCallArgs(sequence=n, call_id=b.text("toolCallId"), text=b.text("delta")),),
    "TOOL_CALL_END": lambda n, b: (ToolCallEnd(sequence=n, call_id=b.text("toolCallId")),),
    "TOOL_CALL_RESULT": lambda n, b: (
        ToolCallResult(sequence=n, call_id=b.text("toolCallId"), content=b.text("content")),
    ),
    "RUN_FINISHED": _finished,
    "RUN_ERROR": lambda n, b: (RunFailed(sequence=n, code=b.maybe("code") or "internal", message=b.text("message")),),
}
