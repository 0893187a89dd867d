"""Offers: what a short « oui », « non » or « 2 » means after a choice was proposed."""

from dataclasses import replace

from agents.models.guided.decide.assess import aim, tell_idea
from agents.models.guided.decide.general import open_talk
from agents.models.guided.decide.handover import hand_over
from agents.models.guided.decide.lookups import look_up
from agents.models.guided.decide.menu import label
from agents.models.guided.decide.planning import plan_to
from agents.models.guided.decide.walk import begin, leave_out, resume_line
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_YES_ONLY = ("aim:", "answer:")
"""What is offered beside a numbered list: a number is for the list."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth")


def decide_offer(scene: Scene) -> Reply | None:
    """The choice that the person makes among those that the last answer offered."""
    offer = scene.focus.offer
    if not offer:
        return None
    numbered = () if offer[0].startswith(_YES_ONLY) else offer
    for rank, ordinal in enumerate(_ORDINALS[: len(numbered)]):
        if scene.cues.is_only(scene.plain, ordinal):
            return accept(scene, offer[rank])
    reads = offer[0].startswith("rest:") or (offer[0].startswith("more:") and not scene.step)
    if reads and scene.cues.is_only(scene.plain, "reading"):
        return accept(scene, offer[0])
    if scene.cues.is_only(scene.plain, "yes"):
        if len(offer) == 1:
            return accept(scene, offer[0])
        return scene.reply("which", scene.say("shared.which", scene.times("which")), offer=offer)
    if scene.cues.is_only(scene.plain, "no"):
        line = resume_line(scene) or scene.say("shared.next")
        return scene.reply("declined", paragraphs(scene.say("shared.declined", scene.times("declined")), line))
    return None


def accept(scene: Scene, token: str) -> Reply | None:
    """Do what `token` stands for."""
    kind, _, name = token.partition(":")
    if kind == "flow" and name in scene.kit.flows:
        return begin(scene, scene.kit.flows[name])
    if kind == "agent":
        return _open(scene, name)
    if kind in {"idea", "aim"} and name.isdecimal():
        return tell_idea(scene, int(name)) if kind == "idea" else aim(scene, int(name))
    if kind == "plan" and name.isdecimal():
        return plan_to(scene, int(name))
    if kind == "answer" and scene.step:
        return leave_out(scene, scene.say("shared.skipped"))
    if kind == "ask":
        # The notes are in French: so is the question that finds them, whatever the language of the menu.
        return look_up(scene, scene.kit.voice.render(name, "fr", address=scene.turn.address))
    if kind in {"more", "rest"}:
        rank, _, question = name.partition(":")
        return look_up(scene, question, int(rank) if rank.isdecimal() else 0, rest=kind == "rest")
    return None


def _open(scene: Scene, agent: str) -> Reply | None:
    if agent != scene.turn.agent:
        if not scene.passes_on:
            return None
        return hand_over(scene, agent, label(scene, f"agent:{agent}"))
    # The person chose this specialist by its number, and the graph has just handed it that same message.
    return open_talk(Scene(replace(scene.turn, text=""), scene.kit))
