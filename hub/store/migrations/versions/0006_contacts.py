"""Contacts, each counted once."""

import sqlalchemy as sa
from alembic import op

from hub.store.tables import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FLAGS = ("answered", "handed_over", "call_back", "did_not_know", "crisis")


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=True),
        sa.Column("last_at", UtcDateTime(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("in_hours", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("topic", sa.String(60), nullable=True),
        sa.Column("theme", sa.String(30), nullable=True),
        *(sa.Column(flag, sa.Boolean(), nullable=False) for flag in FLAGS),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("key", name="uq_contacts_key"),
    )
    for column in ("day", "last_at"):
        op.create_index(f"ix_contacts_{column}", "contacts", [column])


def downgrade() -> None:
    op.drop_table("contacts")
