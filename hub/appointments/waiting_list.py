"""The waiting list: joined by a family that found an evening full, left again, and how a family answers an offer.

Every method but the readers takes ``now`` (timezone-aware); all raise StoreUnavailableError where the database does not
answer. Numbers are E.164.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from hub import audit, outbox
from hub.appointments import announce, held_places, messages, places
from hub.appointments.appointment import Appointment, fit_family, fit_notes, from_row
from hub.appointments.diary import Diary
from hub.appointments.slots import evening_slots
from hub.phone_numbers import is_mobile
from hub.replies import Channel
from hub.store.database import delete_rows
from hub.store.tables import AppointmentRow, OfferRow, WaitingFamily
from hub.uk_calendar import in_london

Answer = Literal["too late", "passed on", "last one passed on"]
# Who answers an offer later than this speaks of something else.
_LATELY = timedelta(days=1)


@dataclass(frozen=True)
class Wait:
    """What a family waits for. ``day`` is an evening; None for any. The rest as in an appointment's Request."""

    first_name: str
    phone: str
    channel: Channel
    topic: str | None
    needs: str | None
    voicemail_ok: bool
    day: date | None = None


@dataclass(frozen=True)
class Waiting:
    """A family on the list. ``offers``: how many places it was offered; ``held``: the one that is held for it now."""

    day: date | None
    until: date
    first_name: str
    phone: str
    joined_at: datetime
    offers: int
    held: Appointment | None


