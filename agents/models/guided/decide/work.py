"""Work: any operation that is bound can be asked for; its missing arguments are asked one by one."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agents.models.guided.cues import holds, plain
from agents.models.guided.decide.walk import resume_line
from agents.models.guided.focus import Place
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs
from agents.models.guided.turn import Bound, Outcome

_PREFIX = "work:"
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_LEAVING = frozenset({"stop", "skip", "unsure", "change", "restart"})
_AND_BACK = frozenset({"thanks", "fine", "human", "model", "who", "price", "privacy", "help_in_flow"})
_LITTLE = 3
"""Letters of a word that says nothing by itself."""
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
    return begin_work(scene, asked[0].name) if len(asked) == 1 else None


def begin_work(scene: Scene, operation: str) -> Reply:
    """Begin an operation that is bound: ask what it needs, or call it."""
    bound = scene.turn.bound[operation]
    return _ask_or_call(scene, bound, Place(flow=_PREFIX + bound.name, step="", answers=_told(scene, bound)))


def word_outcomes(scene: Scene) -> Reply:
    """What was done for this message, in words: by the words of the operation, else by what it says of itself."""
    parts = [outcome_text(scene, outcome) for outcome in scene.turn.outcomes.values()]
    line = resume_line(scene) or scene.say("shared.next")
    return scene.reply("done", paragraphs(*dict.fromkeys(parts), line))


def outcome_text(scene: Scene, outcome: Outcome) -> str:
    """The words for one outcome."""
    if outcome.error:
        said = scene.kit.voice.say(f"errors.{outcome.error}", scene.turn.locale)
        unknown = said.startswith("errors.")
        return scene.kit.voice.say("errors.internal", scene.turn.locale) if unknown else said
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
    """The choice that the message names: the longest name that it holds, else a word that only one of them has."""
    labels = schema.get("x-labels", {}).get(locale, {}) if isinstance(schema.get("x-labels"), Mapping) else {}
    names = {str(value): (plain(str(value)), plain(str(labels.get(value, value)))) for value in schema["enum"]}
    held = [(len(name), value) for value, each in names.items() for name in each if holds(message, (name,))]
    if held:
        return max(held, key=lambda found: found[0])[1]
    owners = {value: set(each[0].split()) & set(message.split()) for value, each in names.items()}
    alone = {
        value
        for value, words in owners.items()
        if any(sum(word in others for others in owners.values()) == 1 for word in words)
    }
    return alone.pop() if len(alone) == 1 else None


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
    return holds(scene.plain, _cues(scene, operation))


def _cues(scene: Scene, operation: Bound) -> tuple[str, ...]:
    """The words that ask for the operation, in plain form."""
    declared = operation.parameters.get("x-cues")
    cues = declared.get(scene.turn.locale, []) if isinstance(declared, Mapping) else []
    own = scene.kit.voice.variants(f"operations.{operation.name}.cues", scene.turn.locale)
    words = (*cues, *(scene.say(name) for name in own), operation.name.replace("_", " "))
    return tuple(filter(None, (plain(str(cue)) for cue in words)))


def _says_more(scene: Scene, operation: Bound) -> bool:
    """Whether the message says anything beside asking for the operation."""
    rest = f" {scene.plain} "
    for cue in sorted(_cues(scene, operation), key=len, reverse=True):
        rest = rest.replace(f" {cue} ", " ")
    return any(len(word) > _LITTLE for word in scene.cues.core(rest.strip()).split())


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
    if intent in _LEAVING or scene.cues.is_only(scene.plain, "no"):
        dropped = replace(scene.focus, place=None)
        return scene.reply("left", scene.say("shared.left", scene.times("left")), focus=dropped)
    if intent in _AND_BACK:
        return _ask(scene, operation, place, scene.say(scene.own(intent)))
    value = read_argument(operation.properties.get(place.step, {}), scene.turn.text, scene.turn.locale)
    if value is None:
        return _ask(scene, operation, place, scene.say("shared.unclear", scene.times(f"work:{place.step}")))
    answers = {**place.answers, place.step: json.dumps(value, ensure_ascii=False)}
    return _ask_or_call(scene, operation, replace(place, answers=answers))


def _ask_or_call(scene: Scene, operation: Bound, place: Place) -> Reply:
    missing = [name for name in operation.required if name not in place.answers]
    if missing:
        return _ask(scene, operation, replace(place, step=missing[0]), "")
    arguments = {name: json.loads(answer) for name, answer in place.answers.items()}
    done = scene.turn.outcomes.get(operation.name)
    text = paragraphs(outcome_text(scene, done) if done else "", scene.say("shared.next"))
    calls = scene.call(operation.name, **arguments)
    return scene.reply(f"work:{operation.name}", text, calls=calls, focus=replace(scene.focus, place=None))


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
