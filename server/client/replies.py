"""What Iris answers outside of a run: threads, messages, agents, topics, sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .fields import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A visitor's session, to be kept between two visits. The refresh token works once: keep the newest session."""

    token: str
    refresh_token: str
    user_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A specialist and what it does, in the language that was asked."""

    name: str
    title: str
    does: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A message to begin with, and who takes it."""

    agent: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation."""

    id: str
    title: str
    agent: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of the history; `partial` when it was stopped or cut before its end.

    `annexes` are the cards and sources that came with it, as `{"name", "value"}`.
    """

    id: str
    role: Literal["user", "assistant"]
    content: str
    agent: str | None
    status: Literal["complete", "partial"]
    run_id: str
    parent_id: str | None
    position: int
    created_at: datetime
    annexes: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to one interrupt; `cancelled` declines to answer. The payload follows the interrupt's schema."""

    interrupt_id: str
    status: Literal["resolved", "cancelled"] = "resolved"
    payload: Mapping[str, object] | None = None


def session(body: Fields) -> Session:
    """The answer of POST /v1/visitors and /v1/visitors/refresh."""
    return Session(
        token=body.text("token"),
        refresh_token=body.text("refresh_token"),
        user_id=body.text("user_id"),
        expires_at=body.moment("expires_at"),
    )


def agents(body: Fields) -> tuple[Agent, ...]:
    """The answer of GET /v1/agents."""
    return tuple(
        Agent(name=each.text("name"), title=each.text("title"), does=each.text("does"))
        for each in body.objects("agents")
    )


def topics(body: Fields) -> tuple[Topic, ...]:
    """The answer of GET /v1/topics."""
    return tuple(Topic(agent=each.text("agent"), message=each.text("message")) for each in body.objects("topics"))


def threads(body: Fields) -> tuple[Thread, ...]:
    """The answer of GET /v1/threads."""
    return tuple(
        Thread(
            id=each.text("id"),
            title=each.text("title"),
            agent=each.maybe("agent"),
            created_at=each.moment("created_at"),
            updated_at=each.moment("updated_at"),
        )
        for each in body.objects("threads")
    )


def messages(body: Fields) -> tuple[Message, ...]:
    """The answer of GET /v1/threads/{id}/messages."""
    return tuple(_message(each) for each in body.objects("messages"))


def _message(body: Fields) -> Message:
    return Message(
        id=body.text("id"),
        role="user" if body.text("role") == "user" else "assistant",
        content=body.text("content"),
        agent=body.maybe("agent"),
        status="partial" if body.text("status") == "partial" else "complete",
        run_id=body.text("run_id"),
        parent_id=body.maybe("parent_id"),
        position=body.number("position"),
        created_at=body.moment("created_at"),
        annexes=tuple(each.values for each in body.objects("annexes")),
    )
