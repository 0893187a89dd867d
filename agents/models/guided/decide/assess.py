"""The assessment: what plainly answers its question, its controls, and what is said of the list that it gave."""

from dataclasses import replace

from agents.models.guided.cues import plain
from agents.models.guided.decide.assessing import (
    DEEPEST,
    Result,
    ask,
    asked,
    begin_assessment,
    choices,
    kept_list,
    offers,
    pass_on,
    topic,
    without_question,
)
from agents.models.guided.decide.menu import listed
from agents.models.guided.flows import Flow
from agents.models.guided.reply import Reply
from agents.models.guided.scene import Scene, paragraphs
from agents.voice import typeset
from tools.aube.items import load_items

_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_SHORT = 8
_AROUND_NUMBERS = frozenset("et and ou le la les n no numero number choix reponse answer".split())
_TELLING = 4
"""Letters that a word of a title needs to tell it."""


def decide_choice(scene: Scene) -> Reply | None:
    """The message as an answer, when it is plainly one of the choices shown: their numbers, their words."""
    place = scene.focus.place
    if place is None or scene.flow is None or scene.flow.operation is None:
        return None
    shown = choices(place)
    if len(scene.focus.offer) > 1 and shown and plain(shown[-1]) not in plain(scene.turn.said):
        # A menu was shown since, and not the question again: a number is for the menu.
        return None
    words = [word for word in scene.plain.split() if word not in _AROUND_NUMBERS]
    if words and shown and "?" not in scene.turn.text and all(word.isdecimal() for word in words):
        if len(set(words)) > 1 and place.answers.get("many") == "":
            return _one_only(scene, scene.flow)
        return pass_on(scene, scene.turn.text)
    for rank, ordinal in enumerate(_ORDINALS[: len(shown)], start=1):
        if scene.cues.is_only(scene.plain, ordinal):
            return pass_on(scene, str(rank))
    meant = [label for label in shown if f"{plain(label)} ".startswith(f"{scene.plain} ")]
    sure = len(scene.plain) >= _TELLING or scene.cues.is_only(scene.plain, "yes") or scene.plain in {"non", "no"}
    exact = [label for label in meant if plain(label) == scene.plain]
    # « oui » to what was offered beside the question is for the offer.
    if len(exact or meant) == 1 and sure and not (scene.focus.offer and not exact):
        return pass_on(scene, (exact or meant)[0])
    return None


def _one_only(scene: Scene, flow: Flow) -> Reply:
    """Several choices where one is asked for: none is taken in the person's place."""
    text = scene.say(f"{flow.id}.one_only", scene.times("one_only"))
    line = scene.question(scene.focus.place) if scene.focus.place else ""
    return scene.reply("one_only", paragraphs(text, line))


def decide_assess(scene: Scene) -> Reply | None:
    """Begin the assessment that the message asks for; what is asked of its list; an answer taken back."""
    flow = scene.assessment
    if flow is None:
        return None
    if scene.cues.says(scene.plain, "correcting") and (scene.step or scene.focus.ideas) and not scene.is_question:
        return correct(scene, flow)
    if scene.cues.is_only(scene.plain, "the_list") and (scene.step or scene.focus.ideas):
        return show(scene, flow)
    if scene.focus.ideas and (reply := _about_list(scene, flow)):
        return reply
    if scene.step or scene.cues.begins(scene.plain, "remember"):
        return None
    asks_rights = scene.is_question and scene.cues.says(scene.plain, "topics")
    if scene.hears(flow) and not asks_rights and scene.intent is None:
        return begin_assessment(scene, flow)
    return None


def control(scene: Scene, flow: Flow) -> Reply | None:
    """The reply to what the person says of the question that waits; None when that is the same for every flow."""
    match scene.intent:
        case "stop":
            return _pause(scene, flow)
        case "resume" if scene.focus.place:
            text = paragraphs(scene.say("shared.resumed", scene.times("resume")), scene.question(scene.focus.place))
            return scene.reply("resume", text)
        case "back":
            return correct(scene, flow)
        case "recap":
            return show(scene, flow)
        case "restart":
            return restart(scene)
    return None


