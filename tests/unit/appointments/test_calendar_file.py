"""Calendar files, read back by the library."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from an_evening import AMINA, EVENING, LATER, NOW, at, diary_of, request, settings_with
from icalendar import Calendar, Component

from hub.appointments.appointment import Appointment
from hub.appointments.calendar_file import appointment_ics, team_feed
from hub.store.database import Store


@pytest.fixture
def mine(store: Store) -> Appointment:
    wanted = request(first_name="Zebedee", topic="Jayden's sleep", needs="BSL", voicemail_ok=True)
    return diary_of(store).book(wanted, NOW, reference="K7M4XR")


def events(file: bytes) -> list[Component]:
    return Calendar.from_ical(file).walk("VEVENT")


def test_a_familys_file_holds_the_time_and_an_alarm(mine: Appointment) -> None:
    [event] = events(appointment_ics(mine, settings_with()))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (EVENING, EVENING + timedelta(minutes=30))
    assert str(event["summary"]) == "Appointment with the Neurodiversity Hub"
    assert str(event["description"]) == "We will phone you on the number that you gave us. Reference K7M-4XR."
    assert (str(event["status"]), event["sequence"]) == ("CONFIRMED", 0)
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=-1)


def test_the_same_appointment_keeps_its_uid_and_counts_its_changes(store: Store, mine: Appointment) -> None:
    diary = diary_of(store)
    settings = settings_with()
    [first] = events(appointment_ics(mine, settings))
    assert appointment_ics(mine, settings) == appointment_ics(mine, settings)
    moved = diary.change(mine, LATER, NOW + timedelta(hours=1))
    [second] = events(appointment_ics(moved, settings))
    assert (second["uid"], second["sequence"]) == (first["uid"], 1)
    assert second.decoded("dtstamp") > first.decoded("dtstamp")
    diary.cancel(moved, NOW + timedelta(hours=2))
    [gone] = diary.list(LATER.date(), LATER.date())
    [third] = events(appointment_ics(gone, settings))
    assert (third["uid"], third["sequence"], str(third["status"])) == (first["uid"], 2, "CANCELLED")
    assert third.walk("VALARM") == []


def test_an_evening_in_summer_time_is_at_six_in_utc(store: Store) -> None:
    summer = diary_of(store).book(request(at("2027-03-31 19:00")), at("2027-03-20 10:00"))
    [event] = events(appointment_ics(summer, settings_with()))
    assert event.decoded("dtstart") == at("2027-03-31 18:00").replace(tzinfo=UTC)


def test_no_file_says_whose_it_is_or_what_about(store: Store, mine: Appointment) -> None:
    for file in (appointment_ics(mine, settings_with()), team_feed([mine])):
        assert [word for word in (b"Zebedee", b"Jayden", b"sleep", b"BSL", AMINA[3:].encode()) if word in file] == []


def test_the_teams_feed_holds_what_is_booked(store: Store, mine: Appointment) -> None:
    diary = diary_of(store)
    diary.cancel(diary.book(request(LATER), NOW), NOW)
    diary.book(request(), NOW, reference="H4W7K3")
    feed = team_feed(diary.list(EVENING.date(), EVENING.date()))
    assert [str(event["summary"]) for event in events(feed)] == [
        "Appointment K7M-4XR, place 1",
        "Appointment H4W-7K3, place 2",
    ]
    assert events(team_feed([])) == []


def test_who_phones_stands_in_the_file(mine: Appointment) -> None:
    file = appointment_ics(mine, settings_with(who_phones="family", phone="01632 960123"))
    assert str(events(file)[0]["description"]).startswith("Please phone us then on 01632 960123.")
