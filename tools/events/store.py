"""The event store: append with optimistic concurrency, read, verify; on either database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, Row, Select, and_, bindparam, exists, insert, or_, select, union_all
from sqlalchemy.exc import IntegrityError

from tools.actor import OrganisationId, UserId
from tools.clock import Clock
from tools.errors import Erased, StaleStream
from tools.events.models import Append, NewEvent, RecordedEvent, SealedEvent
from tools.events.registry import Registry
from tools.events.rules import GENESIS, Chain, chain, event_id, plain, sealed_place
from tools.storage import Database, Key, KeyRing
from tools.storage.schema import erasures, events, people, seals

# Statements of the hot paths are built once: a turn reads the profile, a hold appends.
_STREAM = (
    select(events)
    .where(events.c.stream == bindparam("of_stream"), events.c.user_id == bindparam("of_user"))
    .order_by(events.c.version)
)
_LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
_LAST = (
    select(events.c.version, events.c.id, events.c.hash)
    .where(events.c.stream == bindparam("of_stream"))
    .order_by(events.c.version.desc())
    .limit(1)
    .subquery()
)
# The stream's last event, and the command's first one if it was appended before: one round trip.
_HEAD = union_all(
    select(_LAST.c.version, _LAST.c.id, _LAST.c.hash),
    select(events.c.version, events.c.id, events.c.hash).where(events.c.id == bindparam("first")),
)
_INSERT = insert(events).returning(events.c.position)
_KNOWN = select(events).where(events.c.id.in_(bindparam("ids", expanding=True))).order_by(events.c.position)
_SEALED = (
    select(seals.c.seq, events)
    .join(events, events.c.position == seals.c.position)
    .where(seals.c.seq > bindparam("after"))
    .order_by(seals.c.seq)
    .limit(bindparam("most"))
)
PERSON_ERASED = "PersonErased"
"""What apps are still told of somebody who was erased, and nothing else."""
_GONE = or_(
    exists().where(erasures.c.user_id == events.c.user_id),
    # The path of a visitor who signed in to an account is told again, as the account's.
    and_(
        events.c.stream.startswith("journey-", autoescape=True),
        exists().where(people.c.id == events.c.user_id, people.c.kind == "closed"),
    ),
)


def person_stream(kind: str, user_id: UserId) -> str:
    """The name of a person's stream of a kind (`profile`)."""
    return f"{kind}-{user_id}"


