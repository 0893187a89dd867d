"""Look-ups: questions about rights, funding, procedures and methods get the words of a source."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from agents.models.guided.decide.walk import one_line, resume_line, shorten
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_LONGEST_EXTRACT = 420
_LONGEST_QUESTION = 400
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-Þ«\d-])")


def decide_look_up(scene: Scene) -> Reply | None:
    """Look up the question that the message asks; None when it asks nothing that a source could answer."""
    if not scene.may("look_up") or not wants_source(scene):
        return None
    return look_up(scene, shorten(one_line(scene.turn.text), _LONGEST_QUESTION))


def wants_source(scene: Scene) -> bool:
    """Whether the message is a question for the sources, by its form and by its subject."""
    subject = scene.cues.says(scene.plain, "topics")
    if not scene.is_question:
        return subject and scene.turn.agent == "guide" and scene.step is None
    if scene.cues.says(scene.plain, "which_job") or len(scene.plain) < 3:
        return False
    begins_here = any(scene.hears(flow) for flow in scene.flows(scene.turn.agent))
    return subject or bool(scene.step) or not begins_here or not _asks_help(scene)


def look_up(scene: Scene, question: str, rank: int = 0) -> Reply:
    """Look `question` up and quote the passage of that rank, with its source; say so when there is none."""
    question = one_line(question)
    calls = scene.call("look_up", question=question)
    done = scene.turn.outcomes.get("look_up")
    if not calls or (done and done.error):
        return scene.reply("not_found", paragraphs(scene.say("shared.no_lookup"), _next(scene)), calls=calls)
    passages = _passages(done.result) if done else []
    if rank >= len(passages):
        rank_said = scene.times("not_found")
        name = "shared.no_more" if passages else "shared.not_found"
        return scene.reply("not_found", paragraphs(scene.say(name, rank_said), _next(scene)), calls=calls)
    passage, more = passages[rank], passages[rank + 1 : rank + 2]
    offer = (f"more:{rank + 1}:{question}",) if more else ()
    invitation = _invitation(scene, rank, more[0]["title"]) if more else _next(scene)
    text = paragraphs(_quotation(scene, passage, rank), invitation)
    return scene.reply(f"found:{rank}", text, calls=calls, offer=offer)


def extract(text: str, longest: int = _LONGEST_EXTRACT) -> str:
    """The first whole sentences of `text` within `longest` characters, word for word."""
    flat = " ".join(text.split())
    kept = ""
    for sentence in _SENTENCE_END.split(flat):
        if kept and len(kept) + len(sentence) + 1 > longest:
            return f"{kept} […]"
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= longest else shorten(kept, longest)


def sourced(passage: Mapping[str, Any], say_date: Mapping[str, str]) -> Mapping[str, str]:
    """Where a passage comes from: `name` (a link where there is one), and its dates as they are read."""
    name, url = str(passage.get("source") or ""), str(passage.get("url") or "")
    linked = f"[{name or url}]({url})" if url.startswith("https://") else name
    return {"name": linked, **say_date}


def _asks_help(scene: Scene) -> bool:
    return scene.cues.begins(scene.plain, "asks_me")


def _next(scene: Scene) -> str:
    return resume_line(scene) or scene.say("shared.next", scene.times(scene.focus.said))


def _invitation(scene: Scene, rank: int, about: str) -> str:
    if scene.step and scene.focus.place:
        return f"{scene.say('shared.more_in_flow', about=about)} {scene.question(scene.focus.place)}"
    return scene.say("shared.more", rank, about=about)


def _passages(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = result.get("passages")
    rows = found if isinstance(found, list) and result.get("found", True) else []
    return [row for row in rows if isinstance(row, Mapping) and row.get("text") and row.get("title")]


def _quotation(scene: Scene, passage: Mapping[str, Any], rank: int) -> str:
    locale = scene.turn.locale
    dates = {key: dated(passage.get(key), locale) for key in ("checked_on", "in_force_since")}
    lead = scene.say("shared.found", rank, about=passage["title"])
    source = scene.say("shared.source", **sourced(passage, dates))
    return paragraphs(lead, f"> {extract(str(passage['text']))}", source)


def dated(value: object, locale: str) -> str:
    """An ISO date as it is read in `locale` (`3 mars 2026`); empty for anything else."""
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        return ""
    said = format_date(day, "d MMMM y", locale=locale)
    return f"1er{said[1:]}" if locale == "fr" and day.day == 1 else said
