"""Which texts a booking, a change or a cancellation writes to the outbox, in its own transaction.

Texts go only to mobile numbers of families who said that texts are fine.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from hub import outbox
from hub.appointments import messages
from hub.appointments.appointment import from_row
from hub.phone_numbers import is_mobile
from hub.settings import HubSettings
from hub.store.tables import AppointmentRow
from hub.uk_calendar import in_london, london_moment

# A reminder that could not be sent by then, because the worker was down, would wake somebody or come too late.
REMINDED_UNTIL = time(21)


def booked(session: Session, row: AppointmentRow, settings: HubSettings, now: datetime) -> None:
    """A confirmation at once, and a reminder on the day before."""
    _write(session, row, "confirmation", messages.confirmation(from_row(row), settings, now), now)
    _remind(session, row, settings, now)


def changed(session: Session, row: AppointmentRow, settings: HubSettings, now: datetime) -> None:
    """What was still to be sent about the old time is not; the new time at once, and its reminder."""
    outbox.withdraw(session, row.id)
    _write(session, row, "change", messages.change(from_row(row), settings, now), now)
    _remind(session, row, settings, now)


def cancelled(session: Session, row: AppointmentRow, settings: HubSettings, now: datetime) -> None:
    """The family has cancelled."""
    outbox.withdraw(session, row.id)
    _write(session, row, "cancellation", messages.cancellation(from_row(row), settings, now), now)


def closed(
    session: Session, row: AppointmentRow, settings: HubSettings, now: datetime, free_days: Sequence[date]
) -> None:
    """We have cancelled, with the next evenings."""
    outbox.withdraw(session, row.id)
    _write(session, row, "closed", messages.closed(from_row(row), settings, now, free_days), now)


def gets_texts(row: AppointmentRow) -> bool:
    """Whether this family is told by text at all."""
    return row.text_ok and is_mobile(row.phone)


def _remind(session: Session, row: AppointmentRow, settings: HubSettings, now: datetime) -> None:
    day_before = in_london(row.start).date() - timedelta(days=1)
    due = london_moment(day_before, settings.appointments.reminder_time)
    if due > now:
        text = messages.reminder(from_row(row), settings, due)
        until = london_moment(day_before, REMINDED_UNTIL)
        _write(session, row, "reminder", text, now, due=due, expires=until)


def _write(
    session: Session,
    row: AppointmentRow,
    kind: outbox.Kind,
    body: str,
    now: datetime,
    *,
    due: datetime | None = None,
    expires: datetime | None = None,
) -> None:
    """A text is of no use once the appointment has begun, unless ``expires`` says otherwise."""
    if gets_texts(row) and row.start > now:
        outbox.write(
            session,
            dedupe=f"appointment:{row.id}:{row.version}:{kind}",
            kind=kind,
            to_phone=row.phone,
            key=row.phone_key,
            body=body,
            due_at=due or now,
            expires_at=expires or row.start,
            now=now,
            appointment_id=row.id,
        )
