"""The diary: books, finds, changes and cancels appointments, never two families in one place.

Every method takes ``now`` (timezone-aware) and raises StoreUnavailableError where the database does not answer.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from hub import audit, outbox
from hub.appointments import announce, held_places, places, tries
from hub.appointments.appointment import (
    Appointment,
    By,
    GoneError,
    LockedError,
    Request,
    TakenError,
    fit_to_keep,
    from_row,
)
from hub.appointments.references import parse_reference
from hub.appointments.slots import Slot, bookable_slots, evening_slots
from hub.phone_numbers import fits, phone_key
from hub.settings import HubSettings
from hub.store.database import Store, delete_rows
from hub.store.tables import AppointmentRow, OutboxRow, WaitingFamily
from hub.uk_calendar import in_london

__all__ = ["Appointment", "Diary", "GoneError", "LockedError", "Request", "TakenError"]

Slots = list[Slot]
Appointments = list[Appointment]
Capacity = list[tuple[Slot, int, int]]

_NOBODY = "+440000000000"  # compared with where a reference does not exist, so that it takes as long


class Diary:
    """One diary of a store. ``name`` says which: rows carry it, and other diaries' rows are never seen."""

    def __init__(self, store: Store, settings: HubSettings, secret: str, name: str = "hub") -> None:
        if not 1 <= len(name) <= 64:
            raise ValueError("a diary's name has 1 to 64 characters")
        self.store, self.settings, self.name = store, settings, name
        self._secret = secret
        self._places = settings.appointments.places

    def phone_key(self, phone: str) -> str:
        """What stands for a number (E.164) in the rows."""
        return phone_key(self._secret, phone)

    def free(self, now: datetime) -> Slots:
        """The bookable slots that have a place left, in order."""
        slots = bookable_slots(self.settings, now)
        with self.store.read() as session:
            return places.free_slots(session, self.name, slots, self.settings)

    def is_full(self, day: date, now: datetime) -> bool:
        """Whether an evening that can still be booked, and is not closed, has no place left."""
        slots = [slot for slot in bookable_slots(self.settings, now) if slot.start.date() == day]
        with self.store.read() as session:
            closed = places.closed_days(session, self.name, day, day)
            return bool(slots) and not closed and not places.free_slots(session, self.name, slots, self.settings)

    def book(self, request: Request, now: datetime, reference: str | None = None) -> Appointment:
        """Book a place and write the texts about it, in one transaction.

        A request whose key was seen before books nothing and returns what it booked then, even if cancelled since.
        ``reference`` is for replayed rows, which name their own. Raises TakenError; ValueError for what was never on
        offer and for a request that is not fit to keep.
        """
        wanted = fit_to_keep(request)
        same = AppointmentRow.request_key == self._hmac("request", request.key)

        def work(session: Session) -> AppointmentRow:
            if (earlier := _one(session, same)) is not None:
                return earlier
            slot = self._open_slot(session, wanted.start, now)

            def put(place: int) -> None:
                row = self._row(wanted, slot, place, now)
                row.reference = reference or places.unused_reference(session, self.name)
                session.add(row)

            if not places.take(session, self.name, slot, places=self._places, put=put):
                if (other := _one(session, same)) is not None:
                    return other  # the same yes twice at once: the other was quicker
                raise TakenError
            booked = session.scalars(select(AppointmentRow).where(same)).one()
            announce.booked(session, booked, self.settings, now)
            return booked

        return from_row(self.store.write(work))

    def find(
        self, reference: str, phone: str, caller: str, now: datetime, *, also_cancelled: bool = False
    ) -> Appointment | None:
        """The appointment that both a reference and a phone number fit, from today on.

        ``phone`` may be in any spelling, or only its last four digits. ``caller`` is whatever tells one caller from
        another. What does not fit is counted as a wrong try, and the same is done whether the reference exists or not.
        Raises LockedError after the fifth.
        """
        wanted = parse_reference(reference) or ""
        keys = [
            self._try_key("caller", caller),
            self._try_key("reference", wanted or reference.strip().upper()[:100]),
        ]

        def work(session: Session) -> AppointmentRow | timedelta | None:
            tries.hold_keys(session, keys)
            if (left := tries.locked(session, keys, now)) is not None:
                return left
            row = _one(session, AppointmentRow.diary == self.name, AppointmentRow.reference == wanted)
            right = fits(row.phone if row else _NOBODY, phone)
            if row and right and _from_today(row, now) and _is_shown(row, also_cancelled):
                return row
            tries.count(session, keys, now)
            return tries.locked(session, keys, now)

        found = self.store.write(work)
        if isinstance(found, timedelta):
            raise LockedError(found)
        return from_row(found) if found else None

    def by_reference(self, reference: str, now: datetime, *, also_cancelled: bool = False) -> Appointment | None:
        """The appointment of a reference, from today on, for a session that has proven whose it is."""
        wanted = parse_reference(reference) or ""
        with self.store.read() as session:
            row = _one(session, AppointmentRow.diary == self.name, AppointmentRow.reference == wanted)
        if row is None or not _from_today(row, now) or not _is_shown(row, also_cancelled):
            return None
        return from_row(row)

    def upcoming_for(self, phone: str, now: datetime) -> Appointments:
        """What is booked for a number (E.164), from today on, in order. Only for a proven session."""
        query = select(AppointmentRow).where(
            AppointmentRow.diary == self.name,
            AppointmentRow.phone_key == phone_key(self._secret, phone),
            AppointmentRow.status == "booked",
            AppointmentRow.start >= places.beginning(places.day_of(now)),
        )
        with self.store.read() as session:
            return [from_row(row) for row in session.scalars(query.order_by(AppointmentRow.start))]

    def cancel(self, appointment: Appointment, now: datetime, by: By = "family") -> None:
        """Give the place up, tell the family and offer it to the waiting list; does nothing where that has been done."""

        def work(session: Session) -> None:
            places.hold_evening(session, self.name, appointment.start.date())  # before the row, as closing does
            row = self._booked(session, appointment)
            if row is not None:
                mark_cancelled(row, by, now)
                if by == "family":
                    announce.cancelled(session, row, self.settings, now)
                else:
                    announce.closed(session, row, self.settings, now, ())
                held_places.freed(session, self.name, row.start, self.settings, now)

        self.store.write(work)

    def change(self, appointment: Appointment, start: datetime, now: datetime) -> Appointment:
        """Move an appointment under its reference, in one transaction that takes the new place or changes nothing.

        Raises TakenError, GoneError where the appointment has been cancelled, and ValueError as ``book`` does.
        """
        start = in_london(start)

        def work(session: Session) -> AppointmentRow:
            # The evening before the row, as closing does: the other way round they could wait for each other.
            places.hold_evening(session, self.name, start.date())
            row = self._booked(session, appointment)
            if row is None:
                raise GoneError
            if (left := row.start) == start.astimezone(UTC):
                return row
            slot = self._open_slot(session, start, now)

            def put(place: int) -> None:
                moved = {"start": slot.start, "minutes": slot.minutes, "place": place}
                session.execute(update(AppointmentRow).where(AppointmentRow.id == appointment.id).values(moved))

            if not places.take(session, self.name, slot, places=self._places, put=put, leaving=appointment.id):
                raise TakenError
            session.refresh(row)
            row.version, row.changed_at = row.version + 1, now
            announce.changed(session, row, self.settings, now)
            held_places.freed(session, self.name, left, self.settings, now)
            return row

        return from_row(self.store.write(work))

    def delete_for(self, phone: str, now: datetime) -> int:
        """Delete all that is held for a number (E.164): appointments, which frees their places, its wait, and texts.

        How many went. That the number does not want texts stays, as its HMAC.
        """
        key = phone_key(self._secret, phone)
        these = (AppointmentRow.diary == self.name) & (AppointmentRow.phone_key == key)
        mine = select(AppointmentRow.id).where(these)
        texts = (OutboxRow.phone_key == key) & (OutboxRow.appointment_id.in_(mine) | OutboxRow.appointment_id.is_(None))
        waits = (WaitingFamily.diary == self.name) & (WaitingFamily.phone_key == key)
        placed = select(AppointmentRow.start).where(these, AppointmentRow.status.in_(places.PLACED))

        def work(session: Session) -> int:
            left = sorted(session.scalars(placed))
            for start in left:
                places.hold_evening(session, self.name, places.day_of(start))
            gone = delete_rows(session, delete(OutboxRow).where(texts))
            gone += delete_rows(session, delete(AppointmentRow).where(these))
            gone += delete_rows(session, delete(WaitingFamily).where(waits))
            if gone:
                audit.note(session, "appointments_deleted", now, "by their own person")
            for start in left:
                held_places.freed(session, self.name, start, self.settings, now)
            return gone

        return self.store.write(work)

    def capacity(self, first: date, last: date) -> Capacity:
        """For each slot from one day to another (both included): how many places are booked or held, of how many.

        A closed evening has no places. What was booked before hub.yml was changed shows at its own time.
        """
        with self.store.read() as session:
            closed = places.closed_days(session, self.name, first, last)
        booked = Counter(Slot(one.start, one.minutes) for one in self.list(first, last) if one.status in places.PLACED)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        offered = {
            slot: 0 if day in closed else self._places for day in days for slot in evening_slots(self.settings, day)
        }
        return [(slot, booked[slot], offered.get(slot, 0)) for slot in sorted({*offered, *booked}, key=_in_utc)]

    def list(self, first: date, last: date) -> Appointments:
        """All appointments from one day to another (both included), cancelled ones and held places too, in order."""
        query = select(AppointmentRow).where(
            AppointmentRow.diary == self.name,
            AppointmentRow.start >= places.beginning(first),
            AppointmentRow.start < places.beginning(last + timedelta(days=1)),
        )
        with self.store.read() as session:
            rows = session.scalars(query.order_by(AppointmentRow.start, AppointmentRow.place, AppointmentRow.id))
            return [from_row(row) for row in rows]

    def stopped_texts(self, appointments: Appointments) -> set[int]:
        """The ids of those whose number opted out of texts after it was booked, so that somebody has to phone."""
        keys = {one.id: self.phone_key(one.phone) for one in appointments}
        with self.store.read() as session:
            stopped = outbox.keys_opted_out(session, keys.values())
        return {number for number, key in keys.items() if key in stopped}

    def _open_slot(self, session: Session, start: datetime, now: datetime) -> Slot:
        """The slot that begins at ``start``, with its evening held open."""
        rules, day = self.settings.appointments, places.day_of(start)
        if self.settings.hours.closure_on(day):
            raise TakenError
        slot = next((one for one in evening_slots(self.settings, day) if _in_utc(one) == start.astimezone(UTC)), None)
        if slot is None or day > places.day_of(now) + timedelta(weeks=rules.horizon_weeks):
            raise ValueError("there is no slot at that time")
        if start.astimezone(UTC) < now.astimezone(UTC) + timedelta(hours=rules.notice_hours):
            raise TakenError
        places.hold_evening(session, self.name, day)
        if places.closed_days(session, self.name, day, day):
            raise TakenError
        return slot

    def _booked(self, session: Session, appointment: Appointment) -> AppointmentRow | None:
        """The row of a booked appointment of this diary; no other transaction changes it meanwhile."""
        row = session.get(AppointmentRow, appointment.id, with_for_update=True)
        return row if row and row.diary == self.name and row.status == "booked" else None

    def _row(self, wanted: Request, slot: Slot, place: int, now: datetime) -> AppointmentRow:
        return AppointmentRow(
            diary=self.name,
            request_key=self._hmac("request", wanted.key),
            start=slot.start,
            minutes=slot.minutes,
            place=place,
            status="booked",
            first_name=wanted.first_name,
            phone=wanted.phone,
            phone_key=phone_key(self._secret, wanted.phone),
            channel=wanted.channel,
            topic=wanted.topic,
            needs=wanted.needs,
            text_ok=wanted.text_ok,
            voicemail_ok=wanted.voicemail_ok,
            version=0,
            created_at=now,
            changed_at=now,
        )

    def _try_key(self, kind: str, value: str) -> str:
        return tries.key(self._secret, f"{kind}:{self.name}", value)

    def _hmac(self, kind: str, value: str) -> str:
        return hmac.new(self._secret.encode(), f"{kind}:{self.name}:{value}".encode(), hashlib.sha256).hexdigest()


def mark_cancelled(row: AppointmentRow, by: By, now: datetime) -> None:
    """Say in a row that it is cancelled."""
    row.status, row.cancelled_by, row.version, row.changed_at = "cancelled", by, row.version + 1, now


def _one(session: Session, *conditions: object) -> AppointmentRow | None:
    return session.scalars(select(AppointmentRow).where(*conditions)).one_or_none()  # type: ignore[arg-type]


def _in_utc(slot: Slot) -> datetime:
    # Two moments of one zone compare by the clock face, which repeats in October.
    return slot.start.astimezone(UTC)


def _is_shown(row: AppointmentRow, also_cancelled: bool) -> bool:  # noqa: FBT001 (as its callers name it)
    return row.status == "booked" or (also_cancelled and row.status == "cancelled")


def _from_today(row: AppointmentRow, now: datetime) -> bool:
    return places.day_of(row.start) >= places.day_of(now)
