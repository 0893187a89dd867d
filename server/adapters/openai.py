"""OpenAI's chat completions over the events of a run: chunks of a stream, or one answer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.adapters.frames import DONE, Event, frame
from server.adapters.questions import Say, in_words
from tools.errors import UnknownAgent

PATHS = frozenset({"/v1/chat/completions", "/v1/models"})
"""Where errors have OpenAI's `error` member."""
ORCHESTRATOR = "iris"
MOSTLY = 0.75
"""Share of a card's lines that are in the words of an answer when they tell it."""
LONGEST_QUOTE = 4_000
"""Characters of earlier turns that a thread begins with; the last ones count."""

_MARK = re.compile(r"^\s*(?:[-•]|\d+[.)])\s+")
_TYPES = {401: "authentication_error", 402: "insufficient_quota", 403: "permission_error", 429: "rate_limit_error"}
_QUOTED = {"user": "Personne", "assistant": "Réponse"}
"""The turns that are quoted: instructions and results of somebody else's tools are not."""


def model_of(agent: str | None) -> str:
    """The model name of a specialist, or of the orchestrator."""
    return ORCHESTRATOR if agent is None else f"{ORCHESTRATOR}-{agent}"


def agent_of(model: str) -> str | None:
    """The specialist that a model names; None: the orchestrator. Raises UnknownAgent for what is no model of Iris."""
    if model == ORCHESTRATOR:
        return None
    house, dash, agent = model.partition("-")
    if house != ORCHESTRATOR or not dash:
        raise UnknownAgent(f"no model {model!r}", agent=model, field="model")
    return agent


def models(agents: Sequence[str]) -> dict[str, object]:
    """The list of models."""
    made = [
        {"id": model_of(each), "object": "model", "created": 0, "owned_by": ORCHESTRATOR} for each in (None, *agents)
    ]
    return {"object": "list", "data": made}


def quoted(turns: Sequence[tuple[str, str]]) -> str:
    """Earlier turns (role, text) as lines, for a thread that begins with them; at most LONGEST_QUOTE characters."""
    lines = [f"{_QUOTED[role]} : {' '.join(text.split())}" for role, text in turns if role in _QUOTED and text.strip()]
    return "\n".join(lines)[-LONGEST_QUOTE:]


def error(status: int, code: str, message: str, param: object = None) -> dict[str, object]:
    """An error as OpenAI's clients read it: `code` is Iris's own, `param` the field that is wrong."""
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    return {"message": message, "type": kind, "code": code, "param": param}


@dataclass(slots=True, kw_only=True)
class Told:
    """What both forms of an answer share: its ids, and what an interrupt is told as."""

    model: str
    thread_id: str
    run_id: str
    say: Say
    created: int = 0
    _cards: dict[str, str] = field(default_factory=dict)
    """Texts of cards: held to the end, as the words of an answer may hold them already."""

    def base(self, kind: str) -> dict[str, object]:
        """The members that every object has."""
        return {"id": f"chatcmpl-{self.run_id}", "object": kind, "created": self.created, "model": self.model}

    @property
    def metadata(self) -> dict[str, str]:
        """Where the conversation goes on."""
        return {"thread_id": self.thread_id, "run_id": self.run_id}

    def card(self, card: Event) -> None:
        """A card; a later one takes the place of an earlier one."""
        self._cards[card["id"]] = card["text"]

    def rest(self, event: Event, said: str) -> str:
        """What is left to say at the end: cards that the words did not tell, what the run stopped to ask."""
        words = _bare(said)
        untold = [text for text in self._cards.values() if not _holds(words, text)]
        outcome = event.get("outcome") or {}
        asked = in_words(outcome["interrupts"], self.say) if outcome.get("type") == "interrupt" else ""
        return "\n\n".join(each for each in (*untold, asked) if each)


def _holds(words: str, text: str) -> bool:
    lines = [line for each in text.splitlines() if (line := _bare(_MARK.sub("", each)))]
    return sum(line in words for line in lines) >= MOSTLY * len(lines)


def _bare(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("*", "").casefold().split())


