"""What the contract suites share: a migrated database, keys, a person."""

from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tools.actor import UserId
from tools.clock import DatabaseClock
from tools.events import EventStore
from tools.storage import Database, KeyRing, key_of, upgrade


@dataclass(frozen=True)
class Ground:
    """A migrated database with a person's key."""

    database: Database
    keys: KeyRing
    clock: DatabaseClock
    events: EventStore
    user_id: UserId

    async def person(self, name: str) -> UserId:
        """One more person."""
        user_id = UserId(name)
        await self.database.write(lambda c: self.keys.create(c, user_id, self.clock.now()))
        return user_id


@pytest.fixture
async def ground(database: Database) -> Ground:
    await upgrade(database)
    clock = DatabaseClock(database.now)
    await clock.set()
    keys = KeyRing(database, key_of(AESGCM.generate_key(256)))
    made = Ground(database, keys, clock, EventStore(database, keys, clock), UserId("u_1"))
    await made.person("u_1")
    return made