def lock_stream(connection: Connection, stream: str) -> None:
    """Hold a stream until the end of the unit of work; on SQLite every unit that writes is alone already.

    Take it before what is decided upon is read: on READ COMMITTED what is read afterwards is what the former holder
    left. Who has written before waits here with a transaction id that is older than those of events that are appended
    meanwhile: the sealer, which goes by `unsealed`, then keeps both from being told out of order.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_LOCK, (stream,))


@dataclass(frozen=True, slots=True)
class EventStore:
    """Facts, appended and never changed; the private part of each is sealed under the person's key.

    With a registry every append is checked against it, and `data` of older versions is read as the present one.
    """

    database: Database
    keys: KeyRing
    clock: Clock
    registry: Registry | None = None

    async def append(self, append: Append) -> list[RecordedEvent]:
        """Append all or nothing; a repeated command returns what it appended.

        Raises StaleStream, Erased, and UnknownEvent or InvalidArguments for what the registry does not know.
        """
        sealing = any(new.private is not None for new in append.events)
        key = await self.keys.of(append.user_id) if sealing else None
        return await self.database.write(lambda connection: self.append_in(connection, append, key))

    def append_in(
        self, connection: Connection, append: Append, key: Key | None = None, *, locked: bool = False
    ) -> list[RecordedEvent]:
        """Append inside the caller's unit of work; without a key, only events that have no private part.

        `locked`: the caller holds the stream already (`lock_stream`). Three round trips for one event, or two.
        """
        if not append.events:
            return []
        if self.registry is not None:
            for new in append.events:
                self.registry.check(new)
        if not locked:
            lock_stream(connection, append.stream)
        identities = [event_id(append, index) for index in range(len(append.events))]
        version, previous = 0, GENESIS
        for row in connection.execute(_HEAD, {"of_stream": append.stream, "first": identities[0]}):
            if row.id == identities[0]:
                return [self._recorded(known, key) for known in connection.execute(_KNOWN, {"ids": identities})]
            version, previous = row.version, bytes(row.hash)
        if append.expected is not None and append.expected != version:
            raise StaleStream(f"{append.stream!r} is at {version}, not {append.expected}")
        recorded: list[RecordedEvent] = []
        try:
            for new, identity in zip(append.events, identities, strict=True):
                version += 1
                recorded.append(self._insert(connection, append, new, identity, version, previous, key))
                previous = recorded[-1].hash
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
    ) -> RecordedEvent:
        private, sealed = _sealed_part(new, key, sealed_place(append.stream, version))
        data, at = plain(new.data), self.clock.now()
        hashed = chain(
            previous,
            identity=identity,
            stream=append.stream,
            version=version,
            type=new.type,
            schema_version=new.schema_version,
            data=data,
            user_id=append.user_id,
            actor=append.actor,
            causation=append.command,
            sealed=sealed,
            at=at,
        )
        row: dict[str, object] = {
            "id": identity,
            "stream": append.stream,
            "version": version,
            "type": new.type,
            "schema_version": new.schema_version,
            "user_id": append.user_id,
            "actor": append.actor,
            "data": data,
            "private": sealed,
            "causation_id": append.command,
            "at": at,
            "previous_hash": previous,
            "hash": hashed,
        }
        position = connection.execute(_INSERT, row).scalar_one()
        return RecordedEvent(
            position=position,
            id=identity,
            stream=append.stream,
            version=version,
            type=new.type,
            schema_version=new.schema_version,
            user_id=append.user_id,
            actor=append.actor,
            data=data,
            private=private,
            causation_id=append.command,
            at=at,
            hash=hashed,
        )

    async def read(self, user_id: UserId, stream: str) -> list[RecordedEvent]:
        """A stream of the person, in order; empty when it does not exist or is somebody else's."""
        key = await self._key(user_id)
        return await self.database.read(lambda c: self.read_in(c, user_id, stream, key))

    def read_in(self, connection: Connection, user_id: UserId, stream: str, key: Key | None) -> list[RecordedEvent]:
        """Read a stream inside the caller's unit of work."""
        rows = connection.execute(_STREAM, {"of_stream": stream, "of_user": user_id})
        return [self._recorded(row, key) for row in rows]

    async def of_person(self, user_id: UserId, *, after: int = 0, limit: int = 1000) -> list[RecordedEvent]:
        """Everything that has happened to the person up to now, in the order of positions: for reading it whole.

        Who comes back later with the last position misses what took its position before and was committed after it:
        that is what `sealed_of_person` is for.
        """
        key = await self._key(user_id)
        query = (
            select(events)
            .where(events.c.user_id == user_id, events.c.position > after)
            .order_by(events.c.position)
            .limit(limit)
        )
        return await self.database.read(lambda c: [self._recorded(row, key) for row in c.execute(query)])

    async def sealed(self, *, after: int = 0, limit: int = 1000) -> list[SealedEvent]:
        """Everything that happened after a `seq`, in the one order of the house: nothing is lost, nothing comes late.

        An event is there once the sealer has been by, within a second.
        """
        return await self._sealed(_SEALED, after, limit)

    async def sealed_of_person(self, user_id: UserId, *, after: int = 0, limit: int = 100) -> list[SealedEvent]:
        """What happened to the person after a `seq`, with their own words: nothing is lost, nothing comes late."""
        return await self._sealed(_SEALED.where(events.c.user_id == user_id), after, limit, await self._key(user_id))

    async def of_organisation(
        self, organisation_id: OrganisationId, *, after: int = 0, limit: int = 100, types: Collection[str] = ()
    ) -> list[SealedEvent]:
        """What happened to an organisation's people after a `seq`, of the types that are `shared`: its apps' cursor.

        From the moment that a person's erasure is asked for, only that is told of them, as `PersonErased`.
        `types`: only these. Raises UnknownEvent for one that is not shared.
        """
        named = types if self.registry is None else self.registry.shared(types)
        told = or_(events.c.type == PERSON_ERASED, ~_GONE)
        query = _SEALED.where(seals.c.organisation_id == organisation_id, told)
        if named or self.registry is not None:
            query = query.where(events.c.type.in_(sorted(named)))
        return await self._sealed(query, after, limit)

    async def verify(self, stream: str) -> int:
        """Recompute the stream's chain, without any key; returns its length, raises BrokenChain."""
        return await self.database.read(lambda connection: _verify(connection, stream))

    async def _sealed(
        self, query: Select[tuple[object, ...]], after: int, limit: int, key: Key | None = None
    ) -> list[SealedEvent]:
        values = {"after": after, "most": limit}
        return await self.database.read(
            lambda c: [SealedEvent(seq=row.seq, event=self._recorded(row, key)) for row in c.execute(query, values)]
        )

    async def _key(self, user_id: UserId) -> Key | None:
        try:
            return await self.keys.of(user_id)
        except Erased:
            return None

    def _recorded(self, row: Row[tuple[object, ...]], key: Key | None) -> RecordedEvent:
        private = None
        if row.private is not None and key is not None:
            private = orjson.loads(key.open(row.private, sealed_place(row.stream, row.version)))
        data: Mapping[str, object] = row.data
        version = row.schema_version
        if self.registry is not None:
            version, data = self.registry.upcast(row.type, version, data)
        return RecordedEvent(
            position=row.position,
            id=row.id,
            stream=row.stream,
            version=row.version,
            type=row.type,
            schema_version=version,
            user_id=row.user_id,
            actor=row.actor,
            data=data,
            private=private,
            causation_id=row.causation_id,
            at=row.at,
            hash=bytes(row.hash),
        )


def _sealed_part(new: NewEvent, key: Key | None, place: str) -> tuple[Mapping[str, object] | None, bytes | None]:
    """The private part as it will be read again, and as it rests; raises Erased."""
    if new.private is None:
        return None, None
    if key is None:
        raise Erased(f"no key to seal {new.type!r} with")
    clear = orjson.dumps(new.private)
    return orjson.loads(clear), key.seal(clear, place)


def _verify(connection: Connection, stream: str) -> int:
    followed = Chain(stream)
    for row in connection.execute(select(events).where(events.c.stream == stream).order_by(events.c.version)):
        followed.follow(row)
    return followed.length
