"""Asides: what people say beside the questions of an assessment and about its list, answered before going on."""

from dataclasses import replace

from agents.models.guided.decide.assess import named_rank
from agents.models.guided.decide.handover import giver_of_assessments, hand_over
from agents.models.guided.decide.standing import asks_of_an_idea, decide_standing
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.flows import Flow
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs
from agents.voice import typeset

_BRIEF = 14
_LOOK = "look_at_occupation"
_BESIDE = ("stuck", "listening", "purpose", "what_next")


def decide_aside(scene: Scene) -> Reply | None:
    """The answer to a doubt, to « tu m'écoutes ? », to what contests a list or asks where it comes from."""
    if len(scene.plain.split()) > _BRIEF:
        return None
    flow = scene.assessment
    if flow is None:
        return _to_whom_it_is_about(scene) or _angry(scene)
    if reply := decide_standing(scene, flow) or _angry(scene):
        return reply
    asking = bool(scene.step) and scene.flow == flow
    if asking and scene.cues.says(scene.plain, "disliked"):
        return _said(scene, "stuck", scene.say(f"{flow.id}.stuck", scene.times("aside:stuck")))
    if asking and (key := next((each for each in _BESIDE if scene.cues.says(scene.plain, each)), None)):
        return _said(scene, key, scene.say(f"{flow.id}.{key}", scene.times(f"aside:{key}")))
    if not (asking or scene.focus.ideas):
        return None
    if scene.cues.says(scene.plain, "sources"):
        return _sources(scene, flow)
    for key in ("exporting", "contesting"):
        if scene.cues.says(scene.plain, key):
            name = key if scene.focus.ideas else f"{key}_before"
            return _said(scene, key, scene.say(f"{flow.id}.{name}", scene.times(f"aside:{key}")))
    return None


def _to_whom_it_is_about(scene: Scene) -> Reply | None:
    """What is said right after a list is for who gave it, whatever its words say to others."""
    giver = giver_of_assessments(scene)
    if not (scene.focus.ideas and giver):
        return None
    about = ("sources", "exporting", "contesting", "disliked", "pay", "why_not")
    after = scene.focus.agent == giver and any(scene.cues.says(scene.plain, each) for each in about)
    return hand_over(scene, giver) if after or (not scene.step and asks_of_an_idea(scene)) else None


def _angry(scene: Scene) -> Reply | None:
    """A human answer to anger, then the question that waits: it is never kept as an answer."""
    talking = scene.step or scene.focus.ideas or not scene.turn.first
    says_job = not scene.step and scene.kit.readers["job"](scene.turn.text, scene.turn.locale)
    if says_job or not (talking and scene.cues.says(scene.plain, "angry")):
        return None
    line = scene.question(scene.focus.place) if scene.step and scene.focus.place else ""
    text = paragraphs(scene.say("shared.angry", scene.times("aside:angry")), line)
    return scene.reply("aside:angry", text, offer=scene.focus.offer)


def _sources(scene: Scene, flow: Flow) -> Reply:
    """What the list was computed from: the sources that the sheet of one of its occupations names, with their dates."""
    titles = scene.focus.ideas
    if not titles:
        return _said(scene, "sources", scene.say(f"{flow.id}.sources_before", scene.times("aside:sources")))
    rank = named_rank(scene) or 1
    calls, done = scene.call(_LOOK, job=titles[rank - 1]), scene.turn.outcomes.get(_LOOK)
    told = str(done.result.get("text") or "") if done and not done.error else ""
    line = next((part for part in told.split("\n\n") if part.startswith("Sources")), "")
    text = paragraphs(scene.say(f"{flow.id}.sources", scene.times("aside:sources")), typeset(line, scene.turn.locale))
    return replace(_said(scene, "sources", text), calls=calls)


def _said(scene: Scene, key: str, text: str) -> Reply:
    return scene.reply(f"aside:{key}", paragraphs(text, resume_line(scene)), offer=scene.focus.offer)
