"""The waiting list, the places held for it, and the link to the team's calendar."""

import sqlalchemy as sa
from alembic import op

from hub.store.tables import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointments", sa.Column("held_until", UtcDateTime(), nullable=True))
    op.drop_index("uq_appointments_booked_place", "appointments")
    _unique("uq_appointments_place", ["diary", "start", "place"], "status IN ('booked', 'held')")
    _unique("uq_appointments_held_number", ["diary", "phone_key"], "status = 'held'")
    op.create_table(
        "waiting_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("diary", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("first_name", sa.String(60), nullable=False),
        sa.Column("phone", sa.String(16), nullable=False),
        sa.Column("phone_key", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("topic", sa.String(200), nullable=True),
        sa.Column("needs", sa.String(500), nullable=True),
        sa.Column("voicemail_ok", sa.Boolean(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_waiting_list"),
        sa.UniqueConstraint("diary", "phone_key", name="uq_waiting_list_diary_phone_key"),
    )
    op.create_index("ix_waiting_list_until", "waiting_list", ["until"])
    op.create_table(
        "offers",
        sa.Column("waiting_id", sa.Integer(), nullable=False),
        sa.Column("start", UtcDateTime(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("waiting_id", "start", name="pk_offers"),
        sa.ForeignKeyConstraint(
            ["waiting_id"], ["waiting_list.id"], ondelete="CASCADE", name="fk_offers_waiting_id_waiting_list"
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], ondelete="SET NULL", name="fk_offers_appointment_id_appointments"
        ),
    )
    op.create_index("ix_offers_appointment_id", "offers", ["appointment_id"])
    op.create_table(
        "calendar_feeds",
        sa.Column("diary", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(32), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("diary", name="pk_calendar_feeds"),
    )


def downgrade() -> None:
    op.drop_table("calendar_feeds")
    op.drop_table("offers")
    op.drop_table("waiting_list")
    op.execute("DELETE FROM appointments WHERE status = 'held'")
    op.drop_index("uq_appointments_held_number", "appointments")
    op.drop_index("uq_appointments_place", "appointments")
    _unique("uq_appointments_booked_place", ["diary", "start", "place"], "status = 'booked'")
    op.drop_column("appointments", "held_until")


def _unique(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        "appointments",
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
