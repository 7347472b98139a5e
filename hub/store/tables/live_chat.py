"""Conversations with call handlers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Base


class HandoffRow(Base):
    """A conversation that wants a call handler, or had one. ``conversation_key`` and ``phone_key`` are HMACs.

    The partial unique indexes make it impossible that a conversation waits twice, and that a handler is offered two.
    ``last_sequence`` numbers its messages; ``queued_at``: since when it waits this time. ``note`` is the handlers' own.
    """

    __tablename__ = "handoffs"

    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(64))
    conversation_key: Mapped[str] = mapped_column(String(64), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    first_name: Mapped[str | None] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(16))
    phone_key: Mapped[str | None] = mapped_column(String(64), index=True)
    crisis: Mapped[bool]
    brief: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str] = mapped_column(String(20), index=True)
    handler: Mapped[str | None] = mapped_column(String(64))
    passed_by: Mapped[list[str]] = mapped_column(JSON)
    last_sequence: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    queued_at: Mapped[datetime]
    offered_until: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    parent_seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index(
            "uq_handoffs_live_conversation",
            "queue",
            "conversation_key",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'offered', 'with_handler')"),
            postgresql_where=text("state IN ('waiting', 'offered', 'with_handler')"),
        ),
        Index(
            "uq_handoffs_offered_handler",
            "queue",
            "handler",
            unique=True,
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
    )


class HandoffMessage(Base):
    """One message of a live conversation, or one change of its state.

    ``key`` is the sender's own: a resend is kept once. ``handler`` is who was on when it was written, if anyone.
    """

    __tablename__ = "handoff_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(String(10))
    key: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    handler: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("handoff_id", "sequence"), UniqueConstraint("handoff_id", "author", "key"))


class HandlerRow(Base):
    """A call handler who is, or was, at the console. ``seen_at`` is the last heartbeat, ``offered_at`` the last offer."""

    __tablename__ = "handlers"

    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(64))
    presence: Mapped[str] = mapped_column(String(10))
    seen_at: Mapped[datetime] = mapped_column(index=True)
    offered_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("queue", "name"),)
