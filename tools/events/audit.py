"""The audit: who did what, by rule names and ids only, in the chain."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from tools.actor import UserId
from tools.events.models import Append, NewEvent
from tools.events.store import EventStore

Detail = str | int | bool | None
NOBODY = UserId("")
"""Whose events are those that concern no known person."""
LONGEST_DETAIL = 128


@dataclass(frozen=True, slots=True)
class Audit:
    """Notes what matters for security. It needs no person's key, so that it goes on after an erasure."""

    events: EventStore

    async def note(self, type: str, *, user_id: UserId = NOBODY, actor: str = "iris", **data: Detail) -> None:
        """Append one event (`SignedIn`, past tense). `data` holds ids and rule names: never what somebody typed."""
        await self.events.database.write(
            lambda connection: self.note_in(connection, type, user_id=user_id, actor=actor, **data)
        )

    def note_in(
        self, connection: Connection, type: str, *, user_id: UserId = NOBODY, actor: str = "iris", **data: Detail
    ) -> None:
        """Append one event inside the caller's unit of work."""
        long = [name for name, value in data.items() if isinstance(value, str) and len(value) > LONGEST_DETAIL]
        if long:
            raise ValueError(f"{type}: {long!r} are too long for ids or rule names")
        self.events.append_in(
            connection,
            Append(
                user_id=user_id,
                stream=audit_stream(user_id),
                events=(NewEvent(type=type, data=data),),
                command=secrets.token_hex(12),
                actor=actor,
            ),
            None,
        )


def audit_stream(user_id: UserId) -> str:
    """The stream of what concerns a person, or nobody known."""
    return f"audit-{user_id or 'house'}"
