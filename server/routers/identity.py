"""Identity: visitors of an app, and their sessions."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from server.auth import Anyone, Iris, check_renewal
from server.limits.doors import House, address_of
from server.origins import check_origin
from tools.accounts import Session, device_label

router = APIRouter(tags=["identity"], prefix="/v1/visitors")


class Visit(BaseModel):
    """The app that the visitor comes through."""

    app: str = Field(min_length=1, max_length=64, examples=["pk_demo"])


class Refresh(BaseModel):
    """The refresh token of the session; it works once."""

    refresh_token: str = Field(min_length=1, max_length=200)


class Visitor(BaseModel):
    """A session: the token goes in `Authorization: Bearer` for 15 minutes, the refresh token lasts 90 days."""

    token: str
    refresh_token: str
    user_id: str
    expires_at: datetime


@router.post("", status_code=201, dependencies=[Anyone])
async def visit(body: Visit, request: Request, iris: Iris, limits: House) -> Visitor:
    """Begin as a visitor: no account, no e-mail address, nothing to remember."""
    await limits.charge("visits", address_of(request), body.app)
    await check_origin(request, await iris.directory.app(body.app))
    return _visitor(await iris.directory.visit(body.app, device=device_label(request.headers.get("user-agent"))))


@router.post("/refresh", dependencies=[Anyone])
async def refresh(body: Refresh, request: Request, iris: Iris) -> Visitor:
    """A new token for a refresh token."""
    await check_renewal(request, body.refresh_token)
    return _visitor(await iris.directory.refresh(body.refresh_token))


def _visitor(session: Session) -> Visitor:
    return Visitor(
        token=session.token,
        refresh_token=session.refresh_token,
        user_id=session.user_id,
        expires_at=session.expires_at,
    )
