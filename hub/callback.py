"""What a family asks for when it wants to be phoned, and what can go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from hub.replies import Channel
from hub.store.tables import CallbackRow
from hub.words import clean

# unreached: tried often enough, and nobody ever answered.
Status = Literal["open", "taken", "done", "cancelled", "unreached"]
NAME_CHARACTERS, NOTE_CHARACTERS, HANDLER_CHARACTERS = 60, 200, 64


class NotThereError(Exception):
    """The call-back is not in the state that was expected: taken by another handler, done, cancelled or deleted."""


@dataclass(frozen=True)
class Request:
    """What a family asks for. ``phone`` is E.164; ``key`` the same each time that the same request is sent again.

    ``day``: the day of the session that was promised; without it the next one. ``wish`` says which part of it suits,
    ``topic`` what it is about, both in the family's own words. ``brief`` is what the assistant knows for the handler.
    """

    first_name: str
    phone: str
    channel: Channel
    key: str
    day: date | None = None
    wish: str | None = None
    topic: str | None = None
    crisis: bool = False
    brief: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Callback:
    """A call-back. ``day`` is a day in England, moments are in UTC.

    ``tries``: how often nobody answered, the last time at ``tried_at``. ``note`` is the call handlers' own.
    """

    id: int
    first_name: str
    phone: str
    day: date
    wish: str | None
    topic: str | None
    channel: Channel
    brief: Mapping[str, Any] | None
    crisis: bool
    status: Status
    taken_by: str | None
    created_at: datetime
    changed_at: datetime
    tries: int = 0
    tried_at: datetime | None = None
    note: str | None = None


def one_line(text: str | None, most: int, what: str) -> str | None:
    """A text as it is kept, None where it says nothing. Raises ValueError where it is too long."""
    line = clean(text or "")
    if len(line) > most:
        raise ValueError(f"the {what} is longer than {most} characters")
    return line or None


def from_row(row: CallbackRow) -> Callback:
    """The call-back that a row holds."""
    return Callback(
        id=row.id,
        first_name=row.first_name,
        phone=row.phone,
        day=row.day,
        wish=row.wish,
        topic=row.topic,
        channel=cast(Channel, row.channel),
        brief=row.brief,
        crisis=row.crisis,
        status=cast(Status, row.status),
        taken_by=row.taken_by,
        created_at=row.created_at,
        changed_at=row.changed_at,
        tries=row.tries,
        tried_at=row.tried_at,
        note=row.note,
    )
