"""Chat: a message in, the answer as a stream of AG-UI events."""

from typing import Annotated

from fastapi import APIRouter, Header
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse

from agents.runs.turn import Ask
from agents.spec import Locale
from server import sse
from server.auth import Iris, Person, ThisApp
from server.limits.doors import House
from server.routers.asking import begin
from server.routers.following import OnDisconnect, follow
from tools.actor import MessageId, ThreadId

router = APIRouter(tags=["chat"])

Identifier = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._:-]+$")]


def _valid_text(text: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("not valid UTF-8")
    return text


FreeText = Annotated[str, AfterValidator(_valid_text)]
"""Words of a person: JSON may escape half a surrogate pair, which cannot be stored."""

LARGEST_SEQUENCE = 2**53
"""Beyond this no client counts exactly."""
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200)]


class ChatRequest(BaseModel):
    """A message; without a thread, a new one begins."""

    model_config = ConfigDict(extra="forbid")

    message: FreeText = Field(
        examples=["Je suis aide-soignante et je veux changer de métier"],
        description="Up to 8,000 characters; a longer one, up to 100,000, is kept as a document.",
    )
    files: list[Identifier] = Field(default=[], max_length=5, description="Documents of POST /v1/files.")
    thread_id: Identifier | None = None
    replaces: Identifier | None = Field(
        default=None,
        description="A message of the person in this thread, said anew: what followed it leaves the conversation.",
    )
    agent: str | None = Field(default=None, max_length=64, description="A specialist of GET /v1/agents.")
    locale: Locale | None = None


@router.post("/v1/chat", response_class=EventSourceResponse, dependencies=[sse.Slot])
async def chat(
    body: ChatRequest,
    actor: Person,
    app: ThisApp,
    iris: Iris,
    limits: House,
    idempotency_key: IdempotencyKey = None,
    on_disconnect: OnDisconnect = None,
) -> EventSourceResponse:
    """Send a message and follow the answer. Closing the connection stops nothing (unless it is asked to): `Location`
    resumes it."""
    await limits.charge("messages", actor.user_id, body.thread_id or "")
    if body.agent is not None:
        iris.catalog.get(body.agent)
    ask = Ask(
        text=body.message,
        thread_id=ThreadId(body.thread_id) if body.thread_id else None,
        agent=body.agent,
        locale=body.locale,
        idempotency_key=idempotency_key,
        replaces=MessageId(body.replaces) if body.replaces else None,
    )
    started = await begin(iris, actor, app, ask, body.files, limits)
    return await follow(iris, actor, started, on_disconnect or "continue")
