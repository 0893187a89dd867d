"""Hand-over: a message that is clearly for another specialist goes to it."""

from dataclasses import replace

from agents.models.guided.cues import holds, plain
from agents.models.guided.decide.general import open_talk
from agents.models.guided.decide.quoting import one_line, shorten
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_SHORT = 4
_LONGEST_REQUEST = 12
_LONGEST_WHY = 200


def decide_hand_over(scene: Scene) -> Reply | None:
    """Hand over when one other specialist, and only one, is named or recognised; never away from the right one."""
    if not scene.may("hand_over") or len(scene.plain) > 400:
        return None
    named = _named(scene)
    if scene.turn.agent in named and scene.is_new_here and scene.step is None:
        return open_talk(Scene(replace(scene.turn, text=""), scene.kit))
    if (giver := _for_whom_asks(scene)) and not named:
        return hand_over(scene, giver)
    named = named or _helped(scene)
    wishes = scene.wishes_assessment or scene.cues.says(scene.plain, "requests")
    asked = scene.turns_away or (not scene.step and wishes)
    if not (asked or named) and (scene.step or len(scene.plain.split()) > _SHORT):
        return None
    fitting = named or {flow.agent for flow in scene.kit.flows.values() if scene.hears(flow)}
    known = {speaker.name for speaker in scene.turn.agents}
    if len(fitting) != 1 or scene.turn.agent in fitting or not fitting <= known:
        return None
    return hand_over(scene, fitting.pop())


def _for_whom_asks(scene: Scene) -> str:
    """Who takes stock, when the first thing that is said is one's job and nothing else is asked for."""
    giver = giver_of_assessments(scene)
    asks = scene.is_question or scene.cues.says(scene.plain, "topics") or scene.cues.says(scene.plain, "requests")
    begins = any(scene.hears(flow) for flow in scene.kit.flows.values())
    if not scene.turn.first or scene.step or asks or begins or not giver:
        return ""
    return giver if scene.kit.readers["job"](scene.turn.text, scene.turn.locale) else ""


def giver_of_assessments(scene: Scene) -> str:
    """The other specialist who takes stock; nothing where the one who speaks does, or nobody can be handed over to."""
    givers = {flow.agent for flow in scene.kit.flows.values() if flow.operation}
    return next((agent for agent in scene.others if agent in givers), "") if scene.passes_on else ""


def hand_over(scene: Scene, agent: str, why: str = "") -> Reply:
    """Pass the conversation to `agent`; the words are for when the graph comes back instead."""
    title = next((speaker.title for speaker in scene.turn.agents if speaker.name == agent), agent)
    done = scene.turn.outcomes.get("hand_over")
    if done and done.error:
        text = scene.kit.voice.say(f"errors.{done.error}", scene.turn.locale)
        return scene.reply("stays", paragraphs(text, resume_line(scene) or scene.say("shared.next")))
    calls = scene.call("hand_over", agent=agent, why=shorten(one_line(why or scene.turn.text), _LONGEST_WHY))
    return scene.reply("hands", scene.say("shared.hands", to=title), calls=calls, focus=scene.focus.at(None))


def _named(scene: Scene) -> set[str]:
    words = len(scene.plain.split())
    asked = scene.cues.says(scene.plain, "switch_to") or (
        not scene.step and words <= _SHORT and scene.cues.says(scene.plain, "requests")
    )
    if not asked and min(words, len(scene.cues.core(scene.plain).split())) > (1 if scene.step else 2):
        return set()
    return _mentioned(scene)


def _helped(scene: Scene) -> set[str]:
    """The other specialists whose subject the message asks help with (« could you help me with my CV »)."""
    if not scene.cues.begins(scene.plain, "asks_me") or len(scene.plain.split()) > _LONGEST_REQUEST:
        return set()
    return _mentioned(scene) - {scene.turn.agent}


def _mentioned(scene: Scene) -> set[str]:
    everybody = {scene.turn.agent: {plain(scene.turn.agent)}}
    everybody.update({speaker.name: {plain(speaker.title), plain(speaker.name)} for speaker in scene.turn.agents})
    return {name for name, names in everybody.items() if holds(scene.plain, names)}
