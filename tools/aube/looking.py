"""A look at one occupation: what one does, how one gets in, how exposed it is on two axes, what to learn for AI."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from knowledge.occupations import Atlas, Conditions, SourceKind
from knowledge.occupations.ai_work import ai_skills, own_tasks
from knowledge.occupations.first_steps import first_step
from tools.aube.assessing import Aube
from tools.aube.assessments import Assessments
from tools.aube.books import book_of, day
from tools.aube.cards import annex, bridge_card, occupations_card
from tools.aube.exposing import axes_of, expose, source_lines
from tools.aube.models import Assessment
from tools.aube.operations import LONGEST_ANSWER
from tools.aube.tracing import ExposureTrace
from tools.aube.transparency import explain
from tools.aube.wording import Wording, wording_of
from tools.operation import Annex, Effect, Operation, ToolContext, operation

ALIKE = 4


class LookAt(BaseModel):
    """Which occupation, and what the person does in it."""

    model_config = ConfigDict(str_strip_whitespace=True)

    job: str = Field(
        max_length=LONGEST_ANSWER,
        description="The occupation, in the person's words; empty, or naming none: the one of their assessment.",
        json_schema_extra={
            "x-from": "message",
            "x-question": {"fr": "De quel métier s'agit-il ?", "en": "Which occupation is it?"},
        },
    )
    tasks: list[str] = Field(
        default_factory=list, max_length=20, description="Tasks that the person said they do, in their words."
    )


class Named(BaseModel):
    """An occupation that may be meant."""

    code: str
    title: str


class Look(BaseModel):
    """What is known of it."""

    code: str | None = None
    title: str = ""
    candidates: list[Named] = []
    """When it is not plain: which ones it may be."""
    exposure: ExposureTrace | None = None
    plan: list[str] = []
    text: str
    """All of it in words."""
    _cards: list[Annex] = PrivateAttr(default_factory=list)
    """Exposure, and the skills when it is in the person's list: for their eyes, and not for a model's."""


def shown(result: Look) -> list[Annex]:
    """What is known of it as cards."""
    return result._cards


def look_operation(aube_now: Callable[[], Awaitable[Aube]]) -> Operation[LookAt, Look]:
    """The operation over what is known of occupations now."""

    @operation(scope="aube:read", effect=Effect.READ, restore=frozenset({"job"}), shows=shown)
    async def look_at_occupation(context: ToolContext, arguments: LookAt) -> Look:
        """Look at one occupation (« est-ce que mon métier va disparaître », « c'est quoi le métier de… »): what one
        does there, the usual conditions, the way in, its exposure to AI and to automation as two separate figures with
        their sources, what to learn to work with AI. Exposure tells how work changes: never say that an occupation will
        disappear. Give no figure that is not in the result."""
        aube, known = await aube_now(), await Assessments(context.events).all(context.actor.user_id)
        code, wording = next((each.job for each in reversed(known) if each.job), None), wording_of(context.locale)

        def looked() -> Look:
            found = look(aube, arguments, code, wording)
            found._cards = _cards(aube, found, code, known[-1] if known else None, wording)
            return found

        return await asyncio.to_thread(looked)

    return look_at_occupation


def look(aube: Aube, arguments: LookAt, code: str | None, wording: Wording) -> Look:
    """What is known of the occupation that the words plainly name, else of `code`."""
    found = aube.atlas.finder.find(arguments.job, limit=ALIKE)
    if found.sure:
        return _told(aube, found.candidates[0].code, arguments.tasks, wording)
    alike = found.likely or found.others
    # A job that is named without being plain is asked about: the answer is not that of the person's own.
    asked = bool(alike) and alike[0].how == "title"
    if code in aube.atlas.catalogue.occupations and code is not None and not asked:
        return _told(aube, code, arguments.tasks, wording)
    if not alike:
        return Look(text=wording.say("look.unknown"))
    named = [Named(code=each.code, title=str(each.title)) for each in alike]
    lines = [wording.say("look.unclear"), *(f"{n}. {each.title}" for n, each in enumerate(named, start=1))]
    return Look(candidates=named, text="\n".join(lines))


def _cards(aube: Aube, looked: Look, job: str | None, assessment: Assessment | None, wording: Wording) -> list[Annex]:
    """Exposure where there is data, beside that of the job of today; the skills of an occupation of the list."""
    if looked.exposure is None:
        return []
    code, atlas, found = looked.exposure.code, aube.atlas, list[Annex]()
    if axes_of(looked.exposure):
        known = job if job in atlas.catalogue.occupations and job is not None else ""
        today = (expose(atlas, known, book_of("explain", wording.language)),) if known not in ("", code) else ()
        every = (*today, looked.exposure)
        sources = source_lines(atlas.catalogue, {kind for one in every for kind in axes_of(one)})
        found.append(annex(occupations_card(f"e_{code}", every, sources, wording.language, job=known)))
    if assessment is not None and code in {each.code for each in aube.matches(assessment, wording)}:
        found.append(annex(bridge_card(explain(aube, assessment, wording), code)))
    return found


def _told(aube: Aube, code: str, tasks: Sequence[str], wording: Wording) -> Look:
    occupation = aube.atlas.catalogue.occupations[code]
    exposure = expose(aube.atlas, code, book_of("explain", wording.language))
    plan = [
        wording.say("look.plan_step", title=step.title, text=step.text)
        for step in ai_skills(aube.atlas.catalogue, code, wording.language).steps
    ]
    training = occupation.conditions.training
    parts = [wording.say("look.title", title=occupation.title, summary=occupation.summary)]
    if usual := _conditions(occupation.conditions, wording):
        parts.append(wording.say("look.conditions", conditions=wording.listed(usual)))
    if occupation.entry:
        name = "results.entry" if training not in (None, "none") else "results.entry_free"
        known = wording.say(f"training.{training}") if training else ""
        parts.append(wording.say(name, entry=wording.entry(occupation.entry), training=known))
    parts += _exposed(exposure, wording)
    if own := _own(tasks, wording):
        parts.append(wording.say("look.own", tasks=wording.listed(own)))
    parts += [wording.say("look.plan") + "\n" + "\n".join(plan), _sources(aube.atlas, exposure, wording)]
    parts.append(wording.say("results.step", step=wording.inside(first_step(occupation, wording.language))))
    return Look(code=code, title=str(occupation.title), exposure=exposure, plan=plan, text="\n\n".join(parts))


def _conditions(conditions: Conditions, wording: Wording) -> list[str]:
    """What is usual, of what was written by hand; ROME's texts say what may be."""
    if conditions.source != "starter":
        return []
    told = [wording.say(f"look.hours_{each}") for each in sorted(conditions.hours)]
    levels = (("physical", conditions.physical), ("contact", conditions.contact), ("screen", conditions.screen))
    return told + [wording.say(f"look.{name}_high") for name, level in levels if level == "high"]


def _exposed(exposure: ExposureTrace, wording: Wording) -> list[str]:
    if exposure.ai is None and exposure.automation is None:
        return [wording.say("look.no_exposure")]
    book = book_of("explain", wording.language)
    parts = [wording.say("look.exposure", text=exposure.text, meaning=book.say("exposure.meaning"))]
    for name, tasks in (("most", exposure.ai.most), ("least", exposure.ai.least)) if exposure.ai else ():
        if tasks:
            parts.append(
                wording.say(f"look.{name}", tasks=" ; ".join(each.french or each.text.strip(" ;.") for each in tasks))
            )
    return parts


def _own(tasks: Sequence[str], wording: Wording) -> list[str]:
    groups: dict[str, list[str]] = {}
    for each in own_tasks(tasks).tasks:
        if each.family:
            groups.setdefault(each.family.tilt, []).append(wording.say("items.quote", words=each.text))
    return [
        wording.say(f"look.own_{tilt}_many" if len(named) > 1 else f"look.own_{tilt}", task=wording.listed(named))
        for tilt, named in groups.items()
    ]


def _sources(atlas: Atlas, exposure: ExposureTrace, wording: Wording) -> str:
    kinds: tuple[SourceKind, ...] = (atlas.origin, *axes_of(exposure))
    told = [
        wording.say("look.source", source=source.name, day=day(source.checked_on, wording.language))
        for kind in kinds
        if (source := atlas.catalogue.sources.get(kind)) is not None
    ]
    return wording.say("look.sources", sources=" ; ".join(told))
