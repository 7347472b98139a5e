"""The opening hours as data: what holds at a moment, and what comes next."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.opening_hours import Closure, Opening, OpeningHours, Session
from hub.uk_calendar import LONDON, bank_holidays, easter_sunday

SHORT = (Session(time(9), time(13)),)
LONG = (Session(time(9), time(15)),)
WEDNESDAY = (*SHORT, Session(time(19), time(21), by_appointment=True))
WEEK = {0: SHORT, 1: LONG, 2: WEDNESDAY, 3: LONG, 4: SHORT}
HUB = OpeningHours(WEEK)
TRAINING = Closure(date(2026, 11, 26), date(2026, 11, 27), "staff training")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def opening(start: str, end: str) -> Opening:
    return Opening(at(start), at(f"{start[:10]} {end}"))


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-11-23 08:59", "closed"),
        ("2026-11-23 08:59:59", "closed"),
        ("2026-11-23 09:00", "open"),
        ("2026-11-23 12:59:59", "open"),
        ("2026-11-23 13:00", "closed"),
        ("2026-11-24 14:59", "open"),
        ("2026-11-24 15:00", "closed"),
        ("2026-11-25 13:30", "closed"),
        ("2026-11-25 18:59", "closed"),
        ("2026-11-25 19:00", "by_appointment"),
        ("2026-11-25 20:59", "by_appointment"),
        ("2026-11-25 21:00", "closed"),
        ("2026-11-28 10:00", "closed"),
        ("2026-12-25 10:00", "closed"),
        ("2026-12-28 10:00", "closed"),
        ("2026-12-29 10:00", "open"),
    ],
)
def test_the_state_changes_at_the_exact_minute(moment: str, state: str) -> None:
    assert HUB.state_at(at(moment)) == state


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        # Monday 29 March 2027 is Easter Monday; the clocks went forward on 28 March.
        (datetime(2027, 3, 26, 9, 0, tzinfo=UTC), "closed"),
        (datetime(2027, 3, 25, 8, 59, tzinfo=UTC), "closed"),
        (datetime(2027, 3, 25, 9, 0, tzinfo=UTC), "open"),
        (datetime(2027, 3, 30, 7, 59, tzinfo=UTC), "closed"),
        (datetime(2027, 3, 30, 8, 0, tzinfo=UTC), "open"),
        (datetime(2027, 3, 30, 14, 0, tzinfo=UTC), "closed"),
        # The clocks go back on 31 October 2027.
        (datetime(2027, 10, 29, 8, 0, tzinfo=UTC), "open"),
        (datetime(2027, 11, 1, 8, 59, tzinfo=UTC), "closed"),
        (datetime(2027, 11, 1, 9, 0, tzinfo=UTC), "open"),
        # A server in another zone.
        (datetime(2026, 11, 23, 4, 0, tzinfo=ZoneInfo("America/New_York")), "open"),
        (datetime(2026, 11, 23, 18, 0, tzinfo=ZoneInfo("Asia/Tokyo")), "open"),
        (datetime(2026, 11, 23, 22, 0, tzinfo=ZoneInfo("Asia/Tokyo")), "closed"),
    ],
)
def test_uk_time_counts_whatever_the_clock_change_or_the_zone(moment: datetime, state: str) -> None:
    assert HUB.state_at(moment) == state


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23 08:59", opening("2026-11-23 09:00", "13:00")),
        ("2026-11-23 09:00", opening("2026-11-24 09:00", "15:00")),
        ("2026-11-24 10:00", opening("2026-11-25 09:00", "13:00")),
        ("2026-11-25 13:00", opening("2026-11-26 09:00", "15:00")),
        ("2026-11-25 19:30", opening("2026-11-26 09:00", "15:00")),
        ("2026-11-27 13:00", opening("2026-11-30 09:00", "13:00")),
        ("2026-12-24 15:00", opening("2026-12-29 09:00", "15:00")),
        ("2027-03-25 15:00", opening("2027-03-30 09:00", "15:00")),
        ("2027-12-24 13:00", opening("2027-12-29 09:00", "13:00")),
    ],
)
def test_the_next_opening_is_the_next_session_that_anybody_can_use(moment: str, expected: Opening) -> None:
    assert HUB.next_opening(at(moment)) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-24 10:00", opening("2026-11-25 19:00", "21:00")),
        ("2026-11-25 18:59", opening("2026-11-25 19:00", "21:00")),
        ("2026-11-25 19:00", opening("2026-12-02 19:00", "21:00")),
    ],
)
def test_the_next_evening_is_the_next_one_by_appointment(moment: str, expected: Opening) -> None:
    assert HUB.next_evening(at(moment)) == expected


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 24), None),
        (date(2026, 11, 26), "staff training"),
        (date(2026, 11, 28), "no hours on Saturday"),
        (date(2026, 12, 25), "bank holiday: Christmas Day"),
        (date(2026, 12, 28), "bank holiday: substitute day for Boxing Day"),
        (date(2026, 8, 31), "bank holiday: summer bank holiday"),
    ],
)
def test_a_closed_day_has_its_reason(day: date, reason: str | None) -> None:
    assert OpeningHours(WEEK, (TRAINING,)).why_closed(day) == reason


def test_a_hub_that_works_on_bank_holidays_is_open_on_them() -> None:
    hours = OpeningHours(WEEK, closed_on_bank_holidays=False)
    assert hours.state_at(at("2026-12-28 10:00")) == "open"
    assert hours.why_closed(date(2026, 12, 28)) is None


def test_a_closure_moves_the_next_opening() -> None:
    hours = OpeningHours(WEEK, (TRAINING,))
    assert hours.sessions_on(date(2026, 11, 26)) == ()
    assert hours.next_opening(at("2026-11-25 14:00")) == opening("2026-11-30 09:00", "13:00")


def test_a_hub_without_walk_in_sessions_has_no_next_opening() -> None:
    assert OpeningHours({2: WEDNESDAY[1:]}).next_opening(at("2026-11-24 10:00")) is None


def test_a_walk_in_session_counts_where_it_overlaps_one_by_appointment() -> None:
    hours = OpeningHours({1: (Session(time(9), time(12), by_appointment=True), *LONG)})
    assert hours.state_at(at("2026-11-24 10:00")) == "open"


def test_the_october_hour_that_happens_twice_holds_one_opening() -> None:
    hours = OpeningHours({6: (Session(time(1, 30), time(3)),)})
    first = datetime(2027, 10, 31, 0, 45, tzinfo=UTC)
    assert hours.state_at(first) == "open"
    found = hours.next_opening(first)
    assert found is not None
    assert found.start == at("2027-11-07 01:30")


def test_an_hour_that_the_spring_change_skips_opens_when_the_clock_goes_on() -> None:
    hours = OpeningHours({6: (Session(time(1, 30), time(4)),)}, closed_on_bank_holidays=False)
    found = hours.next_opening(datetime(2027, 3, 28, 0, 30, tzinfo=UTC))
    assert found is not None
    assert found.start.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        HUB.state_at(datetime(2026, 11, 24, 10, 0))
    with pytest.raises(ValueError, match="no time zone"):
        HUB.next_opening(datetime(2026, 11, 24, 10, 0))


def test_hours_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        Session(time(13), time(9))
    with pytest.raises(ValueError, match="must not end before it starts"):
        Closure(date(2026, 12, 2), date(2026, 12, 1), "mistake")
    with pytest.raises(ValueError, match="weekdays are 0"):
        OpeningHours({7: SHORT})


def test_the_bank_holidays_of_a_year_are_those_of_england() -> None:
    assert {day: name for day, name in bank_holidays(2027).items() if day.month == 12} == {
        date(2027, 12, 25): "Christmas Day",
        date(2027, 12, 26): "Boxing Day",
        date(2027, 12, 27): "substitute day for Christmas Day",
        date(2027, 12, 28): "substitute day for Boxing Day",
    }
    assert easter_sunday(2027) == date(2027, 3, 28)


MOMENTS = st.datetimes(
    datetime(2024, 1, 1),
    datetime(2030, 12, 31),
    timezones=st.sampled_from([UTC, LONDON, ZoneInfo("Asia/Kathmandu")]),
)
TIMES = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
SESSIONS = st.tuples(TIMES, TIMES, st.booleans()).filter(lambda s: s[0] < s[1])
WEEKS = st.dictionaries(st.integers(0, 6), st.lists(SESSIONS.map(lambda s: Session(*s)), max_size=3).map(tuple))
DATES = st.dates(date(2024, 1, 1), date(2030, 12, 31))
CLOSURES = st.lists(
    st.tuples(DATES, st.integers(0, 20)).map(lambda c: Closure(c[0], c[0] + timedelta(days=c[1]), "closed")),
    max_size=3,
).map(tuple)
HOURS = st.builds(OpeningHours, WEEKS, CLOSURES, st.booleans())
ENGLAND = holidays.country_holidays("GB", subdiv="ENG", years=range(2023, 2033))


def naive_state(hours: OpeningHours, moment: datetime) -> str:
    """The state by the plainest reading: the minute of the day against every session."""
    here = moment.astimezone(LONDON)
    day, minute = here.date(), here.hour * 60 + here.minute
    if any(c.first <= day <= c.last for c in hours.closures):
        return "closed"
    if hours.closed_on_bank_holidays and day in ENGLAND:
        return "closed"
    held = {
        session.by_appointment
        for session in hours.weekly.get(day.weekday(), ())
        if minute
        in range(
            session.start.hour * 60 + session.start.minute,
            session.end.hour * 60 + session.end.minute,
        )
    }
    return "open" if False in held else "by_appointment" if held else "closed"


@settings(max_examples=100, deadline=None)
@given(hours=HOURS, moment=MOMENTS)
def test_the_state_agrees_with_a_minute_by_minute_reading(hours: OpeningHours, moment: datetime) -> None:
    assert hours.state_at(moment) == naive_state(hours, moment)


@settings(max_examples=100, deadline=None)
@given(hours=HOURS, moment=MOMENTS)
def test_the_next_opening_is_later_and_open_to_anybody(hours: OpeningHours, moment: datetime) -> None:
    found = hours.next_opening(moment)
    if found is None:
        assert not any(not s.by_appointment for day in hours.weekly.values() for s in day)
        return
    assert found.start.astimezone(UTC) > moment.astimezone(UTC)
    assert found.start.tzinfo is LONDON
    assert naive_state(hours, found.start) == "open"


@settings(max_examples=100, deadline=None)
@given(moment=MOMENTS)
def test_nothing_opens_between_now_and_the_next_opening(moment: datetime) -> None:
    found = HUB.next_opening(moment)
    assert found is not None
    start = moment.astimezone(UTC)
    quarter = timedelta(minutes=15)
    steps = int((found.start.astimezone(UTC) - start) / quarter)
    states = [naive_state(HUB, start + n * quarter) for n in range(steps)]
    later = states[states.index("closed") :] if "closed" in states else []
    assert "open" not in later
