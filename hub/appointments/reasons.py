"""Why the evening that a person asks for cannot be had."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from hub.appointments.slots import Slot
from hub.appointments.wishes import Span
from hub.opening_hours import OpeningHours, Session
from hub.uk_calendar import Days

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class Problem(StrEnum):
    """Why what was asked for cannot be had.

    NOT_AN_EVENING is another weekday or time of day, CLOSED a bank holiday or a closure, TOO_SOON less
    than the notice, TOO_FAR beyond the horizon, NO_SUCH_TIME a day or time that does not exist.
    """

    NOT_UNDERSTOOD = "not_understood"
    PAST = "past"
    NOT_AN_EVENING = "not_an_evening"
    CLOSED = "closed"
    FULL = "full"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    NO_SUCH_TIME = "no_such_time"


def evening_sessions(sessions: Iterable[Session]) -> list[Session]:
    """Those that need an appointment."""
    return [session for session in sessions if session.by_appointment]


def why_none(days: Days, span: Span, *, every: Sequence[Slot], hours: OpeningHours, now: datetime) -> Problem | None:
    """Why none of the slots `every`, in order, is within `days`; None when one is, whatever its time.

    `now` is in UK time. A time that has passed today makes a difference only if `span` has one.
    """
    if any(days.first <= slot.start.date() <= days.last for slot in every):
        return None
    today = now.date()
    if days.last < today:
        return Problem.PAST
    # A week more: that a Wednesday just beyond the last slot is a closed one is worth saying.
    if every and days.first > every[-1].start.date() + _WEEK:
        return Problem.TOO_FAR
    dates = [days.first + _DAY * n for n in range((days.last - days.first).days + 1)]
    evenings = [day for day in dates if evening_sessions(hours.usual_sessions(day.weekday()))]
    if not evenings:
        return Problem.NOT_AN_EVENING
    coming = [day for day in evenings if day >= today]
    if not coming:
        return Problem.PAST
    held = [day for day in coming if evening_sessions(hours.sessions_on(day))]
    if not held:
        return Problem.CLOSED
    if not every:
        return Problem.FULL
    if held[0] > every[-1].start.date():
        return Problem.TOO_FAR
    return Problem.PAST if held[0] == today and is_over(span, hours, now) else Problem.TOO_SOON


def is_over(span: Span, hours: OpeningHours, now: datetime) -> bool:
    """Whether the time said, or without one this evening's session, has passed today."""
    if span.is_point and span.first is not None:
        return span.first <= now.time()
    return all(session.end <= now.time() for session in evening_sessions(hours.sessions_on(now.date())))
