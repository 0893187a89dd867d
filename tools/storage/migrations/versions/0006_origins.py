"""origins"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.add_column('apps', sa.Column('origins', sa.JSON(none_as_null=True), nullable=True))