class WaitingList:
    """The waiting list of a diary."""

    def __init__(self, diary: Diary) -> None:
        self._diary, self._store, self._settings = diary, diary.store, diary.settings
        self._here: ColumnElement[bool] = WaitingFamily.diary == diary.name

    def join(self, wanted: Wait, now: datetime) -> None:
        """Put a family on the list and text it so. One that is on it keeps its turn, with what it wants now.

        Raises ValueError for a number that cannot be texted, a day without an evening to come, what is not fit to keep.
        """
        if not is_mobile(wanted.phone):
            raise ValueError("only a mobile number can be texted")
        key = self._diary.phone_key(wanted.phone)
        values = {
            "day": wanted.day,
            "until": self._until(wanted.day, now),
            "first_name": fit_family(wanted.first_name, wanted.phone),
            "channel": wanted.channel,
            "voicemail_ok": wanted.voicemail_ok,
            **fit_notes(wanted.topic, wanted.needs),
        }

        def work(session: Session) -> None:
            if wanted.day and places.closed_days(session, self._diary.name, wanted.day, wanted.day):
                raise ValueError("that evening is closed")
            held_places.hold_list(session, self._diary.name)
            family = self._family(session, key)
            if family is None:
                family = WaitingFamily(diary=self._diary.name, phone=wanted.phone, phone_key=key, joined_at=now)
                session.add(family)
            elif held_places.offers_of(session, family) >= held_places.MOST_OFFERS:
                # Anew, at the end; what is held for it now stays so.
                over = (OfferRow.waiting_id == family.id) & OfferRow.appointment_id.is_(None)
                session.execute(delete(OfferRow).where(over))
                family.joined_at = now
            for name, value in values.items():
                setattr(family, name, value)
            self._belongs_to(session, family, now)
            self._confirm(session, wanted, key, now)

        self._store.write(work)

    def take(self, phone: str, now: datetime) -> Appointment | Answer | None:
        """The family's yes to what is held for it: booked, once; "too late" where it has been passed on.

        None where nothing was offered within a day. The same yes twice gets the same appointment.
        """
        key = self._diary.phone_key(phone)

        def work(session: Session) -> AppointmentRow | Answer | None:
            row = self._held_for(session, key)
            if row is None:
                return self._lately_taken(session, key, now) or self._lately_offered(session, key, now)
            if row.start < now + timedelta(hours=self._settings.appointments.notice_hours):
                held_places.pass_on(session, row, self._settings, now)
                return "too late"
            row.status, row.version, row.changed_at = "booked", row.version + 1, now
            session.execute(delete(WaitingFamily).where(self._is(key)))
            announce.booked(session, row, self._settings, now)
            audit.note(session, "place_taken", now, in_london(row.start).isoformat())
            return row

        found = self._store.write(work)
        return from_row(found) if isinstance(found, AppointmentRow) else found

    def pass_up(self, phone: str, now: datetime) -> Answer | None:
        """The family's no: the place goes to the next. None where nothing is held for it."""
        key = self._diary.phone_key(phone)

        def work(session: Session) -> Answer | None:
            row = self._held_for(session, key)
            if row is None:
                return None
            held_places.pass_on(session, row, self._settings, now)
            family = self._family(session, key)
            waits_on = family is not None and held_places.offers_of(session, family) < held_places.MOST_OFFERS
            return "passed on" if waits_on else "last one passed on"

        return self._store.write(work)

    def leave(self, phone: str, now: datetime) -> bool:
        """Take a number off the list, and pass on what is held for it; whether it was on it."""
        key = self._diary.phone_key(phone)

        def work(session: Session) -> bool:
            if (row := self._held_for(session, key)) is not None:
                held_places.pass_on(session, row, self._settings, now)
            return delete_rows(session, delete(WaitingFamily).where(self._is(key))) > 0

        return self._store.write(work)

    def asked_at(self, phone: str) -> datetime | None:
        """When the family of a number was last asked about a place, whether or not it is still held."""
        offers = select(func.max(OfferRow.asked_at)).join(WaitingFamily, WaitingFamily.id == OfferRow.waiting_id)
        with self._store.read() as session:
            return session.scalar(offers.where(self._is(self._diary.phone_key(phone))))

    def waits_for(self, phone: str) -> Waiting | None:
        """What the family of a number waits for. Only for a proven session."""
        return next((one for one in self.families() if one.phone == phone), None)

    def families(self) -> Sequence[Waiting]:
        """The list, in order of its turns; without those who have had their last offer."""
        with self._store.read() as session:
            rows = list(session.scalars(select(WaitingFamily).where(self._here).order_by(*held_places.IN_TURN)))
            found = [_waiting(session, row) for row in rows]
        return [one for one in found if one.held or one.offers < held_places.MOST_OFFERS]

    def _until(self, day: date | None, now: datetime) -> date:
        """That evening; for any, as long as one could have booked ahead."""
        today = places.day_of(now)
        horizon = today + timedelta(weeks=self._settings.appointments.horizon_weeks)
        if day is not None and not (today <= day <= horizon and evening_slots(self._settings, day)):
            raise ValueError("there is no evening to wait for on that day")
        return day or horizon

    def _is(self, key: str) -> ColumnElement[bool]:
        return self._here & (WaitingFamily.phone_key == key)

    def _family(self, session: Session, key: str) -> WaitingFamily | None:
        return session.scalars(select(WaitingFamily).where(self._is(key))).one_or_none()

    def _held_for(self, session: Session, key: str) -> AppointmentRow | None:
        """The place held for a number, with its evening held open; no other transaction changes it meanwhile."""
        mine = select(AppointmentRow).where(
            AppointmentRow.diary == self._diary.name, AppointmentRow.phone_key == key, AppointmentRow.status == "held"
        )
        if (row := session.scalars(mine).one_or_none()) is None:
            return None
        places.hold_evening(session, self._diary.name, places.day_of(row.start))
        return session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one_or_none()

    def _belongs_to(self, session: Session, family: WaitingFamily, now: datetime) -> None:
        """A place that is held for its number is one that it was offered, also where it left the list and is back."""
        session.flush()
        this = (AppointmentRow.diary == family.diary) & (AppointmentRow.phone_key == family.phone_key)
        row = session.scalars(select(AppointmentRow).where(this, AppointmentRow.status == "held")).one_or_none()
        if row is not None and session.get(OfferRow, (family.id, row.start)) is None:
            session.add(OfferRow(waiting_id=family.id, start=row.start, appointment_id=row.id, asked_at=now))

    def _lately_taken(self, session: Session, key: str, now: datetime) -> AppointmentRow | None:
        mine = select(AppointmentRow).where(
            AppointmentRow.diary == self._diary.name,
            AppointmentRow.phone_key == key,
            AppointmentRow.status == "booked",
            AppointmentRow.held_until > now - _LATELY,
        )
        return session.scalars(mine.order_by(AppointmentRow.held_until.desc()).limit(1)).one_or_none()

    def _lately_offered(self, session: Session, key: str, now: datetime) -> Answer | None:
        offers = select(func.count()).select_from(OfferRow).join(WaitingFamily, WaitingFamily.id == OfferRow.waiting_id)
        lately = session.scalar(offers.where(self._is(key), OfferRow.asked_at > now - _LATELY))
        return "too late" if lately else None

    def _confirm(self, session: Session, wanted: Wait, key: str, now: datetime) -> None:
        outbox.write(
            session,
            dedupe=f"waiting:{secrets.token_hex(16)}",
            kind="waiting",
            to_phone=wanted.phone,
            key=key,
            body=messages.waiting(self._settings, wanted.day, now),
            due_at=now,
            expires_at=now + _LATELY,
            now=now,
        )


def _waiting(session: Session, family: WaitingFamily) -> Waiting:
    held = select(AppointmentRow).join(OfferRow, OfferRow.appointment_id == AppointmentRow.id)
    row = session.scalars(held.where(OfferRow.waiting_id == family.id)).one_or_none()
    return Waiting(
        day=family.day,
        until=family.until,
        first_name=family.first_name,
        phone=family.phone,
        joined_at=family.joined_at,
        offers=held_places.offers_of(session, family),
        held=from_row(row) if row else None,
    )
