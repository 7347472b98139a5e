"""The evening itself: who is to be phoned now, and how it went."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from hub import audit
from hub.appointments.appointment import Appointment, GoneError, Outcome
from hub.appointments.diary import Diary
from hub.appointments.places import day_of
from hub.store.database import changed_rows
from hub.store.tables import AppointmentRow

# The handler reads up on a family before its time.
AHEAD = timedelta(minutes=10)
When = Literal["now", "later", "past"]


def when(appointment: Appointment, now: datetime) -> When:
    """Whether it is time for a booked appointment."""
    if now >= appointment.end:
        return "past"
    return "now" if now >= appointment.start - AHEAD else "later"


def due(diary: Diary, now: datetime) -> list[Appointment]:
    """The families whose time it is, and of whom nobody has said yet how it went. Raises StoreUnavailableError."""
    today = day_of(now)
    booked = [one for one in diary.list(today, today) if one.status == "booked" and one.outcome is None]
    return [one for one in booked if when(one, now) == "now"]


def say_how_it_went(diary: Diary, number: int, outcome: Outcome | None, handler: str, now: datetime) -> None:
    """Write down whether the family was reached; None takes it back.

    Raises GoneError where it is not booked any more, or its time has not come; StoreUnavailableError.
    """
    mine = (AppointmentRow.diary == diary.name) & (AppointmentRow.id == number)
    booked = (AppointmentRow.status == "booked") & (AppointmentRow.start <= now + AHEAD)

    def work(session: Session) -> int:
        changed = changed_rows(session, update(AppointmentRow).where(mine, booked).values(outcome=outcome))
        if changed:
            audit.note(session, "appointment_outcome", now, f"by account {handler}")
        return changed

    if not diary.store.write(work):
        raise GoneError
