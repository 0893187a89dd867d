"""A trajectory to take away: JSON, Markdown, CSV."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import orjson

from tools.aube.trajectory.views import PassageView, PlanView, StepView
from tools.aube.wording import Wording

Format = Literal["json", "md", "csv"]

_COLUMNS = """
    number id kind_title title why weeks_least weeks_most weeks_source starts_least ends_least starts_most ends_most
    needs beside critical have missing cost done
""".split()
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MARKS = re.compile(r"([\\`*_\[\]<>#|])")


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
        return Exported(name, "text/markdown; charset=utf-8", markdown(view, wording).encode())
    return Exported(name, "text/csv; charset=utf-8", _csv(view, wording.language))


def markdown(view: PlanView, wording: Wording) -> str:
    """A version in words, whole: what a card or a page shows, it says."""
    say, titles = wording.say, {step.id: step.title for step in view.steps}
    parts = [f"# {view.title}"]
    if view.origin_title:
        parts.append(say("plan.from", origin=view.origin_title))
    parts += [view.introduction, f"{say('plan.total', span=view.duration)} {say('plan.rule', rule=view.rule)}"]
    parts += ["\n".join(_step(step, titles, wording)) for step in view.steps]
    if view.optional:
        parts.append(say("plan.optional", steps=wording.listed([_plain(each.title) for each in view.optional])))
    parts.append(f"## {say('plan.alternatives')}")
    parts.append(
        "\n".join(
            "- " + say("plan.alternative", title=each.title, span=each.duration, why=each.why)
            for each in view.alternatives
        )
    )
    if view.risks:
        parts.append(f"## {say('plan.risks')}")
        parts.append("\n".join("- " + say("plan.risk", risk=each.text, lower=each.lower) for each in view.risks))
    named = [say("plan.dataset", data=each.name, date=each.date) for each in view.sources]
    parts.append(say("plan.data", sources=wording.listed(named)))
    return "\n\n".join(parts) + "\n"


def _step(step: StepView, titles: dict[str, str], wording: Wording) -> Iterator[str]:
    say = wording.say

    def listed(ids: list[str]) -> str:
        return wording.listed([_plain(titles[each]) for each in ids])

    done = f" {say('plan.done')}" if step.done else ""
    yield f"## {step.number}. {_plain(step.title)}{done}\n"
    yield step.why
    yield f"- {say('plan.duration', span=step.duration, source=step.weeks_source)}"
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
        yield f"- {_page(page, wording)}"


def _cost(step: StepView, wording: Wording) -> str:
    """The price with the page that says it."""
    page = next((each for each in step.passages if each.id == step.cost_passage), None)
    if page is None:
        return step.cost
    cost = step.cost.rstrip(".")
    return wording.say("plan.cost_source", cost=cost, source=page.source, date=page.checked_on)


def _page(page: PassageView, wording: Wording) -> str:
    return wording.say("plan.source", title=page.title, url=page.url, source=page.source, date=page.checked_on)


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


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = " | ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(text: str) -> str:
    """A person's words inside of Markdown: on one line, without marks."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
