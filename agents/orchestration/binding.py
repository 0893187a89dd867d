"""Binding: an Operation as the model's tool, and the node that runs one call of it."""

import logging
from typing import Any

import orjson
from langchain_core.messages import ToolMessage
from langgraph.errors import GraphBubbleUp
from langgraph.runtime import Runtime
from langgraph.types import interrupt
from pydantic import BaseModel

from agents.guard.tripwire import Tripped
from agents.models import Broken, ModelWriter, Switched
from agents.orchestration.handover import HandedOver
from agents.orchestration.state import CallState, Scene
from tools.errors import Forbidden, GuardUnavailable, IrisError, NotFound
from tools.operation import AnyOperation, Effect, ToolContext

log = logging.getLogger(__name__)


class Declined(Forbidden):
    """The person was asked, and said no."""

    code = "declined"
    advice = "Respect the choice and offer something else."


def withdraw(scene: Scene, agent: str, trip: Tripped) -> None:
    """Take back a message that told what it must not, and note it."""
    turn = scene.turn
    log.warning("guard: an answer of %s was withdrawn (%s)", agent, trip.rule)
    turn.guard.note("AnswerWithdrawn", rule=trip.rule, agent=agent)
    turn.emitter.withdraw(scene.house.voice.say("guard.withdrawn", turn.locale))


def tool_schema(operation: AnyOperation) -> dict[str, Any]:
    """The operation as an OpenAI function schema, which every provider's adapter reads."""
    return {
        "type": "function",
        "function": {
            "name": operation.name,
            "description": operation.description,
            "parameters": operation.arguments.model_json_schema(),
        },
    }


async def run_operation(state: CallState, *, runtime: Runtime[Scene]) -> dict[str, object]:
    """The operation node: run one call; a refusal or a failure becomes a result that the model can read."""
    scene, emitter = runtime.context, runtime.context.turn.emitter
    update: dict[str, object] = {}
    status = "success"
    try:
        operation = scene.house.operations.get(state["name"])
        if operation is None or operation.name not in scene.house.catalog.get(state["agent"]).operations:
            raise NotFound(f"no operation {state['name']!r}")
        result = await _perform(operation, state, scene)
        content = await _told(operation, result, scene)
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
        withdraw(scene, state["agent"], trip)
        raise GuardUnavailable("an operation told what it must not") from trip
    except Exception as error:
        status = "error"
        content = _explain(state["name"], error)
        emitter.result(state["call_id"], content)
    message = ToolMessage(content=content, tool_call_id=state["call_id"], name=state["name"], status=status)
    return {**update, "messages": [message]}


async def _perform(operation: AnyOperation, state: CallState, scene: Scene) -> BaseModel:
    turn = scene.turn
    arguments = operation.check(turn.guard.restore_fields(state["arguments"], operation.restore))
    confirmed = operation.asks_first(state["taint"])
    context = context_of(scene, state["call_id"], confirmed=confirmed, taint=state["taint"])
    # Before the question: nobody is asked to agree to what would be refused.
    operation.authorise(context)
    if operation.effect in (Effect.SPEND, Effect.PAY):
        await turn.before_spending()
    if confirmed:
        _ask(operation, state, scene)
    result: BaseModel = await operation(context, arguments)
    return result


async def _told(operation: AnyOperation, result: BaseModel, scene: Scene) -> str:
    """A result as the model reads it: JSON, without personal data."""
    plain = result.model_dump(mode="json", exclude_none=True)
    if operation.public:
        scene.turn.guard.allow_links(plain)
    return orjson.dumps(plain if operation.public else await scene.turn.guard.mask_values(plain)).decode()


def _ask(operation: AnyOperation, state: CallState, scene: Scene) -> None:
    """Pause the execution until the person answers; raises Declined when they say no."""
    turn = scene.turn
    answer = interrupt(
        {
            "reason": "iris:payment" if operation.effect is Effect.PAY else "confirmation",
            "message": scene.house.voice.say("confirm.operation", turn.locale),
            "toolCallId": state["call_id"],
            "responseSchema": {
                "type": "object",
                "properties": {"approved": {"type": "boolean"}},
                "required": ["approved"],
            },
            "metadata": {"iris": {"operation": operation.name, "arguments": state["arguments"]}},
        }
    )
    payload = answer.get("payload")
    if answer.get("status") != "resolved" or not isinstance(payload, dict) or payload.get("approved") is not True:
        raise Declined(f"{operation.name} was declined")


def context_of(scene: Scene, call_id: str, *, confirmed: bool, taint: frozenset[str] = frozenset()) -> ToolContext:
    """What a call runs against; its key is the execution and the call, whatever run it happens in."""
    turn, house = scene.turn, scene.house
    guided = turn.instead is not None
    return ToolContext(
        actor=turn.actor,
        clock=house.clock,
        events=house.events,
        knowledge=house.knowledge,
        writer=ModelWriter(
            writer=house.models.chain("writer", turn.meter, guided=guided),
            extractor=house.models.chain("extractor", turn.meter, guided=guided),
            emit=_speak(scene),
            notice=_notice(scene),
            veil=turn.guard,
        ),
        files=house.files,
        key=f"{turn.execution_id}:{call_id}",
        locale=turn.locale,
        confirmed=confirmed,
        taint=taint,
        said=turn.said,
    )


def _speak(scene: Scene) -> Any:
    async def emit(text: str) -> None:
        scene.turn.emitter.words(text)

    return emit


def _notice(scene: Scene) -> Any:
    async def note(piece: Switched | Broken) -> None:
        if isinstance(piece, Broken):
            scene.turn.emitter.break_message()
        elif piece.reason is not None:
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
