"""Calendar files (RFC 5545): one appointment for its family, all of them for the team. No topic, no child, no number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta

from icalendar import Alarm, Calendar, Event

from hub.appointments.appointment import Appointment
from hub.appointments.references import show_reference
from hub.settings import HubSettings

ALARM_BEFORE = timedelta(hours=1)
_PRODUCT = "-//Neurodiversity Hub//appointments//EN"


def appointment_ics(appointment: Appointment, settings: HubSettings) -> bytes:
    """A family's own appointment, with an alarm an hour before. The same appointment always has the same UID.

    Times are in UTC, which every calendar shows in its owner's own time.
    """
    calendar = _calendar()
    event = _event(appointment, "Appointment with the Neurodiversity Hub")
    event.add("description", f"{_who_phones(settings)} Reference {show_reference(appointment.reference)}.")
    if appointment.status == "booked":
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -ALARM_BEFORE)
        alarm.add("description", "Appointment with the Neurodiversity Hub")
        event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def team_feed(appointments: Iterable[Appointment]) -> bytes:
    """What is booked, for the team's calendar: time, place and reference. The console shows the rest.

    Not even a first name: calendar programs copy a feed to their own servers and to every phone, and that a family has an
    appointment here says something about its child.
    """
    calendar = _calendar()
    calendar.add("x-wr-calname", "Hub appointments")
    for appointment in appointments:
        if appointment.status == "booked":
            title = f"Appointment {show_reference(appointment.reference)}, place {appointment.place}"
            calendar.add_component(_event(appointment, title))
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _event(appointment: Appointment, title: str) -> Event:
    event = Event()
    event.add("uid", f"appointment-{appointment.id}-{appointment.reference}@neurodiversity-hub")
    event.add("dtstamp", appointment.changed_at)
    event.add("sequence", appointment.version)
    event.add("dtstart", appointment.start.astimezone(UTC))
    event.add("dtend", appointment.end.astimezone(UTC))
    event.add("summary", title)
    event.add("status", "CONFIRMED" if appointment.status == "booked" else "CANCELLED")
    event.add("class", "PRIVATE")
    return event


def _who_phones(settings: HubSettings) -> str:
    if settings.appointments.who_phones == "hub":
        return "We will phone you on the number that you gave us."
    return f"Please phone us then on {settings.phone}." if settings.phone else "Please phone us then."
