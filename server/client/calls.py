"""The calls of Iris's API, as data: what to send, and how to read the answer. Nothing is sent here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, TypeVar
from urllib.parse import quote

from . import replies
from .errors import Reply, refusal
from .fields import Fields

T = TypeVar("T", covariant=True)

PAGE = 500
"""Messages of a page of history: the most that the server gives at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T]):
    """One request. `public` needs no identity; `repeatable` may be sent twice and happens once."""

    method: Literal["GET", "POST", "DELETE"]
    path: str
    read: Callable[[Fields], T]
    body: Mapping[str, object] | None = None
    query: Mapping[str, str | int] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    public: bool = False
    repeatable: bool = False

    def result(self, reply: Reply) -> T:
        """The answer, read; raises IrisApiError when it is a refusal, NotIris when it cannot be read."""
        if not 200 <= reply.status < 300:
            raise refusal(reply)
        return self.read(Fields(self.path, {}) if reply.status == 204 else Fields.parse(self.path, reply.body))


def _nothing(_: Fields) -> None:
    return None


def _events(method: Literal["GET", "POST"], path: str, key: str, body: Mapping[str, object] | None) -> Call[None]:
    headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
    name = "Idempotency-Key" if method == "POST" else "Last-Event-ID"
    return Call(method=method, path=path, read=_nothing, body=body, headers={**headers, name: key})


def chat(message: str, *, key: str, thread_id: str | None, agent: str | None, locale: str | None) -> Call[None]:
    """Send a message; the answer is a stream of events. The key makes a repetition harmless."""
    given = {"message": message, "thread_id": thread_id, "agent": agent, "locale": locale}
    return _events("POST", "/v1/chat", key, {name: value for name, value in given.items() if value is not None})


def resume(run_id: str, answers: Sequence[replies.Answer], *, key: str) -> Call[None]:
    """Answer every open interrupt of a run; the answer is the stream of the run that goes on."""
    said = [{"interrupt_id": a.interrupt_id, "status": a.status, "payload": a.payload} for a in answers]
    return _events("POST", f"/v1/runs/{quote(run_id, safe='')}/resume", key, {"answers": said})


def events(run_id: str, last_id: int) -> Call[None]:
    """Follow a run from after a sequence number."""
    return _events("GET", f"/v1/runs/{quote(run_id, safe='')}/events", str(last_id), None)


def cancel(run_id: str) -> Call[bool]:
    """Stop a run; True when it was still active."""
    path = f"/v1/runs/{quote(run_id, safe='')}/cancel"
    return Call(method="POST", path=path, read=lambda b: b.values.get("was_active") is True, repeatable=True)


def visit(app: str) -> Call[replies.Session]:
    """Begin as a visitor of an app, by its publishable key."""
    return Call(method="POST", path="/v1/visitors", read=replies.session, body={"app": app}, public=True)


def refresh(refresh_token: str) -> Call[replies.Session]:
    """A new session for a refresh token, which works once: this call is never repeated."""
    body = {"refresh_token": refresh_token}
    return Call(method="POST", path="/v1/visitors/refresh", read=replies.session, body=body, public=True)


def agents(locale: str) -> Call[tuple[replies.Agent, ...]]:
    """The specialists."""
    query = {"locale": locale}
    return Call(method="GET", path="/v1/agents", read=replies.agents, query=query, public=True, repeatable=True)


def topics(locale: str) -> Call[tuple[replies.Topic, ...]]:
    """Messages that a person may begin with."""
    query = {"locale": locale}
    return Call(method="GET", path="/v1/topics", read=replies.topics, query=query, public=True, repeatable=True)


def threads(limit: int, before: datetime | None) -> Call[tuple[replies.Thread, ...]]:
    """The person's conversations, the most recent first."""
    query: dict[str, str | int] = {"limit": limit}
    if before is not None:
        query["before"] = before.isoformat()
    return Call(method="GET", path="/v1/threads", read=replies.threads, query=query, repeatable=True)


def history(thread_id: str, after: int) -> Call[tuple[replies.Message, ...]]:
    """A page of messages from after a position, oldest first."""
    query = {"after": after, "limit": PAGE}
    return Call(method="GET", path=_thread(thread_id, "/messages"), read=replies.messages, query=query, repeatable=True)


def active_run(thread_id: str) -> Call[str | None]:
    """The run that is answering in a thread; None when there is none."""
    path = _thread(thread_id, "/active-run")
    return Call(method="GET", path=path, read=lambda b: b.maybe("run_id"), repeatable=True)


def delete_thread(thread_id: str) -> Call[None]:
    """Delete a conversation and all that was said in it."""
    return Call(method="DELETE", path=_thread(thread_id), read=_nothing)


def feedback(message_id: str, thumb: Literal["up", "down"], reason: str | None, *, key: str) -> Call[None]:
    """Say whether an answer helped, and why."""
    return Call(
        method="POST",
        path=f"/v1/messages/{quote(message_id, safe='')}/feedback",
        read=_nothing,
        body={"thumb": thumb} if reason is None else {"thumb": thumb, "reason": reason},
        headers={"Idempotency-Key": key},
        repeatable=True,
    )


def _thread(thread_id: str, rest: str = "") -> str:
    return f"/v1/threads/{quote(thread_id, safe='')}{rest}"
