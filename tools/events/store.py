"""The event store: append with optimistic concurrency, read, verify; on either database."""

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, Row, bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError

from tools.actor import UserId
from tools.clock import Clock
from tools.errors import Erased, IrisError, StaleStream
from tools.events.models import Append, NewEvent, RecordedEvent
from tools.events.rules import GENESIS, chain, event_id, sealed_place
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import events

# Every turn reads the person's profile: the statement is built once.
_STREAM = (
    select(events)
    .where(events.c.stream == bindparam("of_stream"), events.c.user_id == bindparam("of_user"))
    .order_by(events.c.version)
)


class BrokenChain(IrisError):
    """A stored event is not what was appended; `details["version"]` is the first that differs."""

    code = "broken_chain"
    advice = "Restore the event store from a backup."


def person_stream(kind: str, user_id: UserId) -> str:
    """The name of a person's stream of a kind (`profile`)."""
    return f"{kind}-{user_id}"


@dataclass(frozen=True, slots=True)
class EventStore:
    """Facts, appended and never changed; the private part of each is sealed under the person's key."""

    database: Database
    keys: KeyRing
    clock: Clock

    async def append(self, append: Append) -> list[RecordedEvent]:
        """Append all or nothing; a repeated command returns what it appended. Raises StaleStream, Erased."""
        sealing = any(new.private is not None for new in append.events)
        key = await self.keys.of(append.user_id) if sealing else None
        return await self.database.write(lambda connection: self.append_in(connection, append, key))

    def append_in(self, connection: Connection, append: Append, key: Key | None) -> list[RecordedEvent]:
        """Append inside the caller's unit of work; without a key, only events that have no private part."""
        if connection.dialect.name == "postgresql":
            # The first statement: it takes no transaction id, so that waiting here reorders nothing.
            connection.execute(text("select pg_advisory_xact_lock(hashtextextended(:s, 0))"), {"s": append.stream})
        identities = [event_id(append, index) for index in range(len(append.events))]
        known = connection.execute(select(events).where(events.c.id.in_(identities)).order_by(events.c.position)).all()
        if known:
            return [_recorded(row, key) for row in known]
        last = connection.execute(
            select(events.c.version, events.c.hash)
            .where(events.c.stream == append.stream)
            .order_by(events.c.version.desc())
            .limit(1)
        ).first()
        version, previous = (last.version, bytes(last.hash)) if last else (0, GENESIS)
        if append.expected is not None and append.expected != version:
            raise StaleStream(f"{append.stream!r} is at {version}, not {append.expected}")
        recorded: list[RecordedEvent] = []
        try:
            for new, identity in zip(append.events, identities, strict=True):
                version += 1
                row = self._insert(connection, append, new, identity, version, previous, key)
                previous = bytes(row.hash)
                recorded.append(_recorded(row, key))
        except IntegrityError as error:
            raise StaleStream(f"{append.stream!r} moved beyond {version - 1}") from error
        return recorded

    def _insert(
        self,
        connection: Connection,
        append: Append,
        new: NewEvent,
        identity: str,
        version: int,
        previous: bytes,
        key: Key | None,
    ) -> Row[tuple[object, ...]]:
        place, sealed = sealed_place(append.stream, version), None
        if new.private is not None:
            if key is None:
                raise Erased(f"no key to seal {new.type!r} with")
            sealed = key.seal(orjson.dumps(new.private), place)
        at = self.clock.now()
        return connection.execute(
            insert(events)
            .values(
                id=identity,
                stream=append.stream,
                version=version,
                type=new.type,
                schema_version=new.schema_version,
                user_id=append.user_id,
                actor=append.actor,
                data=dict(new.data),
                private=sealed,
                causation_id=append.command,
                at=at,
                previous_hash=previous,
                hash=chain(
                    previous,
                    identity=identity,
                    stream=append.stream,
                    version=version,
                    new=new,
                    user_id=append.user_id,
                    actor=append.actor,
                    causation=append.command,
                    sealed=sealed,
                    at=at,
                ),
            )
            .returning(events)
        ).one()

    async def read(self, user_id: UserId, stream: str) -> list[RecordedEvent]:
        """A stream of the person, in order; empty when it does not exist or is somebody else's."""
        key = await self._key(user_id)
        return await self.database.read(lambda c: self.read_in(c, user_id, stream, key))

    def read_in(self, connection: Connection, user_id: UserId, stream: str, key: Key | None) -> list[RecordedEvent]:
        """Read a stream inside the caller's unit of work."""
        rows = connection.execute(_STREAM, {"of_stream": stream, "of_user": user_id})
        return [_recorded(row, key) for row in rows]

    async def of_person(self, user_id: UserId, *, after: int = 0, limit: int = 1000) -> list[RecordedEvent]:
        """Everything that happened to the person after a position, in order."""
        key = await self._key(user_id)
        query = (
            select(events)
            .where(events.c.user_id == user_id, events.c.position > after)
            .order_by(events.c.position)
            .limit(limit)
        )
        return await self.database.read(lambda c: [_recorded(row, key) for row in c.execute(query)])

    async def verify(self, stream: str) -> int:
        """Recompute the stream's chain, without any key; returns its length, raises BrokenChain."""
        return await self.database.read(lambda connection: _verify(connection, stream))

    async def _key(self, user_id: UserId) -> Key | None:
        try:
            return await self.keys.of(user_id)
        except Erased:
            return None


def _recorded(row: Row[tuple[object, ...]], key: Key | None) -> RecordedEvent:
    private = None
    if row.private is not None and key is not None:
        private = orjson.loads(key.open(row.private, sealed_place(row.stream, row.version)))
    return RecordedEvent(
        position=row.position,
        id=row.id,
        stream=row.stream,
        version=row.version,
        type=row.type,
        schema_version=row.schema_version,
        user_id=row.user_id,
        actor=row.actor,
        data=row.data,
        private=private,
        causation_id=row.causation_id,
        at=row.at,
        hash=bytes(row.hash),
    )


def _verify(connection: Connection, stream: str) -> int:
    previous, length = GENESIS, 0
    rows = connection.execute(select(events).where(events.c.stream == stream).order_by(events.c.version))
    for row in rows:
        length += 1
        expected = chain(
            previous,
            identity=row.id,
            stream=row.stream,
            version=length,
            new=NewEvent(type=row.type, data=row.data, schema_version=row.schema_version),
            user_id=row.user_id,
            actor=row.actor,
            causation=row.causation_id,
            sealed=row.private,
            at=row.at,
        )
        if row.version != length or bytes(row.hash) != expected or bytes(row.previous_hash) != previous:
            raise BrokenChain(f"{stream!r} differs at version {length}", version=length)
        previous = expected
    return length
