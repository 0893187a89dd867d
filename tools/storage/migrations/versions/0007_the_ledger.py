"""the ledger: one order of events, wallets, orders"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'

# Every event waits to be sealed, whoever appended it.
OUTBOX = {
    "sqlite": [
        "CREATE TRIGGER events_unsealed AFTER INSERT ON events "
        "BEGIN INSERT INTO unsealed (position, stream) VALUES (NEW.position, NEW.stream); END"
    ],
    "postgresql": [
        "CREATE FUNCTION events_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO unsealed (position, stream, xid) "
        "VALUES (NEW.position, NEW.stream, pg_current_xact_id()::text::bigint); RETURN NULL; END $$",
        "CREATE TRIGGER events_outbox AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION events_unsealed()",
    ],
}


def upgrade() -> None:
    op.create_table('checkpoints',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.Column('key_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_checkpoints'))
    )
    op.create_table('customers',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_customers')),
    sa.UniqueConstraint('id', name=op.f('uq_customers_id'))
    )
    op.create_table('deliverables',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('operation', sa.String(length=64), nullable=False),
    sa.Column('fingerprint', sa.LargeBinary(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('hold_id', sa.String(length=128), nullable=False),
    sa.Column('result', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('user_id', 'key', name=op.f('pk_deliverables'))
    )
    op.create_index(op.f('ix_deliverables_delivered_at'), 'deliverables', ['delivered_at'], unique=False)
    op.create_table('fulfilments',
    sa.Column('business_key', sa.String(length=200), nullable=False),
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('order_id', sa.String(length=128), nullable=False),
    sa.Column('object_id', sa.String(length=128), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('debt', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('business_key', name=op.f('pk_fulfilments'))
    )
    op.create_index(op.f('ix_fulfilments_object_id'), 'fulfilments', ['object_id'], unique=False)
    op.create_index(op.f('ix_fulfilments_order_id'), 'fulfilments', ['order_id'], unique=False)
    op.create_index(op.f('ix_fulfilments_user_id'), 'fulfilments', ['user_id'], unique=False)
    op.create_table('inbox',
    sa.Column('event_id', sa.String(length=128), nullable=False),
    sa.Column('type', sa.String(length=64), nullable=False),
    sa.Column('object_id', sa.String(length=128), nullable=False),
    sa.Column('livemode', sa.Boolean(), nullable=False),
    sa.Column('account', sa.String(length=128), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=True),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_inbox'))
    )
    op.create_index('ix_inbox_due', 'inbox', ['state', 'due_at'], unique=False)
    op.create_table('orders',
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('product', sa.String(length=64), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('bonus', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('flow', sa.String(length=16), nullable=False),
    sa.Column('gateway', sa.String(length=16), nullable=False),
    sa.Column('livemode', sa.Boolean(), nullable=False),
    sa.Column('session_id', sa.String(length=128), nullable=True),
    sa.Column('intent_id', sa.String(length=128), nullable=True),
    sa.Column('charge_id', sa.String(length=128), nullable=True),
    sa.Column('subscription_id', sa.String(length=128), nullable=True),
    sa.Column('refunded', sa.Integer(), nullable=False),
    sa.Column('clawed_back', sa.Integer(), nullable=False),
    sa.Column('dispute', sa.String(length=16), nullable=True),
    sa.Column('proposal_id', sa.String(length=128), nullable=True),
    sa.Column('idempotency_key', sa.String(length=200), nullable=False),
    sa.Column('fingerprint', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint(
        "amount > 0 and refunded >= 0 and (kind = 'subscription' or refunded <= amount)",
        name=op.f('ck_orders_amounts'),
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orders')),
    sa.UniqueConstraint('intent_id', name=op.f('uq_orders_intent_id')),
    sa.UniqueConstraint('session_id', name=op.f('uq_orders_session_id')),
    sa.UniqueConstraint('user_id', 'idempotency_key', name=op.f('uq_orders_user_id_idempotency_key'))
    )
    op.create_index(op.f('ix_orders_charge_id'), 'orders', ['charge_id'], unique=False)
    op.create_index('ix_orders_state', 'orders', ['state', 'created_at'], unique=False)
    op.create_index(op.f('ix_orders_subscription_id'), 'orders', ['subscription_id'], unique=False)
    op.create_index(op.f('ix_orders_user_id'), 'orders', ['user_id'], unique=False)
    op.create_table('proposals',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('product', sa.String(length=64), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('thread_id', sa.String(length=128), nullable=True),
    sa.Column('order_id', sa.String(length=128), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('user_id', 'id', name=op.f('pk_proposals'))
    )
    op.create_table('sandbox_objects',
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sandbox_objects'))
    )
    op.create_table('seals',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.String(length=128), nullable=True),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_seals')),
    sa.UniqueConstraint('position', name=op.f('uq_seals_position'))
    )
    op.create_index('ix_seals_organisation', 'seals', ['organisation_id', 'seq'], unique=False)
    op.create_table('subscriptions',
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('order_id', sa.String(length=128), nullable=False),
    sa.Column('product', sa.String(length=64), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('period_end', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_at_period_end', sa.Boolean(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscriptions'))
    )
    op.create_index(op.f('ix_subscriptions_user_id'), 'subscriptions', ['user_id'], unique=False)
    op.create_table('unsealed',
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('stream', sa.String(length=160), nullable=False),
    sa.Column('xid', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_unsealed'))
    )
    op.create_index(op.f('ix_unsealed_stream'), 'unsealed', ['stream'], unique=False)
    op.create_table('wallets',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('available', sa.Integer(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('debt', sa.Integer(), nullable=False),
    sa.Column('tiers', sa.JSON(), nullable=False),
    sa.Column('granted', sa.Integer(), nullable=False),
    sa.Column('bought', sa.Integer(), nullable=False),
    sa.Column('restored', sa.Integer(), nullable=False),
    sa.Column('spent', sa.Integer(), nullable=False),
    sa.Column('expired', sa.Integer(), nullable=False),
    sa.Column('clawed_back', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('available >= 0', name=op.f('ck_wallets_available')),
    sa.CheckConstraint('bought >= 0', name=op.f('ck_wallets_bought')),
    sa.CheckConstraint('clawed_back >= 0', name=op.f('ck_wallets_clawed_back')),
    sa.CheckConstraint('debt >= 0', name=op.f('ck_wallets_debt')),
    sa.CheckConstraint('expired >= 0', name=op.f('ck_wallets_expired')),
    sa.CheckConstraint('granted >= 0', name=op.f('ck_wallets_granted')),
    sa.CheckConstraint('held >= 0', name=op.f('ck_wallets_held')),
    sa.CheckConstraint('restored >= 0', name=op.f('ck_wallets_restored')),
    sa.CheckConstraint('spent >= 0', name=op.f('ck_wallets_spent')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_wallets'))
    )
    op.create_table('welcomed',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_welcomed'))
    )
    op.create_index(op.f('ix_welcomed_at'), 'welcomed', ['at'], unique=False)
    op.create_table('watched',
    sa.Column('object_id', sa.String(length=128), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('order_id', sa.String(length=128), nullable=True),
    sa.Column('detail', sa.String(length=128), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dismissed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('object_id', 'kind', name=op.f('pk_watched'))
    )
    op.create_table('conversations',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('thread_id', sa.String(length=128), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['wallets.user_id'], name=op.f('fk_conversations_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'day', 'thread_id', name=op.f('pk_conversations'))
    )
    op.create_table('holds',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('agent', sa.String(length=64), nullable=True),
    sa.Column('price', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('captured', sa.Integer(), nullable=False),
    sa.Column('basis', sa.String(length=16), nullable=False),
    sa.Column('quota', sa.String(length=32), nullable=True),
    sa.Column('period', sa.String(length=7), nullable=True),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('taken', sa.JSON(), nullable=False),
    sa.Column('refunded', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('amount >= 0 and captured >= 0 and captured <= amount', name=op.f('ck_holds_amounts')),
    sa.ForeignKeyConstraint(['user_id'], ['wallets.user_id'], name=op.f('fk_holds_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'id', name=op.f('pk_holds'))
    )
    op.create_index('ix_holds_recent', 'holds', ['user_id', 'created_at'], unique=False)
    op.create_index('ix_holds_state', 'holds', ['state', 'expires_at'], unique=False)
    op.create_table('lots',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('origin', sa.String(length=16), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('remaining', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('order_id', sa.String(length=128), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('remaining >= 0 and remaining <= amount', name=op.f('ck_lots_remaining')),
    sa.ForeignKeyConstraint(['user_id'], ['wallets.user_id'], name=op.f('fk_lots_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'id', name=op.f('pk_lots'))
    )
    op.create_index('ix_lots_expiry', 'lots', ['expires_at'], unique=False)
    op.create_table('quota_uses',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('quota', sa.String(length=32), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.CheckConstraint('used >= 0', name=op.f('ck_quota_uses_used')),
    sa.ForeignKeyConstraint(['user_id'], ['wallets.user_id'], name=op.f('fk_quota_uses_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', 'quota', 'period', name=op.f('pk_quota_uses'))
    )
    for statement in OUTBOX[op.get_bind().dialect.name]:
        op.execute(statement)
    # The trigger waited for who was writing, and who writes now waits for us: nothing is between the two.
    op.execute(
        "INSERT INTO unsealed (position, stream) SELECT position, stream FROM events WHERE true "
        "ON CONFLICT DO NOTHING"
    )
