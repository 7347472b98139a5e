"""Who of the staff may sign in, and is signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Base


class AccountRow(Base):
    """A member of staff who may sign in: a local account, or one that an identity provider vouches for (``subject``).

    ``code_secret`` is encrypted; ``code_step`` is the half minute of the last code, which is not taken twice. ``phone`` is
    the number on which a call handler is rung, encrypted too.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    subject: Mapped[str | None] = mapped_column(String(400), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    code_secret: Mapped[str | None] = mapped_column(String(200))
    code_step: Mapped[int | None]
    phone: Mapped[str | None] = mapped_column(String(200))
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
