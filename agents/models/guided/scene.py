"""Scene: a turn and the kit to answer it; what every decision reads and says goes through here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from agents.models.guided.cues import Cues, holds, plain
from agents.models.guided.flows import Flow, Step
from agents.models.guided.focus import Focus, Place
from agents.models.guided.kit import Kit
from agents.models.guided.reply import Call, Reply
from agents.models.guided.turn import Turn

_A_MENU = 3
_BUILT_IN = frozenset(
    {
        "assess",
        "look_up",
        "remember",
        "get_profile",
        "save_profile_item",
        "correct_profile_item",
        "list_agents",
        "hand_over",
        "get_energy",
        "propose_pack",
    }
)


@dataclass(frozen=True)
class Scene:
    """What was said, and the words to answer in the language and the address of the person."""

    turn: Turn
    kit: Kit

    @property
    def focus(self) -> Focus:
        """What the conversation is in the middle of."""
        return self.turn.focus

    @property
    def cues(self) -> Cues:
        """The cues of the language that is spoken."""
        return self.kit.cues[self.turn.locale]

    @cached_property
    def plain(self) -> str:
        """The message as cues are compared."""
        return plain(self.turn.text)

    @cached_property
    def is_question(self) -> bool:
        """Whether the message has the form of a question."""
        return self.cues.asks(self.turn.text)

    @cached_property
    def intent(self) -> str | None:
        """What the message says that people say to anybody; an answer in progress is not read too much into."""
        words = len(self.plain.split())
        whole = not self.is_question and words > (3 if self.step else 6)
        return self.cues.intent(self.plain, whole=whole)

    @property
    def flow(self) -> Flow | None:
        """The flow in progress."""
        return self.kit.flows.get(self.focus.place.flow) if self.focus.place else None

    @property
    def step(self) -> Step | None:
        """The question that waits for its answer."""
        return self.flow.step(self.focus.place.step) if self.flow and self.focus.place else None

    def hears(self, flow: Flow) -> bool:
        """Whether the message holds a cue of `flow`."""
        return holds(self.plain, flow.cues.get(self.turn.locale, ())) or self.picks(flow)

    def picks(self, flow: Flow) -> bool:
        """Whether the message asks for `flow`, of the specialist who speaks, by name."""
        return flow.agent == self.turn.agent and holds(self.plain, flow.picks.get(self.turn.locale, ()))

    @cached_property
    def turns_away(self) -> bool:
        """Whether, in the middle of a flow, the message asks for something else rather than answers."""
        return self.cues.begins(self.plain, "asks_me") or self.cues.begins(self.plain, "instead")

    def own(self, name: str) -> str:
        """The words `name` of the specialist who speaks, else those that everybody shares."""
        mine = f"{self.turn.agent}.{name}"
        return mine if self.has(mine) else f"shared.{name}"

    def flows(self, agent: str) -> Sequence[Flow]:
        """The flows of a specialist that can be walked here, in the order of its menu."""
        return [flow for flow in self.kit.flows.values() if flow.agent == agent and self._can_walk(flow)]

    def _can_walk(self, flow: Flow) -> bool:
        needed = flow.operation if flow.agent == self.turn.agent else None
        return needed is None or self.may(needed) or needed in self.turn.outcomes or self.turn.repeated

    @property
    def wishes_assessment(self) -> bool:
        """Whether the message asks for what an assessment gives, whoever hears it."""
        return any(flow.operation and self.hears(flow) for flow in self.kit.flows.values())

    @property
    def assessment(self) -> Flow | None:
        """The flow of the specialist who speaks whose questions an operation asks."""
        return next((flow for flow in self.flows(self.turn.agent) if flow.operation), None)

    def say(self, name: str, rank: int = 0, /, **values: object) -> str:
        """The words `name`; where there are several ways to say it, the one of `rank`, round and round."""
        variants = self.kit.voice.variants(name, self.turn.locale) or self.kit.voice.variants(name, "fr")
        chosen = variants[rank % len(variants)] if variants else name
        return self.kit.voice.render(chosen, self.turn.locale, address=self.turn.address, **values)

    def has(self, name: str) -> bool:
        """Whether there are words for `name`."""
        return bool(self.kit.voice.variants(name, self.turn.locale))

    def may(self, operation: str) -> bool:
        """Whether the operation can be called in this turn."""
        return operation in self.turn.bound

    @property
    def passes_on(self) -> bool:
        """Whether another specialist can be handed over to, or was just asked to."""
        return self.may("hand_over") or "hand_over" in self.turn.outcomes

    def call(self, operation: str, **arguments: object) -> tuple[Call, ...]:
        """The call of `operation`, or nothing where it is not bound."""
        return (Call(operation=operation, arguments=arguments),) if self.may(operation) else ()

    @property
    def is_new_here(self) -> bool:
        """Whether this specialist has not spoken last: it has just been handed the conversation, or begins it."""
        return self.focus.agent != self.turn.agent

    def times(self, key: str) -> int:
        """How many times in a row `key` has just been said."""
        return self.focus.times if self.focus.said == key else 0

    def reply(
        self,
        key: str,
        text: str,
        *,
        calls: tuple[Call, ...] = (),
        focus: Focus | None = None,
        offer: tuple[str, ...] = (),
    ) -> Reply:
        """A reply that leaves the focus as it is but for what it offers."""
        times = self.times(key) + 1
        kept = replace(focus or self.focus, offer=offer, agent=self.turn.agent, said=key, times=times)
        kept = replace(kept, menus=kept.menus + (len(offer) >= _A_MENU))
        return Reply(key=key, text=text, calls=calls, focus=kept)

    def question(self, place: Place) -> str:
        """The question that waits at `place`."""
        return self.say(f"{place.flow}.{place.step}.question", answers=place.answers)

    def refusal(self, code: str) -> str:
        """The words for the refusal of an operation."""
        said = self.kit.voice.say(f"errors.{code}", self.turn.locale)
        return self.kit.voice.say("errors.internal", self.turn.locale) if said.startswith("errors.") else said

    @property
    def others(self) -> Sequence[str]:
        """The names of the specialists that may be called in."""
        return [speaker.name for speaker in self.turn.agents if speaker.name != self.turn.agent]

    @property
    def work(self) -> Mapping[str, str]:
        """The operations of the specialists that are bound here: name and description."""
        return {b.name: b.description for b in self.turn.bound.values() if b.name not in _BUILT_IN}


def paragraphs(*parts: str) -> str:
    """The parts that say something, as paragraphs."""
    return "\n\n".join(part for part in parts if part)
