"""guard"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.add_column('threads', sa.Column('vault', sa.LargeBinary(), nullable=True))
    # What waits holds words that were not masked: it cannot be gone on with.
    op.execute("UPDATE interrupts SET status = 'expired' WHERE status = 'open'")
    op.execute("DELETE FROM executions")
