"""Assessing: a flow whose questions an operation asks; its questions and its lists, said, and what is passed to it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.models.guided.cues import plain
from agents.models.guided.decide.menu import listed, next_menu
from agents.models.guided.decide.quoting import is_private, is_sensitive, one_line, quotable, shorten
from agents.models.guided.flows import Flow
from agents.models.guided.focus import Focus, Place
from agents.models.guided.reply import Call, Reply
from agents.models.guided.scene import Scene, paragraphs
from agents.voice import typeset
from tools.aube.items import load_items
from tools.aube.models import SKIPPED, Item
from tools.aube.reading import read_options

Result = Mapping[str, Any]
Lead = Callable[[Result], str]

STEP = "question"
ITEM = "named"
"""Among the answers of a place: whether its question was asked out of turn, and is named with its answer."""
LANGUAGE = "locale"
JOB = "job"
DEEPEST = 3
PASS = "passer"
MANY_MISSES = 3
"""Answers in a row that are not understood, after which the question is left."""
_SHORT_JOB = 4
_AFTER_JOB = 2
"""The place of the question that follows a job just recognised."""
_LONGEST_ECHO = 60
_LONGEST_SAID = 4000
_LONGEST_FACT = 500
_CHOICE = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_ROOT = 5
"""First letters by which two forms of a word are the same."""


def ask(scene: Scene, lead: Lead, *, calls: tuple[Call, ...] = (), passed: bool = False, **arguments: object) -> Reply:
    """Call the operation that asks, then say what it says, after `lead(result)`; `passed`: the person said nothing."""
    return asked(scene, lambda result: tell_asked(scene, result, lead(result), passed), calls=calls, **arguments)


def asked(scene: Scene, tell: Callable[[Result], Reply], *, calls: tuple[Call, ...] = (), **arguments: object) -> Reply:
    """Call the operation that asks, then answer what `tell` makes of its result."""
    flow = scene.assessment
    operation = flow.operation if flow and flow.operation else ""
    calls = (*calls, *scene.call(operation, **arguments))
    done = scene.turn.outcomes.get(operation)
    if done and not done.error:
        reply = tell(done.result)
        return replace(reply, calls=(*calls, *reply.calls))
    text = scene.refusal(done.error if done and done.error else "internal")
    question = scene.question(scene.focus.place) if scene.step and scene.focus.place else scene.say("shared.next")
    return scene.reply("refused", paragraphs(text, question), calls=calls)


def begin_assessment(scene: Scene, flow: Flow) -> Reply:
    """Begin it, or go on with the person's last one, where it was left."""
    text = scene.turn.text if len(scene.plain.split()) > 1 else ""
    reading = scene.kit.readers[JOB](text, scene.turn.locale)
    told = str(reading["value"]) if reading else ""
    label = one_line(scene.say("shared.job_fact", job=""))
    facts = [one_line(fact) for fact in scene.turn.facts]
    known = [fact.removeprefix(label).strip() for fact in facts if fact.startswith(label)]
    if is_private(scene, text):
        # What else was said of oneself is not passed on with the job.
        text = told
    said = text if told or not known else known[-1]
    resumed = flow.id in {place.flow for place in scene.focus.paused}

    def lead(result: Result) -> str:
        question = result.get("question")
        if question is None:
            return scene.say(f"{flow.id}.known_list", scene.times(f"{flow.id}.{STEP}"))
        recognised = question["item"] not in (JOB, "which")
        if resumed or question["number"] > (_AFTER_JOB if told or (recognised and said) else 1):
            return scene.say("shared.resumed", scene.times("resumed"))
        moods = ("angry", "shared.heard_anger"), ("worn", "shared.heard_worn")
        heard = next((scene.say(words) for cue, words in moods if scene.cues.says(scene.plain, cue)), "")
        if told and not recognised:
            broad = "job_broad" if question["item"] == "which" else "job_unknown"
            return paragraphs(heard, scene.say(f"{flow.id}.{broad}", job=quotable(told)))
        job = quotable(told or said) if recognised and (told or known) else ""
        return paragraphs(
            heard, scene.say(f"{flow.id}.opening", left=question["most"] - question["number"] + 1, job=job)
        )

    arguments: dict[str, Any] = {"said": said[:_LONGEST_SAID]} if said and not resumed else {}
    if told and not known and not resumed:
        # A job that is said and not plain is asked about, rather than lost.
        arguments = {"item": JOB, "answer": text[:_LONGEST_SAID]}
    return ask(scene, lead, calls=remembered(scene, told), **arguments)


