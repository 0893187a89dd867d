"""The AI SDK's door: what `useChat` sends, and the UI message stream that it reads."""

from functools import partial
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, ValidationError
from sse_starlette import EventSourceResponse
from starlette.responses import Response

from agents.runs.turn import Ask, Started
from agents.spec import Locale
from server import sse
from server.adapters.ai_sdk import HEADERS, UiStream
from server.auth import Iris, Person, ThisApp
from server.limits.doors import House
from server.routers.asking import answer
from server.routers.chat import FreeText, IdempotencyKey, Identifier
from server.routers.following import OnDisconnect, follow
from tools.actor import ThreadId
from tools.errors import InvalidArguments
from tools.files import UnsupportedFile

router = APIRouter(tags=["chat"], prefix="/v1/ai-sdk/chat")


class UiPart(BaseModel):
    """A part of a message; only text is read."""

    type: str = Field(max_length=64)
    text: FreeText = ""


class UiMessage(BaseModel):
    """The person's message."""

    parts: list[UiPart]


class UiRequest(BaseModel):
    """What the chat transport of the AI SDK sends; `agent` and `locale` are Iris's own, given in its `body`."""

    id: Identifier = Field(description="The thread: an id that the person does not have yet begins one.")
    messages: list[dict[str, Any]] = Field(
        description="Of them the last user message is read.",
        examples=[[{"id": "m1", "role": "user", "parts": [{"type": "text", "text": "Je veux changer de métier"}]}]],
    )
    trigger: Literal["submit-message", "regenerate-message"] = "submit-message"
    agent: str | None = Field(default=None, max_length=64)
    locale: Locale | None = None


@router.post("", response_class=EventSourceResponse, dependencies=[sse.Slot])
async def ui_chat(
    body: UiRequest,
    actor: Person,
    app: ThisApp,
    iris: Iris,
    limits: House,
    idempotency_key: IdempotencyKey = None,
    on_disconnect: OnDisconnect = None,
) -> EventSourceResponse:
    """Send a message as the AI SDK does, and follow the answer. Closing the connection stops nothing."""
    await limits.charge("messages", actor.user_id, body.id)
    if body.agent is not None:
        iris.catalog.get(body.agent)
    again = body.trigger == "regenerate-message"
    ask = Ask(
        text=_last_words(body),
        thread_id=ThreadId(body.id),
        agent=body.agent,
        locale=body.locale,
        idempotency_key=idempotency_key,
        adopt=True,
        # Another answer to the same words takes the place of the one that did not do.
        replaces=await iris.threads.last_asked(actor.user_id, ThreadId(body.id)) if again else None,
    )
    started = await answer(iris, actor, app, ask, limits)
    told = UiStream(say=partial(iris.voice.say, locale=ask.locale or app.locale or "fr"))
    return await follow(iris, actor, started, on_disconnect or "continue", told, HEADERS)


@router.get(
    "/{thread_id}/stream",
    response_class=EventSourceResponse,
    responses={204: {"description": "No run is active"}},
    dependencies=[sse.Slot],
)
async def ui_resume(
    thread_id: Identifier, actor: Person, app: ThisApp, iris: Iris, on_disconnect: OnDisconnect = None
) -> Response:
    """The run that is answering now, from its beginning; nothing, also in a thread that has not begun."""
    run_id = await iris.runs.active(actor, ThreadId(thread_id))
    if run_id is None:
        return Response(status_code=204)
    told = UiStream(say=partial(iris.voice.say, locale=app.locale or "fr"))
    started = Started(ThreadId(thread_id), run_id)
    return await follow(iris, actor, started, on_disconnect or "continue", told, HEADERS)


def _last_words(body: UiRequest) -> str:
    last = next((each for each in reversed(body.messages) if each.get("role") == "user"), None)
    try:
        message = UiMessage.model_validate(last)
    except ValidationError as error:
        raise InvalidArguments("no user message with parts", field="messages") from error
    for part in message.parts:
        if part.type == "file":
            raise UnsupportedFile("a file part", kind=part.type, field="messages")
    return "\n".join(part.text for part in message.parts if part.type == "text")
