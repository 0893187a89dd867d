"""A specialist in the graph: one node that speaks, one node per operation call; the same code for any AgentSpec."""

import logging
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count
from typing import Protocol

import orjson
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langgraph.graph import END
from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from agents.catalog import Briefing
from agents.guard.tripwire import Tripped
from agents.models import Answer, Broken, Switched, Words, with_call_ids
from agents.orchestration.asking import offers
from agents.orchestration.binding import withdraw
from agents.orchestration.echo import EchoGuard, normalised
from agents.orchestration.schemas import tool_schema
from agents.orchestration.state import CallState, House, Scene, TurnState
from agents.spec import AgentSpec, in_language
from tools.taint import permission

log = logging.getLogger(__name__)

CALLS_PER_ANSWER = 8
"""Operation calls of one answer that count; a model that asks for more has lost its way."""
MODEL_CALLS = 6
"""Calls of the model in one execution; the last one has no operations, so that it must answer."""


class Node(Protocol):
    """A node of the graph, as LangGraph recognises one by its parameters' names."""

    async def __call__(self, state: TurnState, *, runtime: Runtime[Scene]) -> Command[str]: ...


@dataclass(slots=True)
class _Hearing:
    """What one streamed answer has said so far."""

    guard: EchoGuard
    mode: str | None
    answer: AIMessage | None = None


def operation_node(agent: str) -> str:
    """The name of an agent's operation node."""
    return f"{agent}.operation"


def model_node(spec: AgentSpec, house: House) -> Node:
    """The node in which an agent speaks and decides what to call."""
    tools = {name: tool_schema(house.operations[name], house.prices) for name in spec.operations}

    async def speak(state: TurnState, *, runtime: Runtime[Scene]) -> Command[str]:
        scene = runtime.context
        last = state["calls"] + 1 >= MODEL_CALLS
        if state["calls"] == 0 and scene.turn.guard.verdict.decision == "restrict":
            _tell_restricted(scene)
        # What this turn may not do is not even offered.
        offered = [
            schema
            for name, schema in tools.items()
            if not last and permission(state["taint"], house.operations[name].effect) != "deny"
        ]
        try:
            heard = await _hear_out(spec, scene, state, offered)
        except Tripped as trip:
            return _withdrawn(spec, scene, state, trip)
        # An execution's nth call has the same id, whatever the provider calls it: side effects are keyed by it.
        numbers = count()
        answer = with_call_ids(heard.answer or AIMessage(""), lambda: f"c{state['calls']}-{next(numbers)}")
        if last and not answer.text:
            scene.turn.emitter.say(house.voice.say("loop.stopped", scene.turn.locale))
        answer = _kept(answer, house)
        calls = [] if last else _calls(spec, answer, state)
        for call in calls:
            scene.turn.emitter.call(call["call_id"], call["name"], orjson.dumps(call["arguments"]).decode())
        if not calls:
            scene.turn.emitter.end_message()
        return Command(
            update={
                "messages": [answer if calls else AIMessage(answer.text)],
                "agent": spec.name,
                "calls": 1,
                "mode": heard.mode,
                "focus": _focus(spec, answer),
            },
            goto=[Send(operation_node(spec.name), call) for call in calls] or END,
        )

    return speak


async def _hear_out(spec: AgentSpec, scene: Scene, state: TurnState, tools: Sequence[dict[str, object]]) -> _Hearing:
    """One answer, or another one when it only repeats what was said before. Raises Tripped."""
    heard = await _listen(spec, scene, state, tools)
    if heard.guard.repeated and not (heard.answer and heard.answer.tool_calls):
        heard = await _say_it_otherwise(spec, scene, state, heard)
    return heard


def _tell_restricted(scene: Scene) -> None:
    turn = scene.turn
    turn.emitter.custom("iris.guard", {"verdict": "restrict"})
    turn.emitter.say(f"*{scene.house.voice.say('guard.restricted', turn.locale)}*\n\n")


def _withdrawn(spec: AgentSpec, scene: Scene, state: TurnState, trip: Tripped) -> Command[str]:
    """The answer told what it must not: it is taken back, and the turn ends."""
    withdraw(scene, spec.name, trip)
    update = {"messages": [], "agent": spec.name, "calls": 1, "mode": state["mode"], "focus": None}
    return Command(update=update, goto=END)


async def _listen(
    spec: AgentSpec, scene: Scene, state: TurnState, tools: Sequence[dict[str, object]], nudge: str = ""
) -> _Hearing:
    """Stream one answer to the run: who speaks in which mode, the words, and the whole message at the end."""
    turn, house = scene.turn, scene.house
    emitter = turn.emitter
    before = state["mode"] or turn.thread.mode
    hearing = _Hearing(EchoGuard(_previous(scene)), before)
    chain = house.models.chain(spec.role, turn.meter, guided=turn.instead is not None)
    messages = _prompt(spec, scene, state, nudge)
    async with aclosing(chain.stream(messages, tools=tools)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Words):
                emitter.words(hearing.guard.hear(piece.text))
            elif isinstance(piece, Switched):
                _announce(scene, piece, hearing, state)
            elif isinstance(piece, Broken):
                emitter.break_message()
                hearing.guard = EchoGuard(hearing.guard.previous)
            elif isinstance(piece, Answer):
                hearing.answer = piece.message
    emitter.words(hearing.guard.finish())
    emitter.end_words()
    for call in hearing.answer.tool_calls if hearing.answer else ():
        turn.guard.watch(orjson.dumps(call["args"]).decode())
    return hearing


