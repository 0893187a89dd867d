"""An operation of the tests that pays or spends, and counts how often it really ran."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, Field

from agents.catalog import Catalog, load_catalog
from agents.runs.turn import Answer
from tests.fakes.iris import Event, Visitor
from tools.actor import ThreadId
from tools.operation import AnyOperation, Effect, ToolContext, operation


class Spend(BaseModel):
    """How much."""

    points: int = Field(gt=0)


class Spent(BaseModel):
    """What was spent, under which key."""

    points: int
    key: str


@dataclass(slots=True)
class Till:
    """What was spent, by key: a key that comes twice is a fault."""

    spent: list[tuple[str, int]] = field(default_factory=list)

    def operation(self, action: str | None = None) -> AnyOperation:
        """`spend_points`, over this till: a payment, asked for before it runs, or what an action of the price list
        costs."""
        effect = Effect.PAY if action is None else Effect.SPEND

        @operation(scope="chat:write", effect=effect, action=action)
        async def spend_points(context: ToolContext, arguments: Spend) -> Spent:
            """Spend points of the person."""
            self.spent.append((context.key, arguments.points))
            return Spent(points=arguments.points, key=context.key)

        return spend_points


def teller_catalog() -> Catalog:
    """The agents of the tests."""
    return load_catalog(Path(__file__).parent / "specialists", "tests.fakes.specialists")


async def fund(visitor: Visitor, points: int, command: str = "funded") -> None:
    """Give the person points, as buying does."""
    await visitor.iris.energy.credit(visitor.actor.user_id, points, origin="purchase", command=command)


async def points_of(visitor: Visitor) -> tuple[int, int]:
    """What the person may spend, and what is held."""
    balance = await visitor.iris.energy.balance(visitor.actor.user_id)
    return balance.available, balance.held


def waiting(events: Sequence[Event]) -> list[Event]:
    """The interrupts that a run ended with."""
    assert events[-1]["outcome"]["type"] == "interrupt", events[-1]
    found: list[Event] = events[-1]["outcome"]["interrupts"]
    return found


async def resume(visitor: Visitor, thread: ThreadId, **answers: bool) -> list[Event]:
    """Answer every interrupt of a thread, by its id, and hear what follows."""
    given = [Answer(interrupt_id=id, status="resolved", payload={"approved": yes}) for id, yes in answers.items()]
    started = await visitor.iris.runs.resume(visitor.actor, visitor.app, thread, given)
    return await visitor.follow(started.run_id)
