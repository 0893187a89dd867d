"""Events: what people and apps record, what happened to a person, an app's cursor, the narrative."""

from datetime import datetime
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from server.auth import AppKey, Iris, OfPerson, Person
from server.idempotency import Command
from server.routers.chat import LARGEST_SEQUENCE, FreeText
from server.routers.privacy import Locale, unstored
from tools.errors import IdempotencyMismatch
from tools.events import Append, EventStore, NewEvent, RecordedEvent, Registry, UnknownEvent, person_stream
from tools.narrative import Story

router = APIRouter(tags=["events"], prefix="/luna", dependencies=[Depends(unstored)])

LARGEST_EVENT = 16_000
"""Bytes of what an event holds, as JSON."""

STREAM = "journey"
"""Of what people and apps record themselves."""


def _small(value: dict[str, object]) -> dict[str, object]:
    try:
        size = len(orjson.dumps(value))
    except orjson.JSONEncodeError as error:
        raise ValueError(str(error)) from error
    if size > LARGEST_EVENT:
        raise ValueError(f"more than {LARGEST_EVENT} bytes")
    return value


Fields = Annotated[dict[str, object], AfterValidator(_small)]


class EventBody(BaseModel):
    """A fact of one of the client types. `data` holds dates, codes and numbers, which apps are told by the cursor; ids
    of the app's own (`offer_id`) and words (`note`) go to `private`, rest sealed, and end with the person's data."""

    model_config = ConfigDict(extra="forbid")

    type: FreeText = Field(min_length=1, max_length=64, examples=["ApplicationSent"])
    data: Fields = Field(default={}, examples=[{"channel": "email"}])
    private: Fields | None = Field(default=None, examples=[{"offer_id": "193ABCD"}])


class EventView(BaseModel):
    """A fact. `version` is that of its type; `private` holds the person's own words, and the app's own ids."""

    position: int
    id: str
    type: str
    version: int
    actor: str
    data: dict[str, object]
    private: dict[str, object] | None
    at: datetime


class SealedEventView(EventView):
    """A fact with its place in the one order of the house."""

    seq: int


class EventPage(BaseModel):
    """Facts, the oldest first; ask on with `after` = `next`."""

    events: list[SealedEventView]
    next: int


class SharedEvent(BaseModel):
    """A fact as the organisation's apps are told it: `seq` has no gap that is ever filled, and no words."""

    seq: int
    id: str
    type: str
    version: int
    user_id: str
    data: dict[str, object]
    at: datetime


class Cursor(BaseModel):
    """What happened, in the one order of the house; ask on with `after` = `next`."""

    events: list[SharedEvent]
    next: int


@router.post("/events", status_code=201)
async def record(body: EventBody, actor: Person, iris: Iris, command: Command) -> EventView:
    """Record a fact of the person's path. 422 `unknown_event` lists the types in `known`."""
    type = _client_type(iris.events, body.type)
    stream = person_stream(STREAM, actor.user_id)
    new = NewEvent(type=body.type, data=body.data, private=body.private, schema_version=type)
    [recorded] = await iris.events.append(
        Append(
            user_id=actor.user_id,
            stream=stream,
            events=(new,),
            command=command,
            actor=f"{actor.kind}:{actor.app_id if actor.kind == 'app' else actor.user_id}",
        )
    )
    if (recorded.type, recorded.data, recorded.private) != (body.type, body.data, body.private):
        raise IdempotencyMismatch("this key was used for another event", field="Idempotency-Key")
    return _view(recorded)


@router.get("/events/{user_id}")
async def of_person(
    actor: OfPerson,
    iris: Iris,
    after: Annotated[int, Query(ge=0, le=LARGEST_SEQUENCE)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EventPage:
    """Everything that happened to the person, in order, up to a second ago: nothing is skipped, nothing comes late."""
    found = await iris.events.sealed_of_person(actor.user_id, after=after, limit=limit)
    return EventPage(
        events=[SealedEventView(**dict(_view(each.event)), seq=each.seq) for each in found],
        next=found[-1].seq if found else after,
    )


@router.get("/events")
async def cursor(
    key: AppKey,
    iris: Iris,
    after: Annotated[int, Query(ge=0, le=LARGEST_SEQUENCE)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    types: Annotated[str, Query(max_length=2000, description="Only these, with commas.")] = "",
) -> Cursor:
    """What happened to the people of the key's organisation: nothing is skipped, nothing comes late. Of who is erased
    only `PersonErased` is told: delete your copy."""
    named = tuple(part.strip() for part in types.split(",") if part.strip())
    found = await iris.events.of_organisation(key.organisation_id, after=after, limit=limit, types=named)
    return Cursor(
        events=[
            SharedEvent(
                seq=each.seq,
                id=each.event.id,
                type=each.event.type,
                version=each.event.schema_version,
                user_id=each.event.user_id,
                data=dict(each.event.data),
                at=each.event.at,
            )
            for each in found
        ],
        next=found[-1].seq if found else after,
    )


@router.get("/narrative/{user_id}")
async def narrative(actor: OfPerson, iris: Iris, locale: Locale) -> Story:
    """The person's path told from their events, anew at every call: nothing of it is kept."""
    return await iris.narrative.of(actor.user_id, locale)


def _client_type(events: EventStore, name: str) -> int:
    """The present version of a type that clients may record; raises UnknownEvent with all of them."""
    registry = events.registry or Registry({})
    client = {each.name: each.version for each in registry if each.client}
    if name not in client:
        raise UnknownEvent(f"no client records {name!r}", field="type", known=sorted(client))
    return client[name]


def _view(event: RecordedEvent) -> EventView:
    return EventView(
        position=event.position,
        id=event.id,
        type=event.type,
        version=event.schema_version,
        actor=event.actor,
        data=dict(event.data),
        private=None if event.private is None else dict(event.private),
        at=event.at,
    )
