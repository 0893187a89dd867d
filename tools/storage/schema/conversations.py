"""Threads and messages: the canonical history. Ids are the person's: two people may use the same."""

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Index, String, Table

from tools.storage.schema.tables import Identifier, Instant, Sealed, metadata

threads = Table(
    "threads",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, primary_key=True),
    Column("app_id", Identifier, nullable=False),
    Column("title", Sealed),
    # Who spoke last and what it is in the middle of.
    Column("agent", String(64)),
    Column("mode", String(16)),
    Column("focus", Sealed),
    Column("summary", Sealed),
    # What stands behind the placeholders that the model sees in this thread.
    Column("vault", Sealed),
    Column("summarised_to", BigInteger, nullable=False, server_default="0"),
    Column("last_position", BigInteger, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index("ix_threads_recent", "user_id", "updated_at"),
)

messages = Table(
    "messages",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, primary_key=True),
    Column("thread_id", Identifier, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("parent_id", Identifier),
    Column("run_id", Identifier, nullable=False),
    Column("role", String(16), nullable=False),
    Column("agent", String(64)),
    Column("status", String(16), nullable=False),
    Column("content", Sealed, nullable=False),
    Column("created_at", Instant, nullable=False),
    ForeignKeyConstraint(["user_id", "thread_id"], ["threads.user_id", "threads.id"], ondelete="CASCADE"),
    Index("ix_messages_thread", "user_id", "thread_id", "position", unique=True),
)
