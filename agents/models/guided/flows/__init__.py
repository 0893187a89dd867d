"""Flows: the guided conversations of each specialist, found by being there (`flows/<agent>/<flow>.toml`)."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.models.guided.cues import plain
from agents.voice import Voice
from agents.voice.wording import GUIDED_LOCALES

_FOLDER = Path(__file__).parent


class Step(BaseModel):
    """A question of a flow, and what its answer feeds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z_]+$")
    remember: str | None = None
    """The kind under which `remember` keeps the answer; None keeps it for the conversation only."""
    read: str | None = None
    """The reader (`readers/<name>.py`) that may find the answer in the message that begins the flow."""
    known: bool = False
    """Whether a fact that was remembered before answers the question."""
    asks: bool = False
    """Whether its answer is itself a question, that nobody should look up."""
    hardship: bool = False
    """Whether what is hard (pain, a refusal) answers it."""
    target: bool = False
    """Whether the occupation that the person chose to aim for answers it."""


class Finish(BaseModel):
    """The operation that ends a flow where it is bound; its arguments are answers, by step."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    operation: str
    arguments: dict[str, str] = {}


class Flow(BaseModel):
    """A guided conversation: what begins it, its questions in order, what it leads to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent: str
    name: str
    order: int = 100
    """Its rank in the menu of its specialist."""
    default: bool = False
    """Whether the specialist begins it when a message says nothing more precise."""
    cues: dict[str, tuple[str, ...]] = {}
    """What begins it by language, whoever hears it."""
    picks: dict[str, tuple[str, ...]] = {}
    """What begins it when its own specialist hears it, as short as a word of its menu."""
    catches: str | None = None
    """The reader that begins the flow when it finds something in a message (a pasted CV)."""
    listens: bool = False
    """Whether it is where a low moment is set down: what is said there is never met with another question."""
    steps: tuple[Step, ...] = Field(min_length=1)
    then: tuple[str, ...] = ()
    """The specialists who go on with its fruit, in the order to propose them."""
    finish: Finish | None = None
    operation: str | None = None
    """The operation that asks its questions, each chosen by what was answered: the flow has one step, asked again."""

    @property
    def id(self) -> str:
        """`letters.letter`: the prefix of its words too."""
        return f"{self.agent}.{self.name}"

    def step(self, name: str) -> Step | None:
        """The step of that name."""
        return next((step for step in self.steps if step.name == name), None)

    def next_step(self, answered: Mapping[str, str]) -> Step | None:
        """The first step without an answer; None when the flow is complete."""
        return next((step for step in self.steps if step.name not in answered), None)

    def previous_step(self, name: str) -> Step | None:
        """The step before the one of that name."""
        names = [step.name for step in self.steps]
        return self.steps[names.index(name) - 1] if name in names[1:] else None


def load_flows(voice: Voice, readers: Mapping[str, object], folder: Path = _FOLDER) -> Mapping[str, Flow]:
    """Every flow by id, in the order of menus; raises ValueError naming the file that is wrong."""
    flows = [_load(path, voice, readers) for path in sorted(folder.glob("*/*.toml"))]
    return {flow.id: flow for flow in sorted(flows, key=lambda flow: (flow.agent, flow.order, flow.name))}


def _load(path: Path, voice: Voice, readers: Mapping[str, object]) -> Flow:
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        flow = Flow(**table, agent=path.parent.name, name=path.stem)
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error
    for reader in filter(None, (flow.catches, *(step.read for step in flow.steps))):
        if reader not in readers:
            raise ValueError(f"{path}: no reader is called {reader!r}")
    for locale in GUIDED_LOCALES:
        if missing := [name for name in _words(flow) if not voice.variants(name, locale)]:
            raise ValueError(f"{path}: no {locale} words for {missing!r}")
    return flow.model_copy(update={"cues": _plain(flow.cues), "picks": _plain(flow.picks)})


def _plain(cues: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {locale: tuple(plain(cue) for cue in listed) for locale, listed in cues.items()}


def _words(flow: Flow) -> list[str]:
    around = ("label", "opening") if flow.operation else ("label", "opening", "closing", "empty")
    words = [f"{flow.id}.{part}" for part in around]
    for step in flow.steps:
        parts = ["question", "help", "why", *(["fact"] if step.remember else ())]
        parts += [] if flow.operation else ["label"]
        words.extend(f"{flow.id}.{step.name}.{part}" for part in parts)
    return words
