"""The facts of a person, as they read them and take them back."""

import secrets
from dataclasses import dataclass

from tools.actor import UserId
from tools.errors import NotFound
from tools.events import Append, EventStore, NewEvent, person_stream
from tools.profile.models import Fact
from tools.profile.rules import FACT_FORGOTTEN, facts


@dataclass(frozen=True, slots=True)
class Facts:
    """What people asked Iris to remember."""

    events: EventStore

    async def of(self, user_id: UserId) -> list[Fact]:
        """What is remembered now, in the order in which it was said."""
        return facts(await self.events.read(user_id, person_stream("profile", user_id)))

    async def forget(self, user_id: UserId, fact_id: str, *, actor: str) -> None:
        """Use a fact no more; raises NotFound.

        This is no erasure: the sealed words stay in the event store until the person's key is destroyed.
        """
        if all(fact.id != fact_id for fact in await self.of(user_id)):
            raise NotFound(f"fact {fact_id!r}", what="fact")
        await self.events.append(
            Append(
                user_id=user_id,
                stream=person_stream("profile", user_id),
                events=(NewEvent(type=FACT_FORGOTTEN, data={"fact": fact_id}),),
                command=secrets.token_hex(12),
                actor=actor,
            )
        )
