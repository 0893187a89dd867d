"""Organisations, their apps, the people, their keys and sessions."""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, UniqueConstraint

from tools.storage.schema.tables import Identifier, Instant, metadata

organisations = Table(
    "organisations",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
)

apps = Table(
    "apps",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("organisation_id", Identifier, ForeignKey("organisations.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("publishable_key", String(64), nullable=False, unique=True),
    Column("api_key_hash", LargeBinary, nullable=False, unique=True),
    # Sealed under the master key: it must be read again to check the tokens that it signs.
    Column("signing_secret", LargeBinary, nullable=False),
    Column("default_agent", String(64)),
    Column("locale", String(8)),
    Column("address", String(8)),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

people = Table(
    "people",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("organisation_id", Identifier, ForeignKey("organisations.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("external_ref", LargeBinary),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("organisation_id", "external_ref"),
)

person_keys = Table(
    "person_keys",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("wrapped", LargeBinary),
    Column("created_at", Instant, nullable=False),
    Column("destroyed_at", Instant),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("family", Identifier, nullable=False, index=True),
    Column("user_id", Identifier, ForeignKey("people.id"), nullable=False, index=True),
    Column("app_id", Identifier, ForeignKey("apps.id"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
)
