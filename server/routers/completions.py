"""Chat completions: OpenAI's door, for clients that speak nothing else."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.responses import Response

from agents.runs.turn import Ask
from agents.spec import Locale
from server import sse
from server.adapters import openai
from server.auth import Caller, Iris, Person, ThisApp, named_by_user
from server.errors import problem
from server.limits.doors import House
from server.routers.asking import answer
from server.routers.chat import FreeText, IdempotencyKey, Identifier
from server.routers.following import OnDisconnect, follow, gather, place
from tools.actor import ThreadId
from tools.errors import InvalidArguments
from tools.files import UnsupportedFile

router = APIRouter(tags=["chat"], prefix="/v1")


class ContentPart(BaseModel):
    """A part of a message; only text is read."""

    type: str = Field(max_length=64)
    text: FreeText = ""


class CompletionMessage(BaseModel):
    """A message of the client's history."""

    role: str = Field(max_length=64)
    content: FreeText | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        """Its words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """Of a stream."""

    include_usage: bool = False


class CompletionMetadata(BaseModel):
    """What Iris reads of `metadata`."""

    thread_id: Identifier | None = None
    locale: Locale | None = None


class CompletionRequest(BaseModel):
    """What Iris reads of a request for a completion; instructions, tools and sampling are ignored."""

    model: str = Field(max_length=128, examples=["iris"], description="`iris`, or `iris-<agent>`.")
    messages: list[CompletionMessage] = Field(
        min_length=1,
        description="The last user message is asked. Those before count in a thread that begins, as quoted data.",
        examples=[[{"role": "user", "content": "Je veux changer de métier"}]],
    )
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    metadata: CompletionMetadata | None = None
    user: str | None = Field(default=None, description="With an app's key, whom it acts for: as X-Iris-User.")
    n: int | None = Field(default=None, ge=1, le=1)


@router.get("/models", dependencies=[Caller])
async def list_models(iris: Iris) -> dict[str, Any]:
    """The models: `iris`, which chooses who answers, and each specialist."""
    return openai.models([spec.name for spec in iris.catalog])


@router.post(
    "/chat/completions",
    response_model=None,
    dependencies=[Depends(named_by_user), sse.Slot],
    responses={200: {"content": {"application/json": {}, "text/event-stream": {}}}},
)
async def complete(
    request: Request,
    body: CompletionRequest,
    actor: Person,
    app: ThisApp,
    iris: Iris,
    limits: House,
    thread: Annotated[Identifier | None, Header(alias="X-Iris-Thread-Id")] = None,
    idempotency_key: IdempotencyKey = None,
    on_disconnect: OnDisconnect = None,
) -> Response:
    """Ask as OpenAI's clients do. Closing the connection cancels the run, unless X-Iris-On-Disconnect says otherwise.

    Without a thread (`metadata.thread_id`, or X-Iris-Thread-Id) a new one begins.
    """
    ask = _ask(body, thread, idempotency_key)
    await limits.charge("messages", actor.user_id, ask.thread_id or "")
    if ask.agent is not None:
        iris.catalog.get(ask.agent)
    started = await answer(iris, actor, app, ask, limits)
    say = partial(iris.voice.say, locale=ask.locale or app.locale or "fr")
    told = openai.Told(model=body.model, thread_id=started.thread_id, run_id=started.run_id, say=say)
    leaving = on_disconnect or "cancel"
    if body.stream:
        usage = body.stream_options is not None and body.stream_options.include_usage
        return await follow(iris, actor, started, leaving, openai.Stream(told=told, include_usage=usage))
    whole = openai.Whole(told=told)
    await gather(request, iris, actor, started, leaving, whole.hear)
    if whole.failure is None and whole.ended:
        return JSONResponse(whole.answer(), headers=place(started))
    code = "unavailable" if whole.failure is None else whole.failure["code"]
    failed = problem(request, 500 if code == "internal" else 503, code, details={"run_id": started.run_id})
    # A client that asks again by itself would say the message twice.
    failed.headers.update({**place(started), "x-should-retry": "false"})
    return failed


def _ask(body: CompletionRequest, thread: str | None, key: str | None) -> Ask:
    """The last user message, and the turns before it for a thread that begins; raises InvalidArguments."""
    last = next((i for i in range(len(body.messages) - 1, -1, -1) if body.messages[i].role == "user"), None)
    if last is None:
        raise InvalidArguments("no user message", field="messages")
    asked = body.messages[last]
    for part in asked.content if isinstance(asked.content, list) else ():
        if part.type != "text":
            raise UnsupportedFile(f"a part {part.type!r}", kind=part.type, field="messages")
    given = body.metadata or CompletionMetadata()
    named = given.thread_id or thread
    return Ask(
        text=asked.text,
        thread_id=ThreadId(named) if named else None,
        agent=openai.agent_of(body.model),
        locale=given.locale,
        idempotency_key=key,
        adopt=True,
        quoted=openai.quoted([(each.role, each.text) for each in body.messages[:last]]),
    )
