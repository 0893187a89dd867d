"""The coach: priced operations by REST."""

from fastapi import APIRouter, Depends, Request
from pydantic import ConfigDict, Field

from server.auth import Iris, Person
from server.idempotency import Command
from server.limits.doors import admit_spend
from server.routers.chat import FreeText
from server.routers.privacy import Locale, unstored
from tools.coach import Advice, Advise, advise

router = APIRouter(tags=["coach"], prefix="/luna", dependencies=[Depends(unstored)])


class AdviceBody(Advise):
    """What advice is asked on, and what of the situation matters for it."""

    model_config = ConfigDict(extra="forbid")

    question: FreeText = Field(min_length=3, max_length=600, examples=["Comment annoncer mon départ à mon chef ?"])
    situation: FreeText | None = Field(default=None, max_length=1_000)


@router.post("/advice")
async def ask_advice(
    body: AdviceBody, request: Request, actor: Person, iris: Iris, command: Command, locale: Locale
) -> Advice:
    """A piece of advice, for the price of `quick_advice`; the same key again gives the same words, and costs nothing.
    402 `insufficient_energy`: nothing was written. A model that fails costs nothing either."""
    await admit_spend(request, actor)
    return await iris.desk.perform(advise, body, actor=actor, key=command, locale=locale)
