"""Aube by REST: the assessment and its recommendations. The same operation as in a conversation."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from server.auth import Iris, Person
from server.idempotency import Command
from server.routers.chat import FreeText, Identifier
from server.routers.privacy import Locale, unstored
from tools.aube import Assess, Assessed, Counterfactual, Depth, Look, LookAt, Match, wording_of

router = APIRouter(tags=["aube"], prefix="/luna/aube", dependencies=[Depends(unstored)])

LAST = "last"
"""Names the person's last assessment, where an id is asked."""


class StartBody(BaseModel):
    """How far to go, and what was already said of one's job."""

    model_config = ConfigDict(extra="forbid")

    depth: Depth = Field(default=1, description="1: 60 seconds, 2: four minutes, 3: eight minutes")
    said: FreeText | None = Field(default=None, max_length=4_000, examples=["Je suis caissière chez Carrefour"])


class UpdateBody(BaseModel):
    """An answer, given or corrected: the options tapped, or words. Or an answer taken back; or another depth."""

    model_config = ConfigDict(extra="forbid")

    item: Identifier | None = Field(default=None, description="The open question by default", examples=["hours"])
    options: list[Annotated[str, Field(max_length=300)]] | None = Field(
        default=None, max_length=40, examples=[["nights", "weekends"]]
    )
    answer: FreeText | None = Field(default=None, max_length=60_000)
    withdraw: Identifier | None = None
    depth: Depth | None = None
    results: bool = False
    target: int | None = Field(
        default=None, ge=1, le=5, description="Rank of the occupation to aim for: it is kept in the profile"
    )


class LookBody(BaseModel):
    """An occupation in one's own words, and what one does there; without words, that of the last assessment."""

    model_config = ConfigDict(extra="forbid")

    job: FreeText | None = Field(default=None, max_length=4_000, examples=["comptable en PME"])
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
async def recommend(
    assessment_id: Annotated[Identifier, Path(description=f"An assessment of the person, or `{LAST}`")],
    actor: Person,
    iris: Iris,
    locale: Locale,
) -> Recommendations:
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


@router.post("/occupations/look")
async def look_at(body: LookBody, actor: Person, iris: Iris, command: Command, locale: Locale) -> Look:
    """One occupation: what one does, the way in, exposure on two axes with sources, what to learn to work with AI.
    When the words are not plain, the occupations that they may mean."""
    arguments = LookAt(job=body.job or "", tasks=body.tasks)
    return await iris.desk.perform(iris.career.look, arguments, actor=actor, key=command, locale=locale)
