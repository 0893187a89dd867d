"""Walking through a flow: begin, take an answer, ask the next question, close."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agents.models.guided.cues import plain
from agents.models.guided.decide.assessing import begin_assessment, missed, pass_on, skip_question
from agents.models.guided.decide.menu import listed, next_menu
from agents.models.guided.decide.quoting import is_sensitive, one_line, quotable, shorten
from agents.models.guided.flows import Flow, Step
from agents.models.guided.focus import Focus, Place
from agents.models.guided.reply import Call, Reply
from agents.models.guided.scene import Scene, paragraphs
from agents.voice.wording import GUIDED_LOCALES

_LONGEST_ANSWER = 400
_SHORTEST_FIT = 7


def decide_answer(scene: Scene) -> Reply | None:
    """The message as the answer to the question that waits, when one does."""
    if not (scene.flow and scene.step and scene.focus.place):
        return None
    if is_nonsense(scene):
        return missed(scene) if scene.flow.operation else again(scene)
    others = [flow for flow in scene.flows(scene.turn.agent) if flow != scene.flow and scene.hears(flow)]
    if scene.turns_away and others:
        return begin(scene, others[0])
    return take(scene, scene.turn.text)


def decide_start(scene: Scene) -> Reply | None:
    """The flow of this specialist that the words of the message begin."""
    flows = scene.flows(scene.turn.agent)
    done = {
        flow.id
        for flow in flows
        if flow.default and not flow.operation and flow.id in scene.focus.done and not scene.picks(flow)
    }
    started = [flow for flow in flows if scene.hears(flow) and flow.id not in done]
    return begin(scene, started[0]) if started else None


def decide_catch(scene: Scene) -> Reply | None:
    """The flow of this specialist that takes what the message is (a pasted CV), whatever was going on."""
    for flow in scene.flows(scene.turn.agent):
        if flow.catches and scene.kit.readers[flow.catches](scene.turn.text, scene.turn.locale):
            left = tuple(place for place in scene.focus.paused if place.flow != flow.id)
            place = scene.focus.place if scene.flow != flow else None
            fresh = replace(scene.turn, focus=replace(scene.focus, place=place, paused=left))
            return begin(Scene(fresh, scene.kit), flow)
    return None


def is_nonsense(scene: Scene) -> bool:
    """Whether the message is keyboard noise: no vowel in any word, or one letter over and over."""
    words = scene.plain.split()
    if not words:
        return not any(letter.isalpha() for letter in scene.turn.text)
    return all(len(word) > 3 and (len(set(word)) < 3 or not set(word) & set("aeiouy")) for word in words)


def begin(scene: Scene, flow: Flow) -> Reply:
    """Open `flow`, or go back to the question at which it was left."""
    if flow.operation:
        return begin_assessment(scene, flow)
    if kept := scene.focus.waiting(flow.id):
        text = paragraphs(scene.say("shared.resumed", scene.times("resumed")), scene.question(kept))
        return scene.reply("resumed", text, focus=scene.focus.at(kept))
    readings = _read(scene, flow)
    answers = {name: str(reading["value"]) for name, reading in readings.items()}
    known = _known(scene, flow, answers)
    place = Place(flow=flow.id, step="", answers={**known, **answers})
    opening = scene.say(
        f"{flow.id}.opening",
        answers=place.answers,
        told=answers,
        known=known,
        readings=readings,
        target=scene.focus.target or next(iter(reversed(_facts(scene, ["shared.target_fact"]))), ""),
        job=next(iter(reversed(_facts(scene, ["shared.job_fact"]))), ""),
    )
    calls = tuple(call for name, answer in answers.items() for call in _remembered(scene, flow, name, answer))
    focus = replace(scene.focus, done=tuple(name for name in scene.focus.done if name != flow.id))
    return _ask_next(Scene(replace(scene.turn, focus=focus), scene.kit), flow, place, opening, calls)


def take(scene: Scene, answer: str) -> Reply:
    """Keep `answer`, thank for it, ask the next question."""
    flow, step, place = scene.flow, scene.step, scene.focus.place
    if flow is None or step is None or place is None:
        raise ValueError("no question waits for an answer")
    reading = scene.kit.readers[step.read](answer, scene.turn.locale) if step.read else None
    if flow.operation:
        return pass_on(scene, answer)
    rank, name = len(place.answers), f"{flow.id}.{step.name}.ack"
    own = scene.has(name) and _fits(scene, step, answer)
    ack = scene.say(name, rank) if own else scene.say("shared.ack", 0 if scene.has(name) else rank)
    if step.read and step.read == flow.catches:
        # What the flow is for would have been caught before: this answer is not it.
        return leave_out(scene, ack)
    kept = shorten(str(reading["value"]) if reading else answer, _LONGEST_ANSWER)
    calls = _remembered(scene, flow, step.name, kept)
    if calls and (saved := scene.turn.outcomes.get("remember")) and saved.error:
        ack = paragraphs(ack, scene.say("shared.not_saved"))
    return _ask_next(scene, flow, place.answered(step.name, kept, ""), ack, calls)


def _fits(scene: Scene, step: Step, answer: str) -> bool:
    """Whether `answer` is plainly of the kind that `step` asks for: not a word, a doubt or a refusal."""
    message = plain(answer)
    doubtful = "?" in answer or (not step.hardship and scene.cues.begins(message, "negative"))
    return len(message.split()) > 1 and len(message) >= _SHORTEST_FIT and not doubtful


def leave_out(scene: Scene, acknowledgement: str) -> Reply:
    """Go to the next question without an answer to this one."""
    flow, step, place = scene.flow, scene.step, scene.focus.place
    if flow is None or step is None or place is None:
        raise ValueError("no question waits for an answer")
    if flow.operation:
        return skip_question(scene, acknowledgement)
    return _ask_next(scene, flow, place.answered(step.name, "", ""), acknowledgement, ())


def again(scene: Scene) -> Reply:
    """Ask the question that waits once more, with examples."""
    key = f"again:{scene.step.name if scene.step else ''}"
    flow = scene.flow.id if scene.flow else ""
    help_text = scene.say(f"{flow}.{scene.step.name}.help") if scene.step else ""
    return scene.reply(key, paragraphs(scene.say("shared.unclear", scene.times(key)), help_text))


def resume_line(scene: Scene) -> str:
    """What brings back to the question that waits; empty when none does."""
    if not (scene.focus.place and scene.step):
        return ""
    rank = len(scene.focus.place.answers) + len(scene.plain) + scene.times(scene.focus.said)
    return f"{scene.say('shared.back_to_it', rank)} {scene.question(scene.focus.place)}"


def recap(scene: Scene, flow: Flow, answers: Mapping[str, str]) -> str:
    """What was said, question by question, in the person's own words."""
    lines = [
        scene.say(
            "shared.recap_line", label=scene.say(f"{flow.id}.{step.name}.label"), answer=quotable(answers[step.name])
        )
        for step in flow.steps
        if answers.get(step.name)
    ]
    return "\n".join(lines)


