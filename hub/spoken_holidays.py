"""Holidays by the names that people use: "xmas eve", "over Easter", "bank holiday Monday".

Bank holidays come from hub.uk_calendar; the rest are fixed days or runs of days around one.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from hub.uk_calendar import Days, bank_holidays, bank_holidays_from, easter_sunday

_Run = Callable[[int], tuple[date, date]]
_DAY = timedelta(days=1)


def _fixed(month: int, day: int) -> _Run:
    return lambda year: (date(year, month, day), date(year, month, day))


def _from_to(first: tuple[int, int], last: tuple[int, int]) -> _Run:
    """From a day in `year` to a day in it, or in the next year if that comes earlier in one."""
    return lambda year: (date(year, *first), date(year + (last < first), *last))


def _easter(first: int, last: int) -> _Run:
    return lambda year: (
        easter_sunday(year) + first * _DAY,
        easter_sunday(year) + last * _DAY,
    )


def _named(name: str) -> _Run:
    def days(year: int) -> tuple[date, date]:
        day = next(day for day, called in bank_holidays(year).items() if called == name)
        return day, day

    return days


def _christmas_week(year: int) -> tuple[date, date]:
    christmas = date(year, 12, 25)
    monday = christmas - christmas.weekday() * _DAY
    return monday, monday + 6 * _DAY


_AT = r"(?:over |at |during |for )?(?:the )?"
_BREAK = r"(?: (?:holidays?|break|period|time))?"
_BANK = r"bank holidays?(?: monday)?"
# The first pattern that matches the whole phrase decides; no year in a phrase means the next one.
_NAMES: tuple[tuple[str, str, _Run], ...] = (
    (r"christmas eve", "Christmas Eve", _fixed(12, 24)),
    (r"christmas day", "Christmas Day", _fixed(12, 25)),
    (r"boxing day", "Boxing Day", _fixed(12, 26)),
    (r"new year(?:'?s)? eve|nye", "New Year's Eve", _fixed(12, 31)),
    (r"new year(?:'?s)? day|nyd", "New Year's Day", _fixed(1, 1)),
    (r"good friday", "Good Friday", _easter(-2, -2)),
    (r"easter saturday", "Easter Saturday", _easter(-1, -1)),
    (r"easter sunday", "Easter Sunday", _easter(0, 0)),
    (r"easter monday", "Easter Monday", _easter(1, 1)),
    (
        rf"(?:late may|(?:the )?end of may|second may|spring|whitsun|whit) {_BANK}|whit monday",
        "The spring bank holiday",
        _named("spring bank holiday"),
    ),
    (
        rf"(?:early |first )?may (?:day )?{_BANK}|(?:on )?may day|early may",
        "The early May bank holiday",
        _named("early May bank holiday"),
    ),
    (
        rf"(?:late )?(?:summer|august) {_BANK}",
        "The summer bank holiday",
        _named("summer bank holiday"),
    ),
    (r"valentine(?:'?s)? day", "Valentine's Day", _fixed(2, 14)),
    (r"halloween", "Halloween", _fixed(10, 31)),
    (r"bonfire night|guy fawkes(?: night)?", "Bonfire Night", _fixed(11, 5)),
    (
        r"between christmas and (?:the )?new year(?:'?s)?|twixmas",
        "Between Christmas and New Year",
        _from_to((12, 27), (12, 31)),
    ),
    (r"(?:the )?christmas week", "Christmas week", _christmas_week),
    (r"(?:in )?the new year|after (?:the )?new year", "The new year", _from_to((1, 2), (1, 8))),
    (r"after christmas", "After Christmas", _from_to((12, 27), (1, 2))),
    (r"before christmas", "Before Christmas", _from_to((12, 18), (12, 24))),
    (rf"{_AT}christmas and new year{_BREAK}", "Christmas", _from_to((12, 24), (1, 1))),
    (rf"{_AT}christmas{_BREAK}", "Christmas", _from_to((12, 24), (1, 1))),
    (r"(?:over |at )?new year(?:'?s)?", "New Year", _from_to((12, 31), (1, 1))),
    (rf"{_AT}easter(?: bank)?(?: weekend)?{_BREAK}", "Easter", _easter(-2, 1)),
)
_NEXT_BANK_HOLIDAY = r"(?:the )?(?:next )?bank holiday"
_BANK_HOLIDAY_MONDAY = r"(?:the )?(?:next )?bank holiday monday"
_BANK_HOLIDAY_WEEKEND = r"(?:over )?(?:the )?(?:next )?bank holiday weekend"
_ANY = "|".join(
    (
        *(phrase for phrase, _, _ in _NAMES),
        *(_BANK_HOLIDAY_MONDAY, _BANK_HOLIDAY_WEEKEND, _NEXT_BANK_HOLIDAY),
    )
)
# The group "holiday" is what `holiday` takes. School weeks and sweets are not days.
HOLIDAY = rf"(?P<holiday>{_ANY})(?! (?:half|term|eggs?|bunny|tree|party|cards?|presents?|school))"


def holiday(phrase: str, today: date) -> Days | None:
    """The holiday that the respelled `phrase` names: the one under way on `today` or the next."""
    if re.fullmatch(_BANK_HOLIDAY_WEEKEND, phrase):
        return next(
            Days(day - 2 * _DAY, day, "The bank holiday weekend")
            for day, _ in bank_holidays_from(today)
            if day.weekday() == 0
        )
    if re.fullmatch(_BANK_HOLIDAY_MONDAY, phrase):
        found = ((d, name) for d, name in bank_holidays_from(today) if d.weekday() == 0)
        return _bank_holiday(*next(found))
    if re.fullmatch(_NEXT_BANK_HOLIDAY, phrase):
        return _bank_holiday(*next(bank_holidays_from(today)))
    for pattern, name, run in _NAMES:
        if re.fullmatch(pattern, phrase):
            years = range(today.year - 1, today.year + 3)
            runs = (run(year) for year in years)
            return next(Days(first, last, name) for first, last in runs if last >= today)
    return None


def _bank_holiday(day: date, name: str) -> Days:
    said = name if name[0].isupper() else f"The {name}"
    return Days(day, day, said)
