"""The Meter port: how a priced operation is charged without knowing what energy is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel

from tools.actor import Actor
from tools.writing import Writer

Basis = Literal["energy", "included", "unlimited"]
"""How an action is charged: in points, in a monthly quota, or not at all."""

Result = TypeVar("Result", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """One call of a priced operation. `key` is unique for the call: repeated, it costs nothing and delivers the same.

    `action` is a line of the energy catalogue; `agent` who asked for it (None: REST).
    """

    actor: Actor
    operation: str
    action: str
    key: str
    arguments: BaseModel
    writer: Writer
    """Whether it had to help out (`degraded`) decides whether the deliverable is charged."""
    agent: str | None = None
    at_most: int | None = None
    """The most points that it may cost now: what the person agreed to, or what nobody asks for (None: its price)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What an action would cost a person now, in points.

    `price` is the catalogue's, `charge` what would be held: 0 when it is `included` or `unlimited`. `asks_first`: from
    this charge on the person is asked before it runs.
    """

    action: str
    price: int
    charge: int
    basis: Basis
    available: int
    held: int = 0
    asks_first: bool = False
    unasked: int = 0
    """The largest charge for which nobody is asked."""
    debt: int = 0
    """Points that are owed, and come first."""

    @property
    def shortfall(self) -> int:
        """How many points are missing, with what is owed."""
        return max(0, self.charge + self.debt - self.available) if self.charge else 0


class Meter(Protocol):
    """Charges for work: held before, captured when the deliverable is saved, released otherwise."""

    async def quote(self, actor: Actor, action: str) -> Quote:
        """What the action would cost the actor now."""
        ...

    async def metered(self, call: Priced, result: type[Result], work: Callable[[], Awaitable[Result]]) -> Result:
        """Do the work, or give what it gave already.

        Raises, before anything is done, InsufficientEnergy, and ConfirmationRequired when it would cost more than the
        call's `at_most`.
        """
        ...


@dataclass(slots=True)
class FreeMeter:
    """A meter that charges nothing and notes what it was asked; for tests, evaluations and replays."""

    calls: list[Priced] = field(default_factory=list)

    async def quote(self, actor: Actor, action: str) -> Quote:
        return Quote(action=action, price=0, charge=0, basis="unlimited", available=0)

    async def metered(self, call: Priced, result: type[Result], work: Callable[[], Awaitable[Result]]) -> Result:
        self.calls.append(call)
        return await work()
