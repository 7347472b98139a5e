"""What a call handler notes on a live chat."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handoffs", sa.Column("note", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("handoffs", "note")
