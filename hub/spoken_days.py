"""Days as people in England say them: "a week on Friday", "the 9th", "over Easter".

`find_day` reads the respelled words of a message (hub.spoken_words) and gives the first day, or run
of days, that they name. Its rules:

- A bare weekday is the next one, today included; so are "this Friday" and "Friday coming".
- "next Friday" is the Friday of the following calendar week, and weeks begin on Monday. Said on a
  Tuesday, it is ten days away; said on a Saturday or Sunday, it is the coming Friday.
- "Friday week" and "a week on Friday" are seven days after the bare weekday, "a fortnight on
  Friday" fourteen; "Friday after next" is seven days after "next Friday".
- A date without a year is the next one, but one that passed in the last seven days is that one.
- A holiday is the next one of its name, today included.
- School holidays and half terms are not known, so they name no day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from hub.spoken_holidays import HOLIDAY, holiday
from hub.spoken_words import NUMBERS, WEEKDAYS
from hub.uk_calendar import Days
from hub.written_dates import DATE_PATTERNS, WEEKDAY, Rule, make_date, one_day


@dataclass(frozen=True)
class NamedDays:
    """The days that a stretch of text, from `start` to `end`, names."""

    days: Days
    start: int
    end: int


_MAX_AHEAD = 400
# A message that names more days than this is read no further.
_MOST_NAMED = 4
_COUNT = rf"(?P<count>\d{{1,3}}|an?|couple of|a couple of|{'|'.join(NUMBERS)})"
_N_UNITS = rf"{_COUNT} (?P<unit>days?|weeks?|fortnights?|months?)"
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def find_day(text: str, today: date) -> NamedDays | None:
    """The first day or run of days named in the respelled `text`, as seen from `today`.

    "not Friday" and "can't do Friday" are passed over when another day is named.
    """
    found = list(islice(_named_days(text, today), _MOST_NAMED))
    wanted = [named for named in found if not _refused(text[: named.start])] or found
    if len(wanted) > 1:
        one, other = wanted[:2]
        dated = next((date for later in wanted[1:] if (date := _dated(text, one, later))), None)
        return _weekday_of_week(text, one, other) or _run(text, one, other) or dated or one
    return wanted[0] if wanted else None


def _named_days(text: str, today: date, at: int = 0) -> Iterator[NamedDays]:
    while at < len(text):
        found = [named for rule in _RULES if (named := _first(*rule, text, today, at))]
        if not found:
            return
        first = min(found, key=lambda one: (one.start, -one.end))
        # "on Wednesday" begins before "Wednesday the 16th", but the whole date is meant.
        whole = [one for one in found if first.start < one.start < first.end < one.end]
        named = max(whole, key=lambda one: one.end, default=first)
        yield named
        at = named.end


def _first(pattern: re.Pattern[str], rule: Rule, text: str, today: date, at: int) -> NamedDays | None:
    for match in pattern.finditer(text, at):
        days = rule(match, today)
        if days is not None:
            return NamedDays(days, match.start(), match.end())
    return None


def _refused(before: str) -> bool:
    return bool(re.search(r"(?:\bnot|\bexcept|\bcan'?t (?:do|make)) (?:on )?$", before))


def _weekday_of_week(text: str, one: NamedDays, other: NamedDays) -> NamedDays | None:
    """ "Wednesday evening next week": the weekday of the week that is named after it."""
    if text[one.start : one.end] not in WEEKDAYS or text[other.start : other.end] != "next week":
        return None
    day = other.days.first + _DAY * one.days.first.weekday()
    return NamedDays(one_day(day), one.start, one.end)


def _dated(text: str, one: NamedDays, other: NamedDays) -> NamedDays | None:
    """ "the Wednesday of that week, the 23rd": the date that says which Wednesday."""
    bare = re.fullmatch(rf"(?:(?:this|on|the) )?{WEEKDAY}", text[one.start : one.end])
    first = other.days.first
    if not bare or first != other.days.last or first.weekday() != one.days.first.weekday() or first == one.days.first:
        return None
    return None if re.search(r"\b(?:or|and|to|until|not)\b", text[one.end : other.start]) else other


def _run(text: str, one: NamedDays, other: NamedDays) -> NamedDays | None:
    """ "Monday to Friday" and "between 24 December and 2 January" as one run of days."""
    gap = text[one.end : other.start]
    before = text[: one.start]
    joined = re.fullmatch(r" (?:to|until|through|-) (?:the )?", gap) or (
        re.fullmatch(r" and (?:the )?", gap) and re.search(r"\b(?:between|from) (?:the )?$", before)
    )
    first = one.days.first
    if not joined or first != one.days.last or other.days.first != other.days.last:
        return None
    # "Friday to Monday", said on a Sunday: the Monday after that Friday.
    last = next(_named_days(text[other.start : other.end], first), other).days.last
    if not first <= last <= first + timedelta(days=_MAX_AHEAD):
        return None
    return NamedDays(Days(first, last), one.start, other.end)


# Counting days ------------------------------------------------------------------------------------


def _weekday(match: re.Match[str]) -> int:
    return WEEKDAYS.index(match["weekday"])


def _coming(weekday: int, today: date) -> date:
    """The next `weekday` (Monday is 0), today included."""
    return today + _DAY * ((weekday - today.weekday()) % 7)


def _monday(day: date) -> date:
    return day - _DAY * day.weekday()


def _ahead(days: int) -> Rule:
    return lambda match, today: one_day(today + _DAY * days)


def _coming_plus(days: int) -> Rule:
    return lambda match, today: one_day(_coming(_weekday(match), today) + _DAY * days)


def _of_week(weeks: int) -> Rule:
    """The weekday of the calendar week that is `weeks` after this one."""
    return lambda match, today: one_day(_monday(today) + _WEEK * weeks + _DAY * _weekday(match))


def _week(weeks: int) -> Rule:
    def days(match: re.Match[str], today: date) -> Days:
        monday = _monday(today) + _WEEK * weeks
        return Days(max(monday, today) if weeks == 0 else monday, monday + _DAY * 6)

    return days


def _weekend(weeks: int) -> Rule:
    def days(match: re.Match[str], today: date) -> Days:
        saturday = _monday(today) + _WEEK * weeks + _DAY * 5
        return Days(saturday, saturday + _DAY)

    return days


def _friday_of_week(weeks: int) -> Rule:
    def day(match: re.Match[str], today: date) -> Days:
        friday = _monday(today) + _WEEK * weeks + _DAY * 4
        return one_day(friday if friday >= today else friday + _WEEK)

    return day


def _ahead_to_monday(match: re.Match[str], today: date) -> Days:
    return one_day(_monday(today) + _WEEK)


def _count(words: str) -> int:
    if words.isdigit():
        return int(words)
    return 2 if words.endswith("couple of") else NUMBERS.get(words, 1)


def _unit_days(unit: str) -> int:
    return {"day": 1, "week": 7, "fortnight": 14}[unit.removesuffix("s")]


def _in_some_time(match: re.Match[str], today: date) -> Days | None:
    count, unit = _count(match["count"]), match["unit"]
    if unit.startswith("month"):
        return one_day(_months_later(today, count)) if count <= 12 else None
    start = today + _DAY * (match.groupdict().get("from") == "tomorrow")
    days = count * _unit_days(unit)
    return one_day(start + _DAY * days) if days <= _MAX_AHEAD else None


def _weeks_on_weekday(match: re.Match[str], today: date) -> Days | None:
    days = _count(match["count"]) * _unit_days(match["unit"])
    start = _coming(_weekday(match), today)
    return one_day(start + _DAY * days) if days <= _MAX_AHEAD else None


def _months_later(today: date, months: int) -> date:
    """The same day of a later month, or the last one of that month where it has no such day."""
    years, month = divmod(today.month - 1 + months, 12)
    found = (make_date(today.year + years, month + 1, today.day - n) for n in range(4))
    return next(day for day in found if day)


def _week_of(match: re.Match[str], today: date) -> Days | None:
    named = next(_named_days(match["day"], today), None)
    if named is None or named.start:
        return None
    monday = _monday(named.days.first)
    return Days(monday, monday + _DAY * 6)


def _holiday(match: re.Match[str], today: date) -> Days | None:
    return holiday(match["holiday"], today)


def _beside_holiday(match: re.Match[str], today: date) -> Days | None:
    """ "the Tuesday after Easter", "the day before Christmas Eve", "the week after Christmas"."""
    found = holiday(match["holiday"], today)
    if found is None:
        return None
    after = match["side"] == "after"
    if match["week"]:
        first, last = (_DAY, _WEEK) if after else (-_WEEK, -_DAY)
        edge = found.last if after else found.first
        return Days(edge + first, edge + last)
    if match["weekday"]:
        weekday = _weekday(match)
        start = found.last + _DAY if after else found.first - _WEEK
        return one_day(_coming(weekday, start))
    return one_day(found.last + _DAY if after else found.first - _DAY)


_PATTERNS: tuple[tuple[str, Rule], ...] = (
    (r"(?:later (?:on )?)?today", _ahead(0)),
    (r"tonight|this(?= (?:morning|afternoon|evening|eve|lunchtime)\b)", _ahead(0)),
    (r"tomorrow", _ahead(1)),
    (r"(?:the )?day after tomorrow", _ahead(2)),
    (r"(?:the )?day before yesterday", _ahead(-2)),
    (r"yesterday|last night", _ahead(-1)),
    (r"(?:a )?week (?:from )?today|today week|this time next week", _ahead(7)),
    (r"(?:a )?week (?:from )?tomorrow|tomorrow week", _ahead(8)),
    (r"(?:a )?fortnight (?:from )?today|today fortnight", _ahead(14)),
    (r"(?:a )?fortnight (?:from )?tomorrow|tomorrow fortnight", _ahead(15)),
    (rf"in {_N_UNITS}(?:'s)?'?(?: time)?(?! (?:old|ago|or|a)\b)", _in_some_time),
    (rf"{_N_UNITS}(?:'s)?'? time", _in_some_time),
    (rf"{_N_UNITS} (?:from )?(?P<from>today|tomorrow|now)", _in_some_time),
    (rf"{_COUNT} (?P<unit>weeks?|fortnights?) (?:on|from|this) {WEEKDAY}", _weeks_on_weekday),
    (rf"week (?:on|from) {WEEKDAY}", _coming_plus(7)),
    (rf"fortnight (?:on|from) {WEEKDAY}", _coming_plus(14)),
    (rf"(?:(?:this|on|the) )?(?:coming )?{WEEKDAY}(?: coming)?", _coming_plus(0)),
    (rf"(?:on )?{WEEKDAY} week", _coming_plus(7)),
    (rf"a week {WEEKDAY}", _coming_plus(7)),
    (rf"(?:on )?{WEEKDAY} fortnight", _coming_plus(14)),
    (rf"(?:on )?next {WEEKDAY}", _of_week(1)),
    (rf"(?:on )?{WEEKDAY}(?: ,)? (?:of )?next week", _of_week(1)),
    (rf"next week(?: ,)? (?:on )?(?:the )?{WEEKDAY}", _of_week(1)),
    (rf"(?:on )?{WEEKDAY} next(?! week)", _of_week(1)),
    (rf"this week(?: ,)? (?:on )?(?:the )?{WEEKDAY}", _of_week(0)),
    (rf"(?:on )?{WEEKDAY} (?:of )?last week", _of_week(-1)),
    (rf"(?:the )?{WEEKDAY} after next", _of_week(2)),
    (rf"last {WEEKDAY}(?! (?:in|of|before)\b)", _coming_plus(-7)),
    (rf"{WEEKDAY} just gone", _coming_plus(-7)),
    (r"(?:the )?(?:rest of |later )?this week|(?:the )?rest of the week", _week(0)),
    (r"next week", _week(1)),
    (r"(?:the )?week after next", _week(2)),
    (r"last week", _week(-1)),
    (r"(?:this |the )?weekends?", _weekend(0)),
    (r"next weekend", _weekend(1)),
    (r"(?:the )?(?:beginning|start) of next week", _ahead_to_monday),
    (r"(?:the )?end of (?:the|this) week", _friday_of_week(0)),
    (r"(?:the )?end of next week", _friday_of_week(1)),
    *DATE_PATTERNS,
    (r"(?:the )?week (?:of|commencing|beginning|starting) (?P<day>[^|]{1,40})", _week_of),
    (HOLIDAY, _holiday),
    (
        rf"(?:on )?(?:the )?(?:{WEEKDAY}|day|(?P<week>week)) (?P<side>after|before) {HOLIDAY}",
        _beside_holiday,
    ),
)
_RULES = tuple((re.compile(rf"(?<!\S)(?:{p})(?!\S)"), rule) for p, rule in _PATTERNS)
