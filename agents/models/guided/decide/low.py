"""Low moments: sadness, shame, grief, pain. Never an answer, never remembered; heard first, then free to go on."""

from dataclasses import replace

from agents.models.guided.decide.menu import listed
from agents.models.guided.decide.walk import begin
from agents.models.guided.flows import Flow
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_LISTENS = "coach"
_LONGEST_PAIN = 10
_GOES_ON = "low_heard"


def decide_low(scene: Scene) -> Reply | None:
    """What somebody who is low hears, whatever was going on, and what follows its answer."""
    if _is_low(scene):
        return _listen(scene)
    answered = scene.focus.said == "low" and not scene.step and scene.intent is None
    return _go_on(scene) if answered and not _asks_for_something(scene) else None


def _is_low(scene: Scene) -> bool:
    if scene.flow and scene.flow.listens:
        return False
    if scene.cues.means(scene.plain, "low"):
        # Worn out by a job that is named: heard there, where one looks for another.
        return not (_begins_with_a_job(scene) and scene.cues.says(scene.plain, "worn"))
    if scene.is_question or len(scene.plain.split()) > _LONGEST_PAIN or (scene.step and scene.step.hardship):
        return False
    remembering = scene.cues.begins(scene.plain, "remember") or scene.cues.begins(scene.plain, "adding")
    begun = any(scene.hears(flow) for flow in scene.kit.flows.values() if not flow.listens)
    return scene.cues.says(scene.plain, "hurts") and not (remembering or begun)


def _begins_with_a_job(scene: Scene) -> bool:
    return not scene.step and scene.kit.readers["job"](scene.turn.text, scene.turn.locale) is not None


def _listen(scene: Scene) -> Reply:
    if flow := _listening(scene):
        return begin(scene, flow)
    waits = bool(scene.step or scene.focus.paused)
    onward = scene.say("shared.low_resume" if waits else "shared.low_free", scene.times("low"))
    return scene.reply(
        "low", paragraphs(scene.say("shared.low", scene.times("low")), onward), focus=scene.focus.at(None)
    )


def _listening(scene: Scene) -> Flow | None:
    kept = {place.flow for place in scene.focus.paused}
    mine = (flow for flow in scene.flows(scene.turn.agent) if flow.listens and not scene.step)
    return next((flow for flow in mine if flow.id not in kept), None)


def _go_on(scene: Scene) -> Reply:
    waiting = [f"flow:{place.flow}" for place in scene.focus.paused if place.flow.startswith(f"{scene.turn.agent}.")]
    coach = [f"agent:{_LISTENS}"] if scene.may("hand_over") and _LISTENS in scene.others else []
    offer = (*waiting, *coach)
    text = paragraphs(scene.say("shared.low_heard"), listed(scene, offer))
    reply = scene.reply(_GOES_ON, text, offer=offer)
    return replace(reply, text=text or scene.say("shared.next"))


def _asks_for_something(scene: Scene) -> bool:
    cues = scene.cues
    return (
        scene.is_question
        or cues.says(scene.plain, "requests")
        or scene.turns_away
        or any(scene.hears(flow) for flow in scene.kit.flows.values())
    )
