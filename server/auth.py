"""Who may call: every route declares one of the rules below, and a test walks the routes."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security.utils import get_authorization_scheme_param

from agents.runtime import Runtime
from server.cookies import ACCESS, REFRESH
from server.limits.doors import admit
from server.origins import Origins, check_origin, own_origin
from server.refusals import CsrfRefused
from tools.accounts import ApiKey, App
from tools.accounts.keys import PREFIX
from tools.actor import Actor, UserId
from tools.errors import Forbidden, InvalidArguments, IrisError, MissingScope, NotFound, Unauthenticated

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NOUNS = {"runs": "chat", "threads": "chat"}
"""The noun of the scope that a router's routes need, where it is not the router's first tag."""

_USER_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


def runtime_of(request: Request) -> Runtime:
    """The runtime that the app was made with."""
    runtime: Runtime = request.app.state.runtime
    return runtime


async def anyone(request: Request) -> None:
    """Rule: open to all, on purpose."""
    await admit(request)


async def person(request: Request) -> Actor:
    """Rule: a person, by Iris's own token or cookie, by a token that their app signed, or through their app's API key.

    Who comes needs the scope `<noun>:read`, or `<noun>:write` where the method is not GET; the noun is the route's
    first tag. A route without a tag that is known is open to nobody.
    """
    return await _admitted(request, None)


async def of_person(request: Request, user_id: str) -> Actor:
    """Rule: the person that the path names: themselves (by id or `me`), their app by API key, or an administrator.

    Anybody else's is not found.
    """
    if not _USER_ID.fullmatch(user_id):
        # Nobody's: PostgreSQL takes no zero.
        user_id = "-"
    named = None if user_id == "me" else UserId(user_id)
    actor = await _admitted(request, named)
    if named is not None and actor.user_id != named:
        raise NotFound(f"person {user_id!r}")
    return actor


async def by_key(request: Request) -> Actor:
    """Rule: an app by its API key, or an administrator, for a person; a person may not.

    The app names the person in X-Iris-User, or as `user_id` in the body, as an administrator does.
    """
    try:
        named = await _named_in_body(request)
    except IrisError:
        await admit(request)
        raise
    actor = await _admitted(request, named)
    if actor.kind not in ("app", "admin"):
        raise Forbidden("only an app or an administrator may do this")
    if named is not None and actor.user_id != named:
        raise NotFound(f"person {named!r}")
    return actor


async def named_by_user(request: Request) -> None:
    """Before a rule: the body's `user` is whom an app's key acts for, where X-Iris-User names nobody."""
    try:
        body = await request.json()
    except ValueError:
        return
    named = body.get("user") if isinstance(body, dict) else None
    if isinstance(named, str) and named.isprintable():
        request.state.on_behalf_of = named


async def app_key(request: Request) -> ApiKey:
    """Rule: an app by its API key, for none of its people in particular: within the key's scopes."""
    scope = scope_of(request.scope["route"].tags, request.method)
    try:
        key = await runtime_of(request).directory.key_of(_bearer(request), scope)
    except IrisError:
        await admit(request)
        raise
    await admit(request, app_id=key.app_id)
    await check_origin(request, await runtime_of(request).directory.app(key.publishable_key))
    return key


async def caller(request: Request) -> None:
    """Rule: a person, or an app by its API key for none of its people in particular."""
    _, bearer = get_authorization_scheme_param(request.headers.get("authorization"))
    await (app_key if bearer.startswith(PREFIX) else person)(request)


async def newcomer(request: Request) -> Actor | None:
    """Rule: open to all; who has a session already says so, with a token (refused when wrong) or a cookie."""
    if request.headers.get("authorization") is None and ACCESS not in request.cookies:
        await admit(request)
        return None
    try:
        actor, app = await _known(request, None)
    except Unauthenticated:
        await admit(request)
        if request.headers.get("authorization") is not None:
            raise
        # A stale cookie must not keep anybody from signing in.
        return None
    except IrisError:
        await admit(request)
        raise
    await admit(request, actor)
    await check_origin(request, app)
    return actor


async def holder(request: Request) -> str | None:
    """Rule: whoever holds a refresh token; the one of the cookie is returned, another is in the body."""
    await admit(request)
    token = request.cookies.get(REFRESH)
    if token is None:
        return None
    actor = await runtime_of(request).accounts.sessions.of_refresh(token)
    await same_site(request, None if actor is None else await _open_app(request, actor))
    return token


async def check_renewal(request: Request, refresh_token: str) -> None:
    """Raise OriginRefused when a page that is none of the app's renews a session of its people."""
    if request.headers.get("origin") is None:
        return
    actor = await runtime_of(request).accounts.sessions.of_refresh(refresh_token)
    if actor is not None:
        await check_origin(request, await _open_app(request, actor))


