"""Look-ups: questions about rights, funding, procedures and methods get the words of a source."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from agents.models.guided.cues import plain
from agents.models.guided.decide.quoting import one_line, shorten
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs

_LONGEST_WHOLE = 1100
_LONGEST_EXTRACT = 900
_LONGEST_QUESTION = 400
_BLANK_LINES = re.compile(r"\n\s*\n")
_NEXT_STEP = ("prochain pas", "next step")
_INVERTED = re.compile(r"\w-(?:t-)?(?:je|tu|il|elle|on|nous|vous|ils|elles|ce)\b", re.IGNORECASE)
_HELP_ME = re.compile(
    r"\b(?:p[eo]u\w+(?:-\w+)?\s+m['’]aider|aide[sz]?-moi|can (?:you )?help me)\s+(?:à|a|pour|to|with)\s+",
    re.IGNORECASE,
)
"""How help is asked for: to a search, « aider » is in what is paid to people with a handicap."""
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
    if not subject and scene.wishes_assessment:
        return False
    begins_work = any(scene.hears(flow) for flow in scene.kit.flows.values())
    return subject or not begins_work or not scene.cues.begins(scene.plain, "asks_me")


def look_up(scene: Scene, question: str, rank: int = 0, *, rest: bool = False) -> Reply:
    """Look `question` up and quote the passage of that rank, with its source; say so when there is none.

    With `rest`, what was cut from it. A passage that the last answer quoted leaves its place to the next one.
    """
    if scene.cues.says(plain(question), "no_sheet"):
        text = paragraphs(scene.say("shared.no_sheet"), _next(scene))
        return scene.reply("not_found", text)
    question = scene.cues.query(_HELP_ME.sub("", one_line(question)))
    calls = scene.call("look_up", question=question)
    done = scene.turn.outcomes.get("look_up")
    if (done is None and not calls) or (done and done.error):
        return scene.reply("not_found", paragraphs(scene.say("shared.no_lookup"), _next(scene)), calls=calls)
    passages = _passages(done.result) if done else []
    if not rest:
        rank = _not_just_shown(scene, passages, rank)
    if rank >= len(passages):
        rank_said = scene.times("not_found")
        name = "shared.no_more" if passages else scene.own("not_found")
        return scene.reply("not_found", paragraphs(scene.say(name, rank_said), _next(scene)), calls=calls)
    passage, more = passages[rank], passages[rank + 1 : rank + 2]
    offer: tuple[str, ...] = ()
    left = "" if rest else divide(str(passage["text"]))[1]
    if left:
        offer, invitation = (f"rest:{rank}:{question}",), paragraphs(scene.say("shared.rest"), resume_line(scene))
    elif more:
        offer, invitation = (f"more:{rank + 1}:{question}",), _invitation(scene, rank, more[0]["title"])
    else:
        invitation = _next(scene)
    text = paragraphs(_quotation(scene, passage, rank, rest=rest), invitation)
    return scene.reply(f"rest:{rank}" if rest else f"found:{rank}", text, calls=calls, offer=offer)


def extract(text: str, longest: int = _LONGEST_EXTRACT) -> str:
    """What is shown of `text` at first, as a Markdown quotation."""
    return _quoted(divide(text, longest)[0])


def divide(text: str, longest: int = _LONGEST_EXTRACT) -> tuple[str, str]:
    """What is shown of `text` at first, word for word, and what is left for later: nothing unless it is long.

    A list of conditions is never cut: half of them would mislead. The last paragraph stays if it says what to do.
    """
    if len(text.strip()) <= _LONGEST_WHOLE:
        return text.strip(), ""
    blocks = [block.strip() for block in _BLANK_LINES.split(text.strip())]
    last = blocks.pop() if len(blocks) > 1 and plain(blocks[-1]).startswith(_NEXT_STEP) else ""
    kept: list[str] = []
    left: list[str] = []
    size = 0
    for block in blocks:
        if left or (size and size + len(block) > longest):
            left.append(block)
            continue
        shown, cut = (block, "") if len(block) <= 2 * longest else _sentences(block, longest)
        kept.append(f"{shown} […]" if cut else shown)
        left.extend([cut] if cut else [])
        size += len(block)
    mark = ("[…]",) if left and not kept[-1].endswith("[…]") else ()
    return "\n\n".join([*kept, *mark, *((last,) if last else ())]), "\n\n".join(left)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _not_just_shown(scene: Scene, passages: list[Mapping[str, Any]], rank: int) -> int:
    """The rank of the first passage, from `rank` on, that the last answer did not quote; `rank` when there is none."""
    fresh = (n for n, row in enumerate(passages) if n >= rank and extract(str(row["text"])) not in scene.turn.said)
    return next(fresh, rank)


def _sentences(block: str, longest: int) -> tuple[str, str]:
    kept = ""
    sentences = _SENTENCE_END.split(block)
    for rank, sentence in enumerate(sentences):
        if kept and len(kept) + len(sentence) >= longest:
            return kept, " ".join(sentences[rank:])
        kept = f"{kept} {sentence}".strip()
    shown = shorten(kept, longest)
    return shown, kept[len(shown) - 1 :].strip() if shown != kept else ""


def sourced(passage: Mapping[str, Any], say_date: Mapping[str, str]) -> Mapping[str, str]:
    """Where a passage comes from: `name` (a link where there is one), and its dates as they are read."""
    name, url = str(passage.get("source") or ""), str(passage.get("url") or "")
    linked = f"[{name or url}]({url})" if url.startswith("https://") else name
    return {"name": linked, **say_date}


def _is_plain_question(scene: Scene, subject: bool) -> bool:
    # « Dans un an ? » answers, hesitating; « Ai-je droit au CPF ? » asks; « Peux-tu faire ma lettre ? » turns away.
    if scene.turns_away and not subject and any(scene.hears(flow) for flow in scene.kit.flows.values()):
        return False
    if scene.cues.begins(scene.plain, "interrogatives") or scene.cues.says(scene.plain, "asks_inside"):
        return not scene.cues.says(scene.plain, "which_job")
    return "?" in scene.turn.text and (subject or bool(_INVERTED.search(scene.turn.text)))


def _next(scene: Scene) -> str:
    return resume_line(scene) or scene.say("shared.next", scene.times(scene.focus.said))


def _invitation(scene: Scene, rank: int, about: str) -> str:
    if scene.step and scene.focus.place:
        return paragraphs(scene.say("shared.more_in_flow", about=about), scene.question(scene.focus.place))
    return scene.say("shared.more", rank, about=about)


def _passages(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = result.get("passages")
    rows = found if isinstance(found, list) and result.get("found", True) else []
    return [row for row in rows if isinstance(row, Mapping) and row.get("text") and row.get("title")]


def _quotation(scene: Scene, passage: Mapping[str, Any], rank: int, *, rest: bool = False) -> str:
    locale = scene.turn.locale
    dates = {key: dated(passage.get(key), locale) for key in ("checked_on", "in_force_since")}
    lead = scene.say("shared.found_rest" if rest else "shared.found", rank, about=passage["title"])
    source = scene.say("shared.source", **sourced(passage, dates))
    shown, left = divide(str(passage["text"]))
    return paragraphs(lead, _quoted(left or shown if rest else shown), source)


def dated(value: object, locale: str) -> str:
    """An ISO date as it is read in `locale` (`3 mars 2026`); empty for anything else."""
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        return ""
    said = format_date(day, "long", locale={"en": "en_GB"}.get(locale, locale))
    return f"1er{said[1:]}" if locale == "fr" and day.day == 1 else said
