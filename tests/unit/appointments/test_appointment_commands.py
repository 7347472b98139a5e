"""``bin/hub appointments``: what the people who run the evenings see and do."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from an_evening import AMINA, EVENING, LANDLINE, LATER, NOW, SECRET, diary_of, fill, kinds, request, wait
from sqlalchemy import select
from typer.testing import CliRunner, Result

import cli
from commands import appointments
from hub import outbox
from hub import settings as settings_module
from hub.appointments.diary import Diary
from hub.appointments.waiting_list import WaitingList
from hub.store.database import Store
from hub.store.tables import AuditEntry

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def diary(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Diary]:
    """The diary that the commands look into, at our own present moment."""
    for name, value in {
        "DATABASE_URL": store.url,
        "HUB_SECRET": SECRET,
        "HUB_STATE": str(tmp_path),
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HUB_CONFIG", str(ROOT / "hub.yml"))
    monkeypatch.setattr(appointments, "_now", lambda: NOW)
    settings_module.environment.cache_clear()
    settings_module.hub_settings.cache_clear()
    yield diary_of(store)
    settings_module.environment.cache_clear()
    settings_module.hub_settings.cache_clear()


def hub(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, ["appointments", *arguments], input=answer)


def audited(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(AuditEntry.action)))


def test_the_list_shows_appointments_without_numbers(diary: Diary) -> None:
    diary.book(request(), NOW, reference="K7M4XR")
    diary.cancel(diary.book(request(LATER, first_name="[red]Jo[/red]"), NOW, reference="H4W7K3"), NOW)
    shown = hub("list")
    assert shown.exit_code == 0
    lines = [line for line in shown.stdout.splitlines() if "2026-12-02" in line]
    assert [word for word in ("19:00", "K7M4XR", "booked", "Amina", "sleep") if word not in lines[0]] == []
    assert [word for word in ("19:30", "H4W7K3", "cancelled by family", "[red]Jo[/red]") if word not in lines[1]] == []
    assert "900101" not in shown.stdout
    assert audited(diary.store) == []


def test_numbers_are_shown_on_demand_and_that_is_noted(diary: Diary) -> None:
    diary.book(request(), NOW)
    assert "07700 900101" in hub("list", "--show-phone").stdout
    assert audited(diary.store) == ["appointments_shown"]


def test_who_stopped_our_texts_is_to_be_phoned(diary: Diary) -> None:
    diary.book(request(), NOW, reference="K7M4XR")
    diary.book(request(LATER, phone=LANDLINE), NOW, reference="H4W7K3")
    outbox.opt_out(diary.store, SECRET, AMINA, NOW)
    exported = {row["reference"]: row["texts"] for row in csv.DictReader(io.StringIO(hub("export").stdout))}
    assert exported == {"K7M4XR": "stopped, please phone", "H4W7K3": "yes"}


def test_days_are_options(diary: Diary) -> None:
    diary.book(request(), NOW, reference="K7M4XR")
    assert "K7M4XR" in hub("list", "--from", "2026-12-02", "--to", "2026-12-02").stdout
    assert hub("list", "--from", "2026-12-03").stdout == "No appointments.\n"
    assert hub("list", "--from", "2 December").exit_code == 2


def test_the_export_is_csv_that_no_spreadsheet_reckons(diary: Diary) -> None:
    diary.book(request(first_name="=1+1", topic='sleep, "food"', needs="@x"), NOW, reference="K7M4XR")
    exported = list(csv.DictReader(io.StringIO(hub("export", "--show-phone").stdout)))
    assert exported == [
        {
            "day": "2026-12-02",
            "time": "19:00",
            "place": "1",
            "reference": "K7M4XR",
            "status": "booked",
            "first_name": "'=1+1",
            "topic": 'sleep, "food"',
            "needs": "'@x",
            "texts": "yes",
            "voicemail": "no",
            "phone": "07700 900101",
        }
    ]
    assert "phone" not in hub("export").stdout


def test_the_capacity_is_shown_by_slot(diary: Diary) -> None:
    diary.book(request(), NOW)
    lines = hub("capacity", "--from", "2026-12-01", "--to", "2026-12-07").stdout.splitlines()
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "02 Dec" in line]
    assert rows[:2] == [["Wed 02 Dec 2026", "19:00", "1", "1"], ["Wed 02 Dec 2026", "19:30", "0", "2"]]
    assert len(rows) == 4


def test_closing_asks_first(diary: Diary) -> None:
    diary.book(request(), NOW)
    refused = hub("close", "2026-12-02", "--reason", "training", answer="n\n")
    assert "1 appointments will be cancelled" in refused.stdout
    assert (refused.exit_code, len(diary.upcoming_for("+447700900101", NOW))) == (1, 1)


def test_closing_says_who_is_told_and_who_is_to_be_phoned(diary: Diary) -> None:
    diary.book(request(), NOW)
    diary.book(request(LATER, phone=LANDLINE), NOW, reference="H4W7K3")
    closed = hub("close", "2026-12-02", "--reason", "training", "--yes")
    assert closed.stdout.splitlines() == [
        "Wednesday 02 December 2026 is closed. 1 families are told by text.",
        "Please phone 1 who get no texts: H4W7K3",
        "Their numbers: bin/hub appointments list --from 2026-12-02 --to 2026-12-02 --show-phone",
    ]
    assert kinds(diary.store, "waiting") == ["closed"]
    assert audited(diary.store) == ["evening_closed"]
    assert "closed" in hub("capacity", "--from", "2026-12-02", "--to", "2026-12-02").stdout


def test_a_day_without_an_evening_is_refused_in_a_sentence(diary: Diary) -> None:
    refused = hub("close", "2026-12-03", "--reason", "training", "--yes")
    assert (refused.exit_code, "there are no appointments on 2026-12-03" in refused.stderr) == (1, True)


def test_a_database_that_does_not_answer_is_said(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/hub.sqlite3")
    settings_module.environment.cache_clear()
    for command in (["list"], ["export"], ["capacity"], ["close", f"{EVENING:%Y-%m-%d}", "--reason", "x", "--yes"]):
        refused = hub(*command)
        assert (refused.exit_code, "does not answer" in refused.stderr) == (1, True)


def test_the_waiting_list_is_shown_in_turn_without_numbers(diary: Diary) -> None:
    waiting, [mine] = WaitingList(diary), fill(diary_of(diary.store, places=1), EVENING)
    waiting.join(wait(first_name="[red]Jo[/red]"), NOW)
    waiting.join(wait(AMINA, day=None, first_name="Amina"), NOW)
    diary.cancel(mine, NOW)
    shown = hub("waiting")
    lines = [line for line in shown.stdout.splitlines() if "24 Nov 10:00" in line]
    wanted = ("Wed 02 Dec 2026", "[red]Jo[/red]", "1", "Wed 02 Dec 19:00, until Tue 24 Nov 10:30")
    assert [word for word in wanted if word not in lines[0]] == []
    assert [word for word in ("any, until 19 Jan 2027", "Amina", "0") if word not in lines[1]] == []
    assert "900102" not in shown.stdout
    assert "07700 900102" in hub("waiting", "--show-phone").stdout
    assert audited(diary.store)[-1] == "waiting_list_shown"
    assert "held until Tue 24 Nov 10:30" in hub("list").stdout


def test_an_empty_waiting_list_says_so(diary: Diary) -> None:
    assert hub("waiting").stdout == "Nobody is waiting.\n"


def test_a_closed_evening_is_opened_again(diary: Diary) -> None:
    diary.book(request(), NOW, reference="K7M4XR")
    hub("close", "2026-12-02", "--reason", "training", "--yes")
    opened = hub("reopen", "2026-12-02")
    assert opened.stdout.splitlines() == [
        "Wednesday 02 December 2026 is open again.",
        "The appointments that were cancelled stay so. You may want to phone these families: K7M4XR",
    ]
    assert EVENING in [slot.start for slot in diary.free(NOW)]
    again = hub("reopen", "2026-12-02")
    assert (again.exit_code, "was not closed" in again.stderr) == (1, True)
    assert audited(diary.store) == ["evening_closed", "evening_reopened"]


def test_the_feeds_link_stays_until_it_is_replaced_or_withdrawn(diary: Diary) -> None:
    first = hub("feed").stdout
    assert first.startswith("http://127.0.0.1:8000/appointments/team.ics?key=")
    assert hub("feed").stdout == first
    assert hub("feed", "--new").stdout != first
    assert hub("feed", "--off").stdout == "The link is withdrawn.\n"
    assert hub("feed", "--off").stdout == "There was no link.\n"
    assert hub("feed").stdout != first
    assert hub("feed", "--new", "--off").exit_code == 1
    assert audited(diary.store) == [
        "calendar_link_made",
        "calendar_link_made",
        "calendar_link_withdrawn",
        "calendar_link_made",
    ]
