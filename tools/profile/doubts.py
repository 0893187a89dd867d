"""Contradictions of a profile, kept visible: each is a question for the person. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, combinations, islice
from typing import NamedTuple

from tools.profile.models import Doubt, Item
from tools.profile.sections import SINGLE, Language, Licence, Values, Work

MOST_DOUBTS = 50
"""Five hundred copies of one job make a hundred thousand pairs: nobody answers more questions than this."""


class Span(NamedTuple):
    """A time that is known by partial dates: between which days it began, and between which it ended (None: open)."""

    begun: tuple[date, date] | None
    ended: tuple[date, date] | None


def doubts(items: Sequence[Item]) -> tuple[Doubt, ...]:
    """What does not fit together, by kind, in the order of the items."""
    found = chain(_reversed(items), _same_jobs(items), _languages(items), _two_answers(items))
    return tuple(islice(found, MOST_DOUBTS))


def _reversed(items: Sequence[Item]) -> Iterator[Doubt]:
    for item in items:
        span = span_of(item.values)
        if span.begun and span.ended and span.ended[1] < span.begun[0]:
            begun, ended = dates_of(item.values)
            yield Doubt(
                kind="reversed",
                items=(item.id,),
                fr=f"{label(item.values)} : la fin ({ended}) vient avant le début ({begun}). Quelles sont les bonnes "
                "dates ?",
                en=f"{label(item.values)}: it ends ({ended}) before it begins ({begun}). Which dates are right?",
            )


def _same_jobs(items: Sequence[Item]) -> Iterator[Doubt]:
    at: dict[str, list[tuple[Item, Work, Span]]] = {}
    for item in items:
        if isinstance(item.values, Work) and item.values.name:
            at.setdefault(_plain(item.values.name), []).append((item, item.values, span_of(item.values)))
    pairs = (pair for jobs in at.values() for pair in combinations(jobs, 2))
    for (one, first, span), (other, second, other_span) in pairs:
        if _overlap(span, other_span) if span.begun and other_span.begun else _same(first.position, second.position):
            yield Doubt(
                kind="same_job",
                items=(one.id, other.id),
                fr=f"Deux emplois chez {first.name} semblent se recouvrir : « {_job(first)} » et « {_job(second)} ». "
                "Est-ce le même ?",
                en=f"Two jobs at {first.name} seem to overlap: “{_job(first)}” and “{_job(second)}”. Are they one?",
            )


def _overlap(one: Span, other: Span) -> bool:
    """Whether two spans certainly overlap, whatever their partial dates mean."""
    last_begin = max(span.begun[1] for span in (one, other) if span.begun)
    return all(span.ended is None or last_begin < span.ended[0] for span in (one, other))


def _languages(items: Sequence[Item]) -> Iterator[Doubt]:
    spoken = [(item, item.values) for item in items if isinstance(item.values, Language) and item.values.fluency]
    for (one, first), (other, second) in combinations(spoken, 2):
        if _same(first.language, second.language) and not _same(first.fluency, second.fluency):
            yield Doubt(
                kind="same_language",
                items=(one.id, other.id),
                fr=f"{first.language} : « {first.fluency} » ou « {second.fluency} » ?",
                en=f"{first.language}: “{first.fluency}” or “{second.fluency}”?",
            )


def _two_answers(items: Sequence[Item]) -> Iterator[Doubt]:
    said = {"availability": ("la disponibilité", "availability"), "mobility": ("la mobilité", "mobility")}
    for section in SINGLE:
        found = [item.id for item in items if item.section == section]
        if len(found) > 1:
            fr, en = said[section]
            yield Doubt(
                kind="two_answers",
                items=tuple(found),
                fr=f"Il y a {len(found)} réponses sur {fr}. Laquelle compte ?",
                en=f"There are {len(found)} answers about {en}. Which one counts?",
            )


def dates_of(values: Values) -> tuple[str | None, str | None]:
    """The partial dates between which something lasts."""
    begun = getattr(values, "date" if isinstance(values, Licence) else "start_date", None)
    return begun, getattr(values, "end_date", None)


def span_of(values: Values) -> Span:
    """When something began and ended, as far as it is known."""
    begun, ended = dates_of(values)
    return Span(begun and _between(begun), ended and _between(ended))  # type: ignore[arg-type]


def _between(partial: str) -> tuple[date, date]:
    """The first and the last day that a partial date may mean."""
    year, month, day = (*(int(part) for part in partial.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    first = date(year, month or 1, 1)
    after = date(year + (month in (0, 12)), 1 if month in (0, 12) else month + 1, 1)
    return first, after - timedelta(days=1)


def label(values: Values) -> str:
    """The few words by which a person recognises an item."""
    said = (getattr(values, name, None) for name in (*values.needs, "summary"))
    return next((str(each) for each in said if each), type(values).__name__)


def _job(job: Work) -> str:
    begun, ended = dates_of(job)
    dates = f", {begun or '?'} – {ended or '…'}" if begun or ended else ""
    return f"{job.position or job.name}{dates}"


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").split())
