"""Call-back requests."""

import sqlalchemy as sa
from alembic import op

from hub.store.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("diary", sa.String(64), nullable=False),
        sa.Column("request_key", sa.String(64), nullable=False),
        sa.Column("first_name", sa.String(60), nullable=False),
        sa.Column("phone", sa.String(16), nullable=False),
        sa.Column("phone_key", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wish", sa.String(200), nullable=True),
        sa.Column("topic", sa.String(200), nullable=True),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("brief", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("crisis", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("taken_by", sa.String(64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
        sa.UniqueConstraint("request_key", name="uq_callbacks_request_key"),
    )
    for column in ("phone_key", "day", "status"):
        op.create_index(f"ix_callbacks_{column}", "callbacks", [column])


def downgrade() -> None:
    op.drop_table("callbacks")
