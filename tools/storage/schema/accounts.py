"""Organisations, their apps and keys; the people, their accounts, sessions and links."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from tools.storage.schema.tables import Identifier, Instant, Sealed, metadata

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
    # Sealed under the master key: it must be read again to check the tokens that it signs.
    Column("signing_secret", LargeBinary, nullable=False),
    # The secret of before, which goes on until then.
    Column("previous_secret", LargeBinary),
    Column("previous_until", Instant),
    Column("default_agent", String(64)),
    Column("locale", String(8)),
    Column("address", String(8)),
    Column("theme", String(8)),
    Column("welcome", String(500)),
    Column("suggestions", JSON(none_as_null=True)),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    # From which pages browsers may call; none: any that CORS lets through.
    Column("origins", JSON(none_as_null=True)),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("app_id", Identifier, ForeignKey("apps.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    # With spaces between them.
    Column("scopes", String(1000), nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    # To the hour.
    Column("used_at", Instant),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

people = Table(
    "people",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("organisation_id", Identifier, ForeignKey("organisations.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("external_ref", LargeBinary),
    # First name, last name and civility.
    Column("profile", Sealed),
    Column("locale", String(8)),
    Column("address", String(8)),
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

accounts = Table(
    "accounts",
    metadata,
    Column("user_id", Identifier, ForeignKey("people.id"), primary_key=True),
    Column("organisation_id", Identifier, ForeignKey("organisations.id"), nullable=False),
    Column("email", Sealed, nullable=False),
    Column("email_hash", LargeBinary, nullable=False),
    # The argon2id hash, sealed: a stolen database alone gives nothing to guess against.
    Column("password", Sealed, nullable=False),
    Column("verified_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("organisation_id", "email_hash"),
)

registrations = Table(
    "registrations",
    metadata,
    Column("user_id", Identifier, ForeignKey("people.id"), primary_key=True),
    Column("organisation_id", Identifier, ForeignKey("organisations.id"), nullable=False),
    Column("app_id", Identifier, ForeignKey("apps.id"), nullable=False),
    Column("email", Sealed, nullable=False),
    Column("email_hash", LargeBinary, nullable=False),
    Column("password", Sealed, nullable=False),
    Column("locale", String(8), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

account_links = Table(
    "account_links",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("user_id", Identifier, ForeignKey("people.id"), nullable=False, index=True),
    Column("purpose", String(16), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

# The mailboxes that had welcome points: keyed digests, with nothing that says whose.
welcomed = Table(
    "welcomed",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

# What must be written to somebody. A row holds no address: it is found, and the link made, when the letter leaves.
account_letters = Table(
    "account_letters",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("organisation_id", Identifier, ForeignKey("organisations.id"), nullable=False),
    Column("user_id", Identifier, ForeignKey("people.id"), index=True),
    Column("email_hash", LargeBinary),
    Column("locale", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("user_id", Identifier, ForeignKey("people.id"), nullable=False, index=True),
    Column("app_id", Identifier, ForeignKey("apps.id"), nullable=False),
    Column("device", Sealed),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
    Column("revoked_at", Instant),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    # The session that it renews.
    Column("family", Identifier, nullable=False, index=True),
    Column("user_id", Identifier, ForeignKey("people.id"), nullable=False, index=True),
    Column("app_id", Identifier, ForeignKey("apps.id"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
