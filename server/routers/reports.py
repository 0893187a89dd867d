"""What Aube's list stands on: transparency, export, report; and links that open one report without signing in."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from agents.runs.seen import surroundings
from agents.runs.turn import Message
from agents.runtime import Runtime
from server.auth import Anyone, Iris, Person, runtime_of
from server.idempotency import Command
from server.routers.aube import LAST
from server.routers.chat import Identifier
from server.routers.privacy import Locale, unstored
from tools.actor import Actor, ThreadId
from tools.aube import Aube, wording_of
from tools.aube.books import book_of, day
from tools.aube.exporting import Export, as_csv
from tools.aube.exporting import as_json as export_as_json
from tools.aube.exposing import expose
from tools.aube.holding import fact_lines
from tools.aube.models import Assessment
from tools.aube.report import Level, Report, SeenLine, Shown, WrittenLine, as_json, as_pdf, build_report
from tools.aube.sharing import LIFE, LONGEST_LIFE, Format, Share, Shares
from tools.aube.tracing import Transparency
from tools.aube.transparency import explain
from tools.aube.wording import Wording
from tools.files import disposition

router = APIRouter(tags=["aube"], prefix="/luna/aube", dependencies=[Depends(unstored)])
links = APIRouter(tags=["aube"], prefix="/r", dependencies=[Depends(unstored)])

LONGEST_DOCUMENT = 2_000
"""Characters of a document that the report tells."""
MESSAGES = 200
WORDED: Level = 3
"""The level that tells the person's own words."""
TYPES: dict[Format, str] = {"pdf": "application/pdf", "json": "application/json"}

AssessmentId = Annotated[Identifier, Path(description=f"An assessment of the person, or `{LAST}`")]
# A query is text, which no literal number equals.
ReportLevel = Annotated[int, Query(ge=1, le=3, description="1: one line, 2: one page, 3: everything")]
LEVELS: dict[int, Level] = {1: 1, 2: 2, 3: 3}


async def shares_of(request: Request) -> Shares:
    """The links of people."""
    return runtime_of(request).career.shares


Links = Annotated[Shares, Depends(shares_of)]


class ShareBody(BaseModel):
    """What the link opens, and for how many days; `thread_id`: the conversation that goes with levels 2 and
    3."""

    model_config = ConfigDict(extra="forbid")

    level: Level = 2
    format: Format = "pdf"
    days: int = Field(default=LIFE.days, ge=1, le=LONGEST_LIFE.days)
    thread_id: Identifier | None = None


class ShareView(BaseModel):
    """A link. Whoever has its `path` opens that report, as it is now, until it expires or is taken back.

    `warning`, at level 3: the report holds the person's own words, and whoever has the link reads them.
    """

    id: str
    path: str
    level: Level
    format: Format
    made_at: datetime
    expires_at: datetime
    warning: str | None


class ShareList(BaseModel):
    """The links of an assessment that are open."""

    shares: list[ShareView]


@router.get("/transparency/{assessment_id}")
async def transparency(assessment_id: AssessmentId, actor: Person, iris: Iris, locale: Locale) -> Transparency:
    """For every score of the list: inputs, rule, weights, amounts, sources with their dates, confidence."""
    assessment = await _assessment(iris, actor, assessment_id)
    return await _explained(await iris.career.aube(), assessment, locale)


@router.get("/export/{assessment_id}", response_class=Response)
async def export(
    assessment_id: AssessmentId,
    actor: Person,
    iris: Iris,
    locale: Locale,
    format: Annotated[Literal["json", "csv"], Query()] = "json",
) -> Response:
    """Everything that Aube holds and computes: answers, facts, matches, reasons, parts, sources."""
    assessment = await _assessment(iris, actor, assessment_id)
    told = await _explained(await iris.career.aube(), assessment, locale)
    facts = fact_lines(await iris.profiles.of(actor.user_id), locale)
    whole = Export(made_at=iris.clock.now().isoformat(), facts=facts, transparency=told)
    if format == "csv":
        return _file(as_csv(whole), "text/csv; charset=utf-8", "aube.csv")
    return _file(export_as_json(whole), "application/json", "aube.json")


@router.get("/report/{assessment_id}", response_class=Response)
async def report(
    assessment_id: AssessmentId,
    actor: Person,
    iris: Iris,
    locale: Locale,
    level: ReportLevel = 2,
    format: Format = "pdf",
    thread_id: Identifier | None = None,
) -> Response:
    """The « Trust by design » report. With `thread_id`, level 2 tells which models wrote in that conversation, and
    level 3 what they wrote and were shown of it too."""
    made = await _report(iris, actor, assessment_id, LEVELS[level], thread_id, locale)
    return await _written(made, format)


