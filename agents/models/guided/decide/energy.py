"""Energy: what is left of it, what things cost, the packs, and how one stops paying, when it is asked."""

from collections.abc import Mapping
from typing import Any

from agents.models.guided.cues import plain
from agents.models.guided.decide.handover import hand_over
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.decide.work import begin_work, outcome_text
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_SELLER = "guide"
_SHORT = 9


def decide_energy(scene: Scene) -> Reply | None:
    """The balance, the prices or an offer, from the operations that know them, and how to end a plan, contest a charge,
    be refunded or not pay; None for anything else."""
    if key := _of_money(scene):
        line = resume_line(scene) or scene.say("shared.next", scene.times(key))
        return scene.reply(key, paragraphs(scene.say(f"shared.{key}", scene.times(key)), line))
    if scene.cues.says(scene.plain, "buying"):
        if scene.may("propose_pack"):
            return begin_work(scene, "propose_pack")
        if scene.may("hand_over") and _SELLER in scene.others:
            return hand_over(scene, _SELLER)
    if _asks_prices(scene):
        return _told(scene, "prices")
    asked = scene.cues.says(scene.plain, "balance") and not scene.cues.says(scene.plain, "not_balance")
    return _told(scene, "balance") if asked else None


def _of_money(scene: Scene) -> str | None:
    """What of a wrong charge, a plan, a refund or not paying the message is about."""
    says = scene.cues.says
    if says(scene.plain, "charged_wrongly") and not says(scene.plain, "not_charged_wrongly"):
        return "charged_wrongly"
    if says(scene.plain, "refund") and says(scene.plain, "bought"):
        return "refund"
    if scene.cues.is_only(scene.plain, "ending_alone") or (says(scene.plain, "ending") and says(scene.plain, "plan")):
        return "ending"
    short = len(scene.plain.split()) <= _SHORT and not scene.step and not scene.is_question
    return "unwilling" if short and says(scene.plain, "unwilling") and not says(scene.plain, "topics") else None


def _asks_prices(scene: Scene) -> bool:
    asked = scene.cues.says(scene.plain, "costs") and not scene.cues.says(scene.plain, "topics")
    return asked and (scene.intent == "price" or scene.cues.says(scene.plain, "sold"))


def _told(scene: Scene, key: str) -> Reply | None:
    done, calls = scene.turn.outcomes.get("get_energy"), scene.call("get_energy")
    if not calls and done is None:
        return None
    text = ""
    if done:
        listed = key == "prices" and done.result.get("prices")
        text = _prices(scene, done.result) if listed else outcome_text(scene, done)
    line = resume_line(scene) or scene.say("shared.next", scene.times(key))
    return scene.reply(key, paragraphs(text, line), calls=calls)


def _prices(scene: Scene, energy: Mapping[str, Any]) -> str:
    """What the things that the message names cost, else what everything does."""
    common = set(scene.cues.lists["spoken"])
    said = set(scene.plain.split()) - common
    rows = [row for row in energy["prices"] if isinstance(row, Mapping)]
    named = [row for row in rows if said & set(plain(str(row["title"])).split())]
    return scene.say("shared.prices", energy=energy, prices=named or rows)
