"""What an administrator reads: the audit of an organisation."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from tools.accounts.models import ApiKey, AuditLine
from tools.actor import UserId
from tools.events import Audit, audit_stream
from tools.storage import Database
from tools.storage.schema import apps, events, people


@dataclass(frozen=True, slots=True)
class Oversight:
    """The audit, read by administrators; reading is noted in it."""

    database: Database
    audit: Audit

    async def read(self, key: ApiKey, *, after: int, limit: int) -> list[AuditLine]:
        """What concerns the organisation's people and apps, after a position."""
        theirs = select(people.c.id).where(people.c.organisation_id == key.organisation_id)
        ours = select(apps.c.id).where(apps.c.organisation_id == key.organisation_id)
        query = (
            select(events)
            .where(
                events.c.position > after,
                events.c.stream.like(f"{audit_stream(UserId(''))[: -len('house')]}%"),
                or_(events.c.user_id.in_(theirs), events.c.data["app_id"].as_string().in_(ours)),
            )
            .order_by(events.c.position)
            .limit(limit)
        )
        rows = await self.database.read(lambda c: c.execute(query).all())
        await self.audit.note(
            "AdminRead", actor=f"key:{key.id}", key_id=key.id, app_id=key.app_id, what="audit", after=after
        )
        return [
            AuditLine(
                position=row.position,
                type=row.type,
                user_id=UserId(row.user_id),
                actor=row.actor,
                data=dict(row.data),
                at=row.at,
            )
            for row in rows
        ]
