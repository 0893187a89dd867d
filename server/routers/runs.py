"""Runs: AG-UI's own door, and following, stopping and resuming a run."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal

from ag_ui.core import RunAgentInput, UserMessage
from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from sse_starlette import EventSourceResponse

from agents.runs.emitter import PROTOCOL
from agents.runs.live import frame
from agents.runs.turn import Answer, Ask
from agents.runtime import Runtime
from agents.spec import Locale
from server import sse
from server.auth import Iris, Person, ThisApp
from server.limits.doors import House
from server.routers.asking import begin
from server.routers.chat import LARGEST_SEQUENCE, IdempotencyKey, Identifier
from server.routers.following import OnDisconnect, follow
from tools.accounts import App
from tools.actor import RunId, ThreadId
from tools.errors import Gone, InvalidArguments, InvalidResume, IrisError, NotFound

router = APIRouter(tags=["runs"], prefix="/v1/runs")

_identifier: TypeAdapter[str] = TypeAdapter(Identifier)


class Props(BaseModel):
    """What Iris reads of `forwardedProps.iris`."""

    agent: str | None = Field(default=None, max_length=64)
    locale: Locale | None = None
    files: list[Identifier] = Field(default=[], max_length=5)


class Cancelled(BaseModel):
    """Whether the run was still active."""

    run_id: str
    was_active: bool


class AnswerBody(BaseModel):
    """An answer to one interrupt."""

    interrupt_id: str = Field(min_length=1, max_length=128)
    status: Literal["resolved", "cancelled"]
    payload: dict[str, object] | None = None


class Answers(BaseModel):
    """The answers; they cover every open interrupt of the thread."""

    answers: list[AnswerBody] = Field(min_length=1, max_length=50)


@router.post("", response_class=EventSourceResponse, dependencies=[sse.Slot])
async def run(
    body: RunAgentInput,
    actor: Person,
    app: ThisApp,
    iris: Iris,
    limits: House,
    idempotency_key: IdempotencyKey = None,
    on_disconnect: OnDisconnect = None,
) -> EventSourceResponse:
    """AG-UI's `RunAgentInput`. Of the messages only the person's last one is read: history is the server's."""
    thread_id, run_id = ThreadId(_checked("threadId", body.thread_id)), RunId(_checked("runId", body.run_id))
    await limits.charge("messages", actor.user_id, thread_id)
    props = _props(body)
    try:
        if body.resume:
            answers = [
                Answer(interrupt_id=each.interrupt_id, status=each.status, payload=each.payload) for each in body.resume
            ]
            started = await iris.runs.resume(actor, app, thread_id, answers, run_id=run_id, locale=props.locale)
        else:
            ask = _ask(body, thread_id, run_id, props, iris, idempotency_key)
            started = await begin(iris, actor, app, ask, props.files, limits)
    except (InvalidResume, Gone, NotFound) as refusal:
        if isinstance(refusal, NotFound) and not body.resume:
            raise
        return sse.stream(_refused(iris, app, thread_id, run_id, refusal))
    return await follow(iris, actor, started, on_disconnect or "continue")


@router.get(
    "/{run_id}/events",
    response_class=EventSourceResponse,
    responses={204: {"description": "Nothing left"}},
    dependencies=[sse.Slot],
)
async def events(
    run_id: Identifier,
    actor: Person,
    iris: Iris,
    after: Annotated[int | None, Query(ge=0, le=LARGEST_SEQUENCE)] = None,
    last_event_id: Annotated[int | None, Header(ge=0, le=LARGEST_SEQUENCE)] = None,
) -> Response:
    """Follow a run from after a sequence number (`Last-Event-ID`, or `?after=`); without one, from its beginning."""
    position = after if after is not None else last_event_id or 0
    frames = await iris.runs.tail(actor, RunId(run_id), position)
    return Response(status_code=204) if frames is None else sse.stream(frames)


@router.post("/{run_id}/cancel")
async def cancel(run_id: Identifier, actor: Person, iris: Iris) -> Cancelled:
    """Stop a run. What it has said stays in the history; its stream ends with outcome `cancelled`."""
    return Cancelled(run_id=run_id, was_active=await iris.runs.cancel(actor, RunId(run_id)))


@router.post("/{run_id}/resume", response_class=EventSourceResponse, dependencies=[sse.Slot])
async def resume(
    run_id: Identifier, body: Answers, actor: Person, app: ThisApp, iris: Iris, limits: House
) -> EventSourceResponse:
    """Answer what an interrupted run asked, and follow the run that goes on with it."""
    thread_id = await iris.runs.thread_of(actor, RunId(run_id))
    await limits.charge("messages", actor.user_id, thread_id)
    answers = [Answer(interrupt_id=a.interrupt_id, status=a.status, payload=a.payload) for a in body.answers]
    return await follow(iris, actor, await iris.runs.resume(actor, app, thread_id, answers))


def _ask(body: RunAgentInput, thread_id: ThreadId, run_id: RunId, props: Props, iris: Runtime, key: str | None) -> Ask:
    if props.agent is not None:
        iris.catalog.get(props.agent)
    text = _last_words(body)
    return Ask(
        text=text,
        thread_id=thread_id,
        run_id=run_id,
        agent=props.agent,
        locale=props.locale,
        idempotency_key=key,
        adopt=True,
        strict=True,
    )


def _last_words(body: RunAgentInput) -> str:
    last = next((m for m in reversed(body.messages) if isinstance(m, UserMessage)), None)
    if last is None:
        raise InvalidArguments("no user message", field="messages")
    if isinstance(last.content, str):
        return last.content
    return "\n".join(part.text for part in last.content if part.type == "text")


def _props(body: RunAgentInput) -> Props:
    given = body.forwarded_props
    try:
        return Props.model_validate(given.get("iris", {}) if isinstance(given, dict) else {})
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise InvalidArguments(f"forwardedProps.iris.{where}", field=f"forwardedProps.iris.{where}") from error


def _checked(field: str, value: str) -> str:
    try:
        return _identifier.validate_python(value)
    except ValidationError as error:
        raise InvalidArguments(f"{field}: 1 to 128 letters, digits, . _ : -", field=field) from error


async def _refused(iris: Runtime, app: App, thread_id: str, run_id: str, refusal: IrisError) -> AsyncIterator[bytes]:
    """A run that could not begin, told as AG-UI wants it: started, then failed."""
    words = iris.voice.say(f"errors.{refusal.code}", app.locale or "fr")
    started = {"type": "RUN_STARTED", "threadId": thread_id, "runId": run_id, "protocolVersion": PROTOCOL}
    yield frame(1, started) + frame(2, {"type": "RUN_ERROR", "message": words, "code": refusal.code})
