"""Exposure of an occupation as it is told: both axes, each with its range, its rule, its source and its confidence."""

from collections.abc import Collection, Iterable

from knowledge.occupations import Atlas, Catalogue, SourceKind
from knowledge.occupations.exposure import AiAxis, AutomationAxis, Basis, NamedTask, exposure_of
from tools.aube.books import figure
from tools.aube.tracing import AiTrace, AutomationTrace, ExposureTrace, Rule, SourceLine, TaskLine
from tools.aube.wording import Wording

DECIMALS = 4


def expose(atlas: Atlas, code: str, book: Wording) -> ExposureTrace:
    """Both axes of an occupation, in the words of the book `explain`; raises KeyError for an unknown code."""
    found = exposure_of(atlas.catalogue, code)
    title = str(atlas.catalogue.occupations[code].title)
    ai = _ai(found.ai, book) if found.ai else None
    automation = _automation(found.automation, book) if found.automation else None
    told = [book.say("exposure.both", title=title, ai=_told_ai(ai, book), automation=_told_index(automation, book))]
    if found.coarse and found.shared and (ai or automation):
        told.append(book.say("exposure.coarse", shared=found.shared))
    return ExposureTrace(
        code=code,
        title=title,
        isco=found.isco,
        shared=found.shared,
        coarse=found.coarse,
        confidence=found.confidence,
        ai=ai,
        automation=automation,
        text=" ".join(told),
    )


def axes_of(exposure: ExposureTrace) -> tuple[SourceKind, ...]:
    """Where the axes that are known come from."""
    return tuple(axis.source for axis in (exposure.ai, exposure.automation) if axis is not None)


def source_lines(catalogue: Catalogue, used: Collection[SourceKind]) -> tuple[SourceLine, ...]:
    """The sources of the catalogue that are used, in its order."""
    return tuple(
        SourceLine(
            kind=kind,
            name=source.name,
            release=source.release,
            checked_on=source.checked_on,
            licence=source.licence,
            address=source.address,
        )
        for kind, source in catalogue.sources.items()
        if kind in used
    )


def _ai(axis: AiAxis, book: Wording) -> AiTrace:
    return AiTrace(
        band=axis.band,
        low=round(axis.low, DECIMALS),
        high=round(axis.high, DECIMALS),
        rule=Rule(sentence=book.say("rules.ai"), formula=book.say("rules.ai_formula")),
        isco=axis.basis.isco,
        group=axis.basis.group,
        basis=axis.basis.rule,
        because=_because(axis.basis, book),
        confidence=axis.basis.confidence,
        source="ilo",
        mean=round(axis.mean, DECIMALS),
        spread=round(axis.spread, DECIMALS),
        gradient=axis.gradient,
        most=_tasks(axis.most),
        least=_tasks(axis.least),
    )


def _automation(axis: AutomationAxis, book: Wording) -> AutomationTrace:
    return AutomationTrace(
        band=axis.band,
        low=round(axis.low, DECIMALS),
        high=round(axis.high, DECIMALS),
        rule=Rule(sentence=book.say("rules.automation"), formula=book.say("rules.automation_formula")),
        isco=axis.basis.isco,
        group=axis.basis.group,
        basis=axis.basis.rule,
        because=_because(axis.basis, book),
        confidence=axis.basis.confidence,
        source="nesta",
        risk=round(axis.risk, DECIMALS),
        bottlenecks=round(axis.bottlenecks, DECIMALS),
        category=axis.category,
    )


def _because(basis: Basis, book: Wording) -> str:
    return book.say(f"basis.{basis.rule}")


def _tasks(tasks: Iterable[NamedTask]) -> tuple[TaskLine, ...]:
    return tuple(TaskLine(text=one.text, french=one.french, score=round(one.score, DECIMALS)) for one in tasks)


def _told_ai(axis: AiTrace | None, book: Wording) -> str:
    if axis is None:
        return book.say("exposure.none")
    mean, low, high = (figure(value, book.language) for value in (axis.mean, axis.low, axis.high))
    return book.say("exposure.ai", level=book.say(f"levels.{axis.band}"), mean=mean, low=low, high=high)


def _told_index(axis: AutomationTrace | None, book: Wording) -> str:
    if axis is None:
        return book.say("exposure.none")
    risk, low, high = (figure(value, book.language) for value in (axis.risk, axis.low, axis.high))
    name = "exposure.automation_alone" if low == high else "exposure.automation"
    return book.say(name, level=book.say(f"levels.{axis.band}"), risk=risk, low=low, high=high)
