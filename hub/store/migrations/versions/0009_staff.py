"""The accounts of the staff, their sessions and sign-in links; what became of call-backs and appointments."""

import sqlalchemy as sa
from alembic import op

from hub.store.tables import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(400), nullable=True),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("code_secret", sa.String(200), nullable=True),
        sa.Column("code_step", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("signed_in_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
        sa.UniqueConstraint("subject", name="uq_accounts_subject"),
    )
    for table, moments in (("staff_sessions", ("started_at", "seen_at")), ("sign_in_links", ())):
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("account_id", sa.Integer(), nullable=False),
            sa.Column("key", sa.String(64), nullable=False),
            *(sa.Column(name, UtcDateTime(), nullable=False) for name in moments),
            sa.Column("expires_at", UtcDateTime(), nullable=False),
            sa.ForeignKeyConstraint(
                ["account_id"], ["accounts.id"], ondelete="CASCADE", name=f"fk_{table}_account_id_accounts"
            ),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.UniqueConstraint("key", name=f"uq_{table}_key"),
        )
        for column in ("account_id", "expires_at"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.add_column("callbacks", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("callbacks", sa.Column("tried_at", UtcDateTime(), nullable=True))
    op.add_column("callbacks", sa.Column("note", sa.Text(), nullable=True))
    op.add_column("appointments", sa.Column("outcome", sa.String(12), nullable=True))


def downgrade() -> None:
    op.drop_column("appointments", "outcome")
    for column in ("note", "tried_at", "tries"):
        op.drop_column("callbacks", column)
    for table in ("sign_in_links", "staff_sessions", "accounts"):
        op.drop_table(table)
