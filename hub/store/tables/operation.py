"""What the operator does and has to account for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Base


class AuditEntry(Base):
    """That something was shown, deleted or changed, when and by what kind of proof; never whose it was."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(200), default="")


class ClosedChannel(Base):
    """A channel that the operator has closed, and why, for the team."""

    __tablename__ = "closed_channels"

    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    reason: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
