"""Threads: the history of what was said."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from agents.runs.seen import surroundings
from agents.runs.threads import ThreadLine
from agents.runs.turn import Message
from server.auth import Iris, Person
from server.routers.chat import LARGEST_SEQUENCE, FreeText, Identifier
from tools.accounts.rules import digest
from tools.actor import MessageId, ThreadId, new_id

router = APIRouter(tags=["threads"], prefix="/v1")

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]


class ThreadView(BaseModel):
    """A conversation."""

    id: str
    title: str
    agent: str | None
    created_at: datetime
    updated_at: datetime


class ThreadList(BaseModel):
    """Conversations, the most recent first."""

    threads: list[ThreadView]


class MessageView(BaseModel):
    """One message; `partial` when it was stopped or cut before its end. `model`: the one that worded it, `guided`
    (guided mode) or `house` (a text of Iris's own); null for the person's messages, and where it was not noted."""

    id: str
    role: Literal["user", "assistant"]
    content: str
    agent: str | None
    status: Literal["complete", "partial", "replaced"]
    run_id: str
    parent_id: str | None
    position: int
    created_at: datetime
    annexes: list[dict[str, object]]
    model: str | None


class MessageList(BaseModel):
    """The messages of a conversation, oldest first."""

    messages: list[MessageView]


class SeenMessage(BaseModel):
    """A message as it is, and as the model saw it (null: it saw none of it)."""

    id: str
    role: Literal["user", "assistant"]
    content: str
    seen: str | None


class SeenDocument(BaseModel):
    """A document, as much of it as a model may be given, with placeholders."""

    id: str
    seen: str


class PrivacyView(BaseModel):
    """What a model sees of a conversation: each message both ways, and what goes with them as it would go now.

    `hidden`: how many values of each kind have a placeholder. What is told in plain words (health, union, beliefs) is
    not hidden.
    """

    hidden: dict[str, int]
    messages: list[SeenMessage]
    facts: list[str]
    summary: str
    documents: list[SeenDocument]


class ActiveRun(BaseModel):
    """The run that is answering now."""

    run_id: str


class Waiting(BaseModel):
    """What the conversation waits on: the run that asked, and its questions, as AG-UI's interrupts."""

    run_id: str | None
    interrupts: list[dict[str, object]]


class FeedbackBody(BaseModel):
    """A thumb, and why."""

    thumb: Literal["up", "down"]
    reason: FreeText | None = Field(default=None, max_length=1000)


class ScoreBody(BaseModel):
    """How much a conversation helped: from 1, not at all, to 5, very much; and why."""

    score: Annotated[int, Field(ge=1, le=5, strict=True)]
    reason: FreeText | None = Field(default=None, max_length=1000)


@router.get("/threads")
async def list_threads(
    actor: Person,
    iris: Iris,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    before: AwareDatetime | None = None,
) -> ThreadList:
    """The person's conversations."""
    lines = await iris.threads.recent(actor.user_id, limit=limit, before=before)
    return ThreadList(threads=[_thread(line) for line in lines])


@router.get("/threads/{thread_id}")
async def get_thread(thread_id: Identifier, actor: Person, iris: Iris) -> ThreadView:
    """One conversation."""
    return _thread(await iris.threads.get(actor.user_id, ThreadId(thread_id)))


@router.delete("/threads/{thread_id}", status_code=204)
async def delete_thread(thread_id: Identifier, actor: Person, iris: Iris) -> None:
    """Delete a conversation, its messages and logs; an answer under way is stopped first.

    Facts that Iris was asked to remember are the person's, not the conversation's: they stay.
    """
    await iris.runs.forget(actor, ThreadId(thread_id))
    await iris.threads.delete(actor.user_id, ThreadId(thread_id))


@router.get("/threads/{thread_id}/messages")
async def list_messages(
    thread_id: Identifier,
    actor: Person,
    iris: Iris,
    after: Annotated[int, Query(ge=0, le=LARGEST_SEQUENCE)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> MessageList:
    """What was said, from after a position."""
    history = await iris.threads.history(actor.user_id, ThreadId(thread_id), after=after, limit=limit)
    return MessageList(messages=[_message(message) for message in history])


@router.get("/threads/{thread_id}/privacy")
async def privacy_view(
    thread_id: Identifier,
    actor: Person,
    iris: Iris,
    after: Annotated[int, Query(ge=0, le=LARGEST_SEQUENCE)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> PrivacyView:
    """What the model saw of a conversation, beside what was really said."""
    # A model has seen what was left too.
    history = await iris.threads.history(actor.user_id, ThreadId(thread_id), after=after, limit=limit, left=True)
    around = await surroundings(iris.runs.admission, iris.files, actor.user_id, ThreadId(thread_id), history)
    return PrivacyView(
        hidden=dict(around.hidden),
        messages=[SeenMessage(id=m.id, role=m.role, content=m.text, seen=m.masked) for m in history],
        facts=list(around.facts),
        summary=around.summary,
        documents=[SeenDocument(id=file_id, seen=seen) for file_id, seen in around.documents.items()],
    )


@router.get(
    "/threads/{thread_id}/active-run", response_model=ActiveRun, responses={204: {"description": "No active run"}}
)
async def active_run(thread_id: Identifier, actor: Person, iris: Iris) -> ActiveRun | Response:
    """The run that is answering now, if any: follow it with GET /v1/runs/{id}/events."""
    await iris.threads.get(actor.user_id, ThreadId(thread_id))
    run_id = await iris.runs.active(actor, ThreadId(thread_id))
    return Response(status_code=204) if run_id is None else ActiveRun(run_id=run_id)


@router.get("/threads/{thread_id}/interrupts")
async def open_interrupts(thread_id: Identifier, actor: Person, iris: Iris) -> Waiting:
    """The questions that wait for an answer of the person: give it to POST /v1/runs/{run_id}/resume."""
    waiting = await iris.threads.waiting(actor.user_id, ThreadId(thread_id))
    return Waiting(run_id=waiting[0].run_id if waiting else None, interrupts=[dict(each.body) for each in waiting])


@router.post("/messages/{message_id}/feedback", status_code=204)
async def feedback(
    message_id: Identifier, body: FeedbackBody, actor: Person, iris: Iris, idempotency_key: Key = None
) -> None:
    """Say whether an answer helped. The last thumb counts."""
    command = _command(message_id, idempotency_key)
    await iris.feedback.rate(actor, MessageId(message_id), body.thumb, body.reason, command=command)


@router.post("/threads/{thread_id}/feedback", status_code=204)
async def conversation_feedback(
    thread_id: Identifier, body: ScoreBody, actor: Person, iris: Iris, idempotency_key: Key = None
) -> None:
    """Say how much a conversation helped. The last score counts."""
    command = _command(thread_id, idempotency_key)
    await iris.feedback.score(actor, ThreadId(thread_id), body.score, body.reason, command=command)


def _command(about: str, key: str | None) -> str:
    return new_id("cmd") if key is None else digest(f"{about}\0{key}").hex()


def _thread(line: ThreadLine) -> ThreadView:
    return ThreadView(
        id=line.id, title=line.title, agent=line.agent, created_at=line.created_at, updated_at=line.updated_at
    )


def _message(message: Message) -> MessageView:
    return MessageView(
        id=message.id,
        role=message.role,
        content=message.text,
        agent=message.agent,
        status=message.status,
        run_id=message.run_id,
        parent_id=message.parent_id,
        position=message.position,
        created_at=message.created_at,
        annexes=[dict(annex) for annex in message.annexes],
        model=message.model,
    )
