"""What is counted and published, without whose it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Base


class Gap(Base):
    """A question that no article answered, as anonymised text, with the day and the nearest topic."""

    __tablename__ = "gaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(10))
    nearest: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)


class Contact(Base):
    """One chat, call or text thread, as a tally. ``day`` and ``hour`` are England's, of its first message.

    ``key`` (an HMAC of the conversation's id) and ``last_at`` are there only while the conversation lasts.
    """

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    last_at: Mapped[datetime | None] = mapped_column(index=True)
    day: Mapped[date] = mapped_column(index=True)
    hour: Mapped[int]
    in_hours: Mapped[bool]
    channel: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str | None] = mapped_column(String(60))
    theme: Mapped[str | None] = mapped_column(String(30))
    answered: Mapped[bool]
    handed_over: Mapped[bool]
    call_back: Mapped[bool]
    did_not_know: Mapped[bool]
    crisis: Mapped[bool]


class Feedback(Base):
    """What somebody thought of the Hub, without anything that leads to them.

    ``comment`` is anonymised text or None, and ``status`` a curator's word on it.
    """

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str | None] = mapped_column(String(60))
    theme: Mapped[str | None] = mapped_column(String(30))
    rating: Mapped[int | None]
    helpful: Mapped[bool | None]
    comment: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(String(10))

    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5", name="rating"), Index(None, "status", "day"))


class FeedbackTally(Base):
    """The feedback of a month, by kind, channel and topic ("" without one), as counts (hub/feedback_tallies.py)."""

    __tablename__ = "feedback_tallies"

    month: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    topic: Mapped[str] = mapped_column(String(60), primary_key=True)
    number: Mapped[int]
    helped: Mapped[int]
    not_helped: Mapped[int]
    rated: Mapped[int]
    satisfied: Mapped[int]
    stars: Mapped[int]


class WaitTally(Base):
    """How many conversations that asked for a call handler on a day ended their wait in each way (hub/handoff/waits.py)."""

    __tablename__ = "wait_tallies"

    day: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(30), primary_key=True)
    number: Mapped[int]


class Snapshot(Base):
    """A month's figures as they were published: written once when the month was over, and never changed."""

    __tablename__ = "snapshots"

    month: Mapped[date] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


class MeasuresToken(Base):
    """A link by which a program reads the figures: its name, and a hash of its token. The token itself is kept nowhere."""

    __tablename__ = "measures_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class Deed(Base):
    """ "You said, we did": a curator's pair of sentences for the public page."""

    __tablename__ = "deeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    said: Mapped[str] = mapped_column(String(300))
    did: Mapped[str] = mapped_column(String(300))
