"""Menus: the choices that a person is offered, and what each one means."""

from collections.abc import Sequence

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
    others = [f"agent:{speaker.name}" for speaker in scene.turn.agents if speaker.name != scene.turn.agent]
    return [*waiting, *others][:_LONGEST] or own_menu(scene)


def next_menu(scene: Scene) -> list[str]:
    """What comes after a flow: what is left here, then who goes on with its fruit."""
    others = [token for token in wide_menu(scene) if token.startswith("agent:")]
    return [*own_menu(scene)[:2], *others][:_LONGEST]


def listed(scene: Scene, tokens: Sequence[str]) -> str:
    """The choices as a numbered list."""
    return "\n".join(f"{rank}. {label(scene, token)}" for rank, token in enumerate(tokens, start=1))


def label(scene: Scene, token: str) -> str:
    """How a person reads a choice."""
    kind, _, name = token.partition(":")
    if kind == "flow":
        return scene.say(f"{name}.label")
    if kind == "agent":
        speaker = next((s for s in scene.turn.agents if s.name == name), None)
        return f"{speaker.title} : {speaker.does}" if speaker else name
    return scene.say(name) if kind == "ask" else name
