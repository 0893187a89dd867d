"""Binding: an Operation as the model's tool, and the node that runs one call of it."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson
from langchain_core.messages import ToolMessage
from langgraph.errors import GraphBubbleUp
from langgraph.runtime import Runtime
from pydantic import BaseModel

from agents.guard.tripwire import Tripped
from agents.models import Broken, ModelWriter, Switched
from agents.models.guided import locale_of
from agents.orchestration.asking import agreed_to, ask, is_counted, question_of
from agents.orchestration.handover import HandedOver
from agents.orchestration.state import CallState, Scene
from tools.energy import Change, InsufficientEnergy, WalletFrozen
from tools.errors import ConfirmationRequired, GuardUnavailable, IrisError, NotFound
from tools.operation import AnyOperation, ToolContext

log = logging.getLogger(__name__)

SHOWN = "The person has read it already, as it was written: do not repeat it or sum it up."
"""Told to the model with a result whose words were streamed to the run."""


def withdraw(scene: Scene, agent: str, trip: Tripped) -> None:
    """Take back a message that told what it must not, and note it."""
    turn = scene.turn
    log.warning("guard: an answer of %s was withdrawn (%s)", agent, trip.rule)
    turn.guard.note("AnswerWithdrawn", rule=trip.rule, agent=agent)
    turn.emitter.withdraw(scene.house.voice.say("guard.withdrawn", turn.locale))


async def run_operation(state: CallState, *, runtime: Runtime[Scene]) -> dict[str, object]:
    """The operation node: run one call; a refusal or a failure becomes a result that the model can read."""
    scene, emitter = runtime.context, runtime.context.turn.emitter
    update: dict[str, object] = {}
    unasked: list[int] = []
    status = "success"
    try:
        operation = scene.house.operations.get(state["name"])
        if operation is None or operation.name not in scene.house.catalog.get(state["agent"]).operations:
            raise NotFound(f"no operation {state['name']!r}")
        result, shown = await _perform(operation, state, scene, unasked)
        content = await _told(operation, result, shown, scene)
        for annex in operation.shows(result) if operation.shows else ():
            emitter.annex(annex.name, annex.value)
        emitter.result(state["call_id"], content)
        if operation.taints is not None:
            update["taint"] = frozenset({str(operation.taints)})
            scene.turn.guard.tainted = True
            scene.turn.guard.note("TurnTainted", source=str(operation.taints), operation=operation.name)
        if isinstance(result, HandedOver):
            update["agent"] = result.agent
            emitter.speaks(result.agent, "hand_over")
    except GraphBubbleUp:
        raise
    except Tripped as trip:
        raise GuardUnavailable("an operation told what it must not") from trip
    except Exception as error:
        status = "error"
        content = _explain(state["name"], error)
        emitter.result(state["call_id"], content)
    message = ToolMessage(content=content, tool_call_id=state["call_id"], name=state["name"], status=status)
    return {**update, "unasked": -sum(unasked), "messages": [message]}


async def _perform(
    operation: AnyOperation, state: CallState, scene: Scene, unasked: list[int]
) -> tuple[BaseModel, bool]:
    """Run the call once the person has agreed to what it needs; whether its words were shown comes with its result.

    `unasked` hears of the points that move without an agreement.
    """
    turn = scene.turn
    agreed = agreed_to(turn, state["call_id"])
    arguments = operation.check(turn.guard.restore_fields(state["arguments"], operation.restore))
    writer = _writer(scene, state["agent"])
    context = context_of(scene, state, writer, unasked if agreed is None else [])
    # Before the question: nobody is asked to agree to what would be refused.
    operation.authorise(replace(context, confirmed=True))
    if agreed is None and is_counted(operation):
        await turn.before_spending()
    spent = state["unasked"]
    if (question := await question_of(operation, context, scene.house, agreed, spent)) is not None:
        ask(question, state)
    try:
        result: BaseModel = await operation(replace(context, confirmed=agreed is not None, agreed=agreed), arguments)
    except (InsufficientEnergy, WalletFrozen, ConfirmationRequired):
        # Another call took the points, or what the month includes, between the question and the hold.
        if (question := await question_of(operation, context, scene.house, agreed, spent)) is not None:
            ask(question, state)
        raise
    return result, writer.told


async def _told(operation: AnyOperation, result: BaseModel, shown: bool, scene: Scene) -> str:
    """A result as the model reads it: JSON, without personal data."""
    plain = result.model_dump(mode="json", exclude_none=True)
    if operation.public:
        scene.turn.guard.allow_links(plain)
    told = plain if operation.public else await scene.turn.guard.mask_values(plain)
    return orjson.dumps({**told, "shown": SHOWN} if shown and isinstance(told, dict) else told).decode()


def context_of(scene: Scene, state: CallState, writer: ModelWriter, moved: list[int]) -> ToolContext:
    """What a call runs against; its key is the execution and the call, whatever run it happens in.

    `moved` hears of every change of the person's points.
    """
    turn, house = scene.turn, scene.house
    return ToolContext(
        actor=turn.actor,
        clock=house.clock,
        events=house.events,
        knowledge=house.knowledge,
        writer=writer,
        files=house.files,
        meter=house.meter(_tell_energy(scene, moved)),
        key=f"{turn.execution_id}:{state['call_id']}",
        agent=state["agent"],
        locale=locale_of(turn.said, turn.locale, (turn.thread.focus or {}).get("state")),
        taint=state["taint"],
        said=turn.said,
    )


def _writer(scene: Scene, agent: str) -> ModelWriter:
    turn, house = scene.turn, scene.house
    guided = turn.instead is not None
    return ModelWriter(
        writer=house.models.chain("writer", turn.meter, guided=guided),
        extractor=house.models.chain("extractor", turn.meter, guided=guided),
        emit=_speak(scene),
        notice=_notice(scene),
        veil=turn.guard,
        floor=_floor(scene, agent),
        over_budget=turn.instead == "budget" and house.models.mode == "model",
    )


def _floor(scene: Scene, agent: str) -> Callable[[], AbstractAsyncContextManager[None]]:
    """One message of its own for what a call writes: parallel calls write one after the other."""
    emitter = scene.turn.emitter

    @asynccontextmanager
    async def floor() -> AsyncIterator[None]:
        async with emitter.floor:
            try:
                yield
                emitter.end_words()
            except Tripped as trip:
                # Before the call ends: what must not be told is not charged.
                withdraw(scene, agent, trip)
                raise
            except BaseException:
                emitter.break_message()
                raise
            emitter.end_message()

    return floor


def _tell_energy(scene: Scene, moved: list[int]) -> Callable[[Change], None]:
    def tell(change: Change) -> None:
        moved.append(change.change)
        value: dict[str, object] = {"available": change.available, "held": change.held, "change": change.change}
        if change.action is not None:
            value["action"] = change.action
        scene.turn.emitter.custom("iris.energy", value)

    return tell


def _speak(scene: Scene) -> Any:
    async def emit(text: str) -> None:
        scene.turn.emitter.words(text)

    return emit


def _notice(scene: Scene) -> Any:
    async def note(piece: Switched | Broken) -> None:
        if isinstance(piece, Broken):
            scene.turn.emitter.break_message()
            return
        scene.turn.emitter.author = piece.author
        if piece.reason is not None:
            scene.turn.emitter.mode(piece.mode, reason=piece.reason)

    return note


def _explain(name: str, error: Exception) -> str:
    if isinstance(error, IrisError):
        log.info("operation %s refused: %s", name, error.code)
        refusal = {"code": error.code, "advice": error.advice}
        if "field" in error.details:
            refusal["field"] = str(error.details["field"])
    else:
        log.error("operation %s failed", name, exc_info=error)
        refusal = {"code": "internal", "advice": "Say that this did not work and go on without it."}
    return orjson.dumps({"error": refusal}).decode()
