"""When a call handler can phone back: the sessions that are still to come, and which of them a message means.

A promise names a whole session of the opening hours, since that is what the Hub can keep. The part of it that would suit
is a wish, which the handler sees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from hub.hours_words import appointment_rules, on_day, session_date
from hub.opening_hours import Opening, OpeningHours, Session
from hub.spoken_dates import When, find_when, speak_date, speak_time
from hub.uk_calendar import in_london, london_moment

# A session that ends sooner is not promised any more, nor a part of one that is shorter.
LEAST_LEFT = timedelta(minutes=30)
_SHORTEST_PART = timedelta(minutes=15)
WEEKS_AHEAD = 2
ANY_TIME = "Any time"
_ANY = re.compile(
    r"\b(?:any ?time|when ?ever|(?:don['’]?t|do not) mind|not (?:bothered|fussed)|no preference|either|you (?:choose|decide|pick)|"
    r"asap|as soon as|soon(?:est)?|(?:right )?now|straight ?away|first (?:available|thing|one|chance)|earliest|all day)\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:not|but|except|apart from|no good|can['’]?t do|any ?day)\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:after|before|during|once|when|while|until|between|around|if)\b", re.IGNORECASE)


class TimeProblem(StrEnum):
    """Why no call can be promised for a time that was named."""

    PAST = "past"
    LATE = "late"
    CLOSED = "closed"
    EVENING = "evening"
    NOT_THEN = "not_then"
    TOO_FAR = "too_far"


@dataclass(frozen=True)
class Wanted:
    """The session in which somebody is phoned, and which part of it suits, in words ("" for any)."""

    opening: Opening
    part: str = ""


def openings(hours: OpeningHours, now: datetime) -> list[Opening]:
    """The sessions of the next two weeks in which a handler can still phone, the running one included, in order.

    The next one alone where those weeks have none; empty where the hours have none at all.
    """
    today = in_london(now).date()
    days = (today + timedelta(days=n) for n in range(7 * WEEKS_AHEAD + 1))
    found = [
        Opening(london_moment(day, session.start), london_moment(day, session.end))
        for day in days
        for session in hours.walk_in_on(day)
    ]
    in_time = [one for one in found if one.end.astimezone(UTC) - now.astimezone(UTC) >= LEAST_LEFT]
    if not in_time and (later := hours.next_opening(now)) is not None:
        return [later]
    return in_time


def choose(text: str, hours: OpeningHours, now: datetime) -> Wanted | TimeProblem | None:
    """The session that a message means, or why there is none; None where it names no time."""
    found = openings(hours, now)
    when = find_when(text, now)
    if not found or when is None:
        return Wanted(found[0]) if found and _ANY.search(text) else None
    if when.day_given and _BUT.search(text.partition(when.words)[0]):
        other = [one for one in found if not when.first <= one.start.date() <= when.last]
        return Wanted(other[0], text.strip()) if other else TimeProblem.CLOSED
    days = [one for one in found if not when.day_given or when.first <= one.start.date() <= when.last]
    for one in days:
        if (part := _part(when, one, now)) is not None:
            rest = text.replace(when.words, " ")
            return Wanted(one, text.strip() if not part and _timeless(when) and _MORE.search(rest) else part)
    return _why_not(when, days, hours, now)


def is_still_to_come(start: datetime, hours: OpeningHours, now: datetime) -> Opening | None:
    """The session that begins at ``start``, where it can still be promised."""
    wanted = start.astimezone(UTC)
    return next((one for one in openings(hours, now) if one.start.astimezone(UTC) == wanted), None)


def options(hours: OpeningHours, now: datetime) -> list[str]:
    """Up to four times to choose from, in words that ``choose`` understands."""
    found = openings(hours, now)
    if not found:
        return []
    first, rest = found[0], found[1:]
    if _runs(first, now):
        offered = [f"Today, before {speak_time(first.end.time())}", *(_halves(rest[0], now) if rest else [])]
    else:
        offered = [*_halves(first, now), *([_day(rest[0].start.date(), now)] if rest else [])]
    return [*offered, ANY_TIME]


def promise(opening: Opening, hours: OpeningHours, now: datetime) -> str:
    """What the Hub can keep: "We phone you when the line is next open: Wednesday 25 November, 9am to 1pm."."""
    if _runs(opening, now):
        return f"We phone you today, before {speak_time(opening.end.time())}."
    found = openings(hours, now)
    if found and found[0] == opening:
        return f"We phone you when the line is next open: {session_date(opening, now)}."
    return f"We phone you on {session_date(opening, now)}."


def problem_text(problem: TimeProblem, text: str, hours: OpeningHours, now: datetime) -> str:
    """One or two sentences; the question with the times that there are follows."""
    when = find_when(text, now)
    if problem is TimeProblem.CLOSED and when is not None and when.first == when.last:
        return f"We cannot phone {on_day(when.first, now, when.name)}. The line is closed then."
    return {
        TimeProblem.PAST: "That time has passed.",
        TimeProblem.LATE: "It is too late for a call today.",
        TimeProblem.CLOSED: "We cannot phone then. The line is closed.",
        TimeProblem.EVENING: f"We cannot phone then. {' '.join(appointment_rules(hours))}",
        TimeProblem.NOT_THEN: "We cannot phone then. The line is not open at that time.",
        TimeProblem.TOO_FAR: f"That is too far ahead. I can take requests for the next {WEEKS_AHEAD} weeks.",
    }[problem]


def _runs(opening: Opening, now: datetime) -> bool:
    return opening.start.astimezone(UTC) <= now.astimezone(UTC)


def _day(day: date, now: datetime) -> str:
    today = in_london(now).date()
    return "Today" if day == today else speak_date(day, now)


def _halves(opening: Opening, now: datetime) -> list[str]:
    """A session in two, at the full hour."""
    minutes = (opening.start.hour * 60 + opening.start.minute + opening.end.hour * 60 + opening.end.minute) // 2
    middle, day = time(minutes // 60), _day(opening.start.date(), now)
    if not opening.start.time() < middle < opening.end.time():
        return [day]
    return [f"{day}, before {speak_time(middle)}", f"{day}, after {speak_time(middle)}"]


def _timeless(when: When) -> bool:
    return when.time_from is None and when.time_to is None


def _part(when: When, opening: Opening, now: datetime) -> str | None:
    """The part of a session that a time means, in words; None where it lies outside."""
    if _timeless(when):
        return ""
    day = opening.start.date()
    begins = max(opening.start.astimezone(UTC), now.astimezone(UTC))
    ends = opening.end.astimezone(UTC)
    lower = london_moment(day, when.time_from).astimezone(UTC) if when.time_from else begins
    upper = london_moment(day, when.time_to).astimezone(UTC) if when.time_to else ends
    if when.is_point:
        return f"at {speak_time(when.time_from or time())}" if begins <= lower < ends else None
    if min(upper, ends) - max(lower, begins) < _SHORTEST_PART:
        return None
    after = speak_time(when.time_from) if when.time_from and lower > begins else ""
    before = speak_time(when.time_to) if when.time_to and upper < ends else ""
    if after and before:
        return f"between {after} and {before}"
    return f"after {after}" if after else f"before {before}" if before else ""


def _touches(when: When, session: Session) -> bool:
    """Whether a time that was said lies in a session."""
    if _timeless(when):
        return False
    if when.is_point:
        return session.holds_at(when.time_from or time())
    return (when.time_from or time()) < session.end and (when.time_to is None or when.time_to > session.start)


def _why_not(when: When, days: Sequence[Opening], hours: OpeningHours, now: datetime) -> TimeProblem:
    here = in_london(now)
    if when.last < here.date():
        return TimeProblem.PAST
    if when.first > here.date() + timedelta(weeks=WEEKS_AHEAD):
        return TimeProblem.TOO_FAR
    named = [when.first + timedelta(days=n) for n in range(min((when.last - when.first).days, 31) + 1)]
    if not when.day_given:
        named = [here.date() + timedelta(days=n) for n in range(7)]
    evenings = [session for day in named for session in hours.sessions_on(day) if session.by_appointment]
    if any(_touches(when, session) for session in evenings):
        return TimeProblem.EVENING
    if days:
        return TimeProblem.NOT_THEN
    if named[0] == here.date() and hours.walk_in_on(here.date()):
        return TimeProblem.LATE
    return TimeProblem.CLOSED
