"""Dates as people write or dictate them: "9 dec", "the 9th", "05/01/27", "December the ninth".

Each pattern is for the respelled words of hub.spoken_words; each rule gives the date that its match
means as seen from a day, or None for one that the calendar does not have (30 February, 45/13).
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from hub.spoken_words import MONTHS, ORDINALS, WEEKDAYS
from hub.uk_calendar import Days

Rule = Callable[[re.Match[str], date], Days | None]

# A date without a year that passed this lately is that one, and not next year's.
_RECENT = timedelta(days=7)
_MAX_AHEAD = 400

WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})s?"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_SPELLED = "|".join([*(f"(?:twenty|thirty) {word}" for word in list(ORDINALS)[:9]), *reversed(ORDINALS)])
_SUFFIX = r" (?:st|nd|rd|th)"
_DOM = rf"(?P<dom>\d{{1,2}}(?:{_SUFFIX})?|{_SPELLED})"
_YEAR = r"(?:(?: ,)? (?P<year>\d{4}|2[6-9]|3\d)(?! (?:am|pm|ish|o'clock)))?"
# What may come after a bare "the 9th": not a noun, as in "the 2nd time" or "his 9th birthday".
_FREE = (
    r"(?=$| [|,/-]| \d| (?:at|in the|from|between|until|or|and|please|after|before|is|are|do|can|"
    r"morning|afternoon|evening|noon|midday|if|to)\b)"
)
_NUMERIC = (
    r"(?P<numeric>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)(?:\d{4}|\d{2})|"
    r"\d{1,2}/\d{1,2}|\d{1,2}\.\d{1,2}\.)"
)
_NTH = r"(?P<nth>first|second|third|fourth|last)"
_DATE = rf"(?:the )?{_DOM} (?:of )?{_MONTH}{_YEAR}"
_FROM_TO = rf"(?:the )?(?P<from>\d{{1,2}})(?:{_SUFFIX})? (?:to|until|-|and) {_DATE}"
_ON_A = rf"(?:{WEEKDAY}(?: ,)? )?"


def one_day(day: date) -> Days:
    """The run of days that is `day` alone."""
    return Days(day, day)


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None for one that the calendar does not have (30 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_number(words: str) -> int:
    number = words.split(maxsplit=1)[0]
    if number.isdigit():
        return int(number)
    tens = {"twenty": 20, "thirty": 30}.get(number)
    return ORDINALS[words] if tens is None else tens + ORDINALS[words.split()[1]]


def _full_year(words: str) -> int:
    return int(words) + (2000 if len(words) == 2 else 0)


def _near(day: int, month: int, today: date) -> date | None:
    """The date without its year: the next one, or the one of the last seven days."""
    candidates = (make_date(today.year + n, month, day) for n in (-1, 0, 1, 2, 3, 4, 5, 6, 7, 8))
    return next((c for c in candidates if c is not None and c >= today - _RECENT), None)


def _dated(day: int, month: int, year: str | None, today: date) -> Days | None:
    if year is None:
        found = _near(day, month, today)
    else:
        full = _full_year(year)
        found = make_date(full, month, day) if 1900 <= full <= today.year + 20 else None
    return one_day(found) if found else None


def _day_and_month(match: re.Match[str], today: date) -> Days | None:
    month = MONTHS.index(match["month"]) + 1
    return _dated(_day_number(match["dom"]), month, match["year"], today)


def _run_in_month(match: re.Match[str], today: date) -> Days | None:
    last = _day_and_month(match, today)
    first = last and make_date(last.last.year, last.last.month, _day_number(match["from"]))
    return Days(first, last.last) if first and last and first <= last.last else None


def _numeric(match: re.Match[str], today: date) -> Days | None:
    words = match["numeric"]
    parts = re.split(r"\D", words.rstrip("."))
    if len(parts[0]) == 4:
        return _dated(int(parts[2]), int(parts[1]), parts[0], today)
    if words == "24/7":
        return None
    year = parts[2] if len(parts) == 3 else None
    return _dated(int(parts[0]), int(parts[1]), year, today)


def _day_of_month(match: re.Match[str], today: date) -> Days | None:
    """ "the 9th": the next such day; "Monday the 7th": the next 7th that is a Monday."""
    number = _day_number(match["dom"])
    weekday = match.groupdict().get("weekday")
    days = [today + timedelta(days=n) for n in range(_MAX_AHEAD)]
    fitting = [day for day in days if day.day == number]
    matching = [d for d in fitting if weekday is None or d.weekday() == WEEKDAYS.index(weekday)]
    found = matching or fitting
    return one_day(found[0]) if found else None


def _weekday_of_month(match: re.Match[str], today: date) -> Days | None:
    """ "the last Friday in November", "the first Monday of March": the next such day."""
    month, nth = MONTHS.index(match["month"]) + 1, match["nth"]
    for year in (today.year, today.year + 1):
        days = (make_date(year, month, number) for number in range(1, 32))
        weekday = WEEKDAYS.index(match["weekday"])
        found = [day for day in days if day and day.weekday() == weekday]
        day = found[-1] if nth == "last" else found[ORDINALS[nth] - 1]
        if day >= today:
            return one_day(day)
    return None


DATE_PATTERNS: tuple[tuple[str, Rule], ...] = (
    (rf"{_ON_A}(?:the )?{_NUMERIC}", _numeric),
    (rf"{_ON_A}{_DATE}", _day_and_month),
    (rf"{_ON_A}{_FROM_TO}", _run_in_month),
    (rf"(?:on )?(?:the )?{_NTH} {WEEKDAY} (?:in|of) {_MONTH}", _weekday_of_month),
    (rf"{_ON_A}{_MONTH} (?:the )?{_DOM}{_YEAR}{_FREE}", _day_and_month),
    (rf"{_ON_A}(?:on )?(?:the )?(?P<dom>\d{{1,2}}{_SUFFIX}){_FREE}", _day_of_month),
    (rf"{WEEKDAY}(?: ,)? (?P<dom>1[3-9]|2\d|3[01])(?! \d|:){_FREE}", _day_of_month),
    (rf"(?:{WEEKDAY} (?:on )?|on )the (?P<dom>{_SPELLED})(?=$| [|,])", _day_of_month),
)
