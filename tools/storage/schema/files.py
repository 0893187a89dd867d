"""Files of people: what they uploaded or pasted, and its text. Nothing of the content is in clear, no hash either."""

from sqlalchemy import Boolean, Column, Integer, String, Table

from tools.storage.schema.tables import Identifier, Instant, Sealed, metadata

files = Table(
    "files",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, primary_key=True),
    # A file that was given in a conversation goes with it.
    Column("thread_id", Identifier),
    Column("name", Sealed, nullable=False),
    Column("media_type", String(128), nullable=False),
    Column("size", Integer, nullable=False),
    Column("pages", Integer),
    Column("characters", Integer, nullable=False),
    Column("cut", Boolean, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("content", Sealed, nullable=False),
    Column("text", Sealed, nullable=False),
    Column("created_at", Instant, nullable=False),
)
