"""Controls: what a person says about the conversation itself (language, address, stop, skip, again, elsewhere)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from agents.models.guided.cues import plain
from agents.models.guided.decide.assess import control, deepen, restart
from agents.models.guided.decide.handover import hand_over
from agents.models.guided.decide.menu import listed, own_menu, wide_menu
from agents.models.guided.decide.walk import again, begin, leave_out, recap, resume_line
from agents.models.guided.focus import Place
from agents.models.guided.kit import Kit
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs
from agents.models.guided.turn import Turn

_SENTENCE = re.compile(r"(?<=[.?!,;\n])\s*")
_ENOUGH_TO_SAY = 3


def addressed(turn: Turn, kit: Kit) -> Turn:
    """The turn in the form of address that a sentence of the message asks for, when the others say something more."""
    if turn.locale not in kit.cues:
        return turn
    cues = kit.cues[turn.locale]
    sentences = [sentence for sentence in _SENTENCE.split(turn.text) if sentence]
    asked = {sentence: cues.intent(plain(sentence), whole=True) for sentence in sentences}
    forms = [intent.removeprefix("say_") for intent in asked.values() if intent in {"say_tu", "say_vous"}]
    rest = " ".join(sentence.strip() for sentence, intent in asked.items() if intent not in {"say_tu", "say_vous"})
    if not forms or len(plain(rest).split()) < _ENOUGH_TO_SAY:
        return turn
    return replace(turn, address=forms[-1], focus=replace(turn.focus, address=forms[-1]), text=rest)


def decide_control(scene: Scene) -> Reply | None:
    """The reply to a control; None for anything else, and for one that has nothing to act upon."""
    intent = scene.intent or ""
    if intent.startswith("switch_"):
        return _speak(scene, intent.removeprefix("switch_"))
    if intent in {"say_tu", "say_vous"}:
        return _address(scene, intent.removeprefix("say_"))
    if scene.flow and scene.flow.operation and (reply := control(scene, scene.flow)):
        return reply
    if intent in _ANYWHERE:
        return _ANYWHERE[intent](scene)
    if not (scene.step and scene.flow):
        return None
    if intent in _IN_FLOW:
        return _IN_FLOW[intent](scene)
    if scene.cues.is_only(scene.plain, "no"):
        return _skip(scene)
    if scene.cues.is_only(scene.plain, "yes"):
        return _example(scene)
    return None


def _speak(scene: Scene, locale: str) -> Reply:
    spoken = Scene(replace(scene.turn, locale=locale, focus=replace(scene.focus, locale=locale)), scene.kit)
    if locale not in scene.kit.cues:
        return spoken.reply("switch", scene.kit.voice.say("guided.limits", locale))
    line = resume_line(spoken) or spoken.say("shared.next")
    return spoken.reply("switch", paragraphs(spoken.say("shared.switched", spoken.times("switch")), line))


def _address(scene: Scene, address: str) -> Reply:
    spoken = Scene(replace(scene.turn, address=address, focus=replace(scene.focus, address=address)), scene.kit)
    line = resume_line(spoken) or spoken.say("shared.next")
    return spoken.reply("address", paragraphs(spoken.say("shared.addressed", spoken.times("address")), line))


def _restart(scene: Scene) -> Reply:
    flows = [flow for flow in scene.flows(scene.turn.agent) if flow.default] or scene.flows(scene.turn.agent)
    last = [scene.kit.flows[name] for name in scene.focus.done if name in {f.id for f in scene.flows(scene.turn.agent)}]
    flow = scene.flow or next(iter([*last[-1:], *flows]), None)
    if flow is None:
        return _menu(scene, "change")
    if flow.operation:
        return restart(scene)
    focus = replace(
        scene.focus,
        place=None,
        paused=tuple(place for place in scene.focus.paused if place.flow != flow.id),
    )
    fresh = Scene(replace(scene.turn, focus=focus, text="", facts=()), scene.kit)
    first = Place(flow=flow.id, step=flow.steps[0].name)
    text = paragraphs(scene.say("shared.restarted", scene.times("restarted")), fresh.question(first))
    return fresh.reply("restarted", text, focus=focus.at(first))


def _resume(scene: Scene) -> Reply | None:
    if scene.step:
        return scene.reply("resume", resume_line(scene))
    mine = [place for place in scene.focus.paused if place.flow.startswith(f"{scene.turn.agent}.")]
    if mine:
        return begin(scene, scene.kit.flows[mine[-1].flow])
    if scene.assessment and (deeper := deepen(scene, scene.assessment)):
        return deeper
    if scene.focus.paused and scene.may("hand_over"):
        return hand_over(scene, scene.kit.flows[scene.focus.paused[-1].flow].agent)
    started = [flow for flow in scene.flows(scene.turn.agent) if flow.default and flow.id not in scene.focus.done]
    return begin(scene, started[0]) if started else _menu(scene, "go_on")


def _stop(scene: Scene) -> Reply:
    if scene.step is None:
        return scene.reply("stop", scene.say("shared.stop_idle", scene.times("stop")))
    return scene.reply("stop", scene.say("shared.stop", scene.times("stop")), focus=scene.focus.at(None))


def _change(scene: Scene) -> Reply:
    return _menu(Scene(replace(scene.turn, focus=scene.focus.at(None)), scene.kit), "change")


def _menu(scene: Scene, key: str) -> Reply:
    offer = wide_menu(scene) if scene.times(key) % 2 == 0 else own_menu(scene) or wide_menu(scene)
    text = paragraphs(scene.say(f"shared.{key}", scene.focus.menus), listed(scene, offer))
    return scene.reply(key, text, offer=tuple(offer))


def _skip(scene: Scene) -> Reply:
    return leave_out(scene, scene.say("shared.skipped", _rank(scene)))


def _unsure(scene: Scene) -> Reply:
    return leave_out(scene, scene.say("shared.unsure", _rank(scene)))


def _why(scene: Scene) -> Reply:
    return _about_step(scene, "why")


def _example(scene: Scene) -> Reply:
    key = f"help:{scene.step.name if scene.step else ''}"
    told = scene.times(key) and not (scene.flow and scene.flow.operation)
    return again(scene) if told else _about_step(scene, "help")


def _about_step(scene: Scene, part: str) -> Reply:
    flow, step = scene.flow, scene.step
    if flow is None or step is None:
        raise ValueError("no question waits for an answer")
    own = f"{flow.id}.{part}_{scene.focus.place.answers.get('item')}" if scene.focus.place else ""
    text = scene.say(own if scene.has(own) else f"{flow.id}.{step.name}.{part}")
    line = resume_line(scene) if part == "why" or flow.operation else ""
    return scene.reply(f"{part}:{step.name}", paragraphs(text, line))


def _back(scene: Scene) -> Reply:
    flow, place = scene.flow, scene.focus.place
    if flow is None or place is None:
        raise ValueError("no question waits for an answer")
    previous = flow.previous_step(place.step) or flow.steps[0]
    answers = {name: answer for name, answer in place.answers.items() if name != previous.name}
    there = Place(flow=flow.id, step=previous.name, answers=answers)
    text = paragraphs(scene.say("shared.back"), scene.question(there))
    return scene.reply(f"back:{previous.name}", text, focus=scene.focus.at(there))


def _recap(scene: Scene) -> Reply:
    flow, place = scene.flow, scene.focus.place
    if flow is None or place is None:
        raise ValueError("no question waits for an answer")
    summary = recap(scene, flow, place.answers)
    lead = scene.say("shared.recap") if summary else scene.say("shared.recap_empty")
    return scene.reply("recap", paragraphs(lead, summary, resume_line(scene)))


def _rank(scene: Scene) -> int:
    return len(scene.focus.place.answers) if scene.focus.place else 0


_ANYWHERE: Mapping[str, Callable[[Scene], Reply | None]] = {
    "restart": _restart,
    "resume": _resume,
    "stop": _stop,
    "change": _change,
}
_IN_FLOW: Mapping[str, Callable[[Scene], Reply]] = {
    "skip": _skip,
    "unsure": _unsure,
    "why": _why,
    "example": _example,
    "back": _back,
    "recap": _recap,
}
