"""Billing: what was proposed and ordered, and what the payment provider said of it. No card, no name, no address."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from tools.storage.schema.tables import Identifier, Instant, metadata

proposals = Table(
    "proposals",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, primary_key=True),
    Column("product", String(64), nullable=False),
    # In cents of the currency, as the catalogue said when it was made.
    Column("amount", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("points", Integer, nullable=False),
    Column("thread_id", Identifier),
    # The order that confirmed it.
    Column("order_id", Identifier),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("user_id", Identifier, nullable=False, index=True),
    # pack or subscription
    Column("kind", String(16), nullable=False),
    Column("product", String(64), nullable=False),
    Column("points", Integer, nullable=False),
    Column("bonus", Integer, nullable=False),
    # In cents.
    Column("amount", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    # pending, paid, failed, expired
    Column("state", String(16), nullable=False),
    # checkout or intent
    Column("flow", String(16), nullable=False),
    # stripe or sandbox, and whether real money moves.
    Column("gateway", String(16), nullable=False),
    Column("livemode", Boolean, nullable=False),
    Column("session_id", Identifier, unique=True),
    Column("intent_id", Identifier, unique=True),
    Column("charge_id", Identifier, index=True),
    Column("subscription_id", Identifier, index=True),
    # Cents given back, and points taken back for them.
    Column("refunded", Integer, nullable=False),
    Column("clawed_back", Integer, nullable=False),
    # opened, won, lost
    Column("dispute", String(16)),
    Column("proposal_id", Identifier),
    Column("idempotency_key", String(200), nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("paid_at", Instant),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("user_id", "idempotency_key"),
    # A subscription is paid more than once.
    CheckConstraint(
        "amount > 0 and refunded >= 0 and (kind = 'subscription' or refunded <= amount)",
        name="amounts",
    ),
    Index("ix_orders_state", "state", "created_at"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    # The provider's.
    Column("id", Identifier, primary_key=True),
    Column("user_id", Identifier, nullable=False, index=True),
    Column("order_id", Identifier, nullable=False),
    Column("product", String(64), nullable=False),
    # The provider's words: incomplete, active, past_due, canceled, unpaid, incomplete_expired
    Column("status", String(32), nullable=False),
    Column("period_end", Instant),
    Column("cancel_at_period_end", Boolean, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    # An event of the provider: only which object to look at, never its content.
    Column("event_id", Identifier, primary_key=True),
    Column("type", String(64), nullable=False),
    Column("object_id", Identifier, nullable=False),
    Column("livemode", Boolean, nullable=False),
    Column("account", Identifier),
    Column("sent_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    # received, handled, parked
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    # Why it is parked: a code.
    Column("reason", String(64)),
    Column("handled_at", Instant),
    Index("ix_inbox_due", "state", "due_at"),
)

fulfilments = Table(
    "fulfilments",
    metadata,
    # What happens once: `order:<id>`, `invoice:<in_id>`, `refund:<ch_id>:<cents>`, `dispute:<dp_id>:<phase>`.
    Column("business_key", String(200), primary_key=True),
    Column("user_id", Identifier, nullable=False, index=True),
    Column("order_id", Identifier, nullable=False, index=True),
    # The provider's object that it answers to.
    Column("object_id", Identifier, nullable=False, index=True),
    # The cents that moved, the points that moved with them, and those that were spent already.
    Column("amount", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("debt", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

watched = Table(
    "watched",
    metadata,
    # An object of the provider that differed when it was last compared, and how; it is looked at until it does not.
    Column("object_id", Identifier, primary_key=True),
    # The kind of the difference, or `open_invoice`.
    Column("kind", String(32), primary_key=True),
    Column("order_id", Identifier),
    # What differs, in cents and enumerations.
    Column("detail", String(128), nullable=False),
    Column("found_at", Instant, nullable=False),
    # When an operator said that it may stay so.
    Column("dismissed_at", Instant),
)

sandbox_objects = Table(
    "sandbox_objects",
    metadata,
    # What a provider would keep, where none is connected: no card, no name.
    Column("id", Identifier, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
)