def pass_on(scene: Scene, answer: str) -> Reply:
    """Pass `answer` on as the person's answer to the question that waits."""
    flow, place = scene.flow, scene.focus.place
    if flow is None or place is None:
        raise ValueError("no question waits for an answer")
    item = place.answers.get("item", "")
    if int(place.answers.get("missed", 0)) >= MANY_MISSES and not _resembles(place, answer):
        return skip_question(scene, scene.say(f"{flow.id}.left_out"))
    job = _job_of(scene, answer) if item == JOB else ""
    named = load_items().get(item)
    labels = chosen(scene, named, answer) if named else _label(place, answer)
    if (
        place.answers.get(ITEM)
        and named
        and not labels
        and read_options(answer, named.options, many=named.many) is None
    ):
        return missed(scene)

    def lead(result: Result) -> str:
        question = result.get("question")
        if not result.get("understood", True):
            return _missed_words(scene, flow, place)
        if question is None:
            return scene.say(f"{flow.id}.thanks")
        if question["item"] in (JOB, "which"):
            return scene.say(f"{flow.id}.unsure_of_job", place.answers.get("item") == question["item"])
        echo = quotable(job or labels or answer)
        known = echo and len(echo) <= _LONGEST_ECHO and not is_sensitive(scene, echo)
        return scene.say(f"{flow.id}.ack" if known else "shared.ack", question["number"], said=echo)

    return ask(scene, lead, calls=remembered(scene, job), answer=answer, **_of_place(scene))


def ask_item(scene: Scene, flow: Flow, place: Place, item: Item, lead: str) -> Reply:
    """Ask a question out of turn; its answer is passed on with its name."""
    locale = scene.turn.locale
    rows = "\n".join(f"{n}. {option.text[locale]}" for n, option in enumerate(item.options, start=1))
    hint = scene.say(f"{flow.id}.many") if item.many else ""
    shown = paragraphs(typeset(paragraphs(item.text[locale], rows), locale), hint)
    kept = {key: place.answers.get(key, "") for key in ("answered", "silent")}
    told = {"item": item.id, "many": "yes" if item.many else "", STEP: shown, LANGUAGE: locale, ITEM: "yes"}
    there = replace(place, answers={**kept, **told})
    return scene.reply(f"{flow.id}.{item.id}", paragraphs(lead, shown), focus=scene.focus.at(there))


def chosen(scene: Scene, item: Item, answer: str) -> str:
    """The choices of a question that an answer names, as they are read; empty when it names none for sure."""
    options = read_options(answer, item.options, many=item.many) or ()
    named = [option.text[scene.turn.locale] for option in item.options if option.id in options]
    return "" if SKIPPED in options else typeset(", ".join(named), scene.turn.locale)


def topic(scene: Scene, item: Item) -> str:
    """What a question is about."""
    return item.topic.get(scene.turn.locale, item.text[scene.turn.locale])


def _of_place(scene: Scene) -> dict[str, Any]:
    """The name of the question that waits, where it was asked out of turn."""
    place = scene.focus.place
    return {"item": place.answers["item"]} if place and place.answers.get(ITEM) else {}


def skip_question(scene: Scene, acknowledgement: str) -> Reply:
    """Leave the question that waits without an answer."""
    # « aucun » answers a question that takes several choices, and leaves any other.
    none = scene.cues.says(scene.plain, "none_of_them") and len(scene.plain.split()) <= 1
    if none:
        return ask(scene, lambda result: scene.say("shared.ack"), answer=scene.turn.text, **_of_place(scene))
    return ask(scene, lambda result: acknowledgement, passed=True, answer=PASS, **_of_place(scene))


