"""Assessments that somebody went through, on a catalogue, without a store; and numbers with where they stand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from knowledge.occupations import Atlas, load_catalogue
from tests.knowledge.occupations import reference
from tools.aube.assessing import Aube
from tools.aube.beliefs import SEPARATOR
from tools.aube.models import JOB, WHICH, Answer, Assessment, Depth
from tools.aube.wording import wording_of

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
Place = tuple[str | int, ...]


@cache
def aube_over(where: str) -> Aube:
    """The assessor over the starter set, or the full ROME (`reference`; skips where its files are not)."""
    return Aube(Atlas(load_catalogue(None) if where == "starter" else reference.catalogue()))


def go_through(aube: Aube, code: str, depth: Depth, taps: int) -> Assessment:
    """An assessment from an occupation on (empty: none), to its end; `taps` chooses among the options."""
    which = Answer(item=WHICH, options=(code or "skip",), at=NOW)
    answers = {JOB: Answer(item=JOB, text=f"je suis {code}", at=NOW), WHICH: which}
    assessment = Assessment(id="as_1", depth=depth, started_at=NOW, answers=answers, version=2)
    wording = wording_of("fr")
    for turn in range(30):
        if (item := aube.question(assessment, wording)) is None:
            return assessment
        ids = [option.id for option in item.options]
        chosen = tuple(ids[:taps]) if item.kind == "skills" else tuple(ids[(taps + turn) % max(len(ids), 1) :][:1])
        text = SEPARATOR.join(ids) if item.kind == "skills" else "=j'ai aidé une <collègue> & un client"
        if item.kind == "story":
            chosen = aube.described("accueillir le public, encaisser un paiement", assessment)
        given = Answer(item=item.id, options=chosen, text=text, at=NOW)
        assessment = replace(assessment, answers={**assessment.answers, item.id: given}, version=turn + 3)
    raise AssertionError("it never ends")


def numbers(value: object, at: Place = ()) -> Iterator[tuple[Place, float]]:
    """Every number of a JSON value, with its place."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from numbers(each, (*at, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from numbers(each, (*at, place))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield at, value
