"""Turn: what one call of the guided model receives, read once into plain data."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agents.models.guided.focus import Focus, read_focus

LOCALES = ("fr", "en", "de", "es")
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


class Speaker(NamedTuple):
    """A specialist, as people read it."""

    name: str
    title: str
    does: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """An operation that may be called in this turn, with the JSON schema of its arguments."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def properties(self) -> Mapping[str, Mapping[str, Any]]:
        """The schema of each argument, by name."""
        found = self.parameters.get("properties")
        return {k: v for k, v in found.items() if isinstance(v, Mapping)} if isinstance(found, Mapping) else {}

    @property
    def required(self) -> tuple[str, ...]:
        """The arguments that a call needs, in the order of the schema."""
        names = self.parameters.get("required")
        return tuple(str(name) for name in names) if isinstance(names, list) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an operation of this turn gave: its result, or the code of its refusal."""

    operation: str
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One call of the model: who speaks to whom, what was said, what was already done for this message."""

    agent: str = "guide"
    locale: str = "fr"
    address: str = "vous"
    first: bool = False
    reason: str | None = None
    repeated: bool = False
    """Whether the answer to this very turn was the previous one again, and another is asked for."""
    facts: tuple[str, ...] = ()
    agents: tuple[Speaker, ...] = ()
    focus: Focus = field(default_factory=Focus)
    text: str = ""
    said: str = ""
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    bound: Mapping[str, Bound] = field(default_factory=dict)


def read_metadata(messages: Sequence[BaseMessage]) -> Mapping[str, Any]:
    """What the graph says about this call, in the first system message; empty when it says nothing."""
    for message in messages[:1]:
        found = message.additional_kwargs.get("iris")
        if isinstance(message, SystemMessage) and isinstance(found, Mapping):
            return found
    return {}


def read_turn(messages: Sequence[BaseMessage], tools: Sequence[Any] = ()) -> Turn:
    """The turn that `messages` and the bound operations describe; what is missing or odd takes its default."""
    metadata = read_metadata(messages)
    asked = max((i for i, message in enumerate(messages) if isinstance(message, HumanMessage)), default=-1)
    focus = read_focus(metadata.get("focus"))
    facts, reason = metadata.get("facts"), metadata.get("reason")
    return Turn(
        agent=str(metadata.get("agent") or "guide"),
        locale=focus.locale or _one_of(LOCALES, metadata.get("locale")),
        address=focus.address or _one_of(("vous", "tu"), metadata.get("address")),
        first=bool(metadata.get("first")),
        reason=str(reason) if reason else None,
        repeated=bool(metadata.get("repeated")),
        facts=tuple(str(fact) for fact in facts) if isinstance(facts, list | tuple) else (),
        agents=_speakers(metadata.get("agents")),
        focus=focus,
        text=clean(messages[asked].text) if asked >= 0 else "",
        said=next((m.text for m in reversed(messages[: max(asked, 0)]) if isinstance(m, AIMessage) and m.text), ""),
        outcomes=_outcomes(messages[asked + 1 :]),
        bound={bound.name: bound for bound in map(read_tool, tools) if bound},
    )


def clean(text: str) -> str:
    """`text` without what nobody can see, on tidy lines."""
    lines = _UNSPEAKABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def read_tool(tool: Any) -> Bound | None:
    """An operation from `{"type": "function", "function": {...}}` or `{"name", "description", "parameters"}`."""
    if not isinstance(tool, Mapping):
        return None
    declared = tool.get("function", tool)
    if not isinstance(declared, Mapping) or not declared.get("name"):
        return None
    parameters = declared.get("parameters")
    return Bound(
        name=str(declared["name"]),
        description=str(declared.get("description") or ""),
        parameters=parameters if isinstance(parameters, Mapping) else {},
    )


def _one_of(allowed: tuple[str, ...], value: object) -> str:
    return value if isinstance(value, str) and value in allowed else allowed[0]


def _speakers(value: object) -> tuple[Speaker, ...]:
    rows = value if isinstance(value, list | tuple) else ()
    return tuple(
        Speaker(*(str(cell) for cell in row)) for row in rows if isinstance(row, list | tuple) and len(row) == 3
    )


def _outcomes(messages: Sequence[BaseMessage]) -> Mapping[str, Outcome]:
    done = [message for message in messages if isinstance(message, ToolMessage)]
    return {outcome.operation: outcome for outcome in map(_outcome, done)}


def _outcome(message: ToolMessage) -> Outcome:
    name = message.name or "operation"
    try:
        content = json.loads(message.text)
    except ValueError:
        content = {"text": message.text}
    if not isinstance(content, dict):
        content = {"value": content}
    error = content.get("error")
    if isinstance(error, Mapping) or message.status == "error":
        code = error.get("code") if isinstance(error, Mapping) else None
        return Outcome(operation=name, error=str(code or "internal"))
    return Outcome(operation=name, result=content)