def restart(scene: Scene) -> Reply:
    """Begin another one, with nothing of the one before."""
    paused = tuple(place for place in scene.focus.paused if not _is_mine(scene, place.flow))
    focus = replace(scene.focus, place=None, paused=paused, ideas=(), codes=())
    fresh = Scene(replace(scene.turn, focus=focus), scene.kit)
    return ask(fresh, lambda result: scene.say("shared.restarted", scene.times("restarted")), restart=True)


def deepen(scene: Scene, flow: Flow) -> Reply | None:
    """Go on with an assessment that gave its list, to the next depth; None when there is none."""
    depth = scene.focus.depth + 1
    if not scene.focus.ideas or depth > DEEPEST:
        return None

    def lead(result: Result) -> str:
        question = result.get("question")
        left = question["most"] - question["number"] + 1 if question else 0
        return scene.say(f"{flow.id}.deeper", left=left)

    return ask(scene, lead, depth=depth)


def show(scene: Scene, flow: Flow) -> Reply:
    """The list as it stands, and the question that waits if there is one."""

    def lead(result: Result) -> str:
        name = "so_far" if result.get("question") else "known_list"
        return scene.say(f"{flow.id}.{name if result.get('ideas') else 'nothing_yet'}", scene.times("show"))

    return ask(scene, lead, results=True)


def tell_idea(scene: Scene, rank: int) -> Reply | None:
    """An occupation of the list, with all that is known of why."""
    flow = scene.assessment
    if flow is None:
        return None

    def tell(result: Result) -> Reply:
        ideas = result.get("ideas") or ()
        if rank > len(ideas):
            return scene.reply("no_idea", scene.say(f"{flow.id}.not_in_list", count=len(ideas)), offer=offers(result))
        changes = result.get("changes") or ()
        change = typeset(str(changes[0]), scene.turn.locale) if changes else ""
        text = scene.say(f"{flow.id}.idea", idea=_told(scene, ideas[rank - 1]), change=change)
        waiting = scene.question(scene.focus.place) if scene.step and scene.focus.place else ""
        text = paragraphs(text, scene.say(f"{flow.id}.aim_offer", rank), waiting)
        return scene.reply(f"idea:{rank}", text, focus=kept_list(scene, result), offer=(f"aim:{rank}",))

    return asked(scene, tell, results=True, detail=rank)


def aim(scene: Scene, rank: int) -> Reply | None:
    """Keep an occupation of the list as the one that the person aims for, and offer who goes on with it."""
    flow = scene.assessment
    if flow is None or not 1 <= rank <= len(scene.focus.ideas):
        return None
    title = scene.focus.ideas[rank - 1]
    focus = replace(scene.focus.at(None), target=title)
    offer = tuple(f"agent:{name}" for name in flow.then if scene.may("hand_over") and name in scene.others)
    calls = scene.call(flow.operation or "", target=rank)
    text = scene.say(f"{flow.id}.aimed", scene.times("aimed"), title=title)
    return scene.reply("aimed", paragraphs(text, listed(scene, offer)), calls=calls, focus=focus, offer=offer)


def correct(scene: Scene, flow: Flow) -> Reply:
    """Take back the answer that the message names, else the last one; it is asked again."""
    place = scene.focus.place
    answered = place.answers.get("answered", "").split() if place else []
    item = _item_named(scene, flow) or (answered[-1] if answered else "")
    if not item:
        text = scene.say(f"{flow.id}.correct_which", scene.times("correct"))
        return scene.reply("correct", paragraphs(text, scene.question(place) if place and scene.step else ""))
    done = scene.turn.outcomes.get(flow.operation or "")
    if done and done.error == "not_found":
        text = scene.say(f"{flow.id}.not_answered", scene.times("correct"))
        return scene.reply("correct", paragraphs(text, scene.question(place) if place and scene.step else ""))
    known = load_items().get(item)
    about = topic(scene, known) if known else scene.say(f"{flow.id}.of_{item}")
    return ask(
        scene, lambda result: scene.say(f"{flow.id}.taken_back", scene.times("back"), topic=about), withdraw=item
    )


