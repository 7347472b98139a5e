"""What is asked for, what is booked, and what can go wrong."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypedDict, cast

from hub.replies import Channel
from hub.store.tables import AppointmentRow
from hub.uk_calendar import in_london

Status = Literal["booked", "cancelled", "held"]
By = Literal["family", "hub"]
Outcome = Literal["kept", "not_reached"]

_E164 = re.compile(r"\+44\d{7,10}")
# Control signs, line and paragraph separators, halves of a sign: PostgreSQL refuses some, and none is read by anybody.
_UNREADABLE = frozenset({"Cc", "Zl", "Zp", "Cs"})
NAME_CHARACTERS = 60
TOPIC_CHARACTERS = 200
NEEDS_CHARACTERS = 500


class TakenError(Exception):
    """The place has gone: taken by another family, the evening closed, or the notice passed meanwhile."""


class GoneError(TakenError):
    """The appointment that was to be changed is cancelled or deleted, so nothing was booked."""


class LockedError(Exception):
    """Too many wrong tries. ``minutes_left``: how long until the next one is looked at, 1 to 15."""

    def __init__(self, left: timedelta) -> None:
        self.minutes_left = min(15, max(1, math.ceil(left / timedelta(minutes=1))))
        super().__init__(f"locked for {self.minutes_left} minutes")


class Notes(TypedDict):
    """What a family says beforehand, in its own words."""

    topic: str | None
    needs: str | None


@dataclass(frozen=True)
class Request:
    """What a family wants. ``phone`` is E.164; ``key`` the same each time that the same request is sent again.

    ``topic`` and ``needs`` are in the family's own words, for the call handler alone.
    """

    start: datetime
    first_name: str
    phone: str
    channel: Channel
    topic: str | None
    needs: str | None
    text_ok: bool
    voicemail_ok: bool
    key: str


@dataclass(frozen=True)
class Appointment:
    """An appointment in the diary. ``start`` is in Europe/London, ``changed_at`` and ``held_until`` in UTC.

    ``version`` counts its changes, the cancellation included. ``held``: a place kept for a family of the waiting list.
    ``outcome``: how it went, once a call handler has said so.
    """

    id: int
    reference: str
    start: datetime
    minutes: int
    place: int
    first_name: str
    phone: str
    channel: Channel
    topic: str | None
    needs: str | None
    text_ok: bool
    voicemail_ok: bool
    status: Status
    cancelled_by: By | None
    version: int
    changed_at: datetime
    held_until: datetime | None
    outcome: Outcome | None = None

    @property
    def end(self) -> datetime:
        """The first moment after it, in Europe/London."""
        return in_london(in_london(self.start) + timedelta(minutes=self.minutes))


def from_row(row: AppointmentRow) -> Appointment:
    """The appointment that a row holds."""
    return Appointment(
        id=row.id,
        reference=row.reference,
        start=in_london(row.start),
        minutes=row.minutes,
        place=row.place,
        first_name=row.first_name,
        phone=row.phone,
        channel=cast(Channel, row.channel),
        topic=row.topic,
        needs=row.needs,
        text_ok=row.text_ok,
        voicemail_ok=row.voicemail_ok,
        status=cast(Status, row.status),
        cancelled_by=cast("By | None", row.cancelled_by),
        version=row.version,
        changed_at=row.changed_at,
        held_until=row.held_until,
        outcome=cast("Outcome | None", row.outcome),
    )


def fit_to_keep(request: Request) -> Request:
    """The request with each of its texts on one line; raises ValueError for what cannot be kept."""
    if not request.key:
        raise ValueError("a request needs a key")
    return replace(
        request,
        start=in_london(request.start),
        first_name=fit_family(request.first_name, request.phone),
        **fit_notes(request.topic, request.needs),
    )


def fit_family(first_name: str, phone: str) -> str:
    """The first name on one line; raises ValueError where it, or the number, cannot be kept."""
    if not _E164.fullmatch(phone):
        raise ValueError("the phone number is not in E.164, +44 and so on")
    line = _line(first_name, NAME_CHARACTERS, "first name")
    if line is None:
        raise ValueError("a request needs a first name")
    return line


def fit_notes(topic: str | None, needs: str | None) -> Notes:
    """What a family said it is about and what it needs, each on one line; raises ValueError for what is too long."""
    return Notes(topic=_line(topic, TOPIC_CHARACTERS, "topic"), needs=_line(needs, NEEDS_CHARACTERS, "needs"))


def _line(text: str | None, most: int, what: str) -> str | None:
    shown = "".join(" " if unicodedata.category(sign) in _UNREADABLE else sign for sign in text or "")
    line = " ".join(shown.split())
    if len(line) > most:
        raise ValueError(f"the {what} is longer than {most} characters")
    return line or None
