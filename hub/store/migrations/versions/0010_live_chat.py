"""Whose each line of a live chat is, and texts that belong to one."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handoff_messages", sa.Column("handler", sa.String(64), nullable=True))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("handoff_id", sa.Integer(), nullable=True))
        outbox.create_foreign_key(
            "fk_outbox_handoff_id_handoffs", "handoffs", ["handoff_id"], ["id"], ondelete="CASCADE"
        )
        outbox.create_index("ix_outbox_handoff_id", ["handoff_id"])


def downgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index("ix_outbox_handoff_id")
        outbox.drop_constraint("fk_outbox_handoff_id_handoffs", type_="foreignkey")
        outbox.drop_column("handoff_id")
    op.drop_column("handoff_messages", "handler")
