"""Settings, families and diaries for the tests of the appointments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from hub.appointments.diary import Appointment, Diary, Request
from hub.appointments.waiting_list import Wait
from hub.settings import HubSettings
from hub.store.database import Store
from hub.store.tables import OutboxRow
from hub.uk_calendar import LONDON

SECRET = "a secret of these tests, long enough"
NOW = datetime(2026, 11, 24, 10, tzinfo=LONDON)
EVENING = datetime(2026, 12, 2, 19, tzinfo=LONDON)
DAY = EVENING.date()
LATER = EVENING + timedelta(minutes=30)
AMINA, JO = "+447700900101", "+447700900102"
LANDLINE = "+441632960103"

_keys = count()


def at(text: str) -> datetime:
    """A moment on a clock in England."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def settings_with(**changes: Any) -> HubSettings:
    """The Hub's own hours; ``changes`` are settings of the appointments, or of hub.yml where it has such a one."""
    appointments = {name: value for name, value in changes.items() if name not in HubSettings.model_fields}
    return HubSettings.model_validate(
        {
            "local_offer_url": "https://offer.example/",
            "opening_hours": {"monday": ["09:00-13:00"], "wednesday": ["09:00-13:00", "19:00-21:00 by appointment"]},
            "appointments": appointments,
            **{name: value for name, value in changes.items() if name in HubSettings.model_fields},
        }
    )


def diary_of(store: Store, name: str = "hub", **changes: Any) -> Diary:
    return Diary(store, settings_with(**changes), SECRET, name)


def request(start: datetime = EVENING, **changes: Any) -> Request:
    """Amina's, with a key of its own."""
    plain = Request(
        start=start,
        first_name="Amina",
        phone=AMINA,
        channel="web",
        topic="sleep",
        needs=None,
        text_ok=True,
        voicemail_ok=False,
        key=f"request {next(_keys)}",
    )
    return replace(plain, **changes)


def texts(store: Store, *statuses: str) -> list[OutboxRow]:
    """The outbox in the order it was written, or those rows with one of ``statuses``."""
    with store.read() as session:
        rows = list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))
    return [row for row in rows if not statuses or row.status in statuses]


def kinds(store: Store, *statuses: str) -> list[str]:
    return [row.kind for row in texts(store, *statuses)]


def wait(phone: str = JO, day: date | None = DAY, **changes: Any) -> Wait:
    """Jo's wish for a place on the evening of these tests."""
    plain = Wait(first_name="Jo", phone=phone, channel="web", topic="school", needs=None, voicemail_ok=True, day=day)
    return replace(plain, **changes)


def fill(diary: Diary, *starts: datetime, now: datetime = NOW) -> list[Appointment]:
    """Other families take every place of these slots."""
    return [
        diary.book(request(start, phone=f"+4477009009{place:02}", text_ok=False), now)
        for start in starts
        for place in range(diary.settings.appointments.places)
    ]
