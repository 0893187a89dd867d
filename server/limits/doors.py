"""What a route depends on to be limited."""

from typing import Annotated

from fastapi import Depends, Request

from server.addresses import household
from server.http import http_of
from server.limits.charging import Limits
from server.limits.quota import VISITS_FROM, TokenQuota
from tools.actor import Actor


def limits_of(request: Request) -> Limits:
    """The limits that the app was made with."""
    limits: Limits = request.app.state.limits
    return limits


def address_of(request: Request) -> str:
    """The address that a request is counted under."""
    return household(http_of(request).proxies.client(request.scope))


async def admit(request: Request, actor: Actor | None = None, *, app_id: str = "") -> None:
    """Charge a request to its address and app, and to the person; every rule of `server.auth` asks this.

    Raises TooManyRequests.
    """
    limits = limits_of(request)
    VISITS_FROM.set(_visits_from(request, actor))
    await limits.charge("address", address_of(request), actor.app_id if actor else app_id)
    if actor is not None:
        await limits.charge("user", actor.user_id)


async def admit_upload(request: Request, actor: Actor) -> None:
    """Charge an upload to the person; a visitor's to their address as well. Raises TooManyRequests."""
    limits = limits_of(request)
    await limits.charge("uploads", actor.user_id)
    if (place := _visits_from(request, actor)) is not None:
        await limits.charge("visitor_uploads", *place)


async def admit_spend(request: Request, actor: Actor) -> None:
    """Charge an attempt to spend to the person; a visitor's to their address as well. Raises TooManyRequests."""
    await TokenQuota(limits_of(request)).spend(actor.user_id)


async def admit_purchase(request: Request, actor: Actor) -> None:
    """Charge an attempt to buy to the person alone: no neighbour keeps anybody from it. Raises TooManyRequests."""
    await limits_of(request).charge("spends", actor.user_id)


async def admit_payment(request: Request, actor: Actor) -> None:
    """Charge a question whether a payment has arrived to the person. Raises TooManyRequests."""
    await limits_of(request).charge("payments", actor.user_id)


async def login_attempt(request: Request) -> None:
    """Charge an attempt to sign in to its address; the route charges the account by `charge_attempt`."""
    await limits_of(request).charge("login_address", address_of(request))


async def charge_attempt(request: Request, *account: str) -> None:
    """Charge an attempt on an account, to it and to the pair of it and the address; raises TooManyRequests.

    Few attempts are let through from one address, many in all: nobody is kept out by what others try.
    """
    limits = limits_of(request)
    await limits.charge("login", address_of(request), *account)
    await limits.charge("login_account", *account)


async def refund_attempt(request: Request, *account: str) -> None:
    """Give back what an attempt was charged that succeeded."""
    limits = limits_of(request)
    await limits.refund("login", address_of(request), *account)
    await limits.refund("login_account", *account)


def _visits_from(request: Request, actor: Actor | None) -> tuple[str, str] | None:
    if actor is None or actor.kind != "visitor":
        return None
    return address_of(request), actor.app_id


House = Annotated[Limits, Depends(limits_of)]
LoginAttempt = Depends(login_attempt)
