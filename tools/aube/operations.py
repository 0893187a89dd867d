"""Aube's operations."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from tools.aube.asking import MOST
from tools.aube.assessing import Aube
from tools.aube.assessments import Assessments
from tools.aube.beliefs import SEPARATOR
from tools.aube.cards import annex, bridge_card, interests_card, matches_card
from tools.aube.events import LONGEST
from tools.aube.models import JOB, RECOGNISED, SKIPPED, STORY, WHICH, Answer, Assessment, Depth, Item, Match
from tools.aube.reading import fold, read_options
from tools.aube.steps import Steps
from tools.aube.transparency import explain
from tools.aube.wording import Wording, wording_of
from tools.errors import InvalidArguments, NotFound, NotSaid
from tools.events import person_stream
from tools.operation import Annex, AnyOperation, Effect, ToolContext, operation
from tools.profile import facts
from tools.profile.grounding import unlabelled

DEEPEST = 3
LONGEST_ANSWER = 60_000
"""Characters of an answer that are taken at all."""
_WORDS = re.compile(r"[^\W\d_]{2}")


class Assess(BaseModel):
    """An answer, or what to do with the assessment."""

    model_config = ConfigDict(str_strip_whitespace=True)

    answer: str | None = Field(
        default=None,
        max_length=LONGEST_ANSWER,
        description="The person's answer to the question that is open, in their own words, unchanged. Leave it out to "
        "begin, or to hear the open question again.",
        json_schema_extra={"x-from": "message"},
    )
    said: str | None = Field(
        default=None,
        max_length=LONGEST_ANSWER,
        description="To begin: the message in which the person already said their job, if they did, unchanged.",
    )
    item: str | None = Field(
        default=None, max_length=40, description="The question that is answered; the open one by default."
    )
    options: list[str] | None = Field(
        default=None, max_length=40, description="The ids of the options that were tapped."
    )
    depth: Depth | None = Field(
        default=None,
        description="1: a first idea in 60 seconds, 2: four minutes, 3: eight minutes. To go further, a larger one.",
    )
    withdraw: str | None = Field(default=None, max_length=40, description="A question whose answer is taken back.")
    restart: bool = Field(default=False, description="Begin anew; the former assessment is kept.")
    results: bool = Field(default=False, description="Show the list as it stands, even before the end.")
    detail: int | None = Field(
        default=None,
        ge=1,
        le=5,
        description="The rank in the list of an occupation that the person asks about: its skills are shown.",
    )
    target: int | None = Field(
        default=None,
        ge=1,
        le=5,
        description="The rank in the list of the occupation that the person chose to aim for: the profile keeps it.",
    )


class Choice(BaseModel):
    """An answer that can be tapped."""

    id: str
    text: str


class Question(BaseModel):
    """The question that is open."""

    item: str
    text: str
    choices: list[Choice] = []
    many: bool = False
    number: int
    """Its place: the first is 1."""
    most: int
    """Questions at most at this depth."""


class Idea(BaseModel):
    """An occupation that could suit, explained."""

    code: str
    title: str
    summary: str
    reasons: list[str]
    have: list[str]
    missing: list[str]
    entry: str
    training: str
    first_step: str


class Assessed(BaseModel):
    """Where the assessment stands."""

    assessment: str
    depth: Depth
    understood: bool = True
    question: Question | None = None
    ideas: list[Idea] = []
    changes: list[str] = []
    text: str
    """What there is to say now, whole: the question, or the list."""
    _cards: list[Annex] = PrivateAttr(default_factory=list)
    """The list as cards: for the person's eyes, and not for a model's."""


def aube_operations(aube_now: Callable[[], Awaitable[Aube]]) -> tuple[AnyOperation, ...]:
    """The operations that run against what is known of occupations now."""

    @operation(scope="aube:write", effect=Effect.WRITE, restore=frozenset({"answer", "said"}), shows=shown)
    async def assess(context: ToolContext, arguments: Assess) -> Assessed:
        """Aube's assessment: begin it, pass on the person's answer to the open question, go deeper, correct an answer
        or show the list of occupations. It asks one question at a time with choices, and computes the list; never
        invent an occupation, a reason or a figure that it did not give. The question and its choices are shown to the
        person as they are: do not repeat them, introduce them in one short sentence at most."""
        _check_said(context, arguments)
        aube, kept = await aube_now(), Assessments(context.events)
        wording, steps = wording_of(context.locale), Steps(context, kept)
        assessment = await steps.open(arguments.depth, restart=arguments.restart)
        understood = True
        if arguments.withdraw:
            before, assessment = assessment, await steps.withdraw(assessment, arguments.withdraw)
            if arguments.withdraw == JOB:
                await steps.forget(before, aube)
        elif arguments.answer is not None or arguments.options is not None:
            answers = await asyncio.to_thread(_answers, aube, assessment, arguments, wording, context.clock.now())
            understood = answers is not None
            if answers:
                assessment = await steps.answer(assessment, answers)
        elif JOB not in assessment.answers and (told := await _told_job(context, arguments.said, first=steps.first)):
            if (code := await asyncio.to_thread(aube.recognise, told)) is not None:
                at = context.clock.now()
                said = Answer(item=JOB, text=told[:LONGEST], at=at)
                recognised = Answer(item=WHICH, options=(code,), text=RECOGNISED, at=at)
                assessment = await steps.answer(assessment, [said, recognised])
        await steps.keep(assessment, aube.atlas.catalogue)
        if arguments.target is not None:
            matches = await asyncio.to_thread(aube.matches, assessment, wording)
            await steps.aim(assessment, matches, arguments.target)
        early, chosen = arguments.results or arguments.detail is not None, arguments.target or arguments.detail
        return await asyncio.to_thread(
            _look, aube, assessment, wording, understood=understood, early=early, chosen=chosen
        )

    return (assess,)


def _look(
    aube: Aube, assessment: Assessment, wording: Wording, *, understood: bool, early: bool, chosen: int | None
) -> Assessed:
    """Where the assessment stands; the list before the end when it is asked for `early`. Of an occupation of it that is
    `chosen`, the skills are shown instead of the list."""
    question = aube.question(assessment, wording)
    matches = aube.matches(assessment, wording) if question is None or early else ()
    changes = [each.text for each in aube.counterfactuals(assessment, wording)][:2] if matches else []
    asked = _question(question, assessment, wording) if question is not None else None
    looked = Assessed(
        assessment=assessment.id,
        depth=assessment.depth,
        understood=understood,
        question=asked,
        ideas=[_idea(each) for each in matches],
        changes=changes,
        text=_text(asked, matches, changes, assessment, wording, understood=understood, done=question is None),
    )
    told = explain(aube, assessment, wording) if matches or chosen is not None else None
    if told and chosen is not None and chosen <= len(told.matches):
        looked._cards = [annex(bridge_card(told, told.matches[chosen - 1].code))]
    elif told and matches:
        looked._cards = [annex(matches_card(told, {each.code: each.summary for each in matches}))]
        looked._cards += [annex(interests_card(told))] if any(each.offered for each in told.interests) else []
    return looked


def _is_said(context: ToolContext, text: str) -> bool:
    """Whether the person wrote it: by REST it is they who call."""
    given = fold(text[:LONGEST])
    return context.agent is None or any(given in fold(each) for each in context.said)


def _check_said(context: ToolContext, arguments: Assess) -> None:
    """In a conversation an answer is what the person wrote (or none), and they tap nothing: raises NotSaid."""
    tapped = context.agent is not None and arguments.options is not None
    passes = arguments.answer is not None and read_options(arguments.answer, (), many=False) == (SKIPPED,)
    if tapped or not (arguments.answer is None or passes or _is_said(context, arguments.answer)):
        raise NotSaid("the answer is not in the person's words", field="answer")


async def _told_job(context: ToolContext, said: str | None, *, first: bool) -> str:
    """What the person said of their job: now, or before their first assessment; empty when they did not.

    What another call of the same turn remembers is not there for sure: it is left out.
    """
    if said and _is_said(context, said):
        return said
    if not first:
        return ""
    known = await context.events.read(context.actor.user_id, person_stream("profile", context.actor.user_id))
    turn = context.key.partition(":")[0]
    before = facts(event for event in known if (event.causation_id or "").partition(":")[0] != turn)
    return next((unlabelled(fact.text) for fact in reversed(before) if fact.kind == "job"), "")


def _open_item(aube: Aube, assessment: Assessment, named: str | None, wording: Wording) -> Item | None:
    """The item that an answer is for; raises NotFound for one that is not there."""
    open_one = aube.question(assessment, wording)
    if named is None or (open_one is not None and open_one.id == named):
        return open_one
    if (item := aube.item(named, assessment, wording)) is None:
        raise NotFound(f"question {named!r}", what="question")
    return item


def _answers(
    aube: Aube, assessment: Assessment, arguments: Assess, wording: Wording, at: datetime
) -> list[Answer] | None:
    """What an answer records, nothing when no question is open; None when it was not understood."""
    if (item := _open_item(aube, assessment, arguments.item, wording)) is None:
        return []
    text = (arguments.answer or "")[:LONGEST]
    options = _tapped(item, arguments.options)
    if options is None and item.options:
        options = read_options(text, item.options, many=item.many)
        if options is None and item.id == WHICH:
            # Said another way instead of chosen: that is another try at the job.
            return _job(aube, assessment, text, at)
        if options is None:
            return None
    if item.id == JOB:
        return _job(aube, assessment, text, at)
    if item.id == STORY:
        skipped = SKIPPED in (options or ()) or read_options(text, (), many=False) == (SKIPPED,)
        told = (SKIPPED,) if skipped else aube.described(text, assessment)
        return [Answer(item=STORY, options=told, text=text, at=at)]
    if item.id == WHICH and options == ("none",):
        options = (SKIPPED,)
    if item.kind == "skills":
        shown = SEPARATOR.join(each.id for each in item.options)
        return [Answer(item=item.id, options=options or (), text=shown, at=at)]
    return [Answer(item=item.id, options=options or (), text=text, at=at)]


def _tapped(item: Item, options: Sequence[str] | None) -> tuple[str, ...] | None:
    """The options that were tapped; raises InvalidArguments for what the item does not offer."""
    if options is None:
        return None
    if unknown := set(options) - {each.id for each in item.options} - {SKIPPED}:
        raise InvalidArguments(f"{item.id}: no option {sorted(unknown)[0]!r}", field="options")
    if len(options) != 1 and (not item.many or SKIPPED in options):
        raise InvalidArguments(f"{item.id} takes one option", field="options")
    return tuple(options)


def _job(aube: Aube, assessment: Assessment, text: str, at: datetime) -> list[Answer] | None:
    """What the person said of their job; None for what holds no word: the number of a choice is no job."""
    without = Answer(item=WHICH, options=(SKIPPED,), text=RECOGNISED, at=at)
    if read_options(text, (), many=False) == (SKIPPED,) or not text:
        return [Answer(item=JOB, options=(SKIPPED,), at=at), without]
    if not _WORDS.search(text):
        return None
    said = Answer(item=JOB, text=text, at=at)
    if (code := aube.recognise(text)) is not None:
        return [said, Answer(item=WHICH, options=(code,), text=RECOGNISED, at=at)]
    # What resembles nothing is asked once more, in other words; after that, one goes on without it.
    again = JOB in assessment.answers and not aube.resembles(text)
    return [said, without] if again else [said]


def _question(item: Item, assessment: Assessment, wording: Wording) -> Question:
    return Question(
        item=item.id,
        text=wording.text(item.text),
        choices=[Choice(id=option.id, text=wording.text(option.text)) for option in item.options],
        many=item.many,
        number=assessment.asked + 1,
        most=MOST[assessment.depth] + (assessment.depth == DEEPEST),
    )


def _idea(match: Match) -> Idea:
    return Idea(
        code=match.code,
        title=match.title,
        summary=match.summary,
        reasons=[reason.text for reason in match.reasons],
        have=[skill.label for skill in match.have],
        missing=[gap.label for gap in match.missing],
        entry=match.entry,
        training=match.training,
        first_step=match.first_step,
    )


def _text(
    question: Question | None,
    matches: Sequence[Match],
    changes: Sequence[str],
    assessment: Assessment,
    wording: Wording,
    *,
    understood: bool,
    done: bool,
) -> str:
    parts: list[str] = [] if understood else [wording.say("items.unclear")]
    if matches:
        parts.append(wording.say("results.intro_short" if assessment.depth == 1 else "results.intro_long"))
        parts += [_told(match, wording) for match in matches]
        parts += changes
        if done and assessment.depth < DEEPEST:
            parts.append(wording.say(f"results.deeper_{assessment.depth}"))
        parts.append(wording.say("results.not_a_test"))
    elif done:
        parts.append(wording.say("results.none"))
    if question is not None:
        choices = "\n".join(f"{n}. {each.text}" for n, each in enumerate(question.choices, start=1))
        parts += [question.text, choices] if choices else [question.text]
    return "\n\n".join(parts)


def _told(match: Match, wording: Wording) -> str:
    lines = [wording.say("results.line", rank=match.rank, title=f"**{match.title}**", summary=match.summary)]
    lines += [f"- {reason.text}" for reason in match.reasons]
    if match.missing:
        missing = wording.listed([wording.inside(gap.label) for gap in match.missing[:3]])
        lines.append(f"- {wording.say('results.missing', skills=missing)}")
    if match.entry:
        free = not match.training or match.training == wording.say("training.none")
        name = "results.entry_free" if free else "results.entry"
        lines.append(f"- {wording.say(name, entry=wording.entry(match.entry), training=match.training)}")
    if match.first_step:
        lines.append(f"- {wording.say('results.step', step=wording.inside(match.first_step))}")
    return "\n".join(lines)


def shown(result: Assessed) -> list[Annex]:
    """The list as cards, and the card of choices of an open question."""
    if result.question is None or not result.question.choices:
        return result._cards
    question = result.question
    data = question.model_dump(mode="json")
    text = "\n".join([question.text, *(f"{n}. {each.text}" for n, each in enumerate(question.choices, start=1))])
    actions: list[dict[str, Literal["message"] | str]] = [
        {"kind": "message", "text": each.text, "label": each.text} for each in question.choices
    ]
    card = {"id": f"q_{question.item}", "kind": "choices", "version": 1, "data": data, "text": text, "actions": actions}
    return [*result._cards, Annex("iris.card", card)]
