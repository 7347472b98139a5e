"""Call-backs: requested by a family, worked through by the call handlers, each phoned by one of them.

Every method takes ``now`` (timezone-aware) and raises StoreUnavailableError where the database does not answer.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import audit
from hub.callback_times import openings
from hub.phone_numbers import phone_key
from hub.replies import Channel
from hub.settings import HubSettings
from hub.store.database import Store, delete_rows
from hub.store.tables import CallbackRow
from hub.words import clean

Status = Literal["open", "taken", "done", "cancelled"]
TO_DO: tuple[Status, ...] = ("open", "taken")
NAME_CHARACTERS, NOTE_CHARACTERS, HANDLER_CHARACTERS = 60, 200, 64
_E164 = re.compile(r"\+44\d{7,10}")


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
    """A call-back. ``day`` is a day in England, ``created_at`` and ``changed_at`` are in UTC."""

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


class Callbacks:
    """The call-backs of a store. ``name`` says which: rows carry it, as those of the diary of that name do."""

    def __init__(self, store: Store, settings: HubSettings, secret: str, name: str = "hub") -> None:
        self.store, self.settings, self.name = store, settings, name
        self._secret = secret

    def request(self, wanted: Request, now: datetime) -> Callback:
        """Keep a request; one whose key was seen before is returned as it is now, and nothing is kept twice.

        Raises ValueError for what is not fit to keep, and where no session is to come.
        """
        values = self._values(wanted, now)
        same = CallbackRow.request_key == values["request_key"]

        def work(session: Session) -> CallbackRow:
            if (earlier := session.scalars(select(CallbackRow).where(same)).one_or_none()) is not None:
                return earlier
            try:
                with session.begin_nested():
                    session.add(CallbackRow(**values))
            except IntegrityError:
                pass  # the same yes twice at once: the other was quicker
            return session.scalars(select(CallbackRow).where(same)).one()

        return _from_row(self.store.write(work))

    def in_order(self, *statuses: Status) -> list[Callback]:
        """Those in one of ``statuses`` (by default what is to do) as they are to be worked: crisis first, then by day."""
        order = (CallbackRow.crisis.desc(), CallbackRow.day, CallbackRow.created_at, CallbackRow.id)
        with self.store.read() as session:
            rows = session.scalars(self._mine(CallbackRow.status.in_(statuses or TO_DO)).order_by(*order))
            return [_from_row(row) for row in rows]

    def get(self, number: int) -> Callback | None:
        """One of them, by its id."""
        with self.store.read() as session:
            row = session.scalars(self._mine(CallbackRow.id == number)).one_or_none()
        return _from_row(row) if row else None

    def take(self, number: int, handler: str, now: datetime) -> Callback:
        """Make it this handler's to phone; of several at once, one gets it. Raises NotThereError for the others."""
        if not 1 <= len(handler) <= HANDLER_CHARACTERS:
            raise ValueError(f"a handler's name has 1 to {HANDLER_CHARACTERS} characters")
        return self._turn(number, CallbackRow.status == "open", now, status="taken", taken_by=handler)

    def give_back(self, number: int, handler: str, now: datetime) -> Callback:
        """Open it again, where this handler has it and could not reach the family. Raises NotThereError."""
        theirs = (CallbackRow.status == "taken") & (CallbackRow.taken_by == handler)
        return self._turn(number, theirs, now, status="open", taken_by=None)

    def done(self, number: int, now: datetime) -> Callback:
        """The family has been phoned. Raises NotThereError where it was not to do any more."""
        return self._turn(number, CallbackRow.status.in_(TO_DO), now, status="done")

    def cancel(self, number: int, now: datetime) -> Callback:
        """It is not wanted any more. Raises NotThereError where it was not to do any more."""
        return self._turn(number, CallbackRow.status.in_(TO_DO), now, status="cancelled")

    def waiting_for(self, phone: str) -> list[Callback]:
        """What is to do for a number (E.164), in order. Only for a proven session."""
        return [one for one in self.in_order() if one.phone == phone]

    def delete_for(self, phone: str, now: datetime) -> int:
        """Delete all that is held for a number (E.164), whatever its state; how many went."""
        mine = (CallbackRow.diary == self.name) & (CallbackRow.phone_key == phone_key(self._secret, phone))

        def work(session: Session) -> int:
            gone = delete_rows(session, delete(CallbackRow).where(mine))
            if gone:
                audit.note(session, "callbacks_deleted", now, "by their own person")
            return gone

        return self.store.write(work)

    def _mine(self, condition: ColumnElement[bool]) -> Select[CallbackRow]:
        return select(CallbackRow).where(CallbackRow.diary == self.name, condition)

    def _turn(self, number: int, before: ColumnElement[bool], now: datetime, **values: str | None) -> Callback:
        """Change one row that is as ``before`` says; one statement, so that of several at once one succeeds."""
        this = (CallbackRow.diary == self.name) & (CallbackRow.id == number)

        def work(session: Session) -> CallbackRow:
            turned = update(CallbackRow).where(this, before).values(changed_at=now, **values).returning(CallbackRow.id)
            if session.scalar(turned) is None:
                raise NotThereError
            return session.get_one(CallbackRow, number)

        return _from_row(self.store.write(work))

    def _values(self, wanted: Request, now: datetime) -> dict[str, Any]:
        if not _E164.fullmatch(wanted.phone):
            raise ValueError("the phone number is not in E.164, +44 and so on")
        if not wanted.key:
            raise ValueError("a request needs a key")
        days = [one.start.date() for one in openings(self.settings.hours, now)]
        if not days or (wanted.day is not None and wanted.day not in days):
            raise ValueError("there is no session in which we could phone")
        first_name = _line(wanted.first_name, NAME_CHARACTERS, "first name")
        if first_name is None:
            raise ValueError("a request needs a first name")
        key = f"callback:{self.name}:{wanted.key}"
        return {
            "diary": self.name,
            "request_key": hmac.new(self._secret.encode(), key.encode(), hashlib.sha256).hexdigest(),
            "first_name": first_name,
            "phone": wanted.phone,
            "phone_key": phone_key(self._secret, wanted.phone),
            "day": wanted.day or days[0],
            "wish": _line(wanted.wish, NOTE_CHARACTERS, "wish"),
            "topic": _line(wanted.topic, NOTE_CHARACTERS, "topic"),
            "channel": wanted.channel,
            "brief": dict(wanted.brief) if wanted.brief else None,
            "crisis": wanted.crisis,
            "status": "open",
            "created_at": now,
            "changed_at": now,
        }


def delete_before(store: Store, day: date) -> int:
    """Delete the call-backs that were due on an earlier day; how many went. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(CallbackRow).where(CallbackRow.day < day)))


def _line(text: str | None, most: int, what: str) -> str | None:
    line = clean(text or "")
    if len(line) > most:
        raise ValueError(f"the {what} is longer than {most} characters")
    return line or None


def _from_row(row: CallbackRow) -> Callback:
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
    )
