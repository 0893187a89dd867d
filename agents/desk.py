"""The desk: an operation run for a request. What protects a conversation protects it too."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from agents.guard.edge import Guard, open_vault
from agents.guard.pii.found import KnownName
from agents.guard.turn import TurnGuard
from agents.models import ModelWriter, TokenMeter
from agents.orchestration.state import House
from agents.runs.admission import Instead, Quota
from tools.actor import Actor, UserId
from tools.energy import Change
from tools.errors import GuardUnavailable
from tools.events import Audit
from tools.operation import Operation, ToolContext
from tools.taint import Source

Arguments = TypeVar("Arguments", bound=BaseModel)
Result = TypeVar("Result", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Veil:
    """Between an operation and the model: placeholders there, values and only links that may be followed back."""

    guard: TurnGuard

    async def mask(self, text: str) -> str:
        """The text for the model; raises GuardUnavailable."""
        return await self.guard.mask(text)

    async def mask_values(self, value: object) -> object:
        """Data for the model; raises GuardUnavailable."""
        return await self.guard.mask_values(value)

    def restore(self, text: str) -> str:
        """The model's prose as the person reads it: nobody looks at it again on its way. Raises GuardUnavailable."""
        speech = self.guard.speech()
        speech.hear(text)
        speech.finish()
        if speech.tripped is not None:
            raise GuardUnavailable("an operation told what it must not") from speech.tripped
        self.guard.heard(speech)
        return speech.canonical

    def restore_values(self, value: object) -> object:
        """Data that the model filled in, each string restored as a whole."""
        return self.guard.restore_values(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Runs operations outside of a conversation. The request is the person's confirmation."""

    house: House
    guard: Guard
    quota: Quota
    names: Callable[[UserId], Awaitable[Sequence[KnownName]]]
    """What a person is called."""
    audit: Audit

    async def perform(
        self,
        operation: Operation[Arguments, Result],
        arguments: Arguments | Mapping[str, object],
        *,
        actor: Actor,
        key: str,
        locale: str,
    ) -> Result:
        """Run it once per `key`; a priced one is paid from the person's energy.

        Raises what the operation raises, GuardUnavailable, and TaintedTurn when what is asked looks like an order to
        the machine.
        """
        checked = operation.check(arguments)
        texts = _texts(checked.model_dump(mode="json"))
        guard = await self._guard(actor, "\n".join(texts), locale)
        used, instead = TokenMeter(), await self.quota.open(actor.user_id)
        try:
            return await operation(self._context(actor, key, locale, guard, used, instead, texts), checked)
        finally:
            if instead is None:
                await self.quota.close(actor.user_id, used.usage.input_tokens + used.usage.output_tokens)
            for note in guard.notes:
                await self.audit.note(note.type, user_id=actor.user_id, **note.data)  # type: ignore[arg-type]

    async def _guard(self, actor: Actor, text: str, locale: str) -> TurnGuard:
        say = self.house.voice.say
        guard = TurnGuard(
            guard=self.guard,
            vault=open_vault(None),
            hidden_word=say("guard.hidden", locale),
            names=await self.names(actor.user_id),
            links=self.guard.links(say("guard.link_removed", locale)),
        )
        if text.strip():
            guard.verdict = await self.guard.assess(text)
        if guard.verdict.decision != "allow":
            type = "MessageBlocked" if guard.verdict.decision == "block" else "MessageRestricted"
            guard.note(type, rules=",".join(guard.verdict.rules)[:128], score=round(guard.verdict.score * 100))
        return guard

    def _context(
        self,
        actor: Actor,
        key: str,
        locale: str,
        guard: TurnGuard,
        used: TokenMeter,
        instead: Instead | None,
        said: Sequence[str],
    ) -> ToolContext:
        house, guided = self.house, instead is not None
        return ToolContext(
            actor=actor,
            clock=house.clock,
            events=house.events,
            knowledge=house.knowledge,
            writer=ModelWriter(
                writer=house.models.chain("writer", used, guided=guided),
                extractor=house.models.chain("extractor", used, guided=guided),
                veil=Veil(guard),
                over_budget=instead == "budget" and house.models.mode == "model",
            ),
            files=house.files,
            meter=house.meter(_told),
            key=key,
            locale=locale,
            confirmed=True,
            taint=frozenset() if guard.verdict.decision == "allow" else frozenset({str(Source.MESSAGE)}),
            said=tuple(said),
        )


def _told(change: Change) -> None:
    """Nobody follows a request: its answer, or the balance, tells."""


_NAME = re.compile(r"[a-z]{1,12}_[0-9a-f]{10,40}|[A-Za-z0-9]{1,24}|[a-z]+_[a-z]+")
"""An id, or a choice of one word or two: it gives no order to anybody."""
_JOINTS = re.compile(r"[_-]+")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        # An order could be written with hyphens for spaces.
        return [] if _NAME.fullmatch(value) else [_JOINTS.sub(" ", value) if " " not in value else value]
    if isinstance(value, Mapping):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list | tuple):
        return [text for each in value for text in _texts(each)]
    return []
