"""Menus: the choices that a person is offered, and what each one means."""

from collections.abc import Sequence

from agents.models.guided.flows import Flow
from agents.models.guided.scene import Scene

_LONGEST = 5


def own_menu(scene: Scene) -> list[str]:
    """What the specialist proposes: its flows, then its questions."""
    agent = scene.turn.agent
    flows = [f"flow:{flow.id}" for flow in scene.flows(agent) if flow.id not in scene.focus.done]
    asks = scene.kit.voice.variants(f"{agent}.asks", scene.turn.locale) if scene.may("look_up") else ()
    return [*flows, *(f"ask:{name}" for name in asks)][:_LONGEST]


def wide_menu(scene: Scene) -> list[str]:
    """What everybody proposes: the other specialists, or one's own menu where nobody else can be called."""
    waiting = [f"flow:{place.flow}" for place in scene.focus.paused if place.flow.startswith(f"{scene.turn.agent}.")]
    if not scene.may("hand_over"):
        return [*waiting, *(token for token in own_menu(scene) if token not in waiting)][:_LONGEST]
    others = [f"agent:{name}" for name in scene.others]
    return [*waiting, *others][:_LONGEST] or own_menu(scene)


def next_menu(scene: Scene, flow: Flow) -> list[str]:
    """What comes after `flow`: what is left here, then who goes on with its fruit."""
    others = [f"agent:{name}" for name in flow.then if scene.may("hand_over") and name in scene.others]
    return [*own_menu(scene)[:2], *others][:_LONGEST] or wide_menu(scene)


def listed(scene: Scene, tokens: Sequence[str]) -> str:
    """The choices as a numbered list."""
    return "\n".join(f"{rank}. {label(scene, token)}" for rank, token in enumerate(tokens, start=1))


def label(scene: Scene, token: str) -> str:
    """How a person reads a choice."""
    kind, _, name = token.partition(":")
    if kind == "flow":
        return scene.say(f"{name}.label")
    if kind == "plan":
        return scene.focus.ideas[int(name) - 1]
    if kind == "agent":
        speaker = next((s for s in scene.turn.agents if s.name == name), None)
        does = scene.say(f"{name}.does") if scene.has(f"{name}.does") else speaker.does if speaker else ""
        return scene.say("shared.agent_label", to=speaker.title if speaker else name, work=does)
    return scene.say(name) if kind == "ask" else name
