"""Families who want to be phoned."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Base


class CallbackRow(Base):
    """A family that wants to be phoned. ``day`` is that of the session promised, ``wish`` the part of it that suits.

    ``tries``: how often nobody answered, and ``tried_at`` the last time; ``note`` is the call handlers' own.
    ``diary`` as in appointments; ``request_key`` and ``phone_key`` are HMACs of the same kinds.
    """

    __tablename__ = "callbacks"

    id: Mapped[int] = mapped_column(primary_key=True)
    diary: Mapped[str] = mapped_column(String(64))
    request_key: Mapped[str] = mapped_column(String(64), unique=True)
    first_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(16))
    phone_key: Mapped[str] = mapped_column(String(64), index=True)
    day: Mapped[date] = mapped_column(index=True)
    wish: Mapped[str | None] = mapped_column(String(200))
    topic: Mapped[str | None] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(10))
    brief: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    crisis: Mapped[bool]
    status: Mapped[str] = mapped_column(String(10), index=True)
    taken_by: Mapped[str | None] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
