"""What people think: a thumb on an answer, a score of a conversation, each with a reason; events of the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from agents.runs.threads import Threads
from tools.actor import Actor, MessageId, ThreadId
from tools.errors import InvalidArguments
from tools.events import Append, EventStore, NewEvent, person_stream

MESSAGE_RATED = "MessageRated"
CONVERSATION_RATED = "ConversationRated"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What people think of what Iris said."""

    threads: Threads
    events: EventStore

    async def rate(
        self, actor: Actor, message_id: MessageId, thumb: Literal["up", "down"], reason: str | None, *, command: str
    ) -> None:
        """Record a thumb on one of Iris's messages; raises NotFound, InvalidArguments on the person's own."""
        message, thread_id = await self.threads.message(actor.user_id, message_id)
        if message.role != "assistant":
            raise InvalidArguments("feedback is about what Iris said", field="message_id")
        rated = {
            "message_id": message_id,
            "thread_id": thread_id,
            "run_id": message.run_id,
            "agent": message.agent,
            "thumb": thumb,
        }
        await self._append(actor, MESSAGE_RATED, rated, reason, command)

    async def score(self, actor: Actor, thread_id: ThreadId, score: int, reason: str | None, *, command: str) -> None:
        """Record how much a conversation helped, from 1 (not at all) to 5 (very much); raises NotFound."""
        await self.threads.get(actor.user_id, thread_id)
        await self._append(actor, CONVERSATION_RATED, {"thread_id": thread_id, "score": score}, reason, command)

    async def _append(
        self, actor: Actor, type: str, data: Mapping[str, object], reason: str | None, command: str
    ) -> None:
        private = None if reason is None else {"reason": reason}
        await self.events.append(
            Append(
                user_id=actor.user_id,
                stream=person_stream("feedback", actor.user_id),
                events=(NewEvent(type=type, data=data, private=private),),
                command=command,
                actor=f"{actor.kind}:{actor.user_id}",
            )
        )