def admin(scope: str) -> Callable[[Request], Awaitable[ApiKey]]:
    """The rule: an administrator's key with this scope."""

    async def rule(request: Request) -> ApiKey:
        await admit(request)
        return await runtime_of(request).directory.key_of(_bearer(request), scope)

    return rule


async def same_site(request: Request, app: App | None) -> None:
    """Raise CsrfRefused unless a page of Iris, or one that is listed, sent the request on purpose.

    The origin is what the browser says of the page; the header cannot be set by another site without a preflight.
    """
    origins: Origins = request.app.state.origins
    origin = request.headers.get("origin")
    if origin is None:
        trusted = request.headers.get("sec-fetch-site") == "same-origin"
    else:
        listed = () if app is None else await origins.of(app.publishable_key)
        trusted = origin == own_origin(request) or origin in (*origins.http.origins, *listed)
    if not trusted or request.headers.get("x-iris-csrf") != "1":
        raise CsrfRefused("a write by cookie without origin or header")


async def _admitted(request: Request, named: UserId | None) -> Actor:
    try:
        actor, app = await _known(request, named)
    except IrisError:
        # Who guesses tokens is counted too.
        await admit(request)
        raise
    # Of two apps of one organisation, neither repeats the other's requests: see idempotency.py.
    request.state.app_id = actor.app_id
    await admit(request, actor)
    await check_origin(request, app)
    scope = scope_of(request.scope["route"].tags, request.method)
    if scope not in actor.scopes:
        raise MissingScope(f"the route needs the scope {scope!r}", scope=scope)
    return actor


def scope_of(tags: list[str], method: str) -> str:
    """The scope that a route needs of a person."""
    noun = NOUNS.get(tags[0], tags[0]) if tags else ""
    return f"{noun}:{'read' if method in SAFE else 'write'}"


async def _named_in_body(request: Request) -> UserId | None:
    """The `user_id` of the body. FastAPI would refuse a wrong body before the rule is asked: it is looked at here."""
    try:
        body = await request.json()
    except ValueError:
        return None
    named = body.get("user_id") if isinstance(body, dict) else None
    if named is None:
        return None
    if not isinstance(named, str) or not _USER_ID.fullmatch(named):
        raise InvalidArguments("a user_id has 1 to 128 letters, digits, . _ : -", field="user_id")
    return UserId(named)


async def _known(request: Request, named: UserId | None) -> tuple[Actor, App]:
    runtime = runtime_of(request)
    token = request.cookies.get(ACCESS)
    by_cookie = token is not None and request.headers.get("authorization") is None
    if by_cookie:
        # Only a token of ours: a cookie never stands for an app.
        actor = await runtime.accounts.sessions.actor(str(token))
    else:
        on_behalf_of = request.headers.get("x-iris-user") or getattr(request.state, "on_behalf_of", None)
        origin = request.headers.get("origin")
        actor = await runtime.directory.authenticate(
            _bearer(request), on_behalf_of=on_behalf_of, person=named, origin=origin
        )
    await runtime.keys.of(actor.user_id)
    app = await _open_app(request, actor)
    if by_cookie and request.method not in SAFE:
        await same_site(request, app)
    return actor, app


async def _open_app(request: Request, actor: Actor) -> App:
    try:
        return await runtime_of(request).directory.app_of(actor)
    except NotFound as error:
        raise Unauthenticated("the app of this token is closed") from error


def _bearer(request: Request) -> str:
    scheme, bearer = get_authorization_scheme_param(request.headers.get("authorization"))
    if scheme.lower() != "bearer" or not bearer:
        raise Unauthenticated("no bearer token")
    return bearer


async def app_of(request: Request, actor: Annotated[Actor, Depends(person)]) -> App:
    """The app that the person comes through."""
    return await runtime_of(request).directory.app_of(actor)


admin_read, admin_write = admin("admin:read"), admin("admin:write")

RULES = (anyone, newcomer, holder, person, of_person, by_key, app_key, caller, admin_read, admin_write)

Person = Annotated[Actor, Depends(person)]
OfPerson = Annotated[Actor, Depends(of_person)]
ByKey = Annotated[Actor, Depends(by_key)]
AppKey = Annotated[ApiKey, Depends(app_key)]
Newcomer = Annotated[Actor | None, Depends(newcomer)]
Holder = Annotated[str | None, Depends(holder)]
AdminRead = Annotated[ApiKey, Depends(admin_read)]
ThisApp = Annotated[App, Depends(app_of)]
Iris = Annotated[Runtime, Depends(runtime_of)]
Anyone = Depends(anyone)
Caller = Depends(caller)