def _pause(scene: Scene, flow: Flow) -> Reply:
    """Stop here: the place waits, and what the answers give so far is shown."""

    def tell(result: Result) -> Reply:
        found = typeset(without_question(result), scene.turn.locale) if result.get("ideas") else ""
        lead = scene.say(f"{flow.id}.so_far", scene.times("stop")) if found else ""
        text = paragraphs(scene.say("shared.stop", scene.times("stop")), lead, found)
        focus = kept_list(scene, result).at(None)
        return scene.reply("stop", text, focus=focus, offer=offers(result))

    return asked(scene, tell, results=True)


def _about_list(scene: Scene, flow: Flow) -> Reply | None:
    rank = named_rank(scene)
    refused = scene.cues.says(scene.plain.replace("pourquoi pas", ""), "not_this")
    liked = scene.cues.says(scene.plain, "aiming") and not refused
    if rank and liked:
        return aim(scene, rank)
    short = len(scene.plain.split()) <= _SHORT
    if rank and short and not scene.cues.says(scene.plain, "requests") and not scene.step:
        return tell_idea(scene, rank)
    aimed = [offer for offer in scene.focus.offer if offer.startswith("aim:")]
    if liked and short and aimed:
        return aim(scene, int(aimed[0].removeprefix("aim:")))
    if scene.step:
        return None
    if short and (scene.intent == "why" or f"{scene.plain} ".startswith(("pourquoi ", "why "))):
        told = scene.focus.said.removeprefix("idea:")
        return tell_idea(scene, 1 if not told.isdecimal() else int(told) % len(scene.focus.ideas) + 1)
    deeper = scene.cues.says(scene.plain, "deepening") or scene.intent == "resume"
    waiting = any(_is_mine(scene, place.flow) for place in scene.focus.paused)
    return deepen(scene, flow) if deeper and short and not waiting else None


def named_rank(scene: Scene) -> int:
    """Which occupation of the list the message names: its number, or words of its title; 0 when it names none."""
    words, count = scene.plain.split(), len(scene.focus.ideas)
    numbers = [int(word) for word in words if word.isdecimal()]
    if numbers and numbers[0] <= count and len(words) <= _SHORT:
        return numbers[0]
    for rank, ordinal in enumerate(_ORDINALS[:count], start=1):
        if any(f" {cue} " in f" {scene.plain} " for cue in scene.cues.lists[ordinal] if len(cue) >= _TELLING):
            return rank
    named = [rank for rank, title in enumerate(scene.focus.ideas, start=1) if _names(scene, title)]
    return named[0] if len(named) == 1 else 0


def _names(scene: Scene, title: str) -> bool:
    """Whether the message holds the words of one of the forms of a title."""
    said = {word[:5] for word in scene.plain.split()}
    forms = [[word[:5] for word in plain(form).split() if len(word) >= _TELLING] for form in title.split(" / ")]
    return any(form and all(word in said for word in form) for form in forms)


def _item_named(scene: Scene, flow: Flow) -> str:
    """The question that the message names, by what it is about."""
    for item in scene.kit.voice.variants(f"{flow.id}.items", scene.turn.locale):
        name, _, cues = scene.say(item).partition(":")
        if any(f" {plain(cue)} " in f" {scene.plain} " for cue in cues.split(",")):
            return name.strip()
    return ""


def _told(scene: Scene, idea: Result) -> dict[str, object]:
    """An occupation of a list, its texts as they are printed, what stands inside of a sentence without a capital."""
    spoken = scene.turn.locale
    inside = {"first_step": _inside(str(idea.get("first_step") or ""))}
    plain_texts = {name: typeset(each, spoken) for name, each in {**idea, **inside}.items() if isinstance(each, str)}
    missing = [typeset(_inside(str(each)), spoken) for each in idea.get("missing") or ()]
    return {**plain_texts, "missing": missing, "reasons": [typeset(str(each), spoken) for each in idea["reasons"]]}


def _inside(label: str) -> str:
    first = label.split(" ", 1)[0]
    return label if len(first) > 1 and first.isupper() else label[:1].lower() + label[1:]


def _is_mine(scene: Scene, flow: str) -> bool:
    return scene.assessment is not None and flow == scene.assessment.id
