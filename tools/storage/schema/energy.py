"""Energy: projections of the wallet streams (dropped and rebuilt at will), and what priced operations delivered."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from tools.storage.schema.tables import Identifier, Instant, Sealed, metadata

wallets = Table(
    "wallets",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    # The version of the stream that it is the fold of.
    Column("version", Integer, nullable=False),
    Column("available", Integer, nullable=False),
    Column("held", Integer, nullable=False),
    Column("debt", Integer, nullable=False),
    # What each source gives, as [[source, tier, until or null]]: the highest that lasts counts.
    Column("tiers", JSON, nullable=False),
    # Sums over the whole life of the wallet: granted + bought + restored = available + held + spent + expired
    # + clawed_back.
    Column("granted", Integer, nullable=False),
    Column("bought", Integer, nullable=False),
    Column("restored", Integer, nullable=False),
    Column("spent", Integer, nullable=False),
    Column("expired", Integer, nullable=False),
    Column("clawed_back", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    *(
        CheckConstraint(f"{name} >= 0", name=name)
        for name in (
            "available",
            "held",
            "debt",
            "granted",
            "bought",
            "restored",
            "spent",
            "expired",
            "clawed_back",
        )
    ),
)

lots = Table(
    "lots",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, primary_key=True),
    # purchase, bonus, welcome, grant, refund
    Column("origin", String(16), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("remaining", Integer, nullable=False),
    Column("expires_at", Instant),
    # The order that paid for it.
    Column("order_id", Identifier),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("remaining >= 0 and remaining <= amount", name="remaining"),
    ForeignKeyConstraint(["user_id"], ["wallets.user_id"], ondelete="CASCADE"),
    Index("ix_lots_expiry", "expires_at"),
)

holds = Table(
    "holds",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, primary_key=True),
    Column("action", String(64), nullable=False),
    # Who asked for it in the conversation; none: REST.
    Column("agent", String(64)),
    # What the catalogue asks, and what of it is really held: 0 when it is included or unlimited.
    Column("price", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("captured", Integer, nullable=False),
    # How it is charged: energy, included, unlimited.
    Column("basis", String(16), nullable=False),
    # The monthly quota that it counts in, and the month, when it is included.
    Column("quota", String(32)),
    Column("period", String(7)),
    # held, captured, released, expired, lost
    Column("state", String(16), nullable=False),
    # What was taken from which lot, as [[lot, points]].
    Column("taken", JSON, nullable=False),
    Column("refunded", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("amount >= 0 and captured >= 0 and captured <= amount", name="amounts"),
    ForeignKeyConstraint(["user_id"], ["wallets.user_id"], ondelete="CASCADE"),
    Index("ix_holds_state", "state", "expires_at"),
    Index("ix_holds_recent", "user_id", "created_at"),
)

quota_uses = Table(
    "quota_uses",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("quota", String(32), primary_key=True),
    # A month (2026-11) or a day (2026-11-21), in Paris.
    Column("period", String(10), primary_key=True),
    Column("used", Integer, nullable=False),
    CheckConstraint("used >= 0", name="used"),
    ForeignKeyConstraint(["user_id"], ["wallets.user_id"], ondelete="CASCADE"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("thread_id", Identifier, primary_key=True),
    ForeignKeyConstraint(["user_id"], ["wallets.user_id"], ondelete="CASCADE"),
)

deliverables = Table(
    "deliverables",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    # Of the request (Idempotency-Key) or of the call (execution and call).
    Column("key", String(200), primary_key=True),
    Column("operation", String(64), nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    # The last attempt, and its hold.
    Column("attempt", Integer, nullable=False),
    Column("hold_id", Identifier, nullable=False),
    # The result as JSON, once it is delivered, until it is forgotten.
    Column("result", Sealed),
    Column("created_at", Instant, nullable=False),
    Column("delivered_at", Instant, index=True),
)
