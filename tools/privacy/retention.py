"""Retention: what is too old is deleted, and who has not come back for long is erased."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from tools.actor import UserId
from tools.clock import Clock
from tools.errors import Erased
from tools.privacy.erasure import Erasure
from tools.privacy.models import PrivacySettings
from tools.privacy.register import Register
from tools.storage import Database
from tools.storage.schema import people

log = logging.getLogger(__name__)

BATCH = 500
"""People erased in one round; the next round goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Holds the durations that the register and the settings give."""

    database: Database
    clock: Clock
    register: Register
    erasure: Erasure
    settings: PrivacySettings

    async def run(self) -> int:
        """Prune every store and erase who is idle; returns how many people were erased."""
        await self.database.write(self._prune)
        erased = 0
        for user_id in await self.idle():
            try:
                await self.erasure.erase(user_id, asked_by="retention")
                erased += 1
            except Erased:
                log.info("retention: %s was erased meanwhile", user_id)
        return erased

    async def idle(self) -> list[UserId]:
        """Who did nothing for so long that what they left is erased, the oldest first."""
        now = self.clock.now()
        visitors = now - timedelta(days=self.settings.visitors_kept_days)
        others = now - timedelta(days=self.settings.people_kept_days)
        query = (
            select(people.c.id)
            .where(
                or_(
                    and_(people.c.kind == "visitor", self._idle_since(visitors)),
                    and_(people.c.kind.not_in(("visitor", "closed")), self._idle_since(others)),
                )
            )
            .order_by(people.c.created_at)
            .limit(BATCH)
        )
        return await self.database.read(lambda c: [UserId(found) for found in c.execute(query).scalars()])

    def _idle_since(self, moment: datetime) -> ColumnElement[bool]:
        active = [store.active_since(moment) for store in self.register.stores if store.active_since is not None]
        return and_(people.c.created_at <= moment, *(~each for each in active))

    def _prune(self, connection: Connection) -> None:
        now = self.clock.now()
        for store in self.register.stores:
            if store.prune is not None:
                store.prune(connection, now)
