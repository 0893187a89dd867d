"""The graph's state for one execution, and what surrounds it."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, TypedDict, TypeVar

from langchain_core.messages import AnyMessage

from agents.catalog import Catalog
from agents.models import Models
from agents.orchestration.lexical import LexicalRouter
from agents.runs.turn import Turn
from agents.voice import Voice
from knowledge import Retriever
from tools.clock import Clock
from tools.energy import Catalogue, Change
from tools.events import EventStore
from tools.metering import Meter
from tools.operation import AnyOperation
from tools.reading import FileReader

T = TypeVar("T")


def latest(_old: T, new: T) -> T:
    """A reducer that keeps what came last, from whichever of several parallel calls."""
    return new


class TurnState(TypedDict):
    """What one execution accumulates; the history is in the `messages` table, not here."""

    messages: Annotated[list[AnyMessage], operator.add]
    agent: Annotated[str, latest]
    calls: Annotated[int, operator.add]
    mode: Annotated[str | None, latest]
    focus: Annotated[dict[str, object] | None, latest]
    taint: Annotated[frozenset[str], operator.or_]
    """The untrusted sources that this execution has read."""
    unasked: Annotated[int, operator.add]
    """The points that this execution has spent without asking."""


class CallState(TypedDict):
    """One operation call, sent to its own task."""

    agent: str
    call_id: str
    name: str
    arguments: dict[str, object]
    taint: frozenset[str]
    unasked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What every turn shares, built once."""

    catalog: Catalog
    operations: Mapping[str, AnyOperation]
    models: Models
    voice: Voice
    knowledge: Retriever
    events: EventStore
    files: FileReader
    clock: Clock
    router: LexicalRouter
    meter: Callable[[Callable[[Change], None]], Meter]
    """The meter of one call; it tells every movement of the person's points."""
    prices: Catalogue
    sandbox: bool
    """Whether nothing that is bought is really paid: it is said on every card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The turn that an execution serves; LangGraph hands it to every node, and never stores it."""

    house: House
    turn: Turn
