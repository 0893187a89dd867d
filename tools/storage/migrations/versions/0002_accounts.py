"""accounts"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from tools.storage.schema.tables import Instant

revision = '0002'
down_revision = '0001'

# What a key may do that was made before keys had scopes: what it could.
SCOPES = (
    "chat:read chat:write files:read files:write knowledge:read privacy:read privacy:write profile:read profile:write"
)
REFRESH_LIFE = timedelta(days=90)


def upgrade() -> None:
    _tables()
    op.add_column('people', sa.Column('profile', sa.LargeBinary(), nullable=True))
    op.add_column('people', sa.Column('locale', sa.String(length=8), nullable=True))
    op.add_column('people', sa.Column('address', sa.String(length=8), nullable=True))
    _keep_keys()
    _keep_sessions()
    _drop_the_old_key()
    op.drop_column('refresh_tokens', 'revoked_at')


def _tables() -> None:
    op.create_table('account_letters',
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('organisation_id', sa.String(length=128), nullable=False),
    sa.Column('user_id', sa.String(length=128), nullable=True),
    sa.Column('email_hash', sa.LargeBinary(), nullable=True),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_account_letters_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['people.id'], name=op.f('fk_account_letters_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_letters'))
    )
    op.create_index(op.f('ix_account_letters_due_at'), 'account_letters', ['due_at'], unique=False)
    op.create_index(op.f('ix_account_letters_user_id'), 'account_letters', ['user_id'], unique=False)
    op.create_table('account_links',
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['people.id'], name=op.f('fk_account_links_user_id')),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_account_links'))
    )
    op.create_index(op.f('ix_account_links_expires_at'), 'account_links', ['expires_at'], unique=False)
    op.create_index(op.f('ix_account_links_user_id'), 'account_links', ['user_id'], unique=False)
    op.create_table('accounts',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('organisation_id', sa.String(length=128), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=False),
    sa.Column('email_hash', sa.LargeBinary(), nullable=False),
    sa.Column('password', sa.LargeBinary(), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_accounts_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['people.id'], name=op.f('fk_accounts_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('organisation_id', 'email_hash', name=op.f('uq_accounts_organisation_id_email_hash'))
    )
    op.create_table('api_keys',
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('app_id', sa.String(length=128), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('scopes', sa.String(length=1000), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_keys')),
    sa.UniqueConstraint('hash', name=op.f('uq_api_keys_hash')),
    *_of_app('api_keys')
    )
    op.create_index(op.f('ix_api_keys_app_id'), 'api_keys', ['app_id'], unique=False)
    op.create_table('registrations',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('organisation_id', sa.String(length=128), nullable=False),
    sa.Column('app_id', sa.String(length=128), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=False),
    sa.Column('email_hash', sa.LargeBinary(), nullable=False),
    sa.Column('password', sa.LargeBinary(), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_registrations_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['people.id'], name=op.f('fk_registrations_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_registrations')),
    *_of_app('registrations')
    )
    op.create_index(op.f('ix_registrations_expires_at'), 'registrations', ['expires_at'], unique=False)
    op.create_table('sessions',
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('app_id', sa.String(length=128), nullable=False),
    sa.Column('device', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['people.id'], name=op.f('fk_sessions_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions')),
    *_of_app('sessions')
    )
    op.create_index(op.f('ix_sessions_seen_at'), 'sessions', ['seen_at'], unique=False)
    op.create_index(op.f('ix_sessions_user_id'), 'sessions', ['user_id'], unique=False)


def _of_app(table: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint(['app_id'], ['apps.id'], name=op.f(f'fk_{table}_app_id'))]


def _keep_keys() -> None:
    op.execute(
        sa.text(
            "INSERT INTO api_keys (id, app_id, name, scopes, hash, created_at) "
            f"SELECT 'key_' || id, id, name, '{SCOPES}', api_key_hash, created_at FROM apps"
        )
    )


def _keep_sessions() -> None:
    """Every family of refresh tokens becomes a session, begun when its oldest token was made."""
    tokens = sa.table(
        'refresh_tokens', sa.column('family'), sa.column('user_id'), sa.column('app_id'),
        sa.column('expires_at', Instant), sa.column('revoked_at', Instant),
    )
    sessions = sa.table(
        'sessions', sa.column('id'), sa.column('user_id'), sa.column('app_id'), sa.column('created_at', Instant),
        sa.column('seen_at', Instant), sa.column('revoked_at', Instant),
    )
    bind = op.get_bind()
    first, last = sa.func.min(tokens.c.expires_at), sa.func.max(tokens.c.expires_at)
    families = bind.execute(
        sa.select(
            tokens.c.family, tokens.c.user_id, tokens.c.app_id, first.label('first'), last.label('last'),
            sa.func.max(tokens.c.revoked_at).label('revoked_at'),
        ).group_by(tokens.c.family, tokens.c.user_id, tokens.c.app_id)
    ).all()
    for each in families:
        bind.execute(
            sessions.insert().values(
                id=each.family, user_id=each.user_id, app_id=each.app_id, created_at=each.first - REFRESH_LIFE,
                seen_at=each.last - REFRESH_LIFE, revoked_at=each.revoked_at,
            )
        )


def _drop_the_old_key() -> None:
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_column('apps', 'api_key_hash')
        return
    # SQLite cannot drop a unique column: the table is made again, and what refers to its rows waits aside meanwhile,
    # because foreign keys cannot be switched off inside a transaction.
    waiting = ('api_keys', 'sessions', 'refresh_tokens')
    for table in waiting:
        op.execute(sa.text(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}"))
        op.execute(sa.text(f"DELETE FROM {table}"))
    with op.batch_alter_table('apps') as batch:
        batch.drop_column('api_key_hash')
    for table in waiting:
        op.execute(sa.text(f"INSERT INTO {table} SELECT * FROM kept_{table}"))
        op.execute(sa.text(f"DROP TABLE kept_{table}"))
