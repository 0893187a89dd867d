"""Data: what Iris holds about a person, what can be erased today, what somebody takes back."""

from dataclasses import replace

from agents.models.guided.cues import holds, plain
from agents.models.guided.decide.assess import correct
from agents.models.guided.decide.quoting import one_line, quotable
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.focus import Place
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_MOST_FACTS = 20


def decide_data(scene: Scene) -> Reply | None:
    """The reply about what is remembered or erased; None for anything else."""
    match scene.intent:
        case "erase":
            return _said(scene, "erase", scene.say("shared.erase", scene.times("erase")))
        case "known":
            return _said(scene, "known", _known(scene))
        case "forget":
            return _forget(scene)
    return None


def _said(scene: Scene, key: str, text: str) -> Reply:
    return scene.reply(key, paragraphs(text, resume_line(scene) or scene.say("shared.next", scene.times(key))))


def _known(scene: Scene) -> str:
    facts = list(dict.fromkeys(one_line(fact) for fact in scene.turn.facts))[-_MOST_FACTS:]
    if not facts:
        return scene.say("shared.known_nothing", scene.times("known"))
    lines = "\n".join(f"- {scene.say('shared.known_line', fact=quotable(fact))}" for fact in facts)
    return paragraphs(scene.say("shared.known", scene.times("known")), lines, scene.say("shared.known_after"))


def _forget(scene: Scene) -> Reply:
    """Set aside the answer that is taken back; its question is asked again."""
    place = scene.focus.place
    text = scene.say("shared.forget", scene.times("forget"))
    if place is None or scene.flow is None:
        return _said(scene, "forget", text)
    if scene.flow.operation:
        return correct(scene, scene.flow)
    taken_back = {n for n, said in place.answers.items() if plain(said) and holds(scene.plain, (plain(said),))}
    if not taken_back:
        return _said(scene, "forget", text)
    answers = {name: said for name, said in place.answers.items() if name not in taken_back}
    step = scene.flow.next_step(answers)
    there = Place(flow=place.flow, step=step.name if step else place.step, answers=answers)
    again = Scene(replace(scene.turn, focus=scene.focus.at(there)), scene.kit)
    return _said(again, "forget", text)
