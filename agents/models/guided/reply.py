"""Reply: what the guided model decided, before it is streamed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.models.guided.focus import Focus


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An operation to call."""

    operation: str
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What to call first, what to say once it is done, and the focus to keep then.

    A decision is a pure function of the turn: it is made again after the calls, with their outcomes.
    `key` names what is said, so that the same thing is not said twice in a row.
    """

    key: str
    text: str = ""
    calls: tuple[Call, ...] = ()
    focus: Focus
