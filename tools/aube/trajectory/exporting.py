"""A trajectory to show and to take away: card, JSON, Markdown, CSV."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

import orjson

from tools.aube.books import day
from tools.aube.card_data import Card, DatasetLine, PlannedStep, Span, TrajectoryData
from tools.aube.cards import trajectory_card
from tools.aube.exporting import inert
from tools.aube.trajectory.views import PlanView, StepView
from tools.aube.trajectory.wording import words_of
from tools.aube.wording import Wording

Format = Literal["json", "md", "csv"]

_COLUMNS = """
    number id kind_title title why weeks_least weeks_most weeks_source starts_least ends_least starts_most ends_most
    needs beside critical have missing cost done
""".split()
_MARKS = re.compile(r"([\\`*_\[\]<>#|])")


class Marks(NamedTuple):
    """How words are marked: headings, what is strong, links; `plain` makes a person's words one line without marks."""

    heading: str
    section: str
    step: str
    strong: str
    link: str
    plain: Callable[[str], str]


MARKDOWN = Marks(
    heading="# {}",
    section="## {}",
    step="## {}\n",
    strong="**{}**",
    link="[{title}]({url})",
    plain=lambda text: _MARKS.sub(r"\\\1", " ".join(text.split())),
)
PLAIN = Marks(
    heading="{}", section="{}", step="{}", strong="{}", link="{title}, {url}", plain=lambda text: " ".join(text.split())
)
"""To be read aloud."""


class Exported(NamedTuple):
    """A file: its name, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes


def export(view: PlanView, format: Format, wording: Wording) -> Exported:
    """A version as a file."""
    name = f"{view.trajectory}-v{view.version}.{format}"
    if format == "json":
        document = {"format": "iris.trajectory", "format_version": 1, **view.model_dump(mode="json")}
        return Exported(name, "application/json", orjson.dumps(document, option=orjson.OPT_INDENT_2))
    if format == "md":
        return Exported(name, "text/markdown; charset=utf-8", in_words(view, wording, MARKDOWN).encode())
    return Exported(name, "text/csv; charset=utf-8", _csv(view, wording.language))


def card_of(view: PlanView) -> Card[TrajectoryData]:
    """A version as a card: its time line, and the whole in words."""
    steps = tuple(
        PlannedStep(
            id=step.id,
            title=step.title,
            kind=step.kind,
            start_week=Span(min=step.starts_least, max=step.starts_most),
            duration=Span(min=step.ends_least - step.starts_least, max=step.ends_most - step.starts_most),
            after=tuple(step.needs),
            done=step.done,
            rule=step.rule,
            source=step.weeks_source,
        )
        for step in view.steps
    )
    data = TrajectoryData(
        id=view.trajectory,
        title=view.title,
        version=view.version,
        total=Span(min=view.weeks_least, max=view.weeks_most),
        steps=steps,
        sources=tuple(
            DatasetLine(kind=each.kind, name=each.name, checked_on=date.fromisoformat(each.date))
            for each in view.sources
        ),
    )
    return trajectory_card(data, in_words(view, words_of(view.language), PLAIN))


def in_words(view: PlanView, wording: Wording, marks: Marks) -> str:
    """A version in words, whole: what a card or a page shows, it says."""
    say, titles = wording.say, {step.id: marks.plain(step.title) for step in view.steps}
    parts = [marks.heading.format(view.title)]
    if view.origin_title:
        parts.append(say("plan.from", origin=view.origin_title))
    parts += [view.introduction, f"{say('plan.total', span=view.duration)} {say('plan.rule', rule=view.rule)}"]
    parts += ["\n".join(_step(step, titles, wording, marks)) for step in view.steps]
    if view.optional:
        parts.append(say("plan.optional", steps=wording.listed([marks.plain(each.title) for each in view.optional])))
    if view.alternatives:
        parts.append(marks.section.format(say("plan.alternatives")))
        parts.append(
            "\n".join(
                "- " + say("plan.alternative", title=marks.strong.format(each.title), span=each.duration, why=each.why)
                for each in view.alternatives
            )
        )
    if view.risks:
        parts.append(marks.section.format(say("plan.risks")))
        parts.append("\n".join("- " + say("plan.risk", risk=each.text, lower=each.lower) for each in view.risks))
    named = [say("plan.dataset", data=each.name, date=_day(each.date, wording)) for each in view.sources]
    parts.append(say("plan.data", sources=wording.listed(named)))
    return "\n\n".join(parts) + "\n"


def _step(step: StepView, titles: Mapping[str, str], wording: Wording, marks: Marks) -> Iterator[str]:
    say = wording.say

    def listed(ids: list[str]) -> str:
        return wording.listed([titles[each] for each in ids])

    done = f" {say('plan.done')}" if step.done else ""
    yield marks.step.format(f"{step.number}. {titles[step.id]}{done}")
    yield step.why
    yield f"- {say('plan.duration', span=step.duration, source=step.weeks_source)}"
    if not step.done:
        yield f"- {_begins(step, wording)}"
    if step.needs:
        yield f"- {say('plan.needs', steps=listed(step.needs))}"
    if step.beside:
        yield f"- {say('plan.beside', steps=listed(step.beside[:3]))}"
    if step.have:
        yield f"- {say('plan.skills_have', skills=wording.listed(step.have))}"
    if step.missing:
        yield f"- {say('plan.skills_missing', skills=wording.listed(step.missing))}"
    if step.cost:
        yield f"- {say('plan.cost', cost=_cost(step, wording))}"
    for page in step.passages:
        named, read = marks.link.format(title=page.title, url=page.url), _day(page.checked_on, wording)
        yield f"- {say('plan.source', page=named, source=page.source, date=read)}"


def _begins(step: StepView, wording: Wording) -> str:
    """When it may begin, in weeks from now."""
    if step.starts_least == step.starts_most:
        return wording.say("plan.begins" if step.starts_most else "plan.begins_now", a=step.starts_least)
    return wording.say("plan.begins_between", a=step.starts_least, b=step.starts_most)


def _cost(step: StepView, wording: Wording) -> str:
    """The price with the page that says it."""
    page = next((each for each in step.passages if each.id == step.cost_passage), None)
    if page is None:
        return step.cost
    cost, read = step.cost.rstrip("."), _day(page.checked_on, wording)
    return wording.say("plan.cost_source", cost=cost, source=page.source, date=read)


def _day(written: str, wording: Wording) -> str:
    return day(date.fromisoformat(written), wording.language)


def _csv(view: PlanView, language: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if language == "en" else ";")
    writer.writerow([*_COLUMNS, "sources"])
    for step in view.steps:
        row = step.model_dump(mode="json")
        pages = " | ".join(f"{page.source}, {page.url} ({page.checked_on})" for page in step.passages)
        writer.writerow([*(_cell(row[column]) for column in _COLUMNS), _cell(pages)])
    # Spreadsheets read UTF-8 when the file says so.
    return out.getvalue().encode("utf-8-sig")


def _cell(value: list[str] | str | int | None) -> str | float | None:
    return inert(" | ".join(value) if isinstance(value, list) else value)
