"""One's own job: corrected in one's own words; what is no job is never taken for one, nor kept."""

import re

from agents.models.guided.cues import plain, spelled
from agents.models.guided.decide.assessing import JOB, Result, ask, choices, chosen, pass_on, remembered
from agents.models.guided.decide.quoting import is_private, one_line, quotable
from agents.models.guided.flows import Flow
from agents.models.guided.focus import Place
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs
from tools.aube.items import load_items
from tools.profile.private import private_matter

_BRIEF = 24
"""Words of a message that corrects one's job."""
_WHICH = "which"
_TOLD = frozenset({"story", "skills"})
"""Questions whose answers are one's own words, or are read by the operation alone."""
_DENIED = re.compile(r"\b(?:pas|plus|not)\s+(?:une?\s+|an?\s+|d['’])?(?P<job>[^\W\d_][^,;.!?\n]+)", re.IGNORECASE)
_TAKEN_BACK = re.compile(r"^(?:(?:ah|mais|oh) )*(?:non|en fait|enfin|pardon|no|actually|sorry)\b")
_ROOT = 5
"""First letters by which two forms of a word are the same."""


def decide_own_job(scene: Scene) -> Reply | None:
    """The job put right; a number, a religion, a family where a job is asked for: never looked up, never kept."""
    flow = scene.assessment
    if flow is None:
        return None
    place = scene.focus.place if scene.flow == flow else None
    item = place.answers.get("item", "") if place else ""
    if place and item not in _TOLD and (reply := _no_answer(scene, flow, place, item)):
        return reply
    return _corrected(scene, flow) if (place and item != JOB) or scene.focus.ideas else None


def _no_answer(scene: Scene, flow: Flow, place: Place, item: str) -> Reply | None:
    """What answers nothing: a number where none is shown, what is private, the wish that began it all."""
    words = scene.plain.split()
    if item == JOB and words and all(word.isdecimal() for word in words):
        return _asked_again(scene, place, "job_number", f"{flow.id}.job_number")
    known = load_items().get(item)
    if known is not None and chosen(scene, known, scene.turn.text):
        return None
    if is_private(scene, scene.turn.text) and scene.turn.text not in choices(place):
        told = _job_in(scene, scene.turn.text)
        if item in (JOB, _WHICH) and told and not is_private(scene, told):
            return pass_on(scene, told)
        matter = private_matter({"text": scene.turn.text})
        if matter and matter.matter == "age" and scene.cues.says(scene.plain, "fear"):
            return _asked_again(scene, place, "age_fear", f"{flow.id}.age_fear")
        return _asked_again(scene, place, "job_private", f"{flow.id}.job_private")
    if known is not None and scene.hears(flow) and not scene.is_question:
        return _asked_again(scene, place, "already_here", f"{flow.id}.already_here")
    return None


def _asked_again(scene: Scene, place: Place, key: str, words: str) -> Reply:
    return scene.reply(key, paragraphs(scene.say(words, scene.times(key)), scene.question(place)))


def _corrected(scene: Scene, flow: Flow) -> Reply | None:
    if scene.is_question or len(scene.plain.split()) > _BRIEF:
        return None
    denied, told = _denied(scene)
    takes_back = scene.cues.says(scene.plain, "correcting") or _TAKEN_BACK.match(scene.plain) is not None
    if told and (denied or takes_back):
        return _changed(scene, flow, told, denied)
    if not denied:
        return None
    known = _known(scene)
    if known and not _same(known, denied):
        text = scene.say(f"{flow.id}.job_kept", job=quotable(known))
        place = scene.focus.place
        return scene.reply("job_kept", paragraphs(text, scene.question(place) if place and scene.step else ""))
    return ask(scene, lambda result: scene.say(f"{flow.id}.job_withdrawn", denied=quotable(denied)), withdraw=JOB)


def _changed(scene: Scene, flow: Flow, told: str, denied: str) -> Reply:
    def lead(result: Result) -> str:
        question = result.get("question")
        unsure = question is not None and question["item"] in (JOB, _WHICH)
        name = "job_changed_ask" if unsure else "job_changed"
        return scene.say(f"{flow.id}.{name}", job=quotable(told), denied=quotable(denied))

    return ask(scene, lead, calls=remembered(scene, told), item=JOB, answer=told)


def _denied(scene: Scene) -> tuple[str, str]:
    """The job that the message says is not theirs, and the one that it says is; empty where it names none."""
    rest = spelled(scene.turn.text)
    for found in _DENIED.finditer(rest):
        own = {"fr": "je suis", "en": "i am a"}.get(scene.turn.locale, "je suis")
        if job := _job_in(scene, f"{own} {found['job']}"):
            return job, _job_in(scene, rest.replace(found[0], ". "))
    return "", _job_in(scene, rest)


def _job_in(scene: Scene, text: str) -> str:
    reading = scene.kit.readers[JOB](text, scene.turn.locale)
    return str(reading["value"]) if reading else ""


def _known(scene: Scene) -> str:
    """The job that is remembered last."""
    label = one_line(scene.say("shared.job_fact", job=""))
    facts = [one_line(fact) for fact in scene.turn.facts]
    return next((fact.removeprefix(label).strip() for fact in reversed(facts) if fact.startswith(label)), "")


def _same(job: str, other: str) -> bool:
    """Whether two jobs share their first word, in one form or another."""
    return plain(job)[:_ROOT] == plain(other)[:_ROOT]
