"""How long appointments and what belongs to them are kept, and that the worker sends and deletes."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

import pytest
from an_evening import EVENING, NOW, at, diary_of, request, settings_with, texts
from sqlalchemy import func, select

from hub import worker
from hub.appointments.closing import close_evening
from hub.handoff.wake import Wakes
from hub.retention import delete_what_is_due
from hub.settings import Retention
from hub.sms_sender import NoSender
from hub.store.database import Store
from hub.store.tables import AppointmentRow, ClosedEvening, OutboxRow, WrongTry

DAY = EVENING.date()


def kept(store: Store) -> dict[str, int]:
    with store.read() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (AppointmentRow, ClosedEvening, OutboxRow, WrongTry)
        }


def test_an_appointment_goes_90_days_after_its_day_and_a_text_90_days_after_it_was_due(any_store: Store) -> None:
    diary = diary_of(any_store)
    diary.book(request(), NOW)
    diary.book(request(EVENING + timedelta(weeks=1)), NOW)
    close_evening(diary, DAY, "training", NOW)
    delete_what_is_due(any_store, Retention(), at("2027-03-02 23:59"))
    assert kept(any_store) == {"appointments": 2, "closed_evenings": 1, "outbox": 1, "wrong_tries": 0}
    gone = delete_what_is_due(any_store, Retention(), at("2027-03-03 00:00"))
    assert {name: gone[name] for name in ("appointments", "wrong_tries")} == {"appointments": 1, "wrong_tries": 0}
    assert kept(any_store) == {"appointments": 1, "closed_evenings": 0, "outbox": 1, "wrong_tries": 0}
    delete_what_is_due(any_store, Retention(), at("2027-03-10 00:00"))
    assert kept(any_store) == {"appointments": 0, "closed_evenings": 0, "outbox": 0, "wrong_tries": 0}


def test_the_period_is_the_operators(any_store: Store) -> None:
    diary_of(any_store).book(request(), NOW)
    assert delete_what_is_due(any_store, Retention(appointments_days=7), at("2026-12-09 12:00"))["appointments"] == 0
    assert delete_what_is_due(any_store, Retention(appointments_days=7), at("2026-12-10 12:00"))["appointments"] == 1


def test_wrong_tries_go_after_a_day(any_store: Store) -> None:
    assert diary_of(any_store).find("K7M4XR", "0101", "a", NOW) is None
    assert delete_what_is_due(any_store, Retention(), NOW + timedelta(days=1))["wrong_tries"] == 0
    assert delete_what_is_due(any_store, Retention(), NOW + timedelta(days=1, seconds=1))["wrong_tries"] == 2


async def test_the_worker_sends_what_is_due(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    diary_of(store).book(request(), NOW)

    class Clock:
        @staticmethod
        def now(zone: object) -> object:  # noqa: ARG004 (datetime's signature)
            return NOW.astimezone(UTC)

    monkeypatch.setattr(worker, "datetime", Clock)
    memory = type("NoMemory", (), {"worker_seen": None})()
    jobs = worker.jobs(store, memory, settings_with(), NoSender(), Wakes("redis://127.0.0.1:1/0"))
    seconds, job = jobs["outbox"]
    await job()
    assert (seconds, [row.status for row in texts(store)]) == (5, ["not_sent", "waiting"])
