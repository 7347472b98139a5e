"""Appointments, closed evenings, wrong tries, the outbox and opt-outs."""

import sqlalchemy as sa
from alembic import op

from hub.store.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("diary", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(6), nullable=False),
        sa.Column("request_key", sa.String(64), nullable=False),
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("cancelled_by", sa.String(10), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(60), nullable=False),
        sa.Column("phone", sa.String(16), nullable=False),
        sa.Column("phone_key", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("topic", sa.String(200), nullable=True),
        sa.Column("needs", sa.String(500), nullable=True),
        sa.Column("text_ok", sa.Boolean(), nullable=False),
        sa.Column("voicemail_ok", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appointments"),
        sa.UniqueConstraint("request_key", name="uq_appointments_request_key"),
        sa.UniqueConstraint("diary", "reference", name="uq_appointments_diary_reference"),
    )
    op.create_index("ix_appointments_start", "appointments", ["start"])
    op.create_index("ix_appointments_phone_key", "appointments", ["phone_key"])
    op.create_index(
        "uq_appointments_booked_place",
        "appointments",
        ["diary", "start", "place"],
        unique=True,
        sqlite_where=sa.text("status = 'booked'"),
        postgresql_where=sa.text("status = 'booked'"),
    )
    op.create_table(
        "closed_evenings",
        sa.Column("diary", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("diary", "day", name="pk_closed_evenings"),
    )
    op.create_table(
        "wrong_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wrong_tries"),
    )
    op.create_index("ix_wrong_tries_key", "wrong_tries", ["key"])
    op.create_index("ix_wrong_tries_at", "wrong_tries", ["at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("to_phone", sa.String(16), nullable=False),
        sa.Column("phone_key", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("provider_id", sa.String(64), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe", name="uq_outbox_dedupe"),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], ondelete="CASCADE", name="fk_outbox_appointment_id_appointments"
        ),
    )
    for column in ("phone_key", "due_at", "status", "appointment_id"):
        op.create_index(f"ix_outbox_{column}", "outbox", [column])
    op.create_table(
        "opt_outs",
        sa.Column("phone_key", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("phone_key", name="pk_opt_outs"),
    )


def downgrade() -> None:
    for table in ("opt_outs", "outbox", "wrong_tries", "closed_evenings", "appointments"):
        op.drop_table(table)
