"""Memory: what a person asks to keep in mind."""

from agents.models.guided.cues import spelled
from agents.models.guided.decide.quoting import is_sensitive, quotable, shorten
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_KINDS = ("constraint", "situation", "training", "skill", "wish", "job")
_LONGEST_FACT = 500


def decide_remember(scene: Scene) -> Reply | None:
    """Keep what follows « retenez que »; None for another message, or where nothing can be kept."""
    lists = ("remember",) if scene.step else ("remember", "adding")
    asked = [name for name in lists if scene.cues.begins(scene.plain, name)]
    if not asked or not scene.may("remember"):
        return None
    fact = _fact(scene, asked[0])
    if not fact:
        return None
    if is_sensitive(scene, fact):
        return scene.reply("not_kept", paragraphs(scene.say("shared.not_kept", scene.times("not_kept")), _on(scene)))
    kind = next((kind for kind in _KINDS if scene.cues.says(scene.plain, f"kind_{kind}")), "other")
    done = scene.turn.outcomes.get("remember")
    if done and done.error:
        text = scene.kit.voice.say(f"errors.{done.error}", scene.turn.locale)
    else:
        text = scene.say("shared.remembered", scene.times("remembered"), fact=quotable(fact))
    return scene.reply("remembered", paragraphs(text, _on(scene)), calls=scene.call("remember", kind=kind, fact=fact))


def _on(scene: Scene) -> str:
    return resume_line(scene) or scene.say("shared.next", scene.times("remembered"))


def _fact(scene: Scene, name: str) -> str:
    # The cue was found in the plain form; the fact is cut from what was typed, after as many words.
    starts = [cue for cue in scene.cues.lists[name] if f" {cue} " in f" {scene.plain} "]
    cue = max(starts, key=len, default="")
    before = len(scene.plain.split(cue, 1)[0].split()) if cue else 0
    words = spelled(scene.turn.text).replace("'", "' ").replace("’", "’ ").replace("-", "- ").split()
    rest = " ".join(words[before + len(cue.split()) :]).replace("' ", "'").replace("’ ", "’").replace("- ", "-")
    return shorten(rest.strip(" :,"), _LONGEST_FACT)
