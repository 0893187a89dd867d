"""Chat: a message in, the answer as a stream of AG-UI events."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Header
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse

from agents.runs.turn import LONGEST_MESSAGE, Ask, Document, Started
from agents.runtime import Runtime
from agents.spec import Locale
from server import sse
from server.auth import Iris, Person, ThisApp
from server.limits.doors import House
from tools.accounts import App
from tools.actor import Actor, FileId, ThreadId

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
    agent: str | None = Field(default=None, max_length=64, description="A specialist of GET /v1/agents.")
    locale: Locale | None = None


@router.post("/v1/chat", response_class=EventSourceResponse, dependencies=[sse.Slot])
async def chat(
    body: ChatRequest, actor: Person, app: ThisApp, iris: Iris, limits: House, idempotency_key: IdempotencyKey = None
) -> EventSourceResponse:
    """Send a message and follow the answer. Closing the connection stops nothing: `Location` resumes it."""
    await limits.charge("messages", actor.user_id, body.thread_id or "")
    if body.agent is not None:
        iris.catalog.get(body.agent)
    thread_id = ThreadId(body.thread_id) if body.thread_id else None
    given = await with_documents(iris, actor, app, body.message, thread_id, body.files, body.locale)
    started = await iris.runs.start(
        actor,
        app,
        Ask(
            text=given.text,
            documents=given.documents,
            asked=given.asked,
            thread_id=thread_id,
            agent=body.agent,
            locale=body.locale,
            idempotency_key=idempotency_key,
        ),
    )
    return await follow(iris, actor, started)


class Given(NamedTuple):
    """A message and the documents that come with it; `asked` is a long paste, for which `text` stands."""

    text: str
    documents: tuple[Document, ...]
    asked: str | None


async def with_documents(
    iris: Runtime,
    actor: Actor,
    app: App,
    message: str,
    thread_id: ThreadId | None,
    files: Sequence[str] = (),
    locale: str | None = None,
) -> Given:
    """A message with the files it names; one that is long enough to be a document becomes one.

    Raises NotFound for somebody else's file, TooLarge beyond what a paste may be, FilesFull.
    """
    lines = [await iris.files.get(actor.user_id, FileId(each)) for each in files]
    text = message
    if len(message.strip()) > LONGEST_MESSAGE:
        kept = await iris.files.keep_paste(actor, message, thread_id)
        lines.append(kept)
        text = iris.voice.say("files.pasted", locale or app.locale or "fr", count=kept.characters)
    documents = tuple(Document(id=line.id, name=line.name, media_type=line.media_type) for line in lines)
    return Given(text, documents, None if text is message else message)


async def follow(iris: Runtime, actor: Actor, started: Started) -> EventSourceResponse:
    """The stream of a run from its beginning, with where to find it again."""
    frames = await iris.runs.tail(actor, started.run_id, 0)
    assert frames is not None
    return sse.stream(
        frames,
        {
            "Location": f"/v1/runs/{started.run_id}/events",
            "X-Iris-Run-Id": started.run_id,
            "X-Iris-Thread-Id": started.thread_id,
        },
    )
