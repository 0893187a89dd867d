"""A house with every store of the register, and people who have something in each table."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import JSON, Boolean, Column, Connection, Integer, LargeBinary, String, Table, insert, select

from agents.privacy import build_register
from tools.accounts.people import insert_person
from tools.actor import UserId
from tools.clock import FixedClock
from tools.energy import Ledger, load_catalogue
from tools.energy.wallets import TABLES
from tools.events import Append, Audit, EventStore, NewEvent, person_stream
from tools.files import Files
from tools.privacy import Consents, Erasure, Export, PrivacySettings, Register, Retention
from tools.profile import FACT_REMEMBERED, Facts
from tools.storage import Database, Key, KeyRing, SqliteDatabase, key_of, upgrade
from tools.storage.schema import apps, events, metadata, organisations, person_keys
from tools.storage.schema.tables import Instant, Sealed

PARENTS = {"organisations": "o_1", "apps": "a_1"}
KEPT_TABLES = {"events", "person_keys", "erasures", "people", "orders", "subscriptions", "fulfilments"}
"""What an erasure leaves a row in: ids, dates, amounts and what no key opens."""
MADE_OTHERWISE = {"events", "person_keys", "erasures", "people", *(table.name for table in TABLES)}
"""The tables that a person's rows come to by what they do."""
BOUGHT = {"gateway": "sandbox", "state": "paid"}


