"""Memory: what a person asks to keep in mind."""

from agents.models.guided.decide.walk import quotable, resume_line, shorten
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_KINDS = ("constraint", "situation", "training", "skill", "wish", "job")
_LONGEST_FACT = 500


def decide_remember(scene: Scene) -> Reply | None:
    """Keep what follows « retenez que »; None for another message, or where nothing can be kept."""
    if not scene.may("remember") or not scene.cues.begins(scene.plain, "remember"):
        return None
    fact = _fact(scene)
    if not fact:
        return None
    kind = next((kind for kind in _KINDS if scene.cues.says(scene.plain, f"kind_{kind}")), "other")
    done = scene.turn.outcomes.get("remember")
    if done and done.error:
        text = scene.kit.voice.say(f"errors.{done.error}", scene.turn.locale)
    else:
        text = scene.say("shared.remembered", scene.times("remembered"), fact=quotable(fact))
    line = resume_line(scene) or scene.say("shared.next", scene.times("remembered"))
    return scene.reply("remembered", paragraphs(text, line), calls=scene.call("remember", kind=kind, fact=fact))


def _fact(scene: Scene) -> str:
    # The cue was found in the plain form; the fact is cut from what was typed, after as many words.
    starts = [cue for cue in scene.cues.lists["remember"] if f" {cue} " in f" {scene.plain} "]
    cue = max(starts, key=len, default="")
    before = len(scene.plain.split(cue, 1)[0].split()) if cue else 0
    words = scene.turn.text.replace("'", "' ").replace("’", "’ ").replace("-", "- ").split()
    rest = " ".join(words[before + len(cue.split()) :]).replace("' ", "'").replace("’ ", "’").replace("- ", "-")
    return shorten(rest.strip(" :,"), _LONGEST_FACT)