def missed(scene: Scene) -> Reply:
    """Ask the question that waits once more, without passing on what cannot be read."""
    flow, place = scene.flow, scene.focus.place
    if flow is None or place is None:
        raise ValueError("no question waits for an answer")
    if int(place.answers.get("missed", 0)) >= MANY_MISSES:
        return skip_question(scene, scene.say(f"{flow.id}.left_out"))
    return _missed(scene, flow, place, paragraphs(_missed_words(scene, flow, place), scene.question(place)))


def choices(place: Place) -> list[str]:
    """The choices of the question that waits, as they were shown."""
    return _CHOICE.findall(place.answers.get(STEP, ""))


def without_question(result: Result) -> str:
    """The list that a result tells, without the question that is still open."""
    return _text(result).removesuffix(_question(result)).strip()


def kept_list(scene: Scene, result: Result) -> Focus:
    """The focus that remembers the list of a result, if it has one."""
    ideas = result.get("ideas") or ()
    titles = tuple(typeset(str(idea["title"]), scene.turn.locale) for idea in ideas)
    codes = tuple(str(idea["code"]) for idea in ideas)
    depth = int(result.get("depth", 1))
    return replace(scene.focus, ideas=titles, codes=codes, depth=depth) if titles else scene.focus


def offers(result: Result) -> tuple[str, ...]:
    """What a number means after the list of a result."""
    return tuple(f"idea:{rank}" for rank, _ in enumerate(result.get("ideas") or (), start=1))


def tell_asked(scene: Scene, result: Result, lead: str, passed: bool) -> Reply:
    """What a result asks or lists, after `lead`; `passed`: the person left the question before."""
    flow = scene.assessment
    if flow is None:
        raise ValueError("nobody asks")
    focus, question = kept_list(scene, result), result.get("question")
    before = scene.focus.place if scene.flow == flow else None
    silent = before is not None and passed and before.answers.get("silent") == "yes"
    if question is None:
        return _close(scene, flow, focus, result, lead, silent)
    first = before is None and question["number"] == 1
    place = _place(flow, before, result, silent=first or silent)
    if before and not result.get("understood", True):
        return _missed(scene, flow, before, paragraphs(lead, scene.question(before)))
    text = paragraphs(lead, typeset(without_question(result), scene.turn.locale), _shown(scene, flow, question))
    place = _worded(scene, flow, place, question)
    return scene.reply(f"{flow.id}.{question['item']}", text, focus=focus.at(place))


def _worded(scene: Scene, flow: Flow, place: Place, question: Mapping[str, Any]) -> Place:
    """The place with its question as it was shown, and in which language."""
    shown = {STEP: _shown(scene, flow, question), LANGUAGE: scene.turn.locale}
    return replace(place, answers={**place.answers, **shown})


def in_language(scene: Scene, decided: Reply) -> tuple[Scene, tuple[Call, ...]]:
    """The scene with the question that is said again in the language that is spoken, and the call that words it so."""
    flow, place = scene.flow, scene.focus.place
    if flow is None or flow.operation is None or place is None:
        return scene, ()
    other = place.answers.get(LANGUAGE, scene.turn.locale) != scene.turn.locale
    if not other or place.answers.get(STEP, "") not in decided.text:
        return scene, ()
    done = scene.turn.outcomes.get(flow.operation)
    question = done.result.get("question") if done else None
    if not question:
        return scene, () if done else scene.call(flow.operation)
    outcomes = {name: each for name, each in scene.turn.outcomes.items() if name != flow.operation}
    there = replace(scene.focus, place=_worded(scene, flow, place, question))
    return Scene(replace(scene.turn, focus=there, outcomes=outcomes), scene.kit), ()


