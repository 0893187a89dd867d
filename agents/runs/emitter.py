"""RunEmitter: the only writer of a run's events. Whatever the graph does, what leaves is a valid AG-UI stream."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from agents.guard.edge import GuardedSpeech
from agents.guard.turn import TurnGuard
from agents.runs.live import Body, LiveRun
from tools.clock import Clock

PROTOCOL = "1.0"
HOUSE = "house"
"""Who words what no model and no guided mode does: sentences of the catalogues, reviewed texts."""


def message_id(prefix: str) -> str:
    """A fresh id of 9 characters, 48 random bits: it is repeated in every frame, so it is short."""
    return prefix + secrets.token_urlsafe(6)


@dataclass(slots=True)
class Said:
    """One message of Iris: what the person has seen of it so far."""

    id: str
    agent: str
    parts: list[str] = field(default_factory=list)
    """As streamed."""
    complete: bool = False
    annexes: list[dict[str, object]] = field(default_factory=list)
    """Cards and sources that came with it, as `{"name", "value"}`."""
    settled: list[str] = field(default_factory=list)
    """The canonical text of what is finished."""
    masked: list[str] = field(default_factory=list)
    """The same as the model said it, with placeholders."""
    touched: bool = False
    """Whether something was restored or removed in it."""
    voice: GuardedSpeech | None = None
    started: bool = False
    replaced: str | None = None
    model: str = HOUSE
    """Which model worded it, `guided` or `house`."""

    @property
    def text(self) -> str:
        if self.replaced is not None:
            return self.replaced
        if self.voice is not None or not self.settled:
            return "".join(self.parts)
        return "".join(self.settled)


@dataclass(slots=True)
class RunEmitter:
    """Assigns the order, opens and closes messages, guarantees exactly one terminal event.

    Calls after the terminal event are ignored: a graph that is being cancelled may still speak.
    """

    live: LiveRun
    clock: Clock
    guard: TurnGuard | None = None
    """Guards what the model says; None: its words pass as they are."""
    agent: str = ""
    author: str = HOUSE
    """The model that words what `words` is given, or `guided`."""
    said: list[Said] = field(default_factory=list)
    floor: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by who writes a message while others work beside."""
    _open: Said | None = None
    _calls: dict[str, tuple[str, str]] = field(default_factory=dict)
    _annexes: list[dict[str, object]] = field(default_factory=list)
    _ended: bool = False

    def started(self) -> None:
        """RUN_STARTED: the first byte that the person gets, before any model is called."""
        self._add(
            {
                "type": "RUN_STARTED",
                "threadId": self.live.thread_id,
                "runId": self.live.run_id,
                "protocolVersion": PROTOCOL,
            }
        )

    def speaks(self, agent: str, reason: str) -> None:
        """`iris.agent`: who speaks from here on, and why."""
        self.end_message()
        self.agent = agent
        self.custom("iris.agent", {"agent": agent, "reason": reason})

    def mode(self, mode: Literal["model", "guided"], *, model: str | None = None, reason: str | None = None) -> None:
        """`iris.mode`: whether a model or guided mode words the answer."""
        value: dict[str, object] = {"mode": mode}
        if model is not None:
            value["model"] = model
        if reason is not None:
            value["reason"] = reason
        self.custom("iris.mode", value)

    def custom(self, name: str, value: object) -> None:
        """A `CUSTOM` event of Iris's own."""
        self._add({"type": "CUSTOM", "name": name, "value": value})

    def annex(self, name: str, value: object) -> None:
        """A card or sources: shown now, and kept with the message that they belong to."""
        self.custom(name, value)
        note: dict[str, object] = {"name": name, "value": value}
        if self._open is not None:
            self._open.annexes.append(note)
        else:
            self._annexes.append(note)

    def words(self, text: str) -> None:
        """Words of the model, with placeholders; opens a message when there is none. Empty text is dropped.

        Raises what the guard raises when the message must not be told.
        """
        if not text or self._ended:
            return
        said = self._message()
        said.model = self.author
        if self.guard is None:
            said.settled.append(text)
            said.masked.append(text)
            self._tell(said, text)
            return
        if said.voice is None:
            said.voice = self.guard.speech()
        self._tell(said, said.voice.hear(text))

    def end_words(self) -> None:
        """The model has said its last word of this message; raises Tripped when the message must not be told."""
        if self._open is not None and (voice := self._open.voice) is not None:
            self._finish_voice(self._open)
            if voice.tripped is not None:
                raise voice.tripped

    def say(self, text: str) -> None:
        """Words of the house itself: catalogue sentences and reviewed texts, told as they are."""
        if not text or self._ended:
            return
        said = self._message()
        self._finish_voice(said)
        said.settled.append(text)
        said.masked.append(text)
        self._tell(said, text)

    def end_message(self) -> None:
        """Close the open message, if any."""
        if self._open is not None:
            self._open.complete = True
            self._close_message()

    def break_message(self) -> None:
        """Close the open message where it is: who was speaking failed."""
        self._close_message()

    def withdraw(self, text: str) -> None:
        """Take back the open message: what was streamed of it is replaced by a sentence of the house."""
        said = self._message()
        said.voice = None
        said.model = HOUSE
        said.replaced = text
        said.masked = [text]
        said.touched = True
        if not said.started:
            self._tell(said, text)
        self.end_message()

    def call(self, call_id: str, operation: str, arguments: str) -> None:
        """An operation is called; `arguments` is JSON. Its result comes later, maybe in a later run."""
        self.end_message()
        self._calls[call_id] = (operation, arguments)
        self._add({"type": "TOOL_CALL_START", "toolCallId": call_id, "toolCallName": operation})
        if arguments:
            self._add({"type": "TOOL_CALL_ARGS", "toolCallId": call_id, "delta": arguments}, stamp=False)
        self._add({"type": "TOOL_CALL_END", "toolCallId": call_id})

    def result(self, call_id: str, content: str) -> None:
        """What an operation returned, as JSON."""
        self._calls.pop(call_id, None)
        self._add(
            {
                "type": "TOOL_CALL_RESULT",
                "messageId": message_id("r"),
                "toolCallId": call_id,
                "content": content,
                "role": "tool",
            }
        )

    @property
    def open_calls(self) -> list[dict[str, object]]:
        """The calls of this run that have no result yet, as AG-UI's tool calls."""
        return [
            {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}
            for call_id, (name, arguments) in self._calls.items()
        ]

    def snapshot(self, messages: Sequence[Mapping[str, object]]) -> None:
        """STATE_SNAPSHOT and MESSAGES_SNAPSHOT: what a client needs before an interrupt."""
        self.end_message()
        self._add({"type": "STATE_SNAPSHOT", "snapshot": {}})
        self._add({"type": "MESSAGES_SNAPSHOT", "messages": list(messages)})

    def finished(self, outcome: Body, usage: Sequence[Body] = ()) -> Body:
        """The RUN_FINISHED to publish with `publish`; what is open is closed first."""
        body: Body = {
            "type": "RUN_FINISHED",
            "threadId": self.live.thread_id,
            "runId": self.live.run_id,
            "outcome": outcome,
        }
        return self._terminal(body, usage)

    def failed(self, code: str, message: str, usage: Sequence[Body] = ()) -> Body:
        """The RUN_ERROR to publish: a stable code and words for a person, never an exception's text."""
        return self._terminal({"type": "RUN_ERROR", "message": message, "code": code}, usage)

    def publish(self, terminal: Body) -> None:
        """Add the terminal event and end the stream; the first one counts."""
        if not self._ended:
            self._ended = True
            self.live.append(terminal)
            self.live.close()

    def _terminal(self, body: Body, usage: Sequence[Body]) -> Body:
        # A message that a stop or an error cuts is closed on the wire, and stays incomplete in the history.
        self._close_message()
        if usage:
            body["usage"] = list(usage)
        body["timestamp"] = self._stamp()
        return body

    def _message(self) -> Said:
        if self._open is None:
            self._open = Said(message_id("m"), self.agent, annexes=self._annexes)
            self._annexes = []
            self.said.append(self._open)
        return self._open

    def _tell(self, said: Said, text: str) -> None:
        if not text:
            return
        if not said.started:
            said.started = True
            self._add({"type": "TEXT_MESSAGE_START", "messageId": said.id, "role": "assistant"})
        said.parts.append(text)
        self.live.append_delta({"type": "TEXT_MESSAGE_CONTENT", "messageId": said.id, "delta": ""}, text)

    def _finish_voice(self, said: Said) -> None:
        voice, said.voice = said.voice, None
        if voice is None or self.guard is None:
            return
        self._tell(said, voice.finish())
        said.settled.append(voice.canonical)
        said.masked.append(voice.raw)
        said.touched = said.touched or voice.touched
        self.guard.heard(voice)

    def _close_message(self) -> None:
        said, self._open = self._open, None
        if said is None:
            return
        self._finish_voice(said)
        if said.started:
            self._add({"type": "TEXT_MESSAGE_END", "messageId": said.id})
        if said.touched:
            # What counts: a value that two chunks cut in two is right here, whatever the stream showed.
            self.custom("iris.message", {"messageId": said.id, "text": said.text})

    def _add(self, body: Body, *, stamp: bool = True) -> None:
        if self._ended:
            return
        if stamp:
            body["timestamp"] = self._stamp()
        self.live.append(body)

    def _stamp(self) -> int:
        return int(self.clock.now().timestamp() * 1000)
