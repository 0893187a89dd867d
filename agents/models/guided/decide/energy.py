"""Energy: what is left of it, and the packs, when they are asked for."""

from agents.models.guided.decide.handover import hand_over
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.decide.work import begin_work, outcome_text
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_SELLER = "guide"


def decide_energy(scene: Scene) -> Reply | None:
    """The balance, or an offer, from the operations that know them; None for anything else."""
    if scene.cues.says(scene.plain, "buying"):
        if scene.may("propose_pack"):
            return begin_work(scene, "propose_pack")
        if scene.may("hand_over") and _SELLER in scene.others:
            return hand_over(scene, _SELLER)
    asked = scene.cues.says(scene.plain, "balance") and not scene.cues.says(scene.plain, "not_balance")
    return _balance(scene) if asked else None


def _balance(scene: Scene) -> Reply | None:
    done, calls = scene.turn.outcomes.get("get_energy"), scene.call("get_energy")
    if not calls and done is None:
        return None
    text = outcome_text(scene, done) if done else ""
    line = resume_line(scene) or scene.say("shared.next", scene.times("balance"))
    return scene.reply("balance", paragraphs(text, line), calls=calls)
