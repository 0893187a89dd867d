"""The rules of table.toml, checked as they are read."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from tools.aube.trajectory.models import Kind, Weeks

TABLE = Path(__file__).with_name("table.toml")

Span = tuple[int, int]
Section = Literal["steps", "training", "work_study", "fund"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepRule(_Row):
    """A step: its kind, its weeks, what comes before, what explains it, where its price is said."""

    kind: Kind
    weeks: Span
    needs: tuple[str, ...]
    passages: tuple[str, ...]
    cost: str | None = None


class FundRule(_Row):
    """How funding is looked for in a situation."""

    weeks: Span
    passages: tuple[str, ...]


class RiskRule(_Row):
    """What lowers a risk."""

    steps: tuple[str, ...]
    passages: tuple[str, ...]


class Table(_Row):
    """Every rule. Passages are named within `pack`."""

    source: dict[str, str]
    pack: str
    steps: dict[str, StepRule]
    training: dict[str, Span]
    work_study: dict[str, Span]
    fund: dict[str, FundRule]
    risks: dict[str, RiskRule]

    def passages(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Whole ids of passages."""
        return tuple(f"{self.pack}/{name}" for name in names)

    def weeks(self, section: Section, name: str) -> Weeks:
        """A duration, with the line that gives it."""
        found = getattr(self, section)[name]
        least, most = found if isinstance(found, tuple) else found.weeks
        return Weeks(least=least, most=most, source=f"{section}.{name}")


@cache
def load_table() -> Table:
    """The rules; raises ValueError naming what is wrong."""
    table = Table.model_validate(tomllib.loads(TABLE.read_text(encoding="utf-8")))
    for name, rule in table.steps.items():
        if unknown := set(rule.needs) - set(table.steps):
            raise ValueError(f"table.toml: steps.{name} needs {sorted(unknown)}")
    return table
