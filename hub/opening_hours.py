"""When the Hub's phone line is open, in UK time.

The hours themselves are the operator's (`hub.yml`); this module only reckons with them. A session
is either walk-in (anybody can ring) or by appointment only; a day is closed in a closure, on a bank
holiday if the operator says so, and when the week has no session for it. A session holds from its
first minute up to, and not including, its closing minute.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from hub.uk_calendar import bank_holiday_on, in_london, london_moment

State = Literal["open", "by_appointment", "closed"]

# Longer than any closure that an operator would enter, and short enough to search at once.
SEARCH_DAYS = 400
BANK_HOLIDAY = "bank holiday: "


@dataclass(frozen=True)
class Session:
    """A stretch of one day on the phone line, as a clock in England shows it.

    `by_appointment` means that only a person with an appointment can get through.
    """

    start: time
    end: time
    by_appointment: bool = False

    def __post_init__(self) -> None:
        """Refuse a session that ends before it starts."""
        if self.start >= self.end:
            raise ValueError(f"a session must end after it starts, not {self.start} to {self.end}")

    def holds_at(self, at: time) -> bool:
        """True from the first minute; False at the closing minute."""
        return self.start <= at < self.end


@dataclass(frozen=True)
class Closure:
    """Days, first and last included, on which the Hub is closed, and the reason in plain words."""

    first: date
    last: date
    reason: str

    def __post_init__(self) -> None:
        """Refuse a closure that ends before it starts."""
        if self.last < self.first:
            raise ValueError(f"a closure must not end before it starts: {self.first}, {self.last}")


@dataclass(frozen=True)
class Opening:
    """One session on one date; both moments are aware, in Europe/London."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class OpeningHours:
    """The week, the closures and the bank-holiday rule.

    `weekly` maps a weekday (Monday is 0) to its sessions; a missing weekday is a closed one.
    Every method takes aware datetimes and raises ValueError for a naive one.
    """

    weekly: Mapping[int, tuple[Session, ...]]
    closures: tuple[Closure, ...] = ()
    closed_on_bank_holidays: bool = True

    def __post_init__(self) -> None:
        """Refuse a weekday that no week has."""
        strange = [day for day in self.weekly if day not in range(7)]
        if strange:
            raise ValueError(f"weekdays are 0 (Monday) to 6 (Sunday), not {strange}")

    def usual_sessions(self, weekday: int) -> tuple[Session, ...]:
        """The sessions of an ordinary week on `weekday` (Monday is 0), earliest first."""
        return tuple(sorted(self.weekly.get(weekday, ()), key=lambda s: (s.start, s.end)))

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """The sessions held on `day`, earliest first; empty when the Hub is closed all day."""
        if self.closure_on(day) or self.closed_by_bank_holiday(day):
            return ()
        return self.usual_sessions(day.weekday())

    def walk_in_on(self, day: date) -> tuple[Session, ...]:
        """The sessions of `day` that need no appointment."""
        return tuple(s for s in self.sessions_on(day) if not s.by_appointment)

    def closure_on(self, day: date) -> Closure | None:
        """The closure that covers `day`, or None."""
        return next((c for c in self.closures if c.first <= day <= c.last), None)

    def closed_by_bank_holiday(self, day: date) -> bool:
        """True when `day` is a bank holiday and the Hub closes on those."""
        return self.closed_on_bank_holidays and bank_holiday_on(day) is not None

    def why_closed(self, day: date) -> str | None:
        """Why there is no session on `day`; None when there is one.

        The reason of the closure, "no hours on Saturday" for a day that the week leaves out, or
        "bank holiday: Christmas Day".
        """
        closure = self.closure_on(day)
        if closure:
            return closure.reason
        if not self.usual_sessions(day.weekday()):
            return f"no hours on {day:%A}"
        if self.closed_by_bank_holiday(day):
            return f"{BANK_HOLIDAY}{bank_holiday_on(day)}"
        return None

    def session_at(self, moment: datetime) -> Session | None:
        """The session that holds at `moment`; a walk-in one where two overlap."""
        here = in_london(moment)
        running = [s for s in self.sessions_on(here.date()) if s.holds_at(here.time())]
        return min(running, key=lambda s: s.by_appointment, default=None)

    def state_at(self, moment: datetime) -> State:
        """What a person who rings at `moment` finds."""
        session = self.session_at(moment)
        if session is None:
            return "closed"
        return "by_appointment" if session.by_appointment else "open"

    def next_opening(self, moment: datetime) -> Opening | None:
        """The first walk-in session to start after `moment`.

        The one that is running at `moment` is not the next. None when nothing starts within
        `SEARCH_DAYS` days.
        """
        return next(self._openings_after(moment, by_appointment=False), None)

    def next_evening(self, moment: datetime) -> Opening | None:
        """The first by-appointment session to start after `moment`, or None as above."""
        return next(self._openings_after(moment, by_appointment=True), None)

    def _openings_after(self, moment: datetime, *, by_appointment: bool) -> Iterator[Opening]:
        # Two datetimes of one zone compare by the clock face, which repeats in October: use UTC.
        after = moment.astimezone(UTC)
        today = in_london(moment).date()
        for day in (today + timedelta(days=n) for n in range(SEARCH_DAYS)):
            for session in self.sessions_on(day):
                start = london_moment(day, session.start)
                if session.by_appointment == by_appointment and start.astimezone(UTC) > after:
                    yield Opening(start, london_moment(day, session.end))
