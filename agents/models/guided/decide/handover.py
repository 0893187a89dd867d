"""Hand-over: a message that is clearly for another specialist goes to it."""

from agents.models.guided.cues import holds, plain
from agents.models.guided.decide.walk import resume_line, shorten
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_SHORT = 6
_LONGEST_WHY = 200


def decide_hand_over(scene: Scene) -> Reply | None:
    """Hand over when one other specialist, and only one, is named or recognised; never away from the right one."""
    if not scene.may("hand_over") or len(scene.plain) > 400:
        return None
    words = len(scene.plain.split())
    asked = scene.cues.says(scene.plain, "requests")
    if not asked and (scene.step or words > _SHORT):
        return None
    named = _named(scene)
    fitting = named or {flow.agent for flow in scene.kit.flows.values() if scene.hears(flow)}
    known = {speaker.name for speaker in scene.turn.agents}
    if len(fitting) != 1 or scene.turn.agent in fitting or not fitting <= known:
        return None
    return hand_over(scene, fitting.pop())


def hand_over(scene: Scene, agent: str) -> Reply:
    """Pass the conversation to `agent`; the words are for the day when the graph comes back."""
    title = next((speaker.title for speaker in scene.turn.agents if speaker.name == agent), agent)
    done = scene.turn.outcomes.get("hand_over")
    if done and done.error:
        text = scene.kit.voice.say(f"errors.{done.error}", scene.turn.locale)
        return scene.reply("stays", paragraphs(text, resume_line(scene) or scene.say("shared.next")))
    why = shorten(scene.turn.text, _LONGEST_WHY)
    calls = scene.call("hand_over", agent=agent, why=why)
    return scene.reply("hands", scene.say("shared.hands", to=title), calls=calls, focus=scene.focus.at(None))


def _named(scene: Scene) -> set[str]:
    asked = scene.cues.says(scene.plain, "switch_to")
    if not asked and len(scene.plain.split()) > 2:
        return set()
    return {s.name for s in scene.turn.agents if holds(scene.plain, (plain(s.title), plain(s.name)))}
