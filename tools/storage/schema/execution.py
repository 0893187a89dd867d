"""Runs, their logs, the executions they belong to and the interrupts that wait."""

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, String, Table, UniqueConstraint, text

from tools.storage.schema.tables import Identifier, Instant, Sealed, metadata

runs = Table(
    "runs",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, primary_key=True),
    Column("thread_id", Identifier, nullable=False),
    Column("execution_id", Identifier, nullable=False),
    Column("status", String(16), nullable=False),
    Column("agent", String(64)),
    Column("code", String(64)),
    Column("mode", String(16)),
    Column("usage", JSON),
    Column("owner", Identifier, nullable=False),
    Column("lease_until", Instant, nullable=False),
    Column("cancel_requested_at", Instant),
    Column("idempotency_key", String(200)),
    Column("fingerprint", LargeBinary),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("user_id", "idempotency_key"),
    Index(
        "uq_runs_active",
        "user_id",
        "thread_id",
        unique=True,
        sqlite_where=text("status = 'active'"),
        postgresql_where=text("status = 'active'"),
    ),
    Index("ix_runs_status_lease", "status", "lease_until"),
)

run_log = Table(
    "run_log",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("run_id", Identifier, primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("frames", Sealed, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

executions = Table(
    "executions",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, primary_key=True),
    Column("thread_id", Identifier, nullable=False),
    Column("checkpoint", Sealed, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

interrupts = Table(
    "interrupts",
    metadata,
    Column("user_id", Identifier, primary_key=True),
    Column("id", Identifier, primary_key=True),
    Column("thread_id", Identifier, nullable=False),
    Column("execution_id", Identifier, nullable=False),
    Column("run_id", Identifier, nullable=False),
    Column("reason", String(64), nullable=False),
    Column("body", Sealed, nullable=False),
    Column("status", String(16), nullable=False),
    Column("answer", Sealed),
    Column("fingerprint", LargeBinary),
    Column("resumed_by", Identifier),
    Column("expires_at", Instant, nullable=False),
    Index("ix_interrupts_thread", "user_id", "thread_id", "status"),
)