def _announce(scene: Scene, switched: Switched, hearing: _Hearing, state: TurnState) -> None:
    """`iris.mode` when it is news to this run, and one line to the person when the mode of the thread changes."""
    turn, emitter, voice = scene.turn, scene.turn.emitter, scene.house.voice
    emitter.author = switched.author
    reason = switched.reason or (turn.instead if scene.house.models.mode == "model" else None)
    if reason is not None or state["mode"] != switched.mode:
        model = switched.model if switched.mode == "model" else None
        emitter.mode(switched.mode, model=model, reason=reason)
    if switched.mode == "guided" and reason is not None and hearing.mode != "guided":
        emitter.say(f"*{voice.say(f'mode.guided.{reason}', turn.locale)}*\n\n")
    elif switched.mode == "model" and turn.thread.mode == "guided" and state["mode"] is None:
        emitter.say(f"*{voice.say('mode.model', turn.locale)}*\n\n")
    hearing.mode = switched.mode


async def _say_it_otherwise(spec: AgentSpec, scene: Scene, state: TurnState, first: _Hearing) -> _Hearing:
    """The answer was the previous one again, and nobody has read it: ask once for another, then say so honestly."""
    nudge = (
        "You have just given exactly this answer. Do not repeat it: say what you still need to know, or offer two "
        "different ways to go on."
    )
    second = await _listen(spec, scene, {**state, "mode": first.mode}, [], nudge)
    if second.guard.repeated:
        log.info("loop guard: %s repeated itself twice", spec.name)
        scene.turn.emitter.say(scene.house.voice.say("loop.stopped", scene.turn.locale))
    return second


def _prompt(spec: AgentSpec, scene: Scene, state: TurnState, nudge: str) -> list[AnyMessage]:
    """System prompt, window of the thread, the person's message, and this execution's exchange with operations."""
    turn, house = scene.turn, scene.house
    extras = {
        "iris": {
            "agent": spec.name,
            "locale": turn.locale,
            "address": turn.address,
            # Where a model was meant to answer, the graph says itself that guided mode took over.
            "first": turn.thread.agent is None and house.models.mode == "guided",
            "focus": _given_focus(state, turn.thread.focus),
            "facts": list(turn.facts),
            "reason": None,
            "agents": [
                [each.name, each.title, in_language(each.does, turn.locale)]
                for each in house.catalog
                if each.name != spec.name
            ],
            "repeated": bool(nudge),
        }
    }
    system = ""
    if house.models.mode == "model" and turn.instead is None:
        briefing = Briefing(
            address=turn.address,
            locale=turn.locale,
            today=house.clock.now().date().isoformat(),
            agents=house.catalog.colleagues(spec.name),
            summary=turn.thread.summary,
            facts=turn.facts,
        )
        prompt = house.catalog.prompt(spec.name)
        bare = Briefing(address=turn.address, locale=turn.locale, today="", agents=briefing.agents)
        system = turn.guard.arm(prompt.render(briefing), prompt.render(bare), turn.thread.id)
    window: list[AnyMessage] = [
        HumanMessage(m.masked) if m.role == "user" else AIMessage(m.masked) for m in turn.window if m.masked
    ]
    if turn.resume is None:
        window.append(HumanMessage(turn.message))
    return [
        SystemMessage(f"{system}\n\n{nudge}".strip(), additional_kwargs=extras),
        *window,
        *_exchange(state["messages"]),
    ]


def _exchange(messages: Sequence[AnyMessage]) -> Sequence[AnyMessage]:
    """The calls and results since the last hand-over: the new specialist sees the person's message last."""
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if isinstance(message, ToolMessage) and message.name == "hand_over" and message.status != "error":
            return messages[index + 1 :]
    return messages


def _previous(scene: Scene) -> str:
    last = scene.turn.window[-1] if scene.turn.window else None
    return normalised(last.masked or "") if last is not None and last.role == "assistant" else ""


def _kept(answer: AIMessage, house: House) -> AIMessage:
    """The answer with the calls that count: not too many, and one hand-over, one priced call, one offer at a time."""
    kinds = {str(call["id"]): _alone(call["name"], house) for call in answer.tool_calls}
    first = {kind: kind and id for id, kind in reversed(kinds.items())}
    calls = [call for call in answer.tool_calls if first[kinds[str(call["id"])]] in (None, call["id"])]
    calls = calls[:CALLS_PER_ANSWER]
    return answer if len(calls) == len(answer.tool_calls) else answer.model_copy(update={"tool_calls": calls})


def _alone(name: str, house: House) -> str | None:
    """The kind of a call of which one answer makes only one: two prices at once could not be asked for as one."""
    if name == "hand_over":
        return name
    operation = house.operations.get(name)
    if operation is None:
        return None
    if operation.action is not None:
        return "priced"
    return "offer" if offers(operation) else None


def _calls(spec: AgentSpec, answer: AIMessage, state: TurnState) -> list[CallState]:
    return [
        CallState(
            agent=spec.name,
            call_id=str(call["id"]),
            name=call["name"],
            arguments=call["args"],
            taint=state["taint"],
            unasked=state["unasked"],
        )
        for call in answer.tool_calls
    ]


def _given_focus(state: TurnState, stored: object) -> object:
    if state["focus"] is not None:
        return state["focus"].get("state")
    return stored.get("state") if isinstance(stored, dict) else None


def _focus(spec: AgentSpec, answer: AIMessage) -> dict[str, object] | None:
    """What the specialist keeps of the conversation, if it does (guided mode), and whether it waits for an answer."""
    focus = answer.response_metadata.get("iris", {}).get("focus")
    return None if focus is None else {"agent": spec.name, "busy": bool(focus.get("flow")), "state": focus}
