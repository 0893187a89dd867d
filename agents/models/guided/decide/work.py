"""Work: any operation that is bound can be asked for; its missing arguments are asked one by one."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agents.models.guided.cues import holds, plain, plain_cue
from agents.models.guided.decide.handover import hand_over
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.focus import Focus, Place
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs
from agents.models.guided.turn import Bound, Outcome

_PREFIX = "work:"
_BACK = "back"
"""Among the answers of a place: whether the work interrupted a question, that comes back after it."""
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_LEAVING = frozenset({"stop", "skip", "unsure", "change", "restart"})
_AND_BACK = frozenset({"thanks", "fine", "human", "model", "who", "price", "privacy", "help_in_flow"})
_LITTLE = 3
"""Letters of a word that says nothing by itself."""
_WORK_OF = {"advise": "coach", "look_at_occupation": "aube", "plan_career_change": "aube"}
"""Whose work is asked for in the same words whoever speaks."""
_OF_METHOD = frozenset({"cv", "letters"})
_SHOWN = ("text", "summary", "message", "answer")


def decide_argument(scene: Scene) -> Reply | None:
    """Go on with the operation whose arguments are being asked, when one is."""
    place = scene.focus.place
    if place is None or not place.flow.startswith(_PREFIX):
        return None
    return _go_on(scene, scene.turn.bound[place.flow.removeprefix(_PREFIX)], place)


def decide_work(scene: Scene) -> Reply | None:
    """Begin the operation that the message asks for, when it asks for one and no other."""
    asked = [scene.turn.bound[name] for name in scene.work if _is_asked(scene, scene.turn.bound[name])]
    if len(asked) == 1:
        return begin_work(scene, asked[0].name)
    return None if asked else _pass_on(scene)


def _pass_on(scene: Scene) -> Reply | None:
    """To the specialist whose work is asked for in so many words, unless the message is for who speaks."""
    own = scene.cues.says(scene.plain, "topics") or (
        scene.turn.agent in _OF_METHOD and scene.cues.says(scene.plain, "method_topics")
    )
    if own or not scene.passes_on:
        return None
    for operation, agent in _WORK_OF.items():
        unbound = Bound(name=operation, description="", parameters={})
        if agent in scene.others and not scene.may(operation) and _is_asked(scene, unbound):
            return hand_over(scene, agent)
    return None


def begin_work(scene: Scene, operation: str, **known: str) -> Reply:
    """Begin an operation that is bound: ask what it needs beside what is `known`, or call it."""
    bound = scene.turn.bound[operation]
    told = {name: json.dumps(value, ensure_ascii=False) for name, value in known.items()} or _told(scene, bound)
    return _ask_or_call(scene, bound, work_place(scene, operation, told))


def work_place(scene: Scene, operation: str, told: Mapping[str, str]) -> Place:
    """Where an operation waits for what it needs; it remembers whether a question waited before."""
    return Place(flow=_PREFIX + operation, step="", answers={**told, **({_BACK: "yes"} if scene.step else {})})


def back_from_work(scene: Scene) -> Focus:
    """The focus once an operation is done or left: at the question that it interrupted, if it did."""
    place = scene.focus.place
    if place is None or not place.flow.startswith(_PREFIX):
        return scene.focus
    if _BACK in place.answers and scene.focus.paused:
        return replace(scene.focus, place=scene.focus.paused[-1], paused=scene.focus.paused[:-1])
    return replace(scene.focus, place=None)


def is_asked_anywhere(scene: Scene, operation: str) -> bool:
    """Whether the message holds the words that ask for an operation, even in the middle of a flow."""
    return holds(_without(scene, operation), cue_words(scene, operation))


def cue_words(scene: Scene, operation: str) -> tuple[str, ...]:
    """The words that ask for an operation, bound or not, in plain form."""
    return _words(scene, operation, "cues")


def word_outcomes(scene: Scene) -> Reply:
    """What was done for this message, in words: by the words of the operation, else by what it says of itself."""
    parts = [outcome_text(scene, outcome) for outcome in scene.turn.outcomes.values()]
    line = resume_line(scene) or scene.say("shared.next")
    return scene.reply("done", paragraphs(*dict.fromkeys(parts), line))


def outcome_text(scene: Scene, outcome: Outcome) -> str:
    """The words for one outcome."""
    if outcome.error:
        return scene.refusal(outcome.error)
    name = f"operations.{outcome.operation}.result"
    if scene.has(name):
        return scene.say(name, result=outcome.result)
    shown = next((outcome.result[key] for key in _SHOWN if isinstance(outcome.result.get(key), str)), "")
    return shown or scene.say("shared.done")


def read_argument(schema: Mapping[str, Any], text: str, locale: str) -> object | None:
    """The value that `text` gives to an argument of that JSON schema; None when it gives none."""
    if isinstance(schema.get("enum"), list):
        return _choice(schema, plain(text), locale)
    if isinstance(schema.get("pattern"), str):
        return _named(schema["pattern"], text)
    number = _NUMBER.search(text)
    match schema.get("type"):
        case "integer":
            return int(float(number[0].replace(",", "."))) if number else None
        case "number":
            return float(number[0].replace(",", ".")) if number else None
        case "array":
            return [part.strip(" -•") for part in re.split(r"[\n,;]", text) if part.strip(" -•")] or None
        case _:
            return text.strip() or None


def _choice(schema: Mapping[str, Any], message: str, locale: str) -> object | None:
    """The choice that the message names: the longest name all of whose words it has, else a word that one alone has."""
    said = _stems(message)
    names = {str(value): [_stems(name) for name in _names(schema, value, locale)] for value in schema["enum"]}
    held = [(len(name), value) for value, each in names.items() for name in each if name and name <= said]
    longest = {value for size, value in held if size == max(held)[0]}
    if held:
        return longest.pop() if len(longest) == 1 else None
    owners = {value: frozenset[str]().union(*each) & said for value, each in names.items()}
    alone = {
        value
        for value, words in owners.items()
        if any(sum(word in others for others in owners.values()) == 1 for word in words)
    }
    return alone.pop() if len(alone) == 1 else None


def _names(schema: Mapping[str, Any], value: object, locale: str) -> list[str]:
    """What people call a choice: its value, what it is shown as, and its names in every language."""
    shown, named = schema.get("x-labels"), schema.get("x-names")
    label = shown.get(locale, {}).get(value) if isinstance(shown, Mapping) else None
    titles = [each.get(value) for each in named.values()] if isinstance(named, Mapping) else []
    return [plain(str(name)) for name in (value, label, *titles) if name]


def _stems(text: str) -> frozenset[str]:
    """The words of a plain text, without the endings of plurals and feminines."""
    return frozenset(word.rstrip("s").replace("ee", "e") for word in text.split())


def _named(pattern: str, text: str) -> str | None:
    """The word of `text` that has the form of the argument (the id of a document)."""
    return next((word for word in re.findall(r"[\w-]+", text) if re.search(pattern, word)), None)


def _is_asked(scene: Scene, operation: Bound) -> bool:
    if any(
        _named(str(schema["pattern"]), scene.turn.text)
        for schema in operation.properties.values()
        if schema.get("x-from") == "message" and "pattern" in schema
    ):
        return True
    said = _without(scene, operation.name)
    core, first = f"{scene.cues.core(said)} ", _words(scene, operation.name, "begins")
    if core.startswith(tuple(f"{cue} " for cue in (*first, *_cues(scene, operation)))):
        return True
    # In the middle of a flow, what merely holds the words is an answer.
    return (not scene.step or scene.turns_away) and holds(said, _cues(scene, operation))


def _without(scene: Scene, operation: str) -> str:
    """The plain message, but for the words that only look like those that ask for the operation."""
    said = f" {scene.plain} "
    for other in _words(scene, operation, "not_cues"):
        said = said.replace(f" {other} ", " ")
    return said.strip()


def _words(scene: Scene, operation: str, name: str) -> tuple[str, ...]:
    """A list of words of the operation, in plain form."""
    own = scene.kit.voice.variants(f"operations.{operation}.{name}", scene.turn.locale)
    return tuple(plain_cue(scene.say(each)) for each in own)


def _cues(scene: Scene, operation: Bound) -> tuple[str, ...]:
    """The words that ask for the operation, in plain form."""
    declared = operation.parameters.get("x-cues")
    cues = declared.get(scene.turn.locale, []) if isinstance(declared, Mapping) else []
    words = (*cues, operation.name.replace("_", " "))
    return (*_words(scene, operation.name, "cues"), *filter(None, (plain_cue(str(cue)) for cue in words)))


def _says_more(scene: Scene, operation: Bound) -> bool:
    """Whether the message says anything beside asking for the operation."""
    rest = f" {scene.plain} "
    for cue in sorted((*_cues(scene, operation), *_words(scene, operation.name, "begins")), key=len, reverse=True):
        rest = rest.replace(f" {cue} ", " ")
    said = scene.cues.core(rest.strip()).split()
    return any(len(word) > _LITTLE and word not in scene.cues.lists["fillers"] for word in said)


def _told(scene: Scene, operation: Bound) -> dict[str, str]:
    """The arguments that the first message already gives: choices, the only number, what is marked as being it."""
    told: dict[str, str] = {}
    numeric = [name for name, schema in operation.properties.items() if schema.get("type") in {"integer", "number"}]
    for name in operation.required:
        schema = operation.properties.get(name, {})
        sure = "enum" in schema or numeric == [name] or schema.get("x-from") == "message"
        empty = schema.get("x-from") == "message" and "pattern" not in schema and not _says_more(scene, operation)
        value = read_argument(schema, scene.turn.text, scene.turn.locale) if sure and not empty else None
        if value is not None:
            told[name] = json.dumps(value, ensure_ascii=False)
    return told


def _go_on(scene: Scene, operation: Bound, place: Place) -> Reply | None:
    intent = scene.intent or ""
    schema = operation.properties.get(place.step, {})
    value = read_argument(schema, scene.turn.text, scene.turn.locale)
    if intent in _LEAVING or _refuses(scene, schema, value):
        own = f"operations.{operation.name}.left"
        text = scene.say(own) if scene.has(own) else scene.say("shared.left", scene.times("left"))
        there = Scene(replace(scene.turn, focus=back_from_work(scene)), scene.kit)
        return scene.reply("left", paragraphs(text, resume_line(there)), focus=there.focus)
    if intent in _AND_BACK:
        return _ask(scene, operation, place, scene.say(scene.own(intent)))
    if value is None:
        return _ask(scene, operation, place, scene.say("shared.unclear", scene.times(f"work:{place.step}")))
    answers = {**place.answers, place.step: json.dumps(value, ensure_ascii=False)}
    return _ask_or_call(scene, operation, replace(place, answers=answers))


def _refuses(scene: Scene, schema: Mapping[str, Any], value: object) -> bool:
    """Whether the answer is a no: nothing else, or among choices one that begins with a no and chooses nothing."""
    if scene.cues.is_only(scene.plain, "no") or scene.cues.is_only(scene.plain, "refusing"):
        return True
    chooses = value is not None and not scene.cues.says(scene.plain, "not_this")
    begins = scene.cues.begins(scene.plain, "refusing") or scene.cues.says(scene.plain, "unwilling")
    return isinstance(schema.get("enum"), list) and begins and not chooses


def _ask_or_call(scene: Scene, operation: Bound, place: Place) -> Reply:
    missing = [name for name in operation.required if name not in place.answers]
    if missing:
        return _ask(scene, operation, replace(place, step=missing[0]), "")
    arguments = {name: json.loads(answer) for name, answer in place.answers.items() if name != _BACK}
    done = scene.turn.outcomes.get(operation.name)
    there = Scene(replace(scene.turn, focus=back_from_work(scene)), scene.kit)
    line = resume_line(there) or scene.say("shared.next")
    text = paragraphs(outcome_text(scene, done) if done else "", line)
    calls = scene.call(operation.name, **arguments)
    return scene.reply(f"work:{operation.name}", text, calls=calls, focus=there.focus)


def _ask(scene: Scene, operation: Bound, place: Place, lead: str) -> Reply:
    schema = operation.properties.get(place.step, {})
    own, declared = f"operations.{operation.name}.questions.{place.step}", schema.get("x-question")
    label = str(schema.get("title") or place.step).replace("_", " ").lower()
    question = declared.get(scene.turn.locale) if isinstance(declared, Mapping) else None
    if scene.has(own):
        question = scene.say(own)
    labels = schema.get("x-labels")
    shown = labels.get(scene.turn.locale, {}) if isinstance(labels, Mapping) else {}
    choices = [str(shown.get(value, value)) for value in schema.get("enum", [])]
    text = str(question) if question else scene.say("shared.argument", what=label)
    listing = "\n".join(f"- {choice}" for choice in choices)
    key = f"work:{place.step}"
    return scene.reply(key, paragraphs(lead, text, listing), focus=scene.focus.at(place))
