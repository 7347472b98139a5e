"""The clock and the bank holidays of England.

Bank holidays come from the `holidays` library (division England, substitute days included), under
the names that people in England use for them. Nothing here reads the system clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")

GOOD_FRIDAY = "Good Friday"
_EVERYDAY_NAMES = {
    "May Day": "early May bank holiday",
    "Spring Bank Holiday": "spring bank holiday",
    "Late Summer Bank Holiday": "summer bank holiday",
}
_SUBSTITUTE = " (observed)"


@dataclass(frozen=True)
class Days:
    """One day, or a run of days from `first` to `last` (both included), and its name if it has
    one, such as "Boxing Day".
    """

    first: date
    last: date
    name: str | None = None


def in_london(moment: datetime) -> datetime:
    """The same moment on a clock in England.

    Raises ValueError for a moment without a time zone: the server's zone must never be guessed.
    """
    if moment.tzinfo is None:
        raise ValueError("the moment has no time zone; give an aware datetime")
    return moment.astimezone(LONDON)


def london_moment(day: date, at: time) -> datetime:
    """The moment at which clocks in England show `at` on `day`.

    A time that the spring clock change skips is moved to the moment that follows it.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None), LONDON)
    return wall.astimezone(UTC).astimezone(LONDON)


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> Mapping[date, str]:
    """Every bank holiday of `year` in England with its name, in order of date.

    A substitute day has the name "substitute day for Boxing Day". A holiday at a weekend is listed
    under its own date too.
    """
    listed = holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB")
    return MappingProxyType({day: _plain_name(listed[day]) for day in sorted(listed)})


def bank_holiday_on(day: date) -> str | None:
    """The name of the bank holiday on `day`, or None."""
    return bank_holidays(day.year).get(day)


def bank_holidays_from(day: date) -> Iterator[tuple[date, str]]:
    """The bank holidays on and after `day` with their names, for that year and the two after."""
    for year in (day.year, day.year + 1, day.year + 2):
        yield from ((on, name) for on, name in bank_holidays(year).items() if on >= day)


def good_friday(year: int) -> date:
    """The date of Good Friday in `year`; ValueError for a year without bank holidays (before 1872)."""
    for day, name in bank_holidays(year).items():
        if name == GOOD_FRIDAY:
            return day
    raise ValueError(f"the bank holidays of {year} are not known")


def easter_sunday(year: int) -> date:
    """The date of Easter Sunday in `year`."""
    return good_friday(year) + timedelta(days=2)


def _plain_name(name: str) -> str:
    plain = name.removesuffix(_SUBSTITUTE)
    plain = _EVERYDAY_NAMES.get(plain, plain)
    return f"substitute day for {plain}" if name.endswith(_SUBSTITUTE) else plain
