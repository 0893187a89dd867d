"""apps: what their pages begin with, and the signing secret of before"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.add_column('apps', sa.Column('theme', sa.String(length=8), nullable=True))
    op.add_column('apps', sa.Column('welcome', sa.String(length=500), nullable=True))
    op.add_column('apps', sa.Column('suggestions', sa.JSON(none_as_null=True), nullable=True))
    op.add_column('apps', sa.Column('previous_secret', sa.LargeBinary(), nullable=True))
    op.add_column('apps', sa.Column('previous_until', sa.DateTime(timezone=True), nullable=True))
