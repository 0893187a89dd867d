"""Limits: what the person rules out while another question waits (« plus le dimanche »), kept for its own question."""

import re
from dataclasses import replace

from agents.models.guided.cues import plain
from agents.models.guided.decide.assessing import Result, ask_item, asked, chosen, pass_on, tell_asked, topic
from agents.models.guided.decide.quoting import is_private, is_sensitive, one_line, quotable
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.flows import Flow
from agents.models.guided.focus import Place
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs
from tools.aube.items import load_items
from tools.aube.models import Item
from tools.aube.reading import is_doubtful

_BRIEF = 12
"""Words of a message that is a limit and nothing else."""
_OPEN = frozenset({"job", "which", "story", "skills"})
"""Questions that are answered in one's own words: there only what begins as a limit is one."""
_CLAUSE = re.compile(
    r"[,;.!?\n]+|\b(?:parce que|car|vu que|puisque|depuis|suite à|à cause|because|since|due to)\b", re.IGNORECASE
)


def decide_limit(scene: Scene) -> Reply | None:
    """Keep a limit that is said in the middle of another question; its reason is none of ours, and is never kept."""
    flow, place = scene.flow, scene.focus.place
    if flow is None or flow.operation is None or place is None or not scene.step:
        return None
    if scene.is_question or len(scene.plain.split()) > _BRIEF:
        return None
    if place.answers.get("item") in _OPEN and not scene.cues.begins(scene.plain, "ruling_out"):
        return None
    item, clause = _limited(scene)
    if item is None or is_sensitive(scene, clause):
        return None
    if item.id == place.answers.get("item"):
        return pass_on(scene, clause) if is_private(scene, scene.turn.text) else None
    if item.id in place.answers.get("answered", "").split():
        text = scene.say(f"{flow.id}.limit_known", said=quotable(clause))
        return scene.reply("limit_known", paragraphs(text, resume_line(scene)))
    if item.kind == "note":
        calls = scene.call("remember", kind="constraint", fact=one_line(clause))
        text = paragraphs(scene.say(f"{flow.id}.limit_noted", said=quotable(clause)), resume_line(scene))
        return scene.reply("limit", text, calls=calls)
    if is_doubtful(clause) or scene.cues.says(plain(clause), "but"):
        text = scene.say(f"{flow.id}.limit_open", scene.times("limit_open"), topic=topic(scene, item))
        return scene.reply("limit_open", paragraphs(text, resume_line(scene)))
    labels = chosen(scene, item, clause)
    if not labels:
        return ask_item(scene, flow, place, item, scene.say(f"{flow.id}.limit_asked", said=quotable(clause)))
    return _kept(scene, flow, place, item, clause, labels)


def _kept(scene: Scene, flow: Flow, place: Place, item: Item, clause: str, labels: str) -> Reply:
    there = replace(place, answers={**place.answers, "item": item.id})

    def tell(result: Result) -> Reply:
        answered = Scene(replace(scene.turn, focus=replace(scene.focus, place=there)), scene.kit)
        lead = scene.say(f"{flow.id}.limit_heard", len(clause), topic=topic(scene, item), choice=labels)
        return tell_asked(answered, result, lead, False)

    return asked(scene, tell, item=item.id, answer=clause)


def _limited(scene: Scene) -> tuple[Item | None, str]:
    """The question that a part of the message answers by ruling something out, and that part in the person's words."""
    for part in _CLAUSE.split(scene.turn.text):
        clause = plain(part)
        if not scene.cues.says(clause, "ruling_out"):
            continue
        for item in load_items().values():
            if any(f" {about} " in f" {clause} " for about in item.about):
                return item, " ".join(part.split())
    return None, ""
