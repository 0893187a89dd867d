"""The event store's table: appended to, never changed (triggers refuse it)."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from tools.storage.schema.tables import Identifier, Instant, Sealed, metadata

events = Table(
    "events",
    metadata,
    # SQLite counts up only an INTEGER primary key.
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", Identifier, nullable=False, unique=True),
    Column("stream", String(160), nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", String(64), nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("user_id", Identifier, nullable=False),
    Column("actor", String(160), nullable=False),
    Column("data", JSON, nullable=False),
    Column("private", Sealed),
    Column("causation_id", String(160)),
    Column("at", Instant, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("stream", "version"),
    Index("ix_events_person", "user_id", "position"),
    sqlite_autoincrement=True,
)
