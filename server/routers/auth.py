"""Accounts: registering, signing in and out, sessions by device, passwords."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from server.auth import Anyone, Holder, Iris, Newcomer, Person, check_renewal, newcomer, same_site
from server.cookies import ACCESS, clear_cookies, set_cookies
from server.errors import locale_of
from server.limits.doors import House, LoginAttempt, charge_attempt, refund_attempt
from server.origins import check_origin
from server.routers.chat import Identifier
from tools.accounts import Session, device_label
from tools.accounts.rules import plain_email
from tools.actor import Actor
from tools.errors import Forbidden, Unauthenticated


async def unstored(response: Response) -> None:
    """What opens an account stays in no cache on the way."""
    response.headers["Cache-Control"] = "no-store"


def device_of(request: Request) -> str:
    """What the browser says of itself."""
    return device_label(request.headers.get("user-agent"))


router = APIRouter(tags=["account"], prefix="/auth", dependencies=[Depends(unstored)])

Locale = Annotated[str, Depends(locale_of)]
Device = Annotated[str, Depends(device_of)]
Email = Annotated[str, Field(min_length=3, max_length=254, examples=["camille@example.org"])]
Password = Annotated[str, Field(min_length=1, max_length=1000)]
Secret = Annotated[str, Field(min_length=1, max_length=200)]
AppKey = Annotated[str | None, Field(default=None, min_length=1, max_length=64, examples=["pk_demo"])]


class Credentials(BaseModel):
    """An address and a password; `app` for who comes without a session."""

    email: Email
    password: Password
    app: AppKey = None


class Address(BaseModel):
    """An address; `app` for who comes without a session."""

    email: Email
    app: AppKey = None


class LinkBody(BaseModel):
    """The secret after the `=` of the link; the password where the link is followed on another device."""

    token: Secret
    password: Password | None = None


class ResetBody(BaseModel):
    """The secret after the `=` of the link, and the new password."""

    token: Secret
    password: Password


class ChangeBody(BaseModel):
    """The present password and the new one."""

    current_password: Password
    new_password: Password


class RefreshBody(BaseModel):
    """The refresh token of a session that is not in cookies; it works once."""

    refresh_token: Secret


class SessionView(BaseModel):
    """A session. The tokens are absent where cookies hold them."""

    user_id: str
    kind: Literal["visitor", "account", "user"]
    expires_at: datetime
    token: str | None = None
    refresh_token: str | None = None


class Registered(BaseModel):
    """The same answer whether or not the address has an account; `session` for who came without one."""

    status: Literal["check_your_mail"] = "check_your_mail"
    session: SessionView | None = None


class Asked(BaseModel):
    """The same answer whether or not a letter leaves."""

    status: Literal["check_your_mail"] = "check_your_mail"


class DeviceView(BaseModel):
    """A session by its device."""

    id: str
    device: str
    created_at: datetime
    seen_at: datetime
    current: bool


class Devices(BaseModel):
    """The open sessions, the last seen first."""

    sessions: list[DeviceView]


@router.post("/register", status_code=202, response_model_exclude_none=True, dependencies=[LoginAttempt])
async def register(
    body: Credentials, request: Request, actor: Newcomer, iris: Iris, locale: Locale, device: Device
) -> Registered:
    """Ask for an account: a letter says how to go on, and the visitor goes on meanwhile with all that is theirs."""
    await _check_page(request, actor, body.app, iris)
    session = await iris.accounts.registration.register(
        email=body.email, password=body.password, actor=actor, app=body.app, locale=locale, device=device
    )
    return Registered(session=None if session is None else _view(session))


@router.post("/verify", response_model_exclude_none=True, dependencies=[LoginAttempt])
async def verify(
    body: LinkBody, request: Request, response: Response, actor: Newcomer, iris: Iris, device: Device
) -> SessionView:
    """Follow the link of the letter: the visitor becomes an account, under the same id, with a new session."""
    session = await iris.accounts.registration.verify(body.token, actor=actor, password=body.password, device=device)
    return _given(request, response, actor, session)


@router.post("/verify/resend", status_code=202, dependencies=[LoginAttempt])
async def resend(actor: Person, iris: Iris) -> Asked:
    """Send the letter again; the link of the earlier one stops working."""
    await iris.accounts.registration.resend(actor)
    return Asked()


@router.post("/login", response_model_exclude_none=True, dependencies=[LoginAttempt])
async def login(
    body: Credentials, request: Request, response: Response, actor: Newcomer, iris: Iris, device: Device
) -> SessionView:
    """Sign in; a visitor who does brings their conversations along. The session that the caller came with is closed."""
    session = await _signed_in(request, body, actor, iris, device)
    return _given(request, response, actor, session)


@router.post("/secure-session", response_model_exclude_none=True, dependencies=[LoginAttempt])
async def secure_session(
    request: Request,
    response: Response,
    actor: Newcomer,
    iris: Iris,
    device: Device,
    body: Credentials | None = None,
) -> SessionView:
    """Put a session in cookies that scripts cannot read: the one of the bearer, opened anew, or by signing in."""
    await same_site(request, None if actor is None else await iris.directory.app_of(actor))
    if body is not None:
        session = await _signed_in(request, body, actor, iris, device)
    elif actor is not None:
        session = await iris.accounts.login.reopen(actor, device=device)
    else:
        raise Unauthenticated("neither a session nor credentials")
    set_cookies(response, session)
    return _view(session, tokens=False)


@router.post("/refresh", response_model_exclude_none=True)
async def refresh(
    held: Holder, request: Request, response: Response, iris: Iris, body: RefreshBody | None = None
) -> SessionView:
    """Renew the session of a refresh token, in the body or in the cookie."""
    if body is not None:
        await check_renewal(request, body.refresh_token)
        return _view(await iris.directory.refresh(body.refresh_token))
    if held is None:
        raise Unauthenticated("no refresh token")
    session = await iris.directory.refresh(held)
    set_cookies(response, session)
    return _view(session, tokens=False)


@router.post("/logout", status_code=204)
async def logout(
    held: Holder, request: Request, response: Response, iris: Iris, body: RefreshBody | None = None
) -> None:
    """Close the session of the cookie, of the refresh token in the body, or of the bearer; cookies are taken away."""
    token = body.refresh_token if body is not None else held
    leaving = await newcomer(request) if token is None else await iris.accounts.sessions.of_refresh(token)
    if leaving is not None and leaving.session_id is not None:
        await iris.accounts.login.logout(leaving.user_id, leaving.session_id)
    clear_cookies(response)


@router.get("/sessions")
async def list_sessions(actor: Person, iris: Iris) -> Devices:
    """Where the person is signed in."""
    lines = await iris.accounts.sessions.of_person(actor)
    return Devices(
        sessions=[
            DeviceView(
                id=line.id,
                device=line.device,
                created_at=line.created_at,
                seen_at=line.seen_at,
                current=line.current,
            )
            for line in lines
        ]
    )


@router.delete("/sessions", status_code=204)
async def revoke_sessions(actor: Person, iris: Iris, keep_current: bool = False) -> None:
    """Sign out everywhere, or everywhere else."""
    if keep_current and actor.session_id is None:
        raise Forbidden("there is no session to keep")
    await iris.accounts.sessions.revoke_all(actor.user_id, but=actor.session_id if keep_current else None)


@router.delete("/sessions/{session_id}", status_code=204)
async def revoke_session(session_id: Identifier, actor: Person, iris: Iris) -> None:
    """Sign out one device."""
    await iris.accounts.sessions.revoke(actor.user_id, session_id)


@router.post("/password/forgot", status_code=202, dependencies=[LoginAttempt])
async def forgot(body: Address, request: Request, actor: Newcomer, iris: Iris, locale: Locale) -> Asked:
    """Ask for a link to a new password; the answer is the same for an address without account."""
    # Counted apart from signing in: who asks for letters in somebody's name must not keep them out.
    await charge_attempt(request, "forgot", *_account(body, actor))
    await _check_page(request, actor, body.app, iris)
    await iris.accounts.recovery.forgot(email=body.email, actor=actor, app=body.app, locale=locale)
    return Asked()


@router.post("/password/reset", status_code=204, dependencies=[Anyone, LoginAttempt])
async def reset(body: ResetBody, iris: Iris) -> None:
    """Set a new password by the link of the letter; every device is signed out."""
    await iris.accounts.recovery.reset(body.token, body.password)


@router.post("/password/change", status_code=204, dependencies=[LoginAttempt])
async def change(body: ChangeBody, actor: Person, iris: Iris, limits: House) -> None:
    """Set a new password with the present one; every other device is signed out."""
    await limits.charge("login", actor.user_id)
    await iris.accounts.recovery.change(actor, body.current_password, body.new_password)


def _account(body: Credentials | Address, actor: Actor | None) -> tuple[str, str]:
    """App and address that somebody signs in with: one address may be two people's in two organisations."""
    return actor.app_id if actor is not None else str(body.app), plain_email(body.email)


async def _check_page(request: Request, actor: Actor | None, app: str | None, iris: Iris) -> None:
    """Who has a session was asked when it was read; whoever else comes through the app that they name."""
    if actor is None and app is not None:
        await check_origin(request, await iris.directory.app(app))


async def _signed_in(request: Request, body: Credentials, actor: Actor | None, iris: Iris, device: str) -> Session:
    account = _account(body, actor)
    await charge_attempt(request, *account)
    await _check_page(request, actor, body.app, iris)
    session = await iris.accounts.login.login(
        email=body.email, password=body.password, actor=actor, app=body.app, device=device
    )
    await refund_attempt(request, *account)
    return session


def _given(request: Request, response: Response, actor: Actor | None, session: Session) -> SessionView:
    """The session as the caller came: in cookies, or as tokens."""
    if actor is not None and request.headers.get("authorization") is None and ACCESS in request.cookies:
        set_cookies(response, session)
        return _view(session, tokens=False)
    return _view(session)


def _view(session: Session, *, tokens: bool = True) -> SessionView:
    return SessionView(
        user_id=session.user_id,
        kind=session.kind,
        expires_at=session.expires_at,
        token=session.token if tokens else None,
        refresh_token=session.refresh_token if tokens else None,
    )
