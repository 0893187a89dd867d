"""privacy"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.create_table('erasures',
    sa.Column('user_id', sa.String(length=128), nullable=False),
    sa.Column('receipt', sa.String(length=128), nullable=False),
    sa.Column('asked_by', sa.String(length=16), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('swept_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counts', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_erasures')),
    sa.UniqueConstraint('receipt', name=op.f('uq_erasures_receipt'))
    )
    op.create_index(op.f('ix_erasures_swept_at'), 'erasures', ['swept_at'], unique=False)
