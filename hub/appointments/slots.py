"""The slots of the sessions by appointment, from the opening hours. Which places are taken is the diary's business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hub.opening_hours import OpeningHours
from hub.settings import HubSettings
from hub.uk_calendar import in_london, london_moment


@dataclass(frozen=True, order=True)
class Slot:
    """A stretch of an evening that can be booked. ``start`` is aware, in Europe/London."""

    start: datetime
    minutes: int

    @property
    def end(self) -> datetime:
        """The first moment after it, in Europe/London."""
        return in_london(self.start.astimezone(UTC) + timedelta(minutes=self.minutes))


def evening_slots(settings: HubSettings, day: date) -> list[Slot]:
    """The slots of ``day`` in order; none on a closure, a bank holiday or a day without a session by appointment.

    What is left at the end of a session and is shorter than a slot is not used.
    """
    return _slots_of(settings.hours, settings.appointments.minutes, day)


def bookable_slots(settings: HubSettings, now: datetime) -> list[Slot]:
    """The slots that start no sooner than the notice allows and no later than the horizon, in order.

    The horizon is a day: 8 weeks from a Wednesday is the eighth Wednesday after it, all of its slots.
    Raises ValueError where ``now`` has no time zone.
    """
    rules, hours = settings.appointments, settings.hours
    today = in_london(now).date()
    earliest = now.astimezone(UTC) + timedelta(hours=rules.notice_hours)
    days = (today + timedelta(days=n) for n in range(rules.horizon_weeks * 7 + 1))
    slots = (slot for day in days for slot in _slots_of(hours, rules.minutes, day))
    return [slot for slot in slots if slot.start.astimezone(UTC) >= earliest]


def _slots_of(hours: OpeningHours, minutes: int, day: date) -> list[Slot]:
    slots = []
    for session in hours.sessions_on(day):
        if session.by_appointment:
            # Reckoned in UTC: a clock change inside a session makes it longer or shorter, not its slots.
            start = london_moment(day, session.start).astimezone(UTC)
            end = london_moment(day, session.end).astimezone(UTC)
            while start + timedelta(minutes=minutes) <= end:
                slots.append(Slot(in_london(start), minutes))
                start += timedelta(minutes=minutes)
    return slots
