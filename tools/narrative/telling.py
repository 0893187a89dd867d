"""The narrative of a person: read from the store and folded at every call; nothing of it is kept."""

from dataclasses import dataclass

from tools.actor import UserId
from tools.events import EventStore, RecordedEvent
from tools.narrative.models import Story
from tools.narrative.rules import tell
from tools.narrative.wording import load_wording

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Narrative:
    """Tells people their path."""

    events: EventStore

    async def of(self, user_id: UserId, locale: str) -> Story:
        """The person's path as it stands now, in French when there are no words in their language."""
        known: list[RecordedEvent] = []
        while page := await self.events.of_person(user_id, after=known[-1].position if known else 0, limit=PAGE):
            known += page
        return tell(known, load_wording(locale))
