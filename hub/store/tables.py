"""The tables, one schema for SQLite and PostgreSQL. Every moment is kept in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware moment, on SQLite too, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can speak of it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime}


class Gap(Base):
    """A question that no article answered, as anonymised text, with the day and the nearest topic."""

    __tablename__ = "gaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(10))
    nearest: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)


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


class AppointmentRow(Base):
    """An appointment, booked or cancelled, or a place held for a family of the waiting list, in one of the diaries.

    ``outcome``: whether the family was reached.

    The partial unique indexes make it impossible that two families have one place, and that two places are held for one
    number. ``request_key`` and ``phone_key`` are HMACs: of the request that must not book twice (random where a place is
    held), and of the number, to find it by.
    ``held_until``: until when the place was, or is, held.
    """

    __tablename__ = "appointments"

    id: Mapped[int] = mapped_column(primary_key=True)
    diary: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(6))
    request_key: Mapped[str] = mapped_column(String(64), unique=True)
    start: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    place: Mapped[int]
    status: Mapped[str] = mapped_column(String(10))
    cancelled_by: Mapped[str | None] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=0)
    first_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(16))
    phone_key: Mapped[str] = mapped_column(String(64), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str | None] = mapped_column(String(200))
    needs: Mapped[str | None] = mapped_column(String(500))
    text_ok: Mapped[bool]
    voicemail_ok: Mapped[bool]
    held_until: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("diary", "reference"),
        Index(
            "uq_appointments_place",
            "diary",
            "start",
            "place",
            unique=True,
            sqlite_where=text("status IN ('booked', 'held')"),
            postgresql_where=text("status IN ('booked', 'held')"),
        ),
        Index(
            "uq_appointments_held_number",
            "diary",
            "phone_key",
            unique=True,
            sqlite_where=text("status = 'held'"),
            postgresql_where=text("status = 'held'"),
        ),
    )


class WaitingFamily(Base):
    """A family that waits for a place on the evening of ``day``, or on any; once for each number.

    ``until``: the last day on which it waits. ``diary`` and ``phone_key`` as in appointments.
    """

    __tablename__ = "waiting_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    diary: Mapped[str] = mapped_column(String(64))
    day: Mapped[date | None]
    until: Mapped[date] = mapped_column(index=True)
    first_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(16))
    phone_key: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str | None] = mapped_column(String(200))
    needs: Mapped[str | None] = mapped_column(String(500))
    voicemail_ok: Mapped[bool]
    joined_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("diary", "phone_key"),)


class OfferRow(Base):
    """That a waiting family was offered a time: never twice the same.

    ``appointment_id`` is the place held for it; None when the offer is over.
    """

    __tablename__ = "offers"

    waiting_id: Mapped[int] = mapped_column(ForeignKey("waiting_list.id", ondelete="CASCADE"), primary_key=True)
    start: Mapped[datetime] = mapped_column(primary_key=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime]


class ClosedEvening(Base):
    """An evening that was closed after it had been open for booking."""

    __tablename__ = "closed_evenings"

    diary: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(80))


class CalendarFeed(Base):
    """The link to a diary in the team's calendar: what is random in it. Another one makes another link."""

    __tablename__ = "calendar_feeds"

    diary: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime]


class WrongTry(Base):
    """That somebody gave a reference and a number that do not fit: an HMAC of who, or of which reference, and when."""

    __tablename__ = "wrong_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


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


class Code(Base):
    """A code that was texted to a number to prove that somebody holds it: HMACs of the number and of the code."""

    __tablename__ = "codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_key: Mapped[str] = mapped_column(String(64), index=True)
    code_key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    used: Mapped[bool]


class OptOut(Base):
    """A number, as its HMAC, that gets no texts from us, and since when."""

    __tablename__ = "opt_outs"

    phone_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]


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


class HandoffRow(Base):
    """A conversation that wants a call handler, or had one. ``conversation_key`` and ``phone_key`` are HMACs.

    The partial unique indexes make it impossible that a conversation waits twice, and that a handler is offered two.
    ``last_sequence`` numbers its messages; ``queued_at``: since when it waits this time.
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


class AccountRow(Base):
    """A member of staff who may sign in: a local account, or one that an identity provider vouches for (``subject``).

    ``code_secret`` is encrypted; ``code_step`` is the half minute of the last code, which is not taken twice.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    subject: Mapped[str | None] = mapped_column(String(400), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    code_secret: Mapped[str | None] = mapped_column(String(200))
    code_step: Mapped[int | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]


class StaffSession(Base):
    """That a browser is signed in, under a keyed hash of its cookie's value."""

    __tablename__ = "staff_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInLink(Base):
    """A link that signs somebody in once, under a keyed hash of what it carries."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
