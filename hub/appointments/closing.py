"""Closing an evening: its families are told and offered the next ones, and nobody can book it until it is reopened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import audit, outbox
from hub.appointments import announce, held_places, places
from hub.appointments.appointment import Appointment, from_row
from hub.appointments.diary import Diary, mark_cancelled
from hub.appointments.slots import bookable_slots, evening_slots
from hub.store.tables import AppointmentRow, ClosedEvening


@dataclass(frozen=True)
class Closed:
    """Whose appointments a closed evening cancelled: ``told`` by text, or still to be told by somebody (``to_tell``).

    Who has opted out of texts gets none, whatever they said when they booked.
    """

    told: list[Appointment]
    to_tell: list[Appointment]


def close_evening(diary: Diary, day: date, reason: str, now: datetime) -> Closed:
    """Close the evening of ``day``, cancel what is booked on it and write the texts, in one transaction.

    ``reason`` (up to 80 characters) is for the team and never told. Closing again does nothing. Raises ValueError for a
    day in the past or without an evening, and StoreUnavailableError.
    """
    reason = " ".join(reason.split())
    if day < places.day_of(now):
        raise ValueError(f"{day} has passed")
    if not evening_slots(diary.settings, day):
        raise ValueError(f"there are no appointments on {day}: it is no evening by appointment, or closed in hub.yml")
    if not 1 <= len(reason) <= 80:
        raise ValueError("the reason has 1 to 80 characters")
    free_days = sorted({slot.start.date() for slot in diary.free(now)} - {day})
    this_day = (places.beginning(day), places.beginning(day + timedelta(days=1)))

    def work(session: Session) -> tuple[list[AppointmentRow], set[str]]:
        places.hold_evening(session, diary.name, day, to_close=True)
        if session.get(ClosedEvening, (diary.name, day)) is None:
            session.add(ClosedEvening(diary=diary.name, day=day, reason=reason))
            audit.note(session, "evening_closed", now, day.isoformat())
        query = select(AppointmentRow).where(
            AppointmentRow.diary == diary.name,
            AppointmentRow.status == "booked",
            AppointmentRow.start >= this_day[0],
            AppointmentRow.start < this_day[1],
        )
        rows = [row for row in session.scalars(query.order_by(AppointmentRow.id).with_for_update()) if row.start > now]
        for row in rows:
            mark_cancelled(row, "hub", now)
            announce.closed(session, row, diary.settings, now, free_days)
        held_places.close_day(session, diary.name, day, diary.settings, now)
        stopped = outbox.keys_opted_out(session, (row.phone_key for row in rows))
        return sorted(rows, key=lambda row: (row.start, row.place)), stopped

    rows, stopped = diary.store.write(work)
    told = {row.id for row in rows if announce.gets_texts(row) and row.phone_key not in stopped}
    return Closed(
        told=[from_row(row) for row in rows if row.id in told],
        to_tell=[from_row(row) for row in rows if row.id not in told],
    )


def reopen_evening(diary: Diary, day: date, now: datetime) -> list[Appointment]:
    """Open a closed evening again and offer its places to the waiting list; the appointments that closing cancelled.

    They stay cancelled: the families were told so, and may have made other plans. Raises ValueError for an evening that
    was not closed, and StoreUnavailableError.
    """

    def work(session: Session) -> None:
        places.hold_evening(session, diary.name, day, to_close=True)
        closed = session.get(ClosedEvening, (diary.name, day))
        if closed is None:
            raise ValueError(f"the evening of {day} was not closed with this command")
        session.delete(closed)
        audit.note(session, "evening_reopened", now, day.isoformat())
        session.flush()
        for slot in [one for one in bookable_slots(diary.settings, now) if one.start.date() == day]:
            while held_places.offer(session, diary.name, slot, diary.settings, now):
                pass

    diary.store.write(work)
    return [one for one in diary.list(day, day) if one.cancelled_by == "hub"]
