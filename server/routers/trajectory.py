"""The trajectory: planned for a price, read, changed and taken away for nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ConfigDict, Field

from agents.runtime import Runtime
from server.auth import Iris, Person
from server.idempotency import Command
from server.limits.doors import admit_spend
from server.routers.aube import DRAWN, Known, drawn
from server.routers.chat import FreeText, Identifier
from server.routers.privacy import Locale, unstored
from tools.actor import Actor
from tools.aube.card_data import Card, TrajectoryData
from tools.aube.trajectory import Change, Format, PlanCareerChange, PlanView, card_of, export, words_of
from tools.files import disposition

router = APIRouter(tags=["aube"], prefix="/luna/aube/trajectory", dependencies=[Depends(unstored)])

VersionNumber = Annotated[int | None, Query(ge=1, le=100_000, description="A former version; the last one by default.")]


class TrajectoryBody(PlanCareerChange):
    """Where to, from where, and within which limits."""

    model_config = ConfigDict(extra="forbid")

    target: FreeText = Field(min_length=2, max_length=300, examples=["secrétaire médicale"])
    current: FreeText | None = Field(default=None, max_length=300, examples=["caissière"])


class StepBody(Change):
    """One change: `move`, `drop`, `add`, `done`, `undone`, `weeks` or `follow`."""

    model_config = ConfigDict(extra="forbid")

    title: FreeText | None = Field(default=None, min_length=2, max_length=200)


@router.post("")
async def plan_trajectory(
    body: TrajectoryBody, request: Request, actor: Person, iris: Iris, command: Command, locale: Locale
) -> PlanView:
    """Plan a change of occupation, for the price of `plan_career_change`; the same key again gives the same plan, and
    costs nothing. 422 `unclear_occupation`: nothing was charged, `candidates` are the occupations that it could be."""
    await admit_spend(request, actor)
    return await _run(iris, "plan_career_change", body.model_dump(), actor, command, locale)


@router.get("/{trajectory_id}")
async def get_trajectory(
    trajectory_id: Identifier,
    actor: Person,
    iris: Iris,
    command: Command,
    locale: Locale,
    version: VersionNumber = None,
) -> PlanView:
    """A trajectory as it stands, or as a former version had it."""
    return await _run(iris, "get_plan", _named(trajectory_id, version), actor, command, locale)


@router.get("/{trajectory_id}/card.svg", **DRAWN)
async def draw_trajectory(
    trajectory_id: Identifier,
    actor: Person,
    iris: Iris,
    command: Command,
    locale: Locale,
    if_none_match: Known = None,
    version: VersionNumber = None,
) -> Response:
    """Its time line as a drawing, told whole by its title and description."""
    view = await _run(iris, "get_plan", _named(trajectory_id, version), actor, command, locale)
    return drawn(card_of(view), locale, if_none_match)


@router.get("/{trajectory_id}/card")
async def get_card(
    trajectory_id: Identifier,
    actor: Person,
    iris: Iris,
    command: Command,
    locale: Locale,
    version: VersionNumber = None,
) -> Card[TrajectoryData]:
    """The trajectory as a card: its time line, and the whole in words."""
    return card_of(await _run(iris, "get_plan", _named(trajectory_id, version), actor, command, locale))


@router.patch("/{trajectory_id}/steps")
async def change_steps(
    trajectory_id: Identifier, body: StepBody, actor: Person, iris: Iris, command: Command, locale: Locale
) -> PlanView:
    """Change one step; everything is computed again, and the former version stays. 409 `step_needed`: `before` has to
    stay before `step`; 409 `step_required`: there is no way without it."""
    arguments = {**body.model_dump(), "trajectory": trajectory_id}
    return await _run(iris, "change_plan", arguments, actor, command, locale)


@router.get(
    "/{trajectory_id}/export",
    response_class=Response,
    responses={
        200: {"content": {"application/json": {}, "text/markdown": {}, "text/csv": {}}, "description": "A file"}
    },
)
async def export_trajectory(
    trajectory_id: Identifier,
    actor: Person,
    iris: Iris,
    command: Command,
    locale: Locale,
    format: Annotated[Format, Query(description="JSON, Markdown (md) or CSV.")] = "json",
    version: VersionNumber = None,
) -> Response:
    """A version as a file, with its sources."""
    view = await _run(iris, "get_plan", _named(trajectory_id, version), actor, command, locale)
    made = export(view, format, words_of(locale))
    headers = {"Content-Disposition": disposition(made.name), "X-Content-Type-Options": "nosniff"}
    return Response(made.content, media_type=made.media_type, headers=headers)


def _named(trajectory_id: str, version: int | None) -> dict[str, object]:
    return {"trajectory": trajectory_id, "version": version}


async def _run(
    iris: Runtime, name: str, arguments: dict[str, object], actor: Actor, command: str, locale: str
) -> PlanView:
    """Run one of the operations of the trajectory."""
    return PlanView.model_validate(
        await iris.desk.perform(iris.house.operations[name], arguments, actor=actor, key=command, locale=locale)
    )
