"""Operation: one typed async function that the model's tool, the REST route and the test call alike."""

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge import Retriever
from tools.actor import Actor
from tools.clock import Clock
from tools.errors import ConfirmationRequired, InvalidArguments, MissingScope, SuspectMessage, TaintedTurn
from tools.events import EventStore
from tools.metering import Meter, Priced
from tools.reading import FileReader
from tools.taint import Effect, Source, permission
from tools.writing import Writer

__all__ = ["Annex", "AnyOperation", "Effect", "Operation", "Source", "ToolContext", "operation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolContext:
    """Everything that a call runs against.

    `key` is unique for the call (execution id and call id, or the Idempotency-Key): every side
    effect is stored under it, so that a repeated call changes nothing. `confirmed` is true when
    the person agreed to this very call, `agreed` to how many points at most (None: to its price, whatever it is).
    `taint` names the untrusted sources read in this turn. `said` is
    what the person wrote themselves in this conversation, in their own words: the proof of what they said. `agent` is
    the specialist that calls (None: REST).
    """

    actor: Actor
    clock: Clock
    events: EventStore
    knowledge: Retriever
    writer: Writer
    files: FileReader
    meter: Meter
    key: str
    agent: str | None = None
    locale: str = "fr"
    confirmed: bool = False
    agreed: int | None = None
    taint: frozenset[str] = field(default_factory=frozenset)
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """Something to show beside the words: the name of a CUSTOM event (`iris.sources`, `iris.card`) and its value."""

    name: str
    value: object


Arguments = TypeVar("Arguments", bound=BaseModel)
Result = TypeVar("Result", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[Arguments, Result]):
    """A typed function with its rules. The docstring is the description that the model reads.

    `action` is the line of the energy catalogue that prices it (None: free): it is run through the context's meter,
    and the catalogue says from which price the person is asked first.
    `restore` names the argument fields in which personal values may be put back for the call.
    `shows` tells what a result puts beside the words.
    """

    name: str
    description: str
    arguments: type[Arguments]
    result: type[Result]
    run: Callable[[ToolContext, Arguments], Awaitable[Result]]
    scope: str
    effect: Effect
    action: str | None = None
    restore: frozenset[str] = frozenset()
    taints: Source | None = None
    """Where its result comes from, when the person did not write it: what the turn may do from then on is less."""
    public: bool = False
    """Whether the result holds nothing of the person (official texts, catalogues): it is not anonymised."""
    shows: Callable[[Result], Sequence[Annex]] | None = None

    async def __call__(self, context: ToolContext, arguments: Arguments | Mapping[str, object]) -> Result:
        """Check the scope, the arguments, the taint and the confirmation, then run.

        Raises MissingScope, InvalidArguments, TaintedTurn, ConfirmationRequired, and what the operation raises.
        """
        checked = self.check(arguments)
        self.authorise(context)
        if self.action is None:
            return await self.run(context, checked)
        at_most = context.agreed
        if not context.confirmed:
            quote = await context.meter.quote(context.actor, self.action)
            if quote.asks_first:
                raise ConfirmationRequired(f"{self.name} needs a confirmation", operation=self.name)
            at_most = max(quote.charge, quote.unasked)
        call = Priced(
            actor=context.actor,
            operation=self.name,
            action=self.action,
            key=context.key,
            arguments=checked,
            writer=context.writer,
            agent=context.agent,
            at_most=at_most,
        )
        return await context.meter.metered(call, self.result, lambda: self.run(context, checked))

    def check(self, arguments: Arguments | Mapping[str, object]) -> Arguments:
        """The arguments, validated; raises InvalidArguments naming the first wrong field."""
        if isinstance(arguments, self.arguments):
            return arguments
        try:
            return self.arguments.model_validate(arguments)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or self.name
            raise InvalidArguments(f"{self.name}: {where}: {first['msg']}", field=where) from error

    def authorise(self, context: ToolContext) -> None:
        """Raise the refusal that applies to this call, if any."""
        if self.scope not in context.actor.scopes:
            raise MissingScope(f"{self.name} needs the scope {self.scope!r}", scope=self.scope)
        allowed = permission(context.taint, self.effect)
        if allowed == "deny" or (allowed == "ask" and not context.confirmed):
            refusal = SuspectMessage if Source.MESSAGE in context.taint else TaintedTurn
            raise refusal(f"{self.name} after {sorted(context.taint)!r}", operation=self.name)
        if self.asks_first(context.taint) and not context.confirmed:
            raise ConfirmationRequired(f"{self.name} needs a confirmation", operation=self.name)

    def asks_first(self, taint: frozenset[str] = frozenset()) -> bool:
        """Whether the person is asked before it runs, whatever its price: it pays, or the turn has read documents."""
        return self.effect is Effect.PAY or permission(taint, self.effect) == "ask"


AnyOperation = Operation[Any, Any]


def operation(
    *,
    scope: str,
    effect: Effect,
    action: str | None = None,
    restore: frozenset[str] = frozenset(),
    taints: Source | None = None,
    public: bool = False,
    shows: Callable[[Any], Sequence[Annex]] | None = None,
) -> Callable[[Callable[[ToolContext, Arguments], Awaitable[Result]]], Operation[Arguments, Result]]:
    """Make an Operation of `async def verb_noun(context: ToolContext, arguments: Model) -> Model`.

    Raises TypeError at import when the function has no docstring, or is not typed that way.
    """

    def declare(function: Callable[[ToolContext, Arguments], Awaitable[Result]]) -> Operation[Arguments, Result]:
        name = function.__name__
        hints = typing.get_type_hints(function)
        parameters = list(inspect.signature(function).parameters)
        description = inspect.getdoc(function)
        if not description or len(parameters) != 2 or "return" not in hints:
            raise TypeError(f"{name}: an operation has a docstring, a context, one model of arguments, a result")
        arguments, result = hints[parameters[1]], hints["return"]
        if not (issubclass(arguments, BaseModel) and issubclass(result, BaseModel)):
            raise TypeError(f"{name}: arguments and result are pydantic models")
        if "user_id" in arguments.model_fields:
            raise TypeError(f"{name}: identity is context, never an argument")
        if (effect is Effect.SPEND) != (action is not None):
            raise TypeError(f"{name}: what spends energy has a line in the catalogue, and nothing else has one")
        return Operation(
            name=name,
            description=description,
            arguments=arguments,
            result=result,
            run=function,
            scope=scope,
            effect=effect,
            action=action,
            restore=restore,
            taints=taints,
            public=public,
            shows=shows,
        )

    return declare
