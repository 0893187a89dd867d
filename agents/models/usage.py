"""How many tokens were used, by model. Additive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Tokens(NamedTuple):
    """Tokens read and written, as the provider counted them (thinking counts as written)."""

    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens by model name; models that do not count (guided) are absent."""

    by_model: Mapping[str, Tokens] = field(default_factory=dict)

    @property
    def input_tokens(self) -> int:
        """Tokens read, all models together."""
        return sum(tokens.input_tokens for tokens in self.by_model.values())

    @property
    def output_tokens(self) -> int:
        """Tokens written, all models together."""
        return sum(tokens.output_tokens for tokens in self.by_model.values())

    def __add__(self, other: "Usage") -> "Usage":
        total = dict(self.by_model)
        for model, tokens in other.by_model.items():
            had = total.get(model, Tokens())
            total[model] = Tokens(had.input_tokens + tokens.input_tokens, had.output_tokens + tokens.output_tokens)
        return Usage(total)


@dataclass(slots=True)
class TokenMeter:
    """A running total: give one to every chain of a run to know what the run used."""

    usage: Usage = field(default_factory=Usage)

    def add(self, usage: Usage) -> None:
        """Count `usage` in."""
        self.usage = self.usage + usage
