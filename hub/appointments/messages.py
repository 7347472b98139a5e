"""The text messages about an appointment: who writes and when it is, never what about, nor any name.

All signs are in GSM-7 and no text is longer than two segments (306 signs). None asks for CANCEL, STOP or END, which
Twilio takes for opting out before we see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hub.appointments.appointment import Appointment
from hub.appointments.references import show_reference
from hub.settings import HubSettings
from hub.spoken_dates import speak_date, speak_time
from hub.uk_calendar import in_london

_HUB = "Neurodiversity Hub:"


def confirmation(appointment: Appointment, settings: HubSettings, now: datetime) -> str:
    """It is booked."""
    return (
        f"{_HUB} your appointment is on {_when(appointment, now)}. {who_phones(settings)} "
        f"{_reference(appointment)} To change it, reply CHANGE."
    )


def reminder(appointment: Appointment, settings: HubSettings, now: datetime) -> str:
    """It is tomorrow. ``now`` is when the text is written; it is sent on the day before."""
    return (
        f"{_HUB} you have an appointment tomorrow, {_when(appointment, now)}. {who_phones(settings)} "
        f"Reply YES if that is still right, or CHANGE if it is not. {_reference(appointment)}"
    )


def change(appointment: Appointment, settings: HubSettings, now: datetime) -> str:
    """It has another time."""
    return (
        f"{_HUB} your appointment has moved to {_when(appointment, now)}. {who_phones(settings)} "
        f"{_reference(appointment)} To change it again, reply CHANGE."
    )


def cancellation(appointment: Appointment, settings: HubSettings, now: datetime) -> str:
    """The family has cancelled it."""
    return f"{_HUB} your appointment on {_when(appointment, now)} is cancelled. {_rebook(settings)}"


def closed(appointment: Appointment, settings: HubSettings, now: datetime, free_days: Sequence[date]) -> str:
    """We have cancelled it; ``free_days`` are evenings with a free place, nearest first."""
    days = [speak_date(day, now) for day in free_days[:2]]
    plural = "evenings with free times are" if len(days) > 1 else "evening with free times is"
    offered = f"The next {plural} {' and '.join(days)}. " if days else ""
    return (
        f"{_HUB} we are sorry. We have had to cancel your appointment on {_when(appointment, now)}. "
        f"{offered}{_rebook(settings)}"
    )


def waiting(settings: HubSettings, day: date | None, now: datetime) -> str:
    """The family is on the waiting list, for one evening or for any."""
    evening = f"on {speak_date(day, now)}" if day else "on a Wednesday evening"
    return (
        f"{_HUB} you are on the waiting list for an appointment {evening}. If a place is free, we text you and hold it "
        f"for {settings.appointments.hold_minutes} minutes. To leave the list, reply LEAVE."
    )


def offer(start: datetime, until: datetime, now: datetime, *, is_last: bool) -> str:
    """A place is free, and kept until ``until``. ``is_last``: this family gets no other offer."""
    else_ = "Without a YES you come off the waiting list." if is_last else "After that the next family gets it."
    return (
        f"{_HUB} a place is free on {speak_date(start.date(), now)} at {speak_time(start.time())}. "
        f"Reply YES by {_clock(until, now)} to take it, or NO. {else_}"
    )


def no_offer(start: datetime, settings: HubSettings, now: datetime) -> str:
    """The place that was offered is not there any more, because the evening is closed."""
    when = f"{speak_date(start.date(), now)} at {speak_time(start.time())}"
    return (
        f"{_HUB} we are sorry. We have had to close that evening, so there is no place on {when}. {_rebook(settings)}"
    )


def no_evening(day: date, settings: HubSettings, now: datetime) -> str:
    """There will be no place on the only evening that a family waits for."""
    return (
        f"{_HUB} we are sorry. We have had to close the evening of {speak_date(day, now)}. "
        f"You are off its waiting list. {_rebook(settings)}"
    )


def how_was_it() -> str:
    """It was yesterday."""
    return (
        f"{_HUB} how was your appointment with us? Reply RATE, a number from 1 (poor) to 5 (very good), "
        "and what we could do better, if you like. We keep it without your name and number."
    )


def who_phones(settings: HubSettings) -> str:
    """Who phones whom, in a sentence for somebody who reads it on the phone in question."""
    if settings.appointments.who_phones == "hub":
        return "We will phone you on this number."
    return f"Please phone us then on {settings.phone}." if settings.phone else "Please phone us then."


def _when(appointment: Appointment, now: datetime) -> str:
    return f"{speak_date(appointment.start.date(), now)} at {speak_time(appointment.start.time())}"


def _clock(moment: datetime, now: datetime) -> str:
    """The time of day, with its date where that is not today's."""
    local = in_london(moment)
    day = "" if local.date() == in_london(now).date() else f" on {speak_date(local.date(), now)}"
    return f"{speak_time(local.time())}{day}"


def _reference(appointment: Appointment) -> str:
    return f"Reference {show_reference(appointment.reference)}."


def _rebook(settings: HubSettings) -> str:
    phone = f" or phone {settings.phone}" if settings.phone else ""
    return f"To book another one, reply BOOK{phone}."
