"""Access to the models: whether a person lets their turns go to one outside, and whether today's tokens are left."""

from dataclasses import dataclass

from agents.models import Models
from agents.runs.admission import Instead, Quota
from tools.actor import UserId
from tools.privacy import Consents


@dataclass(frozen=True, slots=True)
class Access:
    """A quota that asks first whether a model is there, and allowed."""

    models: Models
    consents: Consents
    quota: Quota

    async def open(self, user_id: UserId) -> Instead | None:
        """Why guided mode answers this turn; None: the models may."""
        if self.models.mode == "guided":
            return None
        if not await self.consents.allows(user_id, "external_model"):
            return "objected"
        return await self.quota.open(user_id)

    async def close(self, user_id: UserId, tokens: int) -> None:
        """Settle what a turn used that `open` let through."""
        if self.models.mode != "guided":
            await self.quota.close(user_id, tokens)

    async def spend(self, user_id: UserId) -> None:
        """Count one attempt to spend or pay; raises TooManyRequests."""
        await self.quota.spend(user_id)

    async def converse(self, user_id: UserId) -> None:
        """Count one conversation that begins; raises TooManyRequests when a visitor's address has begun too many."""
        await self.quota.converse(user_id)
