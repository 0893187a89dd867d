"""The daily tokens of a person and of the house, as what runs a turn sees them."""

from dataclasses import dataclass

from agents.runs.admission import Instead
from server.limits.charging import Limits
from tools.actor import UserId
from tools.errors import TooManyRequests


@dataclass(frozen=True, slots=True)
class TokenQuota:
    """`agents.runs.admission.Quota` over the limits."""

    limits: Limits

    async def open(self, user_id: UserId) -> Instead | None:
        """Charge what a turn is expected to use; `budget` when the day's tokens are used up: nothing is charged."""
        expected = self.limits.settings.turn_tokens
        try:
            await self.limits.charge("tokens", user_id, cost=expected)
        except TooManyRequests:
            return "budget"
        try:
            await self.limits.charge("provider", cost=expected)
        except TooManyRequests:
            await self.limits.refund("tokens", user_id, cost=expected)
            return "budget"
        return None

    async def close(self, user_id: UserId, tokens: int) -> None:
        """Settle a turn that `open` let through, once: tokens in and out together, 0 when no model was called."""
        await self.limits.settle_tokens(user_id, self.limits.settings.turn_tokens, tokens)

    async def spend(self, user_id: UserId) -> None:
        """Count one attempt to spend or pay; raises TooManyRequests."""
        await self.limits.charge("spends", user_id)
