"""Calendar files behind their secret links: an appointment's for its family, all of them for the team."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from icalendar import Calendar
from structlog.testing import capture_logs

from http_guard import SECURITY_HEADERS
from hub.appointments.appointment import Appointment
from hub.appointments.calendar_feed import Feed
from hub.appointments.calendar_link import KEY_LENGTH, calendar_key, calendar_link
from hub.appointments.diary import Diary, Request
from hub.appointments.slots import bookable_slots
from hub.doors import Doors
from webchat import calendar_files

NOT_THERE = {"error": "There is no such appointment."}


@pytest.fixture(scope="module")
def client(front_door: Callable[..., FastAPI], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("calendar")
    app = front_door(DATABASE_URL=f"sqlite:///{folder / 'hub.sqlite3'}")
    doors: Doors = app.state.doors
    doors.store.migrate()
    yield TestClient(app, raise_server_exceptions=False)
    doors.store.close()


@pytest.fixture(scope="module")
def doors(client: TestClient) -> Doors:
    found: Doors = client.app.state.doors
    return found


def book(doors: Doors, key: str, diary: str = "hub") -> Appointment:
    # The route knows no other clock than the machine's.
    now = datetime.now(UTC)
    mine = Diary(doors.store, doors.settings, doors.secret, diary)
    start = mine.free(now)[-1].start
    request = Request(start, "Zebedee", "+447700900111", "web", "Jayden's sleep", "BSL", True, True, key=key)
    return mine.book(request, now)


def path(doors: Doors, reference: str, diary: str = "hub") -> str:
    return calendar_link(doors.secret, diary, reference)


def not_there(response: Response) -> bool:
    return (response.status_code, response.json()) == (404, NOT_THERE)


def test_the_link_of_a_booking_gives_its_file(client: TestClient, doors: Doors) -> None:
    made = book(doors, "right key")
    with capture_logs() as logs:
        response = client.get(path(doors, made.reference))
    [event] = Calendar.from_ical(response.content).walk("VEVENT")
    assert event.decoded("dtstart") == made.start
    assert made.start.time() >= time(19)
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="neurodiversity-hub.ics"'
    assert response.headers["cache-control"] == "no-store"
    assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    file = response.text
    assert [word for word in ("Zebedee", "Jayden", "sleep", "BSL", "900111") if word in file] == []
    assert [entry for entry in logs if made.reference in repr(entry)] == []


@pytest.mark.parametrize("wrong", ["0" * KEY_LENGTH, "of another reference", "of another diary", "upper case"])
def test_a_wrong_key_is_answered_as_if_nothing_were_there(client: TestClient, doors: Doors, wrong: str) -> None:
    made = book(doors, f"wrong key {wrong}")
    key = {
        "of another reference": calendar_key(doors.secret, "hub", "K7M4XR"),
        "of another diary": calendar_key(doors.secret, "row 1", made.reference),
        "upper case": calendar_key(doors.secret, "hub", made.reference).upper(),
    }.get(wrong, wrong)
    response = client.get(f"/appointments/{made.reference}.ics", params={"key": key})
    assert not_there(response)
    assert not_there(client.get(f"/appointments/KKK777.ics?key={key}"))


def test_a_right_key_of_nothing_finds_nothing(client: TestClient, doors: Doors) -> None:
    assert not_there(client.get(path(doors, "KKK777")))


def test_one_that_was_cancelled_is_not_there_any_more(client: TestClient, doors: Doors) -> None:
    made = book(doors, "cancelled")
    Diary(doors.store, doors.settings, doors.secret).cancel(made, datetime.now(UTC))
    assert not_there(client.get(path(doors, made.reference)))


def test_one_that_is_over_is_not_there_any_more(client: TestClient, doors: Doors) -> None:
    now = datetime.now(UTC) - timedelta(weeks=4)
    start = bookable_slots(doors.settings, now)[0].start
    request = Request(start, "Zebedee", "+447700900111", "web", None, None, True, True, key="over")
    made = Diary(doors.store, doors.settings, doors.secret).book(request, now)
    assert not_there(client.get(path(doors, made.reference)))


def test_an_appointment_of_another_diary_is_not_there(client: TestClient, doors: Doors) -> None:
    made = book(doors, "replayed", diary="row 1")
    assert not_there(client.get(path(doors, made.reference, "row 1")))
    assert not_there(client.get(path(doors, made.reference)))


@pytest.mark.parametrize(
    "address",
    ["/appointments/K7M4XR.ics", "/appointments/K7M4XR.ics?key=short", "/appointments/k7m4xr.ics?key=" + "0" * 32],
)
def test_what_is_no_link_of_ours_gives_no_file(client: TestClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 422
    assert set(response.json()) == {"error"}


def test_without_the_store_it_says_to_come_back_later(front_door: Callable[..., FastAPI], tmp_path: Path) -> None:
    app = front_door(DATABASE_URL=f"sqlite:///{tmp_path / 'nowhere' / 'hub.sqlite3'}")
    doors: Doors = app.state.doors
    (tmp_path / "nowhere").write_text("a file where a folder should be", encoding="utf-8")
    response = TestClient(app, raise_server_exceptions=False).get(path(doors, "K7M4XR"))
    assert (response.status_code, response.json()) == (
        503,
        {"error": "Our diary does not answer right now. Please try again later."},
    )


def feed_of(doors: Doors) -> Feed:
    return Feed(Diary(doors.store, doors.settings, doors.secret), doors.secret)


def test_the_teams_calendar_has_times_and_references_and_nobodys_name(client: TestClient, doors: Doors) -> None:
    made, now = book(doors, "team"), datetime.now(UTC)
    book(doors, "another diary", diary="row 1")
    cancelled = book(doors, "team cancelled")
    Diary(doors.store, doors.settings, doors.secret).cancel(cancelled, now)
    with capture_logs() as logs:
        response = client.get(feed_of(doors).link(now))
    events = Calendar.from_ical(response.content).walk("VEVENT")
    shown = f"{made.reference[:3]}-{made.reference[3:]}"
    assert [event.decoded("dtstart") for event in events if shown in event["summary"]] == [made.start]
    assert not any(f"{cancelled.reference[:3]}-" in event["summary"] for event in events)
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert (response.headers["cache-control"], response.headers["x-robots-tag"]) == ("no-store", "noindex, nofollow")
    assert [word for word in ("Zebedee", "Jayden", "sleep", "BSL", "900111") if word in response.text] == []
    assert logs == []


def test_a_link_that_was_replaced_or_withdrawn_leads_nowhere(client: TestClient, doors: Doors) -> None:
    feed, now = feed_of(doors), datetime.now(UTC)
    first = feed.link(now)
    second = feed.link(now, new=True)
    none = {"error": "There is no such calendar."}
    answers = [(client.get(link).status_code, link == second) for link in (first, second)]
    assert answers == [(404, False), (200, True)]
    assert client.get(first).json() == none
    feed.withdraw(now)
    assert (client.get(second).status_code, client.get(second).json()) == (404, none)
    # Nor does the key of what is not there.
    assert client.get(f"/appointments/team.ics?key={feed._key('')}").status_code == 404


@pytest.mark.parametrize("address", ["/appointments/team.ics", "/appointments/team.ics?key=short"])
def test_what_is_no_link_to_the_team_calendar_gives_none(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 422


def test_the_teams_calendar_cannot_be_asked_for_without_end(
    client: TestClient, doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def counted(what: str, seconds: int) -> int:
        return calendar_files.MOST_ASKED + (what == "team-calendar")

    monkeypatch.setattr(client.app.state.memory, "count", counted)
    response = client.get(feed_of(doors).link(datetime.now(UTC)))
    assert (response.status_code, response.headers["retry-after"]) == (429, "600")
