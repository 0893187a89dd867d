"""What a route depends on to be limited."""

from typing import Annotated

from fastapi import Depends, Request

from server.addresses import household
from server.http import http_of
from server.limits.charging import Limits
from tools.actor import Actor


def limits_of(request: Request) -> Limits:
    """The limits that the app was made with."""
    limits: Limits = request.app.state.limits
    return limits


def address_of(request: Request) -> str:
    """The address that a request is counted under."""
    return household(http_of(request).proxies.client(request.scope))


async def admit(request: Request, actor: Actor | None = None) -> None:
    """Charge a request to its address and app, and to the person; every rule of `server.auth` asks this.

    Raises TooManyRequests.
    """
    limits = limits_of(request)
    await limits.charge("address", address_of(request), actor.app_id if actor else "")
    if actor is not None:
        await limits.charge("user", actor.user_id)


async def login_attempt(request: Request) -> None:
    """Charge an attempt to sign in to its address; the route charges the account: `charge("login", email)`."""
    await limits_of(request).charge("login_address", address_of(request))


House = Annotated[Limits, Depends(limits_of)]
LoginAttempt = Depends(login_attempt)