@dataclass(slots=True, kw_only=True)
class Stream:
    """An answer as it comes. What `iris.message` corrects has been sent already, and stays."""

    told: Told
    include_usage: bool = False
    _paragraph: str = ""
    """What parts the next words from those before."""
    _said: list[str] = field(default_factory=list)

    def hear(self, event: Event) -> bytes:
        """The frames that an event becomes."""
        hearing: dict[str, Callable[[Event], bytes]] = {
            "RUN_STARTED": self._begin,
            "TEXT_MESSAGE_CONTENT": lambda each: self._words(each["delta"]),
            "TEXT_MESSAGE_END": self._part,
            "CUSTOM": self._custom,
            "RUN_FINISHED": self._finish,
            "RUN_ERROR": self._fail,
        }
        heard = hearing.get(event["type"])
        return b"" if heard is None else heard(event)

    def _begin(self, event: Event) -> bytes:
        self.told.created = event.get("timestamp", 0) // 1000
        return self._chunk({"role": "assistant", "content": ""}, metadata=self.told.metadata)

    def _words(self, text: str) -> bytes:
        text, self._paragraph = self._paragraph + text, ""
        self._said.append(text)
        return self._chunk({"content": text})

    def _part(self, _: Event) -> bytes:
        self._paragraph = "\n\n"
        return b""

    def _custom(self, event: Event) -> bytes:
        if event["name"] == "iris.card":
            self.told.card(event["value"])
        return b""

    def _whole(self, text: str) -> bytes:
        if not text:
            return b""
        said = self._words(text)
        self._paragraph = "\n\n"
        return said

    def _finish(self, event: Event) -> bytes:
        ended = self._whole(self.told.rest(event, "".join(self._said))) + self._chunk({}, "stop")
        if self.include_usage and (used := usage_of(event)) is not None:
            ended += frame({**self.told.base("chat.completion.chunk"), "choices": [], "usage": used})
        return ended + DONE

    def _fail(self, event: Event) -> bytes:
        return frame({"error": error(500, event["code"], event["message"])}) + DONE

    def _chunk(self, delta: Mapping[str, str], reason: str | None = None, **more: object) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return frame({**self.told.base("chat.completion.chunk"), "choices": [choice], **more})


@dataclass(slots=True, kw_only=True)
class Whole:
    """An answer in one piece: each message with the text that counts."""

    told: Told
    failure: Event | None = None
    """The RUN_ERROR that the run ended with."""
    ended: bool = False
    _parts: dict[str, str] = field(default_factory=dict)
    _used: dict[str, int] | None = None

    def hear(self, event: Event) -> None:
        """Take in an event."""
        match event["type"]:
            case "RUN_STARTED":
                self.told.created = event.get("timestamp", 0) // 1000
            case "TEXT_MESSAGE_CONTENT":
                before = self._parts.get(event["messageId"], "")
                self._parts[event["messageId"]] = before + event["delta"]
            case "CUSTOM":
                self._custom(event["name"], event["value"])
            case "RUN_FINISHED":
                self.ended = True
                self._parts["?"] = self.told.rest(event, self.text)
                self._used = usage_of(event)
            case "RUN_ERROR":
                self.ended, self.failure = True, event

    def answer(self) -> dict[str, object]:
        """The completion."""
        message = {"role": "assistant", "content": self.text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        body = {**self.told.base("chat.completion"), "choices": [choice], "metadata": self.told.metadata}
        return body if self._used is None else {**body, "usage": self._used}

    @property
    def text(self) -> str:
        """What was said, a paragraph for each message, card and question."""
        return "\n\n".join(part for part in self._parts.values() if part)

    def _custom(self, name: str, value: Any) -> None:
        if name == "iris.message":
            self._parts[value["messageId"]] = value["text"]
        elif name == "iris.card":
            self.told.card(value)


def usage_of(event: Event) -> dict[str, int] | None:
    """The tokens of a run, all models together; None when it used none."""
    used = event.get("usage")
    if not used:
        return None
    prompt, completion = (sum(each[name] for each in used) for name in ("inputTokens", "outputTokens"))
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
