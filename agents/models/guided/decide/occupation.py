"""An occupation: its exposure and what it is, when somebody worries about theirs or asks about one."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agents.models.guided.cues import plain
from agents.models.guided.decide.assessing import remembered
from agents.models.guided.decide.handover import giver_of_assessments, hand_over
from agents.models.guided.decide.quoting import one_line, quotable
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.decide.work import back_from_work, cue_words, is_asked_anywhere, work_place
from agents.models.guided.focus import Place
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs
from agents.voice import typeset

_LOOK = "look_at_occupation"
_ASKED = Place(flow=f"work:{_LOOK}", step="job")
_KEY = "which_occupation"
_TRIES = 3
_LITTLE = 3
"""Letters of a word that names no occupation."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_EXPOSURE = ("exposition a l ia", "exposure to ai")
_SOMEBODY_ELSE = re.compile(r"\b(?:son|leur|leurs|his|her|their) (?:metier|travail|boulot|emploi|poste|jobs?|work)\b")
_OWN = re.compile(r"\b(?:mon|notre|my|our) (?:metiers?|travail|boulots?|boulo|taff?|emploi|poste|jobs?|work)\b")
_MACHINES = re.compile(
    r"\b(?:ia|lia|ai|intelligence artificielle|artificial intelligence|robots?|machines?|chatgpt|automat\w+|logiciels?"
    r"|bornes?|(?:caisses?|tills?|checkouts?) (?:auto|libre|self)\w*|self checkouts?|software|kiosks?)\b"
)
_REPLACES = re.compile(
    r"\b(?:(?:me|nous) rempla(?:ce|cent|cer|cera|ceront)|rempla(?:ce|cee|ces|cees) par|replac(?:e|es|ing) (?:me|us)"
    r"|replaced by)\b"
)
_ENDS = re.compile(r"\b(?:dispara\w+|disappears?|supprime\w*|obsolete|menacee?s?|condamnee?s?)\b")
_LEAVING = frozenset({"stop", "skip", "unsure", "change", "restart"})


def decide_occupation(scene: Scene) -> Reply | None:
    """What is known of the occupation that the message worries about; the job that was asked for, once it is said."""
    if not (scene.may(_LOOK) or _LOOK in scene.turn.outcomes):
        # A fear that has an answer is answered, by who has it; to somebody who listens, it is an answer itself.
        giver = giver_of_assessments(scene)
        return hand_over(scene, giver) if giver and not scene.step and _fears(scene) else None
    place = scene.focus.place
    if place is not None and place.flow == _ASKED.flow:
        leaving = scene.intent in _LEAVING or scene.cues.is_only(scene.plain, "no")
        return None if leaving else _look(scene, _chosen(scene), said=True)
    if not (is_asked_anywhere(scene, _LOOK) or _fears(scene)) or _answers_or_wishes(scene):
        return None
    return _look(scene, _named(scene), said=False)


def look_after(scene: Scene, lead: str) -> Reply:
    """What is known of the occupation that the message names, after `lead`."""
    reply = _look(scene, scene.turn.text, said=False)
    return replace(reply, text=paragraphs(lead, reply.text) if reply.text else "")


def _fears(scene: Scene) -> bool:
    """Whether the message fears for one's job, in words of one's own: that it ends, or that machines take it."""
    if _REPLACES.search(scene.plain) and _MACHINES.search(scene.plain):
        return True
    if not (scene.cues.says(scene.plain, "fear") and _OWN.search(scene.plain)):
        return False
    return bool(_MACHINES.search(scene.plain) or _ENDS.search(scene.plain))


def _answers_or_wishes(scene: Scene) -> bool:
    """Whether the message, beside its worry, says the job that is asked for or asks to take stock."""
    if scene.is_question:
        return False
    if scene.step and scene.focus.place:
        return scene.focus.place.answers.get("item") == "job"
    rest = _without_cues(scene)
    flow = scene.assessment
    return flow is not None and any(f" {cue} " in f" {rest} " for cue in flow.cues.get(scene.turn.locale, ()))


def _look(scene: Scene, job: str, *, said: bool) -> Reply:
    reading = scene.kit.readers["job"](scene.turn.text, scene.turn.locale)
    calls = (*remembered(scene, str(reading["value"]) if reading else ""), *scene.call(_LOOK, job=job))
    done = scene.turn.outcomes.get(_LOOK)
    if done is None:
        return scene.reply(_LOOK, "", calls=calls)
    if done.error is None and not done.result.get("code"):
        named = "" if said or reading is None else str(reading["value"])
        return replace(_ask(scene, done.result.get("candidates") or (), named, said=said), calls=calls)
    there = Scene(replace(scene.turn, focus=back_from_work(scene)), scene.kit)
    text = scene.refusal(done.error) if done.error else _worded(scene, done.result)
    return replace(_then(there, text), calls=calls)


