"""The plan: from the list to an occupation, step by step; asked for with its price, shown again, changed for free."""

import re
from collections.abc import Mapping
from typing import Any

from agents.models.guided.decide.assess import named_rank
from agents.models.guided.decide.menu import listed
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.decide.work import begin_work, is_asked_anywhere, outcome_text
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs
from agents.voice import typeset

_PLAN, _GET, _CHANGE = "plan_career_change", "get_plan", "change_plan"
_SHORT = 8
_NUMBER = re.compile(r"\d{1,2}")
_BRIEF = 12
"""Words of a message that may name where to."""


def decide_plan(scene: Scene) -> Reply | None:
    """Plan the way to an occupation, show the plan again or change one step of it; None for anything else."""
    if not (scene.may(_PLAN) or _PLAN in scene.turn.outcomes):
        return None
    short = len(scene.plain.split()) <= _SHORT
    if short and (action := _change_asked(scene)) and (number := _NUMBER.search(scene.plain)):
        return _change(scene, action, int(number[0]))
    if is_asked_anywhere(scene, _GET):
        return _show(scene)
    if is_asked_anywhere(scene, _PLAN):
        return _plan(scene)
    moving_on = scene.focus.ideas and not scene.step and scene.cues.is_only(scene.plain, "what_next")
    return _propose(scene) if moving_on else None


def plan_to(scene: Scene, rank: int) -> Reply | None:
    """Plan the way to an occupation of the list; 0: to the one that is aimed for."""
    focus = scene.focus
    target = focus.target if rank == 0 else focus.ideas[rank - 1] if rank <= len(focus.ideas) else ""
    return _call(scene, target) if target else None


def _plan(scene: Scene) -> Reply:
    rank = named_rank(scene) if scene.focus.ideas else 0
    if rank:
        return _call(scene, scene.focus.ideas[rank - 1])
    if scene.cues.says(scene.plain, "to_become") and len(scene.plain.split()) <= _BRIEF:
        return _call(scene, scene.turn.text)
    if told := _told_rank(scene):
        return _call(scene, scene.focus.ideas[told - 1])
    if scene.focus.target:
        return _call(scene, scene.focus.target)
    if scene.focus.ideas:
        return _which(scene)
    if line := resume_line(scene):
        return scene.reply("plan_later", paragraphs(scene.say("aube.plan_later", scene.times("plan_later")), line))
    return _call(scene, "")


def _told_rank(scene: Scene) -> int:
    """The occupation of the list that was told last; 0 when the last answer told none."""
    told = scene.focus.said.removeprefix("idea:")
    return int(told) if told.isdecimal() and int(told) <= len(scene.focus.ideas) else 0


def _call(scene: Scene, target: str) -> Reply:
    """The call, for which the person is asked with its price; without a target, the question of where to."""
    done = scene.turn.outcomes.get(_PLAN)
    if done and done.error == "unclear_occupation":
        return scene.reply("plan_unclear", paragraphs(scene.say("aube.plan_unclear"), resume_line(scene)))
    codes = dict(zip(scene.focus.ideas, scene.focus.codes, strict=False))
    known = {"target": codes.get(target, target)} if target else {}
    if not scene.may(_PLAN):
        return scene.reply(_PLAN, outcome_text(scene, done) if done else scene.say("shared.done"))
    return begin_work(scene, _PLAN, **known)


def _which(scene: Scene) -> Reply:
    offer = tuple(f"plan:{rank}" for rank, _ in enumerate(scene.focus.ideas, start=1))
    text = paragraphs(scene.say("aube.plan_which", scene.times("plan_which")), listed(scene, offer))
    return scene.reply("plan_which", text, offer=offer)


def _propose(scene: Scene) -> Reply:
    told = _told_rank(scene)
    if not (told or scene.focus.target):
        return _which(scene)
    title = scene.focus.ideas[told - 1] if told else scene.focus.target
    text = scene.say("aube.plan_offer", scene.times("plan_offer"), title=title)
    return scene.reply("plan_offer", text, offer=(f"plan:{told}",))


def _show(scene: Scene) -> Reply:
    calls, done = scene.call(_GET), scene.turn.outcomes.get(_GET)
    if done and done.error:
        text = scene.say("aube.no_plan")
    else:
        text = _listed(scene, done.result) if done else ""
    line = resume_line(scene) or (scene.say("aube.plan_after") if done and not done.error else "")
    return scene.reply(_GET, paragraphs(text, line), calls=calls)


def _listed(scene: Scene, result: Mapping[str, Any]) -> str:
    return typeset(scene.say(f"operations.{_PLAN}.result", result=result), scene.turn.locale)


def _change_asked(scene: Scene) -> str | None:
    """What the message asks of a step: to drop it, or that it is done."""
    for action in ("drop", "done"):
        if scene.cues.says(scene.plain, f"step_{action}"):
            return action
    return None


def _change(scene: Scene, action: str, number: int) -> Reply:
    """Read the plan to know the step of that number, then change it."""
    calls, read = scene.call(_GET), scene.turn.outcomes.get(_GET)
    if read is None:
        return scene.reply(_CHANGE, "", calls=calls)
    if read.error:
        return scene.reply(_CHANGE, paragraphs(scene.say("aube.no_plan"), resume_line(scene)), calls=calls)
    steps = [step for step in read.result.get("steps") or () if isinstance(step, Mapping)]
    found = next((step for step in steps if step.get("number") == number), None)
    if found is None:
        text = scene.say("aube.no_step", count=len(steps))
        return scene.reply(_CHANGE, paragraphs(text, resume_line(scene)), calls=calls)
    changes = scene.call(_CHANGE, action=action, step=str(found["id"]))
    done = scene.turn.outcomes.get(_CHANGE)
    text = ""
    if done:
        said = scene.say(f"aube.step_{action}", title=str(found.get("title") or ""))
        text = scene.refusal(done.error) if done.error else paragraphs(said, _listed(scene, done.result))
    return scene.reply(_CHANGE, paragraphs(text, resume_line(scene)), calls=(*calls, *changes))
