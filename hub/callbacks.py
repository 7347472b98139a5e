"""Call-backs: requested by a family, worked through by the call handlers, each phoned by one of them.

Every method takes ``now`` (timezone-aware) and raises StoreUnavailableError where the database does not answer.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import audit
from hub.callback import (
    HANDLER_CHARACTERS,
    NAME_CHARACTERS,
    NOTE_CHARACTERS,
    Callback,
    NotThereError,
    Request,
    Status,
    from_row,
    one_line,
)
from hub.callback_times import openings
from hub.phone_numbers import phone_key
from hub.settings import HubSettings
from hub.store.database import Store, delete_rows
from hub.store.tables import CallbackRow
from hub.words import readable

__all__ = ["Callback", "Callbacks", "NotThereError", "Request", "Status", "delete_before"]
TO_DO: tuple[Status, ...] = ("open", "taken")
# So many tries, on different days if one can, before a call-back may be closed without having reached anybody.
ENOUGH_TRIES = 3
HANDLERS_NOTE_CHARACTERS = 2_000
_E164 = re.compile(r"\+44\d{7,10}")


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

        return from_row(self.store.write(work))

    def in_order(self, *statuses: Status) -> list[Callback]:
        """Those in one of ``statuses`` (by default what is to do) as they are to be worked: crisis first, then by day."""
        order = (CallbackRow.crisis.desc(), CallbackRow.day, CallbackRow.created_at, CallbackRow.id)
        with self.store.read() as session:
            rows = session.scalars(self._mine(CallbackRow.status.in_(statuses or TO_DO)).order_by(*order))
            return [from_row(row) for row in rows]

    def get(self, number: int) -> Callback | None:
        """One of them, by its id."""
        with self.store.read() as session:
            row = session.scalars(self._mine(CallbackRow.id == number)).one_or_none()
        return from_row(row) if row else None

    def take(self, number: int, handler: str, now: datetime) -> Callback:
        """Make it this handler's to phone; of several at once, one gets it. Raises NotThereError for the others."""
        if not 1 <= len(handler) <= HANDLER_CHARACTERS:
            raise ValueError(f"a handler's name has 1 to {HANDLER_CHARACTERS} characters")
        seen = f"taken by account {handler}"
        return self._turn(number, CallbackRow.status == "open", now, seen, status="taken", taken_by=handler)

    def give_back(self, number: int, handler: str, now: datetime) -> Callback:
        """Open it again for others, where this handler has it. Raises NotThereError."""
        return self._turn(number, _theirs(handler), now, status="open", taken_by=None)

    def not_reached(self, number: int, handler: str, now: datetime) -> Callback:
        """Nobody answered this handler: count the try, and open it again. Raises NotThereError."""
        tries = CallbackRow.tries + 1
        return self._turn(number, _theirs(handler), now, status="open", taken_by=None, tries=tries, tried_at=now)

    def give_up(self, number: int, handler: str, now: datetime) -> Callback:
        """Close it after ENOUGH_TRIES without having reached the family. Raises NotThereError before that."""
        enough = _theirs(handler) & (CallbackRow.tries >= ENOUGH_TRIES)
        return self._turn(number, enough, now, status="unreached")

    def write_note(self, number: int, handler: str, note: str, now: datetime) -> Callback:
        """Keep what the handlers are to know about it, in place of what was there. Raises NotThereError, ValueError."""
        if len(note) > HANDLERS_NOTE_CHARACTERS:
            raise ValueError(f"a note has at most {HANDLERS_NOTE_CHARACTERS} characters")
        return self._turn(number, _theirs(handler), now, note=readable(note) or None)

    def done(self, number: int, now: datetime, handler: str | None = None) -> Callback:
        """The family has been phoned, by this handler where one is named.

        Raises NotThereError where it was not to do any more, or not theirs.
        """
        before = CallbackRow.status.in_(TO_DO) if handler is None else _theirs(handler)
        return self._turn(number, before, now, status="done")

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

    def _turn(self, number: int, before: ColumnElement[bool], now: datetime, seen: str = "", **values: Any) -> Callback:
        """Change one row that is as ``before`` says; one statement, so that of several at once one succeeds.

        ``seen``: to whom the family's number is shown by it, for the audit.
        """
        this = (CallbackRow.diary == self.name) & (CallbackRow.id == number)

        def work(session: Session) -> CallbackRow:
            turned = update(CallbackRow).where(this, before).values(changed_at=now, **values).returning(CallbackRow.id)
            if session.scalar(turned) is None:
                raise NotThereError
            if seen:
                audit.note(session, "callbacks_shown", now, seen)
            return session.get_one(CallbackRow, number)

        return from_row(self.store.write(work))

    def _values(self, wanted: Request, now: datetime) -> dict[str, Any]:
        if not _E164.fullmatch(wanted.phone):
            raise ValueError("the phone number is not in E.164, +44 and so on")
        if not wanted.key:
            raise ValueError("a request needs a key")
        days = [one.start.date() for one in openings(self.settings.hours, now)]
        if not days or (wanted.day is not None and wanted.day not in days):
            raise ValueError("there is no session in which we could phone")
        first_name = one_line(wanted.first_name, NAME_CHARACTERS, "first name")
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
            "wish": one_line(wanted.wish, NOTE_CHARACTERS, "wish"),
            "topic": one_line(wanted.topic, NOTE_CHARACTERS, "topic"),
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


def _theirs(handler: str) -> ColumnElement[bool]:
    """What this handler has taken."""
    return (CallbackRow.status == "taken") & (CallbackRow.taken_by == handler)
