"""Which slots there are: the evening cut up, the calendar, the clocks, the notice and the horizon."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from an_evening import at, settings_with
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.appointments.slots import bookable_slots, evening_slots
from hub.uk_calendar import LONDON

WEDNESDAY = date(2026, 12, 2)


def times(day: date, **changes: object) -> list[str]:
    return [f"{slot.start:%H:%M}" for slot in evening_slots(settings_with(**changes), day)]


def days(now: str, **changes: object) -> list[str]:
    return sorted({f"{slot.start:%Y-%m-%d}" for slot in bookable_slots(settings_with(**changes), at(now))})


def test_a_wednesday_evening_has_four_slots() -> None:
    slots = evening_slots(settings_with(), WEDNESDAY)
    assert [(f"{slot.start:%a %H:%M}", f"{slot.end:%H:%M}") for slot in slots] == [
        ("Wed 19:00", "19:30"),
        ("Wed 19:30", "20:00"),
        ("Wed 20:00", "20:30"),
        ("Wed 20:30", "21:00"),
    ]
    assert {slot.start.tzinfo for slot in slots} == {LONDON}


def test_walk_in_sessions_have_no_slots() -> None:
    assert [day for day in range(1, 8) if times(date(2026, 11, 22 + day))] == [3]


def test_what_is_left_of_an_evening_is_not_used() -> None:
    assert times(WEDNESDAY, minutes=45) == ["19:00", "19:45"]
    assert times(WEDNESDAY, minutes=120) == ["19:00"]


@pytest.mark.parametrize("day", [date(2024, 12, 25), date(2025, 1, 1), date(2030, 12, 25)])
def test_a_bank_holiday_wednesday_has_none(day: date) -> None:
    assert day.weekday() == 2
    assert times(day) == []
    assert times(day, closed_on_bank_holidays=False) == ["19:00", "19:30", "20:00", "20:30"]


def test_a_closure_has_none() -> None:
    closures = [{"first": "2026-12-01", "last": "2026-12-02", "reason": "training"}]
    assert times(WEDNESDAY, closures=closures) == []
    assert times(date(2026, 12, 9), closures=closures) == ["19:00", "19:30", "20:00", "20:30"]


@pytest.mark.parametrize(
    ("day", "in_utc"),
    [
        # The clocks change on 28 March and 31 October 2027.
        (date(2027, 3, 24), 19),
        (date(2027, 3, 31), 18),
        (date(2027, 10, 27), 18),
        (date(2027, 11, 3), 19),
    ],
)
def test_the_evening_begins_at_seven_on_either_side_of_a_clock_change(day: date, in_utc: int) -> None:
    first = evening_slots(settings_with(), day)[0].start
    assert (first.hour, first.astimezone(UTC).hour) == (19, in_utc)


@pytest.mark.parametrize(("day", "count"), [(date(2027, 10, 31), 6), (date(2027, 3, 28), 2), (date(2027, 3, 21), 4)])
def test_a_session_across_a_clock_change_is_cut_by_real_minutes(day: date, count: int) -> None:
    night = {"sunday": ["00:30-02:30 by appointment"]}
    slots = evening_slots(settings_with(opening_hours=night), day)
    starts = [slot.start.astimezone(UTC) for slot in slots]
    assert [later - earlier for earlier, later in pairwise(starts)] == [timedelta(minutes=30)] * (count - 1)


def test_the_notice_is_kept_to_the_minute() -> None:
    on_the_day = {"2026-11-25 14:59:59": 4, "2026-11-25 15:00": 4, "2026-11-25 15:00:01": 3, "2026-11-25 16:31": 0}
    for now, count in on_the_day.items():
        today = [slot for slot in bookable_slots(settings_with(), at(now)) if slot.start.day == 25]
        assert (now, len(today)) == (now, count)


def test_the_horizon_is_the_eighth_wednesday_after() -> None:
    found = days("2026-11-25 10:00")
    assert (found[0], found[-1], len(found)) == ("2026-11-25", "2027-01-20", 9)
    assert days("2026-11-24 10:00")[-1] == "2027-01-13"
    assert days("2026-11-25 10:00", horizon_weeks=1) == ["2026-11-25", "2026-12-02"]


def test_the_server_may_live_in_another_zone() -> None:
    now = at("2026-11-25 23:30")
    tokyo = now.astimezone(UTC) + timedelta()
    assert bookable_slots(settings_with(), now) == bookable_slots(settings_with(), tokyo)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        bookable_slots(settings_with(), datetime(2026, 11, 24, 10))


@settings(max_examples=60)
@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda one: one.replace(tzinfo=UTC)),
    minutes=st.integers(5, 120),
    notice=st.integers(0, 168),
)
def test_slots_are_in_order_apart_and_within_their_limits(now: datetime, minutes: int, notice: int) -> None:
    rules = settings_with(minutes=minutes, notice_hours=notice)
    slots = bookable_slots(rules, now)
    assert slots == sorted(slots)
    for earlier, later in pairwise(slots):
        assert earlier.end <= later.start
    for slot in slots:
        assert slot.start >= now + timedelta(hours=notice)
        assert slot.start.date() <= now.astimezone(LONDON).date() + timedelta(weeks=8)
        session = rules.hours.session_at(slot.start)
        assert session is not None
        assert session.by_appointment
        assert slot.end.time() <= session.end
