"""The complete export of an assessment: JSON, and a CSV in long form with a row for each thing that is told."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from tools.aube.tracing import ExposureTrace, MatchTrace, PartTrace, Transparency

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet program compute a cell instead of showing it (OWASP, CSV injection)."""


class FactLine(BaseModel):
    """A fact of the profile: what it says, where it comes from in words, on which day, and whether it is confirmed."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    origin: str
    on: date | None
    confirmed: bool


class Export(BaseModel):
    """Everything that Aube holds and computes of an assessment."""

    model_config = ConfigDict(frozen=True)

    made_at: str
    """ISO 8601."""
    facts: tuple[FactLine, ...]
    transparency: Transparency


class Row(NamedTuple):
    """A row of the CSV. `about`: the code of an occupation, or an id; `value` and `weight`: None is an empty cell."""

    section: str
    about: str
    name: str
    text: str
    value: float | None = None
    weight: float | None = None
    evidence: str = ""
    confidence: str = ""
    source: str = ""
    date: str = ""


def as_json(export: Export) -> bytes:
    """The export as JSON, indented."""
    return export.model_dump_json(indent=2).encode()


def as_csv(export: Export) -> bytes:
    """The export as a CSV that spreadsheet programs open as it is: UTF-8 with BOM, the separator of the language, and
    nothing that they would compute."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if export.transparency.locale == "fr" else ",")
    writer.writerow(Row._fields)
    for row in rows(export):
        writer.writerow(inert(cell) for cell in row)
    return (BOM + out.getvalue()).encode()


def rows(export: Export) -> Iterator[Row]:
    """Answers, facts, interests, skills, refusals, matches with their reasons and parts, changes, rules, sources."""
    told = export.transparency
    yield from _person(export)
    for refusal in told.refusals:
        yield Row("refusal", refusal.item, " ".join(refusal.tokens), refusal.answer, refusal.excluded)
    for match in told.matches:
        yield from _match(match)
    for change in told.changes:
        yield Row("change", change.item, " ".join(change.enters), change.text)
    for rule in told.rules:
        yield Row("rule", "", rule.formula, rule.sentence)
    for note in told.notes:
        yield Row("note", "", "", note)
    for source in told.sources:
        name = f"{source.name} {source.release}".strip()
        text = f"{source.licence} {source.address}".strip()
        yield Row("source", source.kind, name, text, source=source.kind, date=source.checked_on.isoformat())


def _person(export: Export) -> Iterator[Row]:
    told = export.transparency
    for answer in told.answers:
        yield Row("answer", answer.item, answer.question, answer.said, date=answer.at.isoformat())
    for fact in export.facts:
        yield Row(
            "fact",
            fact.id,
            fact.origin,
            fact.text,
            evidence="confirmed" if fact.confirmed else "",
            date=str(fact.on or ""),
        )
    for letter in told.interests:
        text = f"{letter.chosen} / {letter.offered}"
        yield Row("interest", letter.letter, letter.label, text, letter.mean, letter.spread)
    for skill in told.skills:
        yield Row("skill", skill.id, skill.label, "", weight=skill.weight, evidence=skill.evidence)


def _match(match: MatchTrace) -> Iterator[Row]:
    sources = " ".join(match.sources)
    yield Row("match", match.code, match.title, match.rule.formula, match.score, None, "", match.confidence, sources)
    yield Row("match", match.code, "rank", "", match.rank)
    yield Row("match", match.code, "percentile", "", match.percentile)
    yield Row("match", match.code, "coverage", "", match.coverage)
    for name, text in (("entry", match.entry), ("training", match.training), ("first_step", match.first_step)):
        if text:
            yield Row("match", match.code, name, text)
    for reason in match.reasons:
        yield Row("reason", match.code, reason.part, reason.text, source=" ".join(reason.sources))
    for part in match.parts:
        yield from _part(match.code, part)
    for skill in match.have:
        yield Row("have", match.code, skill.id, skill.label, weight=skill.weight, evidence=skill.evidence)
    for close in match.close:
        yield Row("close", match.code, close.id, f"{close.label} / {close.owned}", close.likeness)
    for lacking in match.missing:
        yield Row("missing", match.code, lacking.id, lacking.label, lacking.targets)
    yield from _exposure(match.exposure)


def _part(code: str, part: PartTrace) -> Iterator[Row]:
    yield Row(
        "part",
        code,
        part.name,
        f"{part.rule.formula} ({part.because})",
        part.amount,
        part.weight,
        "",
        part.confidence,
        " ".join(part.sources),
    )
    yield Row("part", code, f"{part.name}.base", "", weight=part.base)
    yield Row("part", code, f"{part.name}.adds", "", part.adds)
    for one in part.resemblance:
        name = f"{part.name}.{one.name}"
        yield Row("part", code, name, ", ".join(one.detail), one.amount, one.most)
    for letter in part.letters:
        if letter.weight:
            name = f"{part.name}.{letter.letter}"
            yield Row("part", code, name, letter.label, letter.mean, letter.weight)
    for limit in part.limits:
        yield Row("part", code, f"{part.name}.{limit.item}", limit.answer)
    for wish in part.wishes:
        yield Row("part", code, f"{part.name}.{wish.item}", wish.answer, wish.met)


def _exposure(exposure: ExposureTrace) -> Iterator[Row]:
    yield Row(
        "exposure",
        exposure.code,
        exposure.isco,
        exposure.text,
        exposure.shared,
        confidence=exposure.confidence,
    )
    ai, automation = exposure.ai, exposure.automation
    figures: list[tuple[str, float, str, str]] = []
    if ai is not None:
        names = ("mean", "spread", "low", "high")
        figures += [(f"ai.{name}", getattr(ai, name), ai.source, ai.confidence) for name in names]
        for task in (*ai.most, *ai.least):
            yield Row("exposure", exposure.code, "ai.task", task.text, task.score, source=ai.source)
    if automation is not None:
        names = ("risk", "bottlenecks", "low", "high")
        figures += [
            (f"automation.{name}", getattr(automation, name), automation.source, automation.confidence)
            for name in names
        ]
    for name, value, source, confidence in figures:
        yield Row("exposure", exposure.code, name, "", value, confidence=confidence, source=source)


def inert(cell: str | float | None) -> str | float | None:
    """A cell that no spreadsheet program takes for a formula: text that begins like one is quoted, a number is not."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
