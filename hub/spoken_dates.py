"""Spoken UK dates and times: understanding them in a message, and saying them in house style.

One way in, `find_when`, for opening hours, appointments and callbacks alike. The rules for days are
in hub.spoken_days, those for times in hub.spoken_times.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hub.spoken_days import NamedDays, find_day
from hub.spoken_times import DAY_MARK, SpokenTime, find_time
from hub.spoken_words import NUMBERS, Words, read_words
from hub.uk_calendar import Days, in_london

# A longer message is read up to here; nobody gives the day after so many words.
_READ_AT_MOST = 2000
_IN_A_WHILE = re.compile(
    r"(?<!\S)in (?P<count>half an|an?|\d{1,3}|" + "|".join(NUMBERS) + r") (?P<unit>hours?|minutes)"
    r"(?:'s)?'?(?: time)?(?!\S)(?! (?:a|per|each|every)\b)"
)


@dataclass(frozen=True)
class When:
    """The day or days, and perhaps the time of day, that a message names, in UK time.

    `first` and `last` are both included and equal for one day. A point in time has `time_from` and
    `time_to` equal; None is an open end, and both None means no time was said. `day_given` is False
    when only a time was said: the day is then today, even if that time has passed. `name` is what
    the days are called, such as "Boxing Day".
    """

    words: str
    first: date
    last: date
    time_from: time | None
    time_to: time | None
    day_given: bool
    name: str | None = None

    @property
    def is_point(self) -> bool:
        """True for a moment, such as "half 12"; False for a stretch or for no time at all."""
        return self.time_from is not None and self.time_from == self.time_to


def find_when(text: str, now: datetime) -> When | None:
    """The first day and time that `text` names, as seen from the aware moment `now`.

    None when it names neither. Never raises for any text; ValueError when `now` has no time zone.
    """
    here = in_london(now)
    words = read_words(text[:_READ_AT_MOST])
    if soon := _in_a_while(words, now):
        return soon
    day = find_day(words.text, here.date())
    marked = words.text
    if day is not None:
        blank = DAY_MARK * (day.end - day.start)
        marked = marked[: day.start] + blank + marked[day.end :]
    at = find_time(words.text, marked=marked)
    if day is None and at is None:
        return None
    days = day.days if day else Days(here.date(), here.date())
    return When(
        words=_quote(words, day, at),
        first=days.first,
        last=days.last,
        time_from=at.time_from if at else None,
        time_to=at.time_to if at else None,
        day_given=day is not None,
        name=days.name,
    )


def _in_a_while(words: Words, now: datetime) -> When | None:
    """ "in half an hour", "in 20 minutes": a moment reckoned from `now`."""
    match = _IN_A_WHILE.search(words.text)
    if match is None:
        return None
    count, unit = match["count"], match["unit"]
    number = 0.5 if count == "half an" else float(count) if count.isdigit() else float(NUMBERS.get(count, 1))
    step = timedelta(hours=1) if unit.startswith("hour") else timedelta(minutes=1)
    then = in_london(now.astimezone(UTC) + number * step)
    at = then.time().replace(second=0, microsecond=0)
    quoted = words.quote(match.start(), match.end())
    return When(quoted, then.date(), then.date(), at, at, day_given=True)


def _quote(words: Words, day: NamedDays | None, at: SpokenTime | None) -> str:
    """The wording of the day and the time as one stretch where they touch, else one after other."""
    spans = sorted((part.start, part.end) for part in (day, at) if part)
    first = spans[0]
    last = spans[-1]
    between = words.text[first[1] : last[0]]
    if last[0] <= first[1] or re.fullmatch(r"[ ,]*(?:on|at|in the|the|-)?[ ,]*", between):
        return words.quote(first[0], max(first[1], last[1]))
    return " ".join(words.quote(*span) for span in spans)


def speak_date(day: date, now: datetime) -> str:
    """A date in house style: "Wednesday 9 December", with the year when it is not this year's."""
    year = "" if day.year == in_london(now).year else f" {day.year}"
    return f"{day:%A} {day.day} {day:%B}{year}"


def speak_time(at: time) -> str:
    """A time in house style: "9am", "12.30pm", "midday", "midnight"."""
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return "midday" if at.hour else "midnight"
    minutes = f".{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"
