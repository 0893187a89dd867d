"""Erasures: what was asked, what is done; the row outlives the person's data as the proof."""

from sqlalchemy import JSON, Column, String, Table

from tools.storage.schema.tables import Identifier, Instant, metadata

erasures = Table(
    "erasures",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("receipt", Identifier, nullable=False, unique=True),
    Column("asked_by", String(16), nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("completed_at", Instant),
    # A last look, for what another process was writing meanwhile.
    Column("swept_at", Instant, index=True),
    Column("counts", JSON),
)
