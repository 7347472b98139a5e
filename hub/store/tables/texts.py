"""Texts to families, and who wants none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Base


class OutboxRow(Base):
    """A text message to be sent, or sent. ``dedupe`` is unique: what is written twice is sent once.

    ``next_try_at``: not before; of a row being sent, when it counts as stuck. ``expires_at``: of no use afterwards.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    to_phone: Mapped[str] = mapped_column(String(16))
    phone_key: Mapped[str] = mapped_column(String(64), index=True)
    body: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(10), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    provider_id: Mapped[str | None] = mapped_column(String(64))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id", ondelete="CASCADE"), index=True)
    handoff_id: Mapped[int | None] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class OptOut(Base):
    """A number, as its HMAC, that gets no texts from us, and since when."""

    __tablename__ = "opt_outs"

    phone_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
