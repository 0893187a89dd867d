"""Aube's real operation over the starter set, for one person, its events in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from agents.orchestration.schemas import tool_schema
from knowledge.occupations import Atlas, load_catalogue
from tools.actor import Actor, AppId, OrganisationId, UserId
from tools.aube import Aube, aube_operations, look_operation
from tools.aube.trajectory import trajectory_operations
from tools.clock import FixedClock
from tools.energy import load_catalogue as load_prices
from tools.errors import IrisError
from tools.events import Append, EventStore, RecordedEvent
from tools.metering import FreeMeter
from tools.operation import AnyOperation, ToolContext
from tools.reading import MemoryFiles
from tools.writing import ScriptedWriter

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@cache
def starter() -> Aube:
    """The assessor over the starter set."""
    return Aube(Atlas(load_catalogue(None)))


@cache
def operations() -> Mapping[str, AnyOperation]:
    """Aube's operations by name."""

    async def aube() -> Aube:
        return starter()

    found = (*aube_operations(aube), look_operation(aube), *trajectory_operations(aube))
    return {each.name: each for each in found}


@cache
def schemas() -> tuple[dict[str, Any], ...]:
    """The operations as a model is given them."""
    return tuple(tool_schema(each, load_prices()) for each in operations().values())


class MemoryEvents:
    """The two things that an assessment asks of an event store."""

    def __init__(self) -> None:
        self.kept: list[RecordedEvent] = []
        self.commands: set[str] = set()

    async def read(self, user_id: UserId, stream: str) -> Sequence[RecordedEvent]:
        return [event for event in self.kept if event.stream == stream]

    async def append(self, append: Append) -> list[RecordedEvent]:
        if append.command in self.commands:
            return [event for event in self.kept if event.causation_id == append.command]
        self.commands.add(append.command)
        for new in append.events:
            version = len(self.kept) + 1
            event = RecordedEvent(
                position=version,
                id=f"e{version}",
                stream=append.stream,
                version=version,
                type=new.type,
                schema_version=new.schema_version,
                user_id=append.user_id,
                actor=append.actor,
                data=new.data,
                private=new.private,
                causation_id=append.command,
                at=NOW,
                hash=b"",
            )
            self.kept.append(event)
        return self.kept[-len(append.events) :]


class Nowhere:
    """A retriever that knows nothing."""

    async def search(self, query: str, *, limit: int = 4, locale: str | None = None) -> list[Any]:
        return []


@dataclass
class Assessed:
    """A person whose answers are kept from call to call."""

    user_id: str = "u_1"
    locale: str = "fr"
    events: MemoryEvents = field(default_factory=MemoryEvents)
    calls: int = 0

    async def run(self, arguments: Mapping[str, Any], name: str = "assess") -> dict[str, Any]:
        """What an operation gives for these arguments, as a model reads it; a refusal as its code."""
        self.calls += 1
        actor = Actor(
            user_id=UserId(self.user_id),
            organisation_id=OrganisationId("o"),
            app_id=AppId("a"),
            scopes=frozenset({"aube:read", "aube:write"}),
        )
        context = ToolContext(
            actor=actor,
            clock=FixedClock(NOW),
            events=cast(EventStore, self.events),
            knowledge=Nowhere(),
            writer=ScriptedWriter(texts=["Un premier pas, puis un autre."]),
            files=MemoryFiles(),
            meter=FreeMeter(),
            key=f"k{self.calls}",
            locale=self.locale,
        )
        try:
            result = await operations()[name](context, dict(arguments))
        except IrisError as error:
            return {"error": {"code": error.code, "advice": error.advice}}
        told: dict[str, Any] = result.model_dump(mode="json", exclude_none=True)
        return told