def _ask_next(scene: Scene, flow: Flow, place: Place, lead: str, calls: tuple[Call, ...]) -> Reply:
    step = flow.next_step(place.answers)
    if step is None:
        return _close(scene, flow, place, lead, calls)
    here = replace(place, step=step.name)
    return scene.reply(
        f"{flow.id}.{step.name}", paragraphs(lead, scene.question(here)), calls=calls, focus=scene.focus.at(here)
    )


def _close(scene: Scene, flow: Flow, place: Place, lead: str, calls: tuple[Call, ...]) -> Reply:
    summary = recap(scene, flow, place.answers)
    values = {"answers": {name: quotable(answer) for name, answer in place.answers.items()}, "recap": summary}
    ended: Focus = scene.focus.at(place).ended()
    offer = next_menu(Scene(replace(scene.turn, focus=ended), scene.kit), flow)
    closing = scene.say(f"{flow.id}.{'closing' if summary else 'empty'}", **values)
    text = paragraphs(lead, closing, listed(scene, offer))
    if flow.finish and summary:
        arguments = {name: place.answers.get(step, "") for name, step in flow.finish.arguments.items()}
        calls = (*calls, *scene.call(flow.finish.operation, **arguments))
    return scene.reply(f"{flow.id}.closing", text, calls=calls, focus=ended, offer=tuple(offer))


def _read(scene: Scene, flow: Flow) -> dict[str, Mapping[str, object]]:
    found = {
        step.name: scene.kit.readers[step.read](scene.turn.text, scene.turn.locale) for step in flow.steps if step.read
    }
    return {name: reading for name, reading in found.items() if reading}


def _known(scene: Scene, flow: Flow, told: Mapping[str, str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for step in flow.steps:
        if step.target and flow.id in scene.focus.done:
            # Another letter, another CV: perhaps for another job.
            continue
        if step.target and scene.focus.target and step.name not in told:
            known[step.name] = scene.focus.target
        elif step.known and step.remember and step.name not in told:
            names = [f"{flow.id}.{step.name}.fact", *(["shared.job_fact"] if step.remember == "job" else [])]
            if facts := _facts(scene, names):
                known[step.name] = facts[-1]
    return known


def _facts(scene: Scene, names: Sequence[str]) -> list[str]:
    """What was remembered under these labels, whatever the language in which it was."""
    voice, found = scene.kit.voice, list[str]()
    labels = {
        one_line(voice.render(words, locale, address=scene.turn.address, answer="", job="", target=""))
        for locale in GUIDED_LOCALES
        for name in names
        for words in voice.variants(name, locale)
    }
    for fact in map(one_line, scene.turn.facts):
        found += [fact.removeprefix(label).strip() for label in labels if fact.startswith(label)]
    return found


def _remembered(scene: Scene, flow: Flow, name: str, answer: str) -> tuple[Call, ...]:
    step: Step | None = flow.step(name)
    if step is None or step.remember is None or not answer or is_sensitive(scene, answer):
        return ()
    fact = scene.say(f"{flow.id}.{name}.fact", answer=answer)
    return scene.call("remember", kind=step.remember, fact=one_line(fact)[:500])
