"""Live conversations with call handlers, their messages, and who is there."""

import sqlalchemy as sa
from alembic import op

from hub.store.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LIVE = "state IN ('waiting', 'offered', 'with_handler')"
_OFFERED = "state = 'offered'"


def upgrade() -> None:
    op.create_table(
        "handoffs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("conversation_key", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("first_name", sa.String(60), nullable=True),
        sa.Column("phone", sa.String(16), nullable=True),
        sa.Column("phone_key", sa.String(64), nullable=True),
        sa.Column("crisis", sa.Boolean(), nullable=False),
        sa.Column("brief", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("handler", sa.String(64), nullable=True),
        sa.Column("passed_by", sa.JSON(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("offered_until", UtcDateTime(), nullable=True),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("parent_seen_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(10), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_handoffs"),
    )
    for column in ("conversation_key", "phone_key", "state", "asked_at"):
        op.create_index(f"ix_handoffs_{column}", "handoffs", [column])
    for name, columns, where in (
        ("uq_handoffs_live_conversation", ["queue", "conversation_key"], _LIVE),
        ("uq_handoffs_offered_handler", ["queue", "handler"], _OFFERED),
    ):
        op.create_index(
            name, "handoffs", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.create_table(
        "handoff_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("key", sa.String(64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handoff_messages"),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], ondelete="CASCADE", name="fk_handoff_messages_handoff_id_handoffs"
        ),
        sa.UniqueConstraint("handoff_id", "sequence", name="uq_handoff_messages_handoff_id_sequence"),
        sa.UniqueConstraint("handoff_id", "author", "key", name="uq_handoff_messages_handoff_id_author_key"),
    )
    op.create_table(
        "handlers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("presence", sa.String(10), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_handlers"),
        sa.UniqueConstraint("queue", "name", name="uq_handlers_queue_name"),
    )
    op.create_index("ix_handlers_seen_at", "handlers", ["seen_at"])


def downgrade() -> None:
    for table in ("handlers", "handoff_messages", "handoffs"):
        op.drop_table(table)
