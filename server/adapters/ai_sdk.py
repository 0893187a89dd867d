"""The UI message stream of the AI SDK (versions 6 and 7) over the events of a run; Iris's own as `data-iris-*`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from server.adapters.frames import DONE, Event, frame
from server.adapters.questions import Say, in_words

HEADERS = {"x-vercel-ai-ui-message-stream": "v1"}
ASKED = "question"
"""The id of the text part that tells what a run stopped to ask."""


@dataclass(slots=True, kw_only=True)
class UiStream:
    """A run as chunks: one message of the assistant, in one step."""

    say: Say

    def hear(self, event: Event) -> bytes:
        """The frames that an event becomes."""
        hearing: dict[str, Callable[[Event], bytes]] = {
            "RUN_STARTED": _begin,
            "TEXT_MESSAGE_START": lambda each: _chunk("text-start", id=each["messageId"]),
            "TEXT_MESSAGE_CONTENT": lambda each: _chunk("text-delta", id=each["messageId"], delta=each["delta"]),
            "TEXT_MESSAGE_END": lambda each: _chunk("text-end", id=each["messageId"]),
            "CUSTOM": lambda each: _custom(each["name"], each["value"]),
            "RUN_FINISHED": self._finish,
            "RUN_ERROR": _fail,
        }
        heard = hearing.get(event["type"])
        return b"" if heard is None else heard(event)

    def _finish(self, event: Event) -> bytes:
        outcome = event.get("outcome") or {}
        if outcome.get("type") == "cancelled":
            return _chunk("finish-step") + _chunk("abort", reason="cancelled") + DONE
        asked = b""
        if outcome.get("type") == "interrupt":
            asked = b"".join(_data("interrupt", each, each["id"]) for each in outcome["interrupts"])
            words = in_words(outcome["interrupts"], self.say)
            asked += _chunk("text-start", id=ASKED) + _chunk("text-delta", id=ASKED, delta=words)
            asked += _chunk("text-end", id=ASKED)
        return asked + _chunk("finish-step") + _chunk("finish", finishReason="stop") + DONE


def _begin(event: Event) -> bytes:
    told = {"threadId": event["threadId"], "runId": event["runId"]}
    return _chunk("start", messageId=event["runId"], messageMetadata=told) + _chunk("start-step")


def _fail(event: Event) -> bytes:
    return _data("error", {"code": event["code"]}) + _chunk("error", errorText=event["message"]) + DONE


def _custom(name: str, value: Any) -> bytes:
    kind = name.removeprefix("iris.")
    if kind == "sources":
        links = [(each["url"], each["title"]) for each in value if each.get("url")]
        linked = (_chunk("source-url", sourceId=url, url=url, title=title) for url, title in links)
        return _data(kind, value) + b"".join(linked)
    # A part with the id of another one takes its place, as a later card does.
    place = value.get("id") if kind == "card" else value.get("messageId") if kind == "message" else None
    return _data(kind, value, place)


def _data(kind: str, value: object, place: str | None = None) -> bytes:
    more: Mapping[str, object] = {} if place is None else {"id": place}
    return _chunk(f"data-iris-{kind}", data=value, **more)


def _chunk(kind: str, **members: object) -> bytes:
    return frame({"type": kind, **members})
