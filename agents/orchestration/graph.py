"""The graph: route, then two nodes per specialist; compiled once, run once per execution."""

from dataclasses import dataclass, field
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, Interrupt

from agents.orchestration import distress, limit
from agents.orchestration.binding import run_operation
from agents.orchestration.routing import route
from agents.orchestration.saver import ExecutionSaver
from agents.orchestration.specialist import model_node, operation_node
from agents.orchestration.state import CallState, House, Scene, TurnState
from agents.runs.records import WAITS
from agents.runs.turn import Outcome, Pause, Turn
from tools.taint import Source

STEPS = 30
"""Steps of one execution, far beyond what the loop guard lets happen."""


@dataclass(slots=True)
class Orchestrator:
    """Runs a turn through the graph."""

    house: House
    _saver: ExecutionSaver = field(default_factory=ExecutionSaver)
    _graph: CompiledStateGraph[Any, Any, Any, Any] | None = None

    async def execute(self, turn: Turn) -> Outcome:
        """Route, speak, call operations; an interrupt gives an outcome with pauses and a checkpoint."""
        if self._graph is None:
            self._graph = build_graph(self.house).compile(checkpointer=self._saver)
        scene = Scene(house=self.house, turn=turn)
        config: RunnableConfig = {"configurable": {"thread_id": turn.execution_id}, "recursion_limit": STEPS}
        try:
            state = await self._graph.ainvoke(self._input(turn), config, context=scene, durability="exit")
            pauses = tuple(self._pause(turn, each) for each in state.get("__interrupt__", ()))
            return Outcome(
                agent=state["agent"],
                mode=state["mode"] or turn.thread.mode,
                focus=state["focus"],
                pauses=pauses,
                checkpoint=self._saver.export(turn.execution_id) if pauses else None,
            )
        finally:
            self._saver.delete_thread(turn.execution_id)

    def _input(self, turn: Turn) -> TurnState | Command[Any]:
        if turn.resume is not None:
            turn.emitter.speaks(turn.thread.agent or "", "resume")
            self._saver.restore(turn.execution_id, turn.resume.checkpoint)
            return Command(resume=dict(turn.resume.answers))
        return TurnState(messages=[], agent="", calls=0, mode=None, focus=None, taint=_taint(turn), unasked=0)

    def _pause(self, turn: Turn, waiting: Interrupt) -> Pause:
        # The graph holds placeholders; the person is asked about the real thing.
        value: dict[str, object] = {**waiting.value, "metadata": turn.guard.restore_values(waiting.value["metadata"])}
        expires = (self.house.clock.now() + WAITS).isoformat().replace("+00:00", "Z")
        return Pause(id=waiting.id, reason=str(value["reason"]), body={"id": waiting.id, **value, "expiresAt": expires})


def build_graph(house: House) -> StateGraph[TurnState, Scene, TurnState, TurnState]:
    """START -> (routing) -> <agent> -> one <agent>.operation per call -> <agent> (or the one handed over to) -> END."""
    graph = StateGraph(TurnState, context_schema=Scene)
    names = [spec.name for spec in house.catalog]
    # What the house answers itself: no model is asked.
    for name, node in (("distress", _console), ("limit", _stop), ("blocked", _decline)):
        graph.add_node(name, node)
        graph.add_edge(name, END)
    # A branch, not a node: one step less before the first word.
    graph.add_conditional_edges(START, _route, ["distress", "limit", "blocked", *names])
    # Parallel calls meet here: who goes on is decided once, when all of them are known.
    graph.add_node("next", _meet)
    graph.add_conditional_edges("next", _who_goes_on, [*names])
    for spec in house.catalog:
        graph.add_node(spec.name, model_node(spec, house), destinations=(operation_node(spec.name), END))
        graph.add_node(operation_node(spec.name), run_operation, input_schema=CallState)
        graph.add_edge(operation_node(spec.name), "next")
    return graph


async def _route(state: TurnState, *, runtime: Runtime[Scene]) -> str:
    scene, turn = runtime.context, runtime.context.turn
    if distress.detect(turn.original) is not None:
        return "distress"
    if turn.over and not limit.always_answered(turn.original):
        return "limit"
    if turn.guard.verdict.decision == "block":
        return "blocked"
    chosen = await route(scene.house, turn)
    turn.emitter.speaks(chosen.agent, chosen.reason)
    return chosen.agent


async def _console(state: TurnState, *, runtime: Runtime[Scene]) -> dict[str, object]:
    """The reviewed answer to signs of distress."""
    turn = runtime.context.turn
    sign = distress.detect(turn.original)
    agent = turn.thread.agent or "guide"
    turn.emitter.speaks(agent, "distress")
    if sign is not None:
        turn.emitter.say(distress.answer(sign, turn.locale, turn.address))
    turn.emitter.end_message()
    return _unchanged(turn, agent)


async def _stop(state: TurnState, *, runtime: Runtime[Scene]) -> dict[str, object]:
    """The answer to a conversation too many today."""
    scene, turn = runtime.context, runtime.context.turn
    agent = turn.thread.agent or "guide"
    turn.emitter.speaks(agent, "limit")
    limit.refuse(turn, scene.house)
    return _unchanged(turn, agent)


async def _decline(state: TurnState, *, runtime: Runtime[Scene]) -> dict[str, object]:
    """The answer to a message that is not processed, and why."""
    turn, voice = runtime.context.turn, runtime.context.house.voice
    agent = turn.thread.agent or "guide"
    turn.emitter.speaks(agent, "guard")
    turn.emitter.custom("iris.guard", {"verdict": "block"})
    turn.emitter.say(voice.say("guard.blocked", turn.locale))
    turn.emitter.end_message()
    return _unchanged(turn, agent)


def _taint(turn: Turn) -> frozenset[str]:
    """What a turn begins with."""
    if turn.guard.verdict.decision != "allow":
        return frozenset({str(Source.MESSAGE)})
    return frozenset({str(Source.HISTORY)} if turn.guard.tainted or any(m.suspect for m in turn.window) else ())


def _unchanged(turn: Turn, agent: str) -> dict[str, object]:
    return {"agent": agent, "focus": None if turn.thread.focus is None else dict(turn.thread.focus)}


async def _meet(state: TurnState) -> dict[str, object]:
    return {}


def _who_goes_on(state: TurnState) -> str:
    return state["agent"]
