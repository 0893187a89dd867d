"""Small talk: what people say to anybody, and the little that must be said at once."""

from collections.abc import Mapping
from typing import Any

from agents.models.guided.decide.general import open_talk
from agents.models.guided.decide.handover import giver_of_assessments, hand_over
from agents.models.guided.decide.menu import label, listed, own_menu, wide_menu
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_SPOKEN = frozenset({"thanks", "fine", "human", "model", "who", "price", "privacy", "insult"})
_HELP_LINE = "3114"
_MOVING_ON = frozenset({"resume", "restart", "change", "bye"})
_WITH_MENU = frozenset({"insult", "fine", "thanks"})


def decide_urgent(scene: Scene) -> Reply | None:
    """Somebody who speaks of dying hears first where help is, whatever was going on."""
    paused = scene.focus.at(None)
    if scene.cues.means(scene.plain, "distress"):
        return scene.reply("distress", scene.say("shared.distress", scene.times("distress")), focus=paused)
    # The graph may have answered before this model: what was said last tells, not the focus alone.
    just_heard = _HELP_LINE in scene.turn.said and not scene.turn.said.endswith(scene.say("shared.after_distress"))
    if just_heard and not scene.is_question and scene.intent not in _MOVING_ON:
        return scene.reply("after_distress", scene.say("shared.after_distress"), focus=paused)
    return None


def decide_small_talk(scene: Scene) -> Reply | None:
    """The reply to a greeting, thanks, a question about Iris itself...; None for anything else."""
    intent = scene.intent or ""
    if intent == "greeting":
        return _greet(scene)
    if intent == "bye":
        return scene.reply("bye", scene.say("shared.bye", scene.times("bye")))
    if intent == "specialists":
        return _specialists(scene)
    if intent == "help" or (intent == "unsure" and not scene.step):
        return _help(scene)
    if intent not in _SPOKEN:
        return _which_job(scene)
    if intent == "insult" and scene.step:
        text = scene.say("shared.insult_in_flow", scene.times(intent))
        return scene.reply(intent, paragraphs(text, scene.question(scene.focus.place) if scene.focus.place else ""))
    text = scene.say(scene.own(intent), scene.times(intent))
    if line := resume_line(scene):
        return scene.reply(intent, paragraphs(text, line))
    if intent == "insult" and not scene.times(intent):
        return scene.reply(intent, text)
    if intent in _WITH_MENU and scene.times(intent):
        offer = wide_menu(scene)
        return scene.reply(intent, paragraphs(text, listed(scene, offer)), offer=tuple(offer))
    return scene.reply(intent, paragraphs(text, scene.say("shared.next", scene.times(intent))))


def _which_job(scene: Scene) -> Reply | None:
    if not (scene.is_question and scene.cues.says(scene.plain, "which_job")):
        return None
    line = resume_line(scene)
    if line and (giver := giver_of_assessments(scene)):
        # Whatever was being asked, this is the question that they came with.
        return hand_over(scene, giver)
    begins = any(flow.default and flow.id not in scene.focus.done for flow in scene.flows(scene.turn.agent))
    passes_on = scene.may("hand_over") and not scene.assessment and scene.wishes_assessment
    if (begins or passes_on) and not line:
        return None
    text = scene.say("shared.which_job", scene.times("which_job"))
    return scene.reply("which_job", paragraphs(text, line or scene.say("shared.next")))


def _greet(scene: Scene) -> Reply:
    if line := resume_line(scene):
        return scene.reply("greeting", paragraphs(scene.say("shared.greeting_again", scene.times("greeting")), line))
    if scene.times("greeting") or scene.focus.said:
        offer = own_menu(scene) or wide_menu(scene)
        text = paragraphs(scene.say("shared.greeting_again", scene.times("greeting")), listed(scene, offer))
        return scene.reply("greeting", text, offer=tuple(offer))
    return open_talk(scene)


def _help(scene: Scene) -> Reply:
    if line := resume_line(scene):
        return scene.reply("help", paragraphs(scene.say("shared.help_in_flow", scene.times("help")), line))
    offer = wide_menu(scene) if scene.times("help") % 2 == 0 else own_menu(scene) or wide_menu(scene)
    text = paragraphs(scene.say("shared.help", scene.focus.menus), listed(scene, offer))
    return scene.reply("help", text, offer=tuple(offer))


def _specialists(scene: Scene) -> Reply | None:
    calls = scene.call("list_agents")
    found = scene.turn.outcomes.get("list_agents")
    lines = (
        {f"agent:{row['name']}": _line(scene, row) for row in _readable(found.result.get("agents"))} if found else {}
    )
    lines = lines or {token: label(scene, token) for token in wide_menu(scene)}
    numbered = "\n".join(f"{rank}. {line}" for rank, line in enumerate(lines.values(), start=1))
    text = paragraphs(scene.say("shared.specialists"), numbered, resume_line(scene) or scene.say("shared.whom"))
    return scene.reply("specialists", text, calls=calls, offer=tuple(lines))


def _line(scene: Scene, row: Mapping[str, Any]) -> str:
    return scene.say("shared.agent_label", to=row["title"], work=row["does"])


def _readable(rows: object) -> list[Mapping[str, Any]]:
    listed_rows = rows if isinstance(rows, list) else []
    return [row for row in listed_rows if isinstance(row, Mapping) and {"name", "title", "does"} <= set(row)]
