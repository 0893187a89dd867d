"""The event store's tables: events are appended to and never changed (triggers refuse it), then sealed in one order."""

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

unsealed = Table(
    "unsealed",
    metadata,
    # Filled by a trigger on `events`, emptied by the sealer.
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("stream", String(160), nullable=False, index=True),
    # PostgreSQL: the transaction that appended it; it may be sealed once nothing older can still commit.
    Column("xid", BigInteger),
)

seals = Table(
    "seals",
    metadata,
    # Without gaps: the one order in which everybody reads.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False, unique=True),
    # Whose apps may read it; none: the house's own.
    Column("organisation_id", Identifier),
    # SHA-256 over the previous seal and the event's own hash.
    Column("hash", LargeBinary, nullable=False),
    Index("ix_seals_organisation", "organisation_id", "seq"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    # Ed25519 over seq and hash.
    Column("signature", LargeBinary, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("at", Instant, nullable=False),
)
