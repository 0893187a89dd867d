"""What a chain of models says, piece by piece.

- Switched: the model that speaks from here on; before its first Words (or its Answer when it has none)
- Words: a piece of text
- Broken: the model failed after words had flowed; close the partial message, the next Words begin another
- Answer: the whole message; last, exactly once
"""

from dataclasses import dataclass
from typing import Literal

from langchain_core.messages import AIMessage

from agents.models.roles import Mode
from agents.models.usage import Usage

Reason = Literal[
    "rate_limited",
    "server_error",
    "timeout",
    "connection",
    "safety",
    "malformed",
    "breaker_open",
    "bad_credentials",
    "refused",
    "cut",
    "empty",
]
"""Why a model was given up; stable. `refused`: the provider does not take the request (unknown model, too long)."""


@dataclass(slots=True)
class Words:
    """A piece of text. Not frozen, for speed: there is one per token."""

    text: str


@dataclass(frozen=True, slots=True)
class Switched:
    """The model that speaks; `reason` tells why the one before it was given up (None: it comes first)."""

    model: str
    mode: Mode
    reason: Reason | None

    @property
    def author(self) -> str:
        """Who words the answer: the name of the model, or `guided`."""
        return "guided" if self.mode == "guided" else self.model


@dataclass(frozen=True, slots=True)
class Broken:
    """The model that was speaking failed."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The merged message (its content is plain text), who wrote it, and what the whole call used."""

    message: AIMessage
    model: str
    mode: Mode
    usage: Usage


Piece = Words | Switched | Broken | Answer
