"""Who may call: every route declares one of the rules below, and a test walks the routes."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security.utils import get_authorization_scheme_param

from agents.runtime import Runtime
from tools.accounts import App
from tools.actor import Actor
from tools.errors import NotFound, Unauthenticated


def runtime_of(request: Request) -> Runtime:
    """The runtime that the app was made with."""
    runtime: Runtime = request.app.state.runtime
    return runtime


async def anyone() -> None:
    """Rule: open to all, on purpose."""


async def person(request: Request) -> Actor:
    """Rule: a person, by Iris's own token, by a token that their app signed, or through their app's API key."""
    scheme, bearer = get_authorization_scheme_param(request.headers.get("authorization"))
    if scheme.lower() != "bearer" or not bearer:
        raise Unauthenticated("no bearer token")
    directory = runtime_of(request).directory
    actor = await directory.authenticate(bearer, on_behalf_of=request.headers.get("x-iris-user"))
    await runtime_of(request).keys.of(actor.user_id)
    try:
        await directory.app_of(actor)
    except NotFound as error:
        raise Unauthenticated("the app of this token is closed") from error
    return actor


async def app_of(request: Request, actor: Annotated[Actor, Depends(person)]) -> App:
    """The app that the person comes through."""
    return await runtime_of(request).directory.app_of(actor)


RULES = (anyone, person)

Person = Annotated[Actor, Depends(person)]
ThisApp = Annotated[App, Depends(app_of)]
Iris = Annotated[Runtime, Depends(runtime_of)]
Anyone = Depends(anyone)
