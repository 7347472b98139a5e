"""The text on the day after an appointment that asks how it was.

Written by the worker and not with the booking: whoever cancelled, or does not want texts any more, is not asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub import outbox
from hub.appointments import announce, messages, places
from hub.settings import HubSettings
from hub.store.database import Store
from hub.store.tables import AppointmentRow, OutboxRow
from hub.uk_calendar import in_london, london_moment


def ask_how_it_was(store: Store, settings: HubSettings, now: datetime) -> int:
    """Write the questions about yesterday's appointments, each once; how many. Raises StoreUnavailableError."""
    today = in_london(now).date()
    due = london_moment(today, settings.appointments.reminder_time)
    until = london_moment(today, announce.REMINDED_UNTIL)
    if not settings.appointments.ask_afterwards or not due <= now < until:
        return 0
    yesterday = (
        AppointmentRow.diary == "hub",
        AppointmentRow.status == "booked",
        AppointmentRow.start >= places.beginning(today - timedelta(days=1)),
        AppointmentRow.start < places.beginning(today),
    )

    def work(session: Session) -> int:
        asked = 0
        for row in session.scalars(select(AppointmentRow).where(*yesterday)):
            name = f"appointment:{row.id}:rating"
            known = session.scalar(select(OutboxRow.id).where(OutboxRow.dedupe == name))
            if known is None and announce.gets_texts(row):
                outbox.write(
                    session,
                    dedupe=name,
                    kind="rating",
                    to_phone=row.phone,
                    key=row.phone_key,
                    body=messages.how_was_it(),
                    due_at=now,
                    expires_at=until,
                    now=now,
                    appointment_id=row.id,
                )
                asked += 1
        return asked

    return store.write(work)
