"""What the contract suites share: a migrated database, keys, a person."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, insert, select

from tools.actor import UserId
from tools.clock import DatabaseClock
from tools.events import EventStore
from tools.events.checkpoints import Copy, Signer
from tools.events.sealing import Sealer
from tools.storage import Database, KeyRing, key_of, upgrade
from tools.storage.schema import organisations, people, unsealed


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

    async def member(self, name: str, organisation: str) -> UserId:
        """One more person, of an organisation."""
        user_id, now = await self.person(name), self.clock.now()
        made = insert(organisations).values(id=organisation, name=organisation, created_at=now)
        known = select(organisations.c.id).where(organisations.c.id == organisation)
        row = insert(people).values(id=user_id, organisation_id=organisation, kind="visitor", created_at=now)
        await self.database.write(lambda c: (c.execute(known).first() or c.execute(made)) and c.execute(row) and None)
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


@pytest.fixture
def sealer(ground: Ground, tmp_path: Path) -> Sealer:
    """A sealer with its copy of the checkpoints."""
    signer, copy = Signer.of(b"c" * 32), Copy(tmp_path / "checkpoints.jsonl")
    return Sealer(database=ground.database, clock=ground.clock, signer=signer, copy=copy)


async def seal_all(sealer: Sealer) -> int:
    """Seal until nothing waits: on PostgreSQL whoever writes in another database of the server is waited for."""
    total = 0
    for _ in range(1000):
        total += await sealer.seal()
        if not await sealer.database.read(lambda c: c.execute(select(func.count()).select_from(unsealed)).scalar()):
            return total
        await asyncio.sleep(0.01)
    raise AssertionError("something stays unsealed")
