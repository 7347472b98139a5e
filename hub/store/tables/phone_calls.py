"""The legs of phone calls that are handed over: one to the caller, one to each call handler who is rung."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Base


class CallLeg(Base):
    """One leg. ``handler`` is "" for the caller's; ``offer`` is the line of the handoff for which a handler is rung.

    The constraint makes it impossible that a handler is rung twice for one offer. ``ours`` is the number of ours that the
    caller phoned, from which handlers are rung; the handler's own is in the account alone. ``next_look_at``: when the
    worker may try again what it could not do.
    """

    __tablename__ = "call_legs"

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"))
    handler: Mapped[str] = mapped_column(String(64))
    offer: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), index=True)
    call_sid: Mapped[str | None] = mapped_column(String(34))
    conference_sid: Mapped[str | None] = mapped_column(String(34))
    ours: Mapped[str | None] = mapped_column(String(16))
    on_hold: Mapped[bool]
    muted: Mapped[bool]
    tries: Mapped[int]
    next_look_at: Mapped[datetime]
    begun_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("handoff_id", "handler", "offer"),)


class CallOrder(Base):
    """Something that Twilio is to do with a call. Only the worker speaks with Twilio; it does each once, or says it failed."""

    __tablename__ = "call_orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id", ondelete="CASCADE"), index=True)
    handler: Mapped[str] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), index=True)
    at: Mapped[datetime]
