"""Feedback on a message: a thumb and a reason, as an event of the thread."""

from dataclasses import dataclass
from typing import Literal

from agents.runs.threads import Threads
from tools.actor import Actor, MessageId
from tools.errors import InvalidArguments
from tools.events import Append, EventStore, NewEvent, person_stream

MESSAGE_RATED = "MessageRated"


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
        await self.events.append(
            Append(
                user_id=actor.user_id,
                stream=person_stream("feedback", actor.user_id),
                events=(
                    NewEvent(
                        type=MESSAGE_RATED,
                        data={
                            "message_id": message_id,
                            "thread_id": thread_id,
                            "run_id": message.run_id,
                            "agent": message.agent,
                            "thumb": thumb,
                        },
                        private=None if reason is None else {"reason": reason},
                    ),
                ),
                command=command,
                actor=f"{actor.kind}:{actor.user_id}",
            )
        )