def _close(scene: Scene, flow: Flow, focus: Focus, result: Result, lead: str, silent: bool) -> Reply:
    ended = focus.at(Place(flow=flow.id, step=STEP)).ended()
    if not result.get("ideas"):
        offer = tuple(next_menu(Scene(replace(scene.turn, focus=ended), scene.kit), flow))
        limits = paragraphs(typeset(_text(result), scene.turn.locale), scene.say(f"{flow.id}.no_list"))
        text = scene.say(f"{flow.id}.empty") if silent else paragraphs(lead, limits)
        return scene.reply(f"{flow.id}.list", paragraphs(text, listed(scene, offer)), focus=ended, offer=offer)
    after = scene.say(f"{flow.id}.after_list")
    text = paragraphs(lead, typeset(_text(result), scene.turn.locale), after)
    return scene.reply(f"{flow.id}.list", text, focus=ended, offer=offers(result))


def _place(flow: Flow, before: Place | None, result: Result, *, silent: bool) -> Place:
    """Where the question of a result waits: which it is, which were answered before, whether all were passed."""
    answered = before.answers.get("answered", "").split() if before else []
    item, last = str(result["question"]["item"]), before.answers.get("item") if before else None
    if last and last != item:
        answered = [*(each for each in answered if each != last), last]
    kept = " ".join(each for each in answered if each != item)
    many = "yes" if result["question"].get("many") else ""
    answers = {"item": item, "answered": kept, "silent": "yes" if silent else "", "many": many}
    return Place(flow=flow.id, step=STEP, answers=answers)


def _missed(scene: Scene, flow: Flow, place: Place, text: str) -> Reply:
    count = int(place.answers.get("missed", 0)) + 1
    there = replace(place, answers={**place.answers, "missed": str(count)})
    offer = (f"answer:{PASS}",) if count >= MANY_MISSES else ()
    return scene.reply(f"{flow.id}.missed", text, focus=scene.focus.at(there), offer=offer)


def _missed_words(scene: Scene, flow: Flow, place: Place) -> str:
    if is_sensitive(scene, scene.turn.text) and not place.answers.get("missed"):
        return paragraphs(scene.say("shared.not_kept"), scene.say(f"{flow.id}.missed"))
    return scene.say(f"{flow.id}.missed", int(place.answers.get("missed", 0)))


def _shown(scene: Scene, flow: Flow, question: Mapping[str, Any]) -> str:
    hint = scene.say(f"{flow.id}.many") if question.get("many") else ""
    return paragraphs(typeset(_asked(question), scene.turn.locale), hint)


def _question(result: Result) -> str:
    question = result.get("question")
    return _asked(question) if question else ""


def _asked(question: Mapping[str, Any]) -> str:
    rows: Sequence[Mapping[str, Any]] = question.get("choices") or ()
    return paragraphs(str(question["text"]), "\n".join(f"{n}. {row['text']}" for n, row in enumerate(rows, start=1)))


def _text(result: Result) -> str:
    return str(result.get("text") or "")


def _label(place: Place, answer: str) -> str:
    """The choices that an answer of numbers names, as they were shown; the answer itself otherwise."""
    shown = choices(place)
    numbers = [int(each) for each in re.findall(r"\d+", answer)] if not re.search(r"[^\W\d_]{3}", answer) else []
    named = [shown[number - 1] for number in numbers if 1 <= number <= len(shown)]
    return ", ".join(named) if named else answer


def _resembles(place: Place, answer: str) -> bool:
    roots = {word[:_ROOT] for label in choices(place) for word in plain(label).split() if len(word) >= _ROOT}
    return any(word[:_ROOT] in roots or word.isdecimal() for word in plain(answer).split())


def _job_of(scene: Scene, answer: str) -> str:
    reading = scene.kit.readers[JOB](answer, scene.turn.locale)
    short = len(plain(answer).split()) <= _SHORT_JOB and answer != PASS
    return str(reading["value"]) if reading else answer if short else ""


def remembered(scene: Scene, job: str) -> tuple[Call, ...]:
    """The call that keeps the person's job in mind, when they said it."""
    if not job or is_sensitive(scene, job):
        return ()
    fact = shorten(one_line(scene.say("shared.job_fact", job=job)), _LONGEST_FACT)
    return scene.call("remember", kind=JOB, fact=fact)
