"""Codes texted to a number."""

import sqlalchemy as sa
from alembic import op

from hub.store.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_key", sa.String(64), nullable=False),
        sa.Column("code_key", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_codes"),
    )
    for column in ("phone_key", "code_key", "at"):
        op.create_index(f"ix_codes_{column}", "codes", [column])


def downgrade() -> None:
    op.drop_table("codes")
