"""The Writer port: how an operation asks for words without knowing who writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from pydantic import BaseModel

Extracted = TypeVar("Extracted", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What to write. A model follows `instructions` about `facts`; guided mode renders `template` with `facts`.

    `template` is the text of a Jinja2 template (it lives in the noun's folder), so that the same
    operation delivers with and without a model.
    """

    instructions: str
    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
    locale: str = "fr"


class Writer(Protocol):
    """Words on demand. What it receives is anonymised and what it uses is counted."""

    @property
    def degraded(self) -> bool:
        """Whether guided mode wrote something only because a model failed: such a deliverable is not charged."""
        ...

    async def write(self, brief: Brief) -> str:
        """Write the text, streaming it to the run where there is one; raises ModelUnavailable."""
        ...

    async def extract(self, text: str, schema: type[Extracted]) -> Extracted | None:
        """Read `text` into `schema`, never streamed; None when no model can."""
        ...


@dataclass(slots=True)
class ScriptedWriter:
    """A writer that says what it was told to say; for tests and replays."""

    texts: Sequence[str] = ()
    extracts: Sequence[BaseModel] = ()
    briefs: list[Brief] = field(default_factory=list)
    degraded: bool = False

    async def write(self, brief: Brief) -> str:
        self.briefs.append(brief)
        return self.texts[(len(self.briefs) - 1) % len(self.texts)]

    async def extract(self, text: str, schema: type[Extracted]) -> Extracted | None:
        return next((found for found in self.extracts if isinstance(found, schema)), None)
