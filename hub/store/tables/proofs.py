"""What proves whose a number is, and what stops guessing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.tables.base import Base


class WrongTry(Base):
    """That somebody gave a reference and a number that do not fit: an HMAC of who, or of which reference, and when."""

    __tablename__ = "wrong_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Code(Base):
    """A code that was texted to a number to prove that somebody holds it: HMACs of the number and of the code."""

    __tablename__ = "codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_key: Mapped[str] = mapped_column(String(64), index=True)
    code_key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    used: Mapped[bool]
