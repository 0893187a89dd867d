"""Aube by REST: the assessment, its recommendations, its cards. The same operation as in a conversation."""

import asyncio
import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from agents.runtime import Runtime
from server.auth import Iris, Person
from server.idempotency import Command
from server.routers.chat import FreeText, Identifier
from server.routers.privacy import Locale, unstored
from tools.actor import Actor
from tools.aube import Assess, Assessed, Counterfactual, Depth, Look, LookAt, Match, wording_of
from tools.aube.books import book_of
from tools.aube.card_data import AnyCard
from tools.aube.opening import assessment_card
from tools.aube.operations import LONGEST_ANSWER
from tools.aube.pictures import draw
from tools.errors import MessageTooLong

router = APIRouter(tags=["aube"], prefix="/luna/aube", dependencies=[Depends(unstored)])

LAST = "last"
"""Names the person's last assessment, where an id is asked."""

AssessmentId = Annotated[Identifier, Path(description=f"An assessment of the person, or `{LAST}`")]
Kind = Annotated[Identifier, Path(description="`interests`, `exposure`, `matches` or `bridge`", examples=["bridge"])]
Opened = Annotated[
    Identifier | None,
    Query(description="Of `bridge`: the ROME code of an occupation of the list; its first one by default"),
]
Known = Annotated[str | None, Header(max_length=1_000)]
DRAWN: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"content": {"image/svg+xml": {}}, "description": "A drawing"},
        304: {"description": "The same"},
    },
}


def _not_too_long(text: str) -> str:
    # Not pydantic's limit: who wrote a long answer is told how long it may be, in their language.
    if len(text) > LONGEST_ANSWER:
        raise MessageTooLong(f"{len(text)} characters", limit=LONGEST_ANSWER, length=len(text))
    return text


Told = Annotated[FreeText, AfterValidator(_not_too_long), Field(json_schema_extra={"maxLength": LONGEST_ANSWER})]
"""An answer in one's own words. 413 `message_too_long` beyond what is taken, and nothing changes."""


class StartBody(BaseModel):
    """How far to go, and what was already said of one's job."""

    model_config = ConfigDict(extra="forbid")

    depth: Depth = Field(default=1, description="1: 60 seconds, 2: four minutes, 3: eight minutes")
    said: Told | None = Field(default=None, examples=["Je suis caissière chez Carrefour"])


class UpdateBody(BaseModel):
    """An answer, given or corrected: the options tapped, or words. Or an answer taken back; or another depth."""

    model_config = ConfigDict(extra="forbid")

    item: Identifier | None = Field(default=None, description="The open question by default", examples=["hours"])
    options: list[Annotated[str, Field(max_length=300)]] | None = Field(
        default=None, max_length=40, examples=[["nights", "weekends"]]
    )
    answer: Told | None = None
    withdraw: Identifier | None = None
    depth: Depth | None = None
    results: bool = False
    target: int | None = Field(
        default=None, ge=1, le=5, description="Rank of the occupation to aim for: it is kept in the profile"
    )


class LookBody(BaseModel):
    """An occupation in one's own words, and what one does there; without words, that of the last assessment."""

    model_config = ConfigDict(extra="forbid")

    job: Told | None = Field(default=None, examples=["comptable en PME"])
    tasks: list[FreeText] = Field(default_factory=list, max_length=20, examples=[["saisir des factures"]])


class Recommendations(BaseModel):
    """The list with everything that explains it."""

    assessment: str
    depth: Depth
    complete: bool
    """Whether no question is open at this depth."""
    matches: list[Match]
    counterfactuals: list[Counterfactual]


@router.post("/assessment/start", status_code=201)
async def start_assessment(body: StartBody, actor: Person, iris: Iris, command: Command, locale: Locale) -> Assessed:
    """Begin an assessment, and get its first question; those of before are kept."""
    arguments = Assess(depth=body.depth, said=body.said, restart=True)
    return await iris.desk.perform(iris.career.assess, arguments, actor=actor, key=command, locale=locale)


@router.post("/assessment/update")
async def update_assessment(body: UpdateBody, actor: Person, iris: Iris, command: Command, locale: Locale) -> Assessed:
    """Answer the open question, correct an answer, take one back or go deeper; everything is computed again."""
    arguments = Assess(**body.model_dump())
    return await iris.desk.perform(iris.career.assess, arguments, actor=actor, key=command, locale=locale)


@router.post("/recommendations/{assessment_id}")
async def recommend(assessment_id: AssessmentId, actor: Person, iris: Iris, locale: Locale) -> Recommendations:
    """The occupations that could suit, as the answers stand now: reasons, parts of the score, what is had and what is
    missing, and what would change the list."""
    named = None if assessment_id == LAST else assessment_id
    assessment = await iris.career.assessments.of(actor.user_id, named)
    aube, wording = await iris.career.aube(), wording_of(locale)

    def look() -> Recommendations:
        return Recommendations(
            assessment=assessment.id,
            depth=assessment.depth,
            complete=aube.question(assessment, wording) is None,
            matches=list(aube.matches(assessment, wording)),
            counterfactuals=list(aube.counterfactuals(assessment, wording)),
        )

    return await asyncio.to_thread(look)


@router.get("/cards/{assessment_id}/{kind}.svg", **DRAWN)
async def draw_card(
    assessment_id: AssessmentId,
    kind: Kind,
    actor: Person,
    iris: Iris,
    locale: Locale,
    if_none_match: Known = None,
    occupation: Opened = None,
) -> Response:
    """A card as a drawing, told whole by its title and description. 404 `unknown_card`: no card of that kind."""
    card = await _card(iris, actor, assessment_id, kind, occupation, locale)
    return drawn(card, locale, if_none_match)


@router.get("/cards/{assessment_id}/{kind}")
async def get_card(
    assessment_id: AssessmentId,
    kind: Kind,
    actor: Person,
    iris: Iris,
    locale: Locale,
    occupation: Opened = None,
) -> AnyCard:
    """A card of the assessment as it stands now, with its text alternative. 404 `unknown_card`: no card of that
    kind."""
    return await _card(iris, actor, assessment_id, kind, occupation, locale)


@router.post("/occupations/look")
async def look_at(body: LookBody, actor: Person, iris: Iris, command: Command, locale: Locale) -> Look:
    """One occupation: what one does, the way in, exposure on two axes with sources, what to learn to work with AI.
    When the words are not plain, the occupations that they may mean."""
    arguments = LookAt(job=body.job or "", tasks=body.tasks)
    return await iris.desk.perform(iris.career.look, arguments, actor=actor, key=command, locale=locale)


def drawn(card: AnyCard, locale: str, known: str | None) -> Response:
    """A card as SVG. A browser keeps it for its person alone, and asks whether it still holds: 304 when it does."""
    content = draw(card, locale).encode()
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Content-Language": book_of("explain", locale).language,
        "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        "Vary": "Accept-Language, Authorization, Cookie",
    }
    if known is not None and headers["ETag"] in known:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="image/svg+xml", headers=headers)


async def _card(
    iris: Runtime, actor: Actor, assessment_id: str, kind: str, occupation: str | None, locale: str
) -> AnyCard:
    assessment = await iris.career.assessments.of(actor.user_id, None if assessment_id == LAST else assessment_id)
    aube, wording = await iris.career.aube(), wording_of(locale)
    return await asyncio.to_thread(assessment_card, aube, assessment, kind, wording, occupation)