@dataclass
class House:
    """Every store of the register over one database."""

    database: Database
    keys: KeyRing
    clock: FixedClock
    events: EventStore
    register: Register
    ledger: Ledger
    outbox: Path
    stopped: list[UserId] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def consents(self) -> Consents:
        return Consents(self.events)

    @property
    def facts(self) -> Facts:
        return Facts(self.events)

    @property
    def export(self) -> Export:
        return Export(register=self.register, keys=self.keys, audit=Audit(self.events), clock=self.clock)

    def erasure(self, register: Register | None = None) -> Erasure:
        async def stop(user_id: UserId) -> None:
            self.stopped.append(user_id)
            self.stopping.set()

        return Erasure(
            database=self.database,
            keys=self.keys,
            audit=Audit(self.events),
            clock=self.clock,
            register=register or self.register,
            stop=stop,
            settings=PrivacySettings(),
        )

    def retention(self) -> Retention:
        return Retention(
            database=self.database,
            clock=self.clock,
            register=self.register,
            erasure=self.erasure(),
            settings=PrivacySettings(),
        )

    async def person(self, name: str, *, kind: str = "visitor", canary: str = "") -> UserId:
        """Somebody with a row in every personal table, the canary in each sealed column, and a fact."""
        user_id = UserId(name)
        now = self.clock.now()

        def work(connection: Connection) -> None:
            key = insert_person(connection, self.keys, user_id, PARENTS["organisations"], now, kind=kind)
            for table in self.personal_tables():
                if table.name not in MADE_OTHERWISE:
                    connection.execute(insert(table).values(self._row(table, user_id, key, canary)))

        await self.database.write(work)
        await self.remember(user_id, canary or "aide-soignante à Lens")
        await self.spend(user_id)
        return user_id

    async def spend(self, user_id: UserId) -> None:
        """Points of which some are spent, some are held, and some were not needed; a conversation."""
        await self.ledger.credit(user_id, 30, origin="welcome", command=f"welcome:{user_id}")
        await self.ledger.consume(user_id, "quick_advice", key="k1", actor=f"app:{user_id}")
        await self.ledger.consume(user_id, "write_letter", key="k2", actor=f"app:{user_id}")
        await self.ledger.hold(user_id, "quick_advice", hold_id="h_open")
        await self.database.write(lambda c: self.ledger.open_conversation_in(c, user_id, f"threads-{user_id}") and None)

    async def remember(self, user_id: UserId, fact: str) -> None:
        new = NewEvent(type=FACT_REMEMBERED, data={"kind": "job"}, private={"fact": fact})
        stream = person_stream("profile", user_id)
        command = os.urandom(8).hex()
        await self.events.append(
            Append(user_id=user_id, stream=stream, events=(new,), command=command, actor=f"visitor:{user_id}")
        )

    def personal_tables(self) -> list[Table]:
        """Those that say whose a row is, parents first."""
        mine = {name for store in self.register.stores for name in store.tables}
        return [t for t in metadata.sorted_tables if t.name in mine and {"user_id", "id"} & set(t.columns.keys())]

    async def held(self, user_id: UserId) -> Mapping[str, list[tuple[Any, ...]]]:
        """Every row of the person, by table."""

        def work(connection: Connection) -> Mapping[str, list[tuple[Any, ...]]]:
            found = {}
            for table in self.personal_tables():
                owner = table.c["user_id" if "user_id" in table.c else "id"]
                query = select(table).where(owner == user_id).order_by(*table.primary_key.columns)
                found[table.name] = [tuple(row) for row in connection.execute(query)]
            return found

        return await self.database.read(work)

    async def wrapped(self, user_id: UserId) -> bytes:
        query = select(person_keys.c.wrapped).where(person_keys.c.user_id == user_id)
        return bytes(await self.database.read(lambda c: c.execute(query).scalar_one()))

    async def streams(self) -> list[str]:
        return await self.database.read(lambda c: list(c.execute(select(events.c.stream).distinct()).scalars()))

    def bytes_on_disk(self) -> bytes:
        """Database, log and index, as they lie in the folder; empty for PostgreSQL."""
        if not isinstance(self.database, SqliteDatabase):
            return b""
        path = self.database.path
        files = [Path(f"{path}{suffix}") for suffix in ("", "-wal", "-shm")]
        return b"".join(file.read_bytes() for file in files if file.exists())

    def _row(self, table: Table, user_id: UserId, key: Key, canary: str) -> dict[str, object]:
        return {column.name: self._value(table, column, user_id, key, canary) for column in table.columns}

    def _value(self, table: Table, column: Column[Any], user_id: UserId, key: Key, canary: str) -> object:
        for foreign in column.foreign_keys:
            if foreign.column.table.name in PARENTS:
                return PARENTS[foreign.column.table.name]
        named = {"user_id": user_id, "thread_id": f"threads-{user_id}", "id": f"{table.name}-{user_id}"}
        if column.name in named:
            return named[column.name]
        if column.name in BOUGHT:
            return BOUGHT[column.name]
        if isinstance(column.type, String):
            own = column.primary_key or column.unique
            return (f"{column.name}-{user_id}" if own else column.name)[: column.type.length]
        values: dict[type[Any], object] = {
            Sealed: key.seal(canary, "anywhere"),
            Instant: self.clock.now(),
            Boolean: False,
            Integer: 1,
            JSON: [],
            LargeBinary: os.urandom(16),
        }
        return next((value for kind, value in values.items() if isinstance(column.type, kind)), None)


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> House:
    await upgrade(database)
    clock = FixedClock()
    keys = KeyRing(database, key_of(AESGCM.generate_key(256)))
    events = EventStore(database, keys, clock)
    ledger = Ledger(database=database, keys=keys, clock=clock, events=events, catalogue=load_catalogue())
    files = Files(database, keys, clock)
    made = House(
        database,
        keys,
        clock,
        events,
        build_register(database, keys, events, files, ledger, None, tmp_path / "outbox"),
        ledger,
        tmp_path / "outbox",
    )
    now = clock.now()

    def work(connection: Connection) -> None:
        connection.execute(insert(organisations).values(id="o_1", name="Iris", created_at=now))
        known = {"id": "a_1", "organisation_id": "o_1", "name": "Site", "publishable_key": "pk_1", "created_at": now}
        rest = {
            column.name: b"x" * 16
            for column in apps.columns
            if not column.nullable and column.name not in known and isinstance(column.type, LargeBinary)
        }
        connection.execute(insert(apps).values(**known, **rest))

    await database.write(work)
    return made
