"""Phone calls that are handed over: the legs of each, and the number on which a call handler is rung."""

import sqlalchemy as sa
from alembic import op

from hub.store.tables import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("phone", sa.String(200), nullable=True))
    op.create_table(
        "call_legs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("handler", sa.String(64), nullable=False),
        sa.Column("offer", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("call_sid", sa.String(34), nullable=True),
        sa.Column("conference_sid", sa.String(34), nullable=True),
        sa.Column("ours", sa.String(16), nullable=True),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_look_at", UtcDateTime(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], ondelete="CASCADE", name="fk_call_legs_handoff_id_handoffs"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_call_legs"),
        sa.UniqueConstraint("handoff_id", "handler", "offer", name="uq_call_legs_handoff_id_handler_offer"),
    )
    op.create_index("ix_call_legs_state", "call_legs", ["state"])
    op.create_table(
        "call_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("handler", sa.String(64), nullable=False),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], ondelete="CASCADE", name="fk_call_orders_handoff_id_handoffs"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_call_orders"),
    )
    for column in ("handoff_id", "state"):
        op.create_index(f"ix_call_orders_{column}", "call_orders", [column])


def downgrade() -> None:
    op.drop_table("call_orders")
    op.drop_table("call_legs")
    op.drop_column("accounts", "phone")
