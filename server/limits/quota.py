"""The daily tokens of a person, of a visitor's address and of the house, as what runs a turn sees them."""

from contextvars import ContextVar
from dataclasses import dataclass

from agents.runs.admission import Instead
from server.limits.charging import Limits
from server.limits.rates import Scope
from tools.actor import UserId
from tools.errors import TooManyRequests

VISITS_FROM: ContextVar[tuple[str, str] | None] = ContextVar("visits_from", default=None)
"""Address and app of the visitor whose request this is. A run is a task of the request that began it, and keeps it."""

Count = tuple[Scope, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TokenQuota:
    """`agents.runs.admission.Quota` over the limits."""

    limits: Limits

    async def open(self, user_id: UserId) -> Instead | None:
        """Charge what a turn is expected to use; `budget` when the day's tokens are used up: nothing is charged."""
        expected = self.limits.settings.turn_tokens
        charged: list[Count] = []
        for scope, whose in _counts(user_id):
            try:
                await self.limits.charge(scope, *whose, cost=expected)
            except TooManyRequests:
                for earlier, theirs in charged:
                    await self.limits.refund(earlier, *theirs, cost=expected)
                return "budget"
            charged.append((scope, whose))
        return None

    async def close(self, user_id: UserId, tokens: int) -> None:
        """Settle a turn that `open` let through, once: tokens in and out together, 0 when no model was called."""
        for scope, whose in _counts(user_id):
            await self.limits.settle(scope, *whose, charged=self.limits.settings.turn_tokens, used=tokens)

    async def spend(self, user_id: UserId) -> None:
        """Count one attempt to spend or pay; raises TooManyRequests."""
        await self.limits.charge("spends", user_id)
        if (place := VISITS_FROM.get()) is not None:
            await self.limits.charge("visitor_spends", *place)

    async def converse(self, user_id: UserId) -> None:
        """Count one conversation that begins; raises TooManyRequests when a visitor's address has begun too many."""
        if (place := VISITS_FROM.get()) is not None:
            await self.limits.charge("visitor_conversations", *place)


def _counts(user_id: UserId) -> list[Count]:
    place = VISITS_FROM.get()
    visitors: list[Count] = [] if place is None else [("visitor_tokens", place)]
    return [("tokens", (user_id,)), *visitors, ("provider", ())]
