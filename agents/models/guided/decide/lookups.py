"""Look-ups: questions about rights, funding, procedures and methods get the words of a source."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from agents.models.guided.cues import plain
from agents.models.guided.decide.walk import one_line, resume_line, shorten
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_LONGEST_EXTRACT = 600
_LONGEST_QUESTION = 400
_BLANK_LINES = re.compile(r"\n\s*\n")
_NEXT_STEP = ("prochain pas", "next step")
_INVERTED = re.compile(r"\w-(?:t-)?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-Þ«\d-])")


def decide_look_up(scene: Scene) -> Reply | None:
    """Look up the question that the message asks; None when it asks nothing that a source could answer."""
    if not (scene.may("look_up") or "look_up" in scene.turn.outcomes) or not wants_source(scene):
        return None
    return look_up(scene, shorten(one_line(scene.turn.text), _LONGEST_QUESTION))


def wants_source(scene: Scene) -> bool:
    """Whether the message is a question for the sources, by its form and by its subject."""
    subject = scene.cues.says(scene.plain, "topics")
    if scene.step:
        return not scene.step.asks and _is_plain_question(scene, subject)
    if not scene.is_question:
        return subject and scene.turn.agent == "guide"
    if scene.cues.says(scene.plain, "which_job") or len(scene.plain) < 3:
        return False
    begins_work = any(scene.hears(flow) for flow in scene.kit.flows.values())
    return subject or not begins_work or not scene.cues.begins(scene.plain, "asks_me")


def look_up(scene: Scene, question: str, rank: int = 0) -> Reply:
    """Look `question` up and quote the passage of that rank, with its source; say so when there is none."""
    question = scene.cues.query(one_line(question))
    calls = scene.call("look_up", question=question)
    done = scene.turn.outcomes.get("look_up")
    if (done is None and not calls) or (done and done.error):
        return scene.reply("not_found", paragraphs(scene.say("shared.no_lookup"), _next(scene)), calls=calls)
    passages = _passages(done.result) if done else []
    if rank >= len(passages):
        rank_said = scene.times("not_found")
        name = "shared.no_more" if passages else scene.own("not_found")
        return scene.reply("not_found", paragraphs(scene.say(name, rank_said), _next(scene)), calls=calls)
    passage, more = passages[rank], passages[rank + 1 : rank + 2]
    offer = (f"more:{rank + 1}:{question}",) if more else ()
    invitation = _invitation(scene, rank, more[0]["title"]) if more else _next(scene)
    text = paragraphs(_quotation(scene, passage, rank), invitation)
    return scene.reply(f"found:{rank}", text, calls=calls, offer=offer)


def extract(text: str, longest: int = _LONGEST_EXTRACT) -> str:
    """The first paragraphs of `text`, word for word, in about `longest` characters, as a Markdown quotation.

    A list of conditions is never cut: half of them would mislead. The last paragraph stays if it says what to do.
    """
    blocks = [block.strip() for block in _BLANK_LINES.split(text.strip())]
    last = blocks.pop() if len(blocks) > 1 and plain(blocks[-1]).startswith(_NEXT_STEP) else ""
    kept, size = [], 0
    for block in blocks:
        if size and size + len(block) > longest:
            break
        kept.append(block if len(block) <= 2 * longest else _sentences(block, longest))
        size += len(block)
    shown = [*kept, *(() if len(kept) == len(blocks) else ("[…]",)), *((last,) if last else ())]
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(shown).splitlines())


def _sentences(block: str, longest: int) -> str:
    kept = ""
    for sentence in _SENTENCE_END.split(block):
        if kept and len(kept) + len(sentence) >= longest:
            return f"{kept} […]"
        kept = f"{kept} {sentence}".strip()
    return shorten(kept, longest)


def sourced(passage: Mapping[str, Any], say_date: Mapping[str, str]) -> Mapping[str, str]:
    """Where a passage comes from: `name` (a link where there is one), and its dates as they are read."""
    name, url = str(passage.get("source") or ""), str(passage.get("url") or "")
    linked = f"[{name or url}]({url})" if url.startswith("https://") else name
    return {"name": linked, **say_date}


def _is_plain_question(scene: Scene, subject: bool) -> bool:
    # « Dans un an ? » answers, hesitating; « Ai-je droit au CPF ? » asks; « Peux-tu faire ma lettre ? » turns away.
    if scene.turns_away and not subject and any(scene.hears(flow) for flow in scene.kit.flows.values()):
        return False
    if scene.cues.begins(scene.plain, "interrogatives"):
        return not scene.cues.says(scene.plain, "which_job")
    return "?" in scene.turn.text and (subject or bool(_INVERTED.search(scene.turn.text)))


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
    return paragraphs(lead, extract(str(passage["text"])), source)


def dated(value: object, locale: str) -> str:
    """An ISO date as it is read in `locale` (`3 mars 2026`); empty for anything else."""
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        return ""
    said = format_date(day, "long", locale={"en": "en_GB"}.get(locale, locale))
    return f"1er{said[1:]}" if locale == "fr" and day.day == 1 else said
