"""The profile: what a person says of themselves to be addressed well."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, StringConstraints

from server.auth import Iris, Person
from server.routers.auth import unstored
from tools.accounts import Profile

router = APIRouter(tags=["profile"], prefix="/auth/profile", dependencies=[Depends(unstored)])

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f<>]+$")
]


class ProfileView(BaseModel):
    """The person's account. `verified`: the address was confirmed; `tier` and `consents` are for display only."""

    user_id: str
    kind: Literal["visitor", "account", "user", "closed"]
    email: str | None
    verified: bool
    first_name: str | None
    last_name: str | None
    civility: Literal["madame", "monsieur"] | None
    locale: str | None
    address: Literal["tu", "vous"] | None
    tier: str
    consents: list[str]


class ProfileChange(BaseModel):
    """What changes; null takes a value away, and what is absent stays."""

    first_name: Name | None = None
    last_name: Name | None = None
    civility: Literal["madame", "monsieur"] | None = None
    locale: Literal["fr", "en", "de", "es"] | None = Field(default=None)
    address: Literal["tu", "vous"] | None = Field(default=None, description="How Iris addresses the person in French.")


@router.get("")
async def get_profile(actor: Person, iris: Iris) -> ProfileView:
    """Who the person is to Iris."""
    return _view(await iris.accounts.profiles.of(actor.user_id))


@router.patch("")
async def change_profile(body: ProfileChange, actor: Person, iris: Iris) -> ProfileView:
    """Say how to be addressed. Names are sealed, and hidden from models wherever they appear."""
    return _view(await iris.accounts.profiles.change(actor.user_id, body.model_dump(exclude_unset=True)))


def _view(profile: Profile) -> ProfileView:
    return ProfileView(
        user_id=profile.user_id,
        kind=profile.kind,
        email=profile.email,
        verified=profile.verified,
        first_name=profile.name.first_name,
        last_name=profile.name.last_name,
        civility=profile.name.civility,
        locale=profile.locale,
        address=profile.address,
        tier=profile.hints.tier,
        consents=list(profile.hints.consents),
    )
