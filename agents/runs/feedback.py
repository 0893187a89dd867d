"""What people think: a thumb on an answer, a score of a conversation, each with a reason; events of the person."""

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
        await self._append(actor, NewEvent(type=MESSAGE_RATED, data=rated, private=_why(reason)), command)

    async def score(self, actor: Actor, thread_id: ThreadId, score: int, reason: str | None, *, command: str) -> None:
        """Record how much a conversation helped, from 1 (not at all) to 5 (very much); raises NotFound."""
        await self.threads.get(actor.user_id, thread_id)
        scored = {"thread_id": thread_id, "score": score}
        await self._append(actor, NewEvent(type=CONVERSATION_RATED, data=scored, private=_why(reason)), command)

    async def _append(self, actor: Actor, event: NewEvent, command: str) -> None:
        await self.events.append(
            Append(
                user_id=actor.user_id,
                stream=person_stream("feedback", actor.user_id),
                events=(event,),
                command=command,
                actor=f"{actor.kind}:{actor.user_id}",
            )
        )


def _why(reason: str | None) -> dict[str, str] | None:
    return None if reason is None else {"reason": reason}