def _worded(scene: Scene, result: Mapping[str, Any]) -> str:
    """What is known of it; to a worry, the exposure and what to learn, without the way in that is behind already."""
    text = typeset(str(result.get("text") or ""), scene.turn.locale)
    if not _worries(scene):
        return text
    title, *parts = text.split("\n\n")
    first = next((n for n, part in enumerate(parts) if plain(part).startswith(_EXPOSURE) or _exposure(part, result)), 0)
    last = next((n for n, part in enumerate(parts) if plain(part).startswith("sources")), len(parts))
    return paragraphs(scene.say("aube.calm", scene.times(_LOOK)), title, *parts[first : last + 1])


def _worries(scene: Scene) -> bool:
    place = scene.focus.place
    asked = place is not None and place.flow == _ASKED.flow and "worry" in place.answers
    return asked or scene.cues.says(scene.plain, "worry")


def _exposure(part: str, result: Mapping[str, Any]) -> bool:
    found = result.get("exposure")
    return isinstance(found, Mapping) and plain(part).startswith(plain(str(found.get("text") or "?")))


def _then(scene: Scene, text: str) -> Reply:
    """The words, then what the conversation was in the middle of, else what may come next."""
    if line := resume_line(scene):
        return scene.reply(_LOOK, paragraphs(text, line))
    flow = scene.assessment
    if flow is None or scene.focus.ideas:
        return scene.reply(_LOOK, paragraphs(text, scene.say("shared.next", scene.times(_LOOK))))
    return scene.reply(_LOOK, paragraphs(text, scene.say("aube.look_then")), offer=(f"flow:{flow.id}",))


def _ask(scene: Scene, candidates: object, named: str, *, said: bool) -> Reply:
    """Ask which job it is; among those it may be when the person has just said it, or has `named` it beside a worry."""
    titles = (
        [str(each["title"]) for each in candidates if isinstance(each, dict)] if isinstance(candidates, list) else []
    )
    if said and scene.times(_KEY) >= _TRIES:
        there = Scene(replace(scene.turn, focus=back_from_work(scene)), scene.kit)
        return _then(there, scene.say("aube.look_unknown"))
    asking = scene.focus.place if scene.focus.place and scene.focus.place.flow == _ASKED.flow else None
    told = {"worry": "yes"} if _worries(scene) else {}
    waiting = asking or replace(work_place(scene, _LOOK, told), step=_ASKED.step)
    focus = scene.focus.at(waiting)
    if (said or named) and titles:
        rows = "\n".join(f"{rank}. {title}" for rank, title in enumerate(titles, start=1))
        text = paragraphs(scene.say("aube.look_which"), typeset(rows, scene.turn.locale))
        return scene.reply(_KEY, text, focus=focus, offer=tuple(f"look:{title}" for title in titles))
    if named:
        return scene.reply(_KEY, scene.say("aube.look_unnamed", job=quotable(named)), focus=focus)
    return scene.reply(_KEY, scene.say("aube.look_job", scene.times(_KEY)), focus=focus)


def _chosen(scene: Scene) -> str:
    """The job that answers the question: one of those shown by its number, else the words themselves."""
    titles = [each.removeprefix("look:") for each in scene.focus.offer if each.startswith("look:")]
    for ordinal, title in zip(_ORDINALS, titles, strict=False):
        if scene.cues.is_only(scene.plain, ordinal):
            return title
    return scene.turn.text


def _named(scene: Scene) -> str:
    """The words of the message that may name an occupation, else the job that is remembered, else nothing."""
    common = {*scene.cues.lists["fillers"], *scene.cues.lists["spoken"], *scene.cues.lists["of_any_job"]}
    words = [word for word in _without_cues(scene).split() if word not in common]
    named = any(len(word) > _LITTLE for word in words)
    if named and _SOMEBODY_ELSE.search(scene.plain):
        return " ".join(words)
    label = one_line(scene.say("shared.job_fact", job=""))
    facts = [one_line(fact) for fact in reversed(scene.turn.facts)]
    known = next((fact.removeprefix(label).strip() for fact in facts if fact.startswith(label)), "")
    # Somebody else's job, or one that is denied, is beside the question of one's own: the whole text tells.
    return scene.turn.text if named and not (known and _OWN.search(scene.plain)) else known


def _without_cues(scene: Scene) -> str:
    rest = f" {scene.plain} "
    for cue in sorted((*cue_words(scene, _LOOK), *scene.cues.lists["worry"]), key=len, reverse=True):
        rest = rest.replace(f" {plain(cue)} ", " ")
    return rest.strip()