@router.post("/report/{assessment_id}/share", status_code=201)
async def share(
    assessment_id: AssessmentId,
    body: ShareBody,
    actor: Person,
    iris: Iris,
    shares: Links,
    command: Command,
    locale: Locale,
) -> ShareView:
    """Make a link to the report as it is now: signed, for 7 days (30 at most), taken back at any moment. Who opens it
    needs no account and learns nothing of the person but the report. Level 3 holds the person's own words: their first
    message, their answers, what their profile says; `warning` says so."""
    assessment = await _assessment(iris, actor, assessment_id)
    made = await _report(iris, actor, assessment.id, body.level, body.thread_id, locale)
    kept, _ = await shares.share(
        actor.user_id,
        assessment.id,
        made,
        body.format,
        command=command,
        actor=f"{actor.kind}:{actor.user_id}",
        life=timedelta(days=body.days),
    )
    return _view(kept, shares, locale)


@router.get("/report/{assessment_id}/share")
async def list_shares(
    assessment_id: AssessmentId, actor: Person, iris: Iris, shares: Links, locale: Locale
) -> ShareList:
    """The links to reports of this assessment that are open."""
    assessment, now = await _assessment(iris, actor, assessment_id), iris.clock.now()
    every = await shares.of(actor.user_id)
    still = [each for each in every if each.assessment == assessment.id and not each.revoked and each.expires_at > now]
    return ShareList(shares=[_view(each, shares, locale) for each in still])


@router.delete("/report/{assessment_id}/share/{share_id}", status_code=204)
async def revoke(
    assessment_id: AssessmentId, share_id: Identifier, actor: Person, iris: Iris, shares: Links, command: Command
) -> None:
    """Take a link back: it opens nothing any more."""
    await _assessment(iris, actor, assessment_id)
    await shares.revoke(actor.user_id, share_id, command=command, actor=f"{actor.kind}:{actor.user_id}")


@links.get("/{token}", dependencies=[Anyone], response_class=Response)
async def open_link(token: str, shares: Links) -> Response:
    """Open a report by its link, without signing in. 404 `report_link_invalid`, whether it is wrong, over or taken
    back."""
    found = await shares.open(token)
    assert found.report is not None
    answer = await _written(found.report, found.format)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


async def _assessment(iris: Runtime, actor: Actor, named: str) -> Assessment:
    return await iris.career.assessments.of(actor.user_id, None if named == LAST else named)


async def _explained(aube: Aube, assessment: Assessment, locale: str) -> Transparency:
    return await asyncio.to_thread(explain, aube, assessment, wording_of(locale))


async def _report(
    iris: Runtime, actor: Actor, assessment_id: str, level: Level, thread_id: str | None, locale: str
) -> Report:
    assessment, aube = await _assessment(iris, actor, assessment_id), await iris.career.aube()
    facts = fact_lines(await iris.profiles.of(actor.user_id), locale) if level == 3 else ()
    shown = await _shown(iris, actor, ThreadId(thread_id), locale) if thread_id and level > 1 else None
    today = iris.clock.now().date()

    def build() -> Report:
        told = explain(aube, assessment, wording_of(locale))
        job = expose(aube.atlas, told.job, book_of("explain", told.locale)) if told.job_title else None
        return build_report(told, level, today, job=job, facts=facts, shown=shown)

    return await asyncio.to_thread(build)


async def _shown(iris: Runtime, actor: Actor, thread_id: ThreadId, locale: str) -> Shown:
    """The privacy view of a conversation, without what was really said."""
    history = await iris.threads.history(actor.user_id, thread_id, limit=MESSAGES)
    around = await surroundings(iris.runs.admission, iris.files, actor.user_id, thread_id, history)
    book = book_of("report", locale)
    written = [
        WrittenLine(
            text=each.masked,
            by=_author(each, book),
            on=day(each.created_at.date(), book.language),
        )
        for each in history
        if each.role == "assistant" and each.masked
    ]
    return Shown(
        written=tuple(written),
        messages=tuple(SeenLine(role=each.role, seen=each.masked) for each in history),
        facts=tuple(around.facts),
        summary=around.summary,
        documents=tuple(_cut(seen) for seen in around.documents.values()),
        hidden=dict(around.hidden),
    )


def _author(message: Message, book: Wording) -> str:
    agent = message.agent or book.say("say.iris")
    if message.model in (None, "guided", "house"):
        return book.say(f"origins.agent_{message.model or 'unnoted'}", agent=agent)
    return book.say("origins.agent_model", agent=agent, model=message.model)


async def _written(report: Report, format: Format) -> Response:
    content = await as_pdf(report) if format == "pdf" else as_json(report)
    return _file(content, TYPES[format], f"iris-transparence-{report.level}.{format}")


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Content-Disposition": disposition(name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


def _view(share: Share, shares: Shares, locale: str) -> ShareView:
    return ShareView(
        id=share.id,
        path=f"/r/{shares.token_of(share)}",
        level=share.level,
        format=share.format,
        made_at=share.made_at,
        expires_at=share.expires_at,
        warning=book_of("report", locale).say("say.own_words") if share.level == WORDED else None,
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_DOCUMENT else f"{text[: LONGEST_DOCUMENT - 1]}…"
