"""An agent is frozen data: who it is, what it takes, what it may call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType, TypeVar

AgentName = NewType("AgentName", str)
Role = Literal["router", "writer", "extractor", "judge"]
Locale = Literal["fr", "en", "de", "es"]


Text = TypeVar("Text")


def in_language(texts: Mapping[Locale, Text], locale: str) -> Text:
    """The text in a language, in French where there is none."""
    return next((text for language, text in texts.items() if language == locale), texts["fr"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Handles:
    """What an agent takes; routing and `list_agents` read nothing else."""

    scope: str
    """One French sentence; the model that routes reads it."""
    examples: tuple[str, ...]
    """Messages as people write them; the lexical score compares with them."""
    cues: tuple[str, ...] = ()
    """Words and expressions that alone point here (`cv`, `lettre de motivation`)."""
    asks: tuple[str, ...] = ()
    """What asks for its own work in so many words (`donne-moi un conseil`): it takes the message, unless what is left
    of it is clearly another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSpec:
    """One specialist, as `specialists/<name>/agent.py` declares it."""

    name: AgentName
    title: str
    """The name that people read (`Aube`)."""
    does: Mapping[Locale, str]
    """What it does, in a few words, by language; shown beside its name."""
    handles: Handles
    operations: tuple[str, ...]
    role: Role = "writer"
    suggestions: Mapping[Locale, tuple[str, ...]] = field(default_factory=dict)
    """Messages that a person may tap to begin with this specialist."""
