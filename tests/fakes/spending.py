"""An operation of the tests that spends, and counts how often it really ran."""

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, Field

from agents.catalog import Catalog, load_catalog
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

    def operation(self, confirm_from: int | None = 10) -> AnyOperation:
        """`spend_points`, over this till."""

        @operation(scope="chat:write", effect=Effect.SPEND, confirm_from=confirm_from)
        async def spend_points(context: ToolContext, arguments: Spend) -> Spent:
            """Spend points of the person."""
            self.spent.append((context.key, arguments.points))
            return Spent(points=arguments.points, key=context.key)

        return spend_points


def teller_catalog() -> Catalog:
    """The agents of the tests."""
    return load_catalog(Path(__file__).parent / "specialists", "tests.fakes.specialists")
