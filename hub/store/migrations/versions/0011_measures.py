"""Feedback by month, monthly snapshots, links for programs, and what was done about what families said."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MONTH = {
    "postgresql": "CAST(date_trunc('month', day) AS date)",
    "sqlite": "date(day, 'start of month')",
}


def upgrade() -> None:
    op.create_table(
        "feedback_tallies",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("number", "helped", "not_helped", "rated", "satisfied", "stars")
        ),
        sa.PrimaryKeyConstraint("month", "kind", "channel", "topic", name="pk_feedback_tallies"),
    )
    month = _MONTH[op.get_bind().dialect.name]
    op.execute(
        "INSERT INTO feedback_tallies "  # noqa: S608 (month is one of the two above)
        "(month, kind, channel, topic, number, helped, not_helped, rated, satisfied, stars) "
        f"SELECT {month}, kind, channel, COALESCE(topic, ''), COUNT(*), "
        "SUM(CASE WHEN helpful IS TRUE THEN 1 ELSE 0 END), SUM(CASE WHEN helpful IS FALSE THEN 1 ELSE 0 END), "
        "COUNT(rating), SUM(CASE WHEN rating >= 4 THEN 1 ELSE 0 END), COALESCE(SUM(rating), 0) "
        f"FROM feedback GROUP BY {month}, kind, channel, COALESCE(topic, '')"
    )
    op.drop_index("ix_feedback_status", "feedback")
    op.create_index("ix_feedback_status_day", "feedback", ["status", "day"])
    op.create_table(
        "snapshots",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_snapshots"),
    )
    op.create_table(
        "measures_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_measures_tokens"),
        sa.UniqueConstraint("name", name="uq_measures_tokens_name"),
        sa.UniqueConstraint("token_hash", name="uq_measures_tokens_token_hash"),
    )
    op.create_table(
        "deeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("said", sa.String(300), nullable=False),
        sa.Column("did", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deeds"),
    )


def downgrade() -> None:
    for table in ("deeds", "measures_tokens", "snapshots", "feedback_tallies"):
        op.drop_table(table)
    op.drop_index("ix_feedback_status_day", "feedback")
    op.create_index("ix_feedback_status", "feedback", ["status"])
