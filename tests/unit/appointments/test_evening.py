"""The evening itself: who is due now, and how it went."""

from __future__ import annotations

from datetime import timedelta

import pytest
from unit.appointments.an_evening import EVENING, LATER, NOW, diary_of, request

from hub.appointments.appointment import GoneError
from hub.appointments.diary import Diary
from hub.appointments.evening import AHEAD, due, say_how_it_went, when
from hub.store.database import Store


@pytest.fixture
def diary(any_store: Store) -> Diary:
    return diary_of(any_store)


def test_a_family_is_due_from_ten_minutes_before_until_its_end(diary: Diary) -> None:
    one, two = (diary.book(request(start), NOW) for start in (EVENING, LATER))
    moments = [EVENING - AHEAD - timedelta(seconds=1), EVENING - AHEAD, LATER - AHEAD, LATER]
    assert [due(diary, moment) for moment in moments] == [[], [one], [one, two], [two]]
    assert [when(one, moment) for moment in moments] == ["later", "now", "now", "past"]


def test_who_has_been_phoned_or_has_cancelled_is_not_due(diary: Diary) -> None:
    one, two = (diary.book(request(), NOW) for _ in range(2))
    say_how_it_went(diary, one.id, "kept", "ada", EVENING)
    diary.cancel(two, NOW)
    assert due(diary, EVENING) == []
    [first, _] = diary.list(EVENING.date(), EVENING.date())
    assert first.outcome == "kept"


def test_how_it_went_can_be_put_right_and_not_said_beforehand(diary: Diary) -> None:
    one = diary.book(request(), NOW)
    with pytest.raises(GoneError):
        say_how_it_went(diary, one.id, "kept", "ada", EVENING - AHEAD - timedelta(seconds=1))
    say_how_it_went(diary, one.id, "not_reached", "ada", EVENING)
    say_how_it_went(diary, one.id, None, "ada", EVENING)
    assert due(diary, EVENING) == diary.list(EVENING.date(), EVENING.date())


def test_another_diary_and_a_cancelled_appointment_are_left_alone(diary: Diary, any_store: Store) -> None:
    one = diary.book(request(), NOW)
    with pytest.raises(GoneError):
        say_how_it_went(diary_of(any_store, "other"), one.id, "kept", "ada", EVENING)
    diary.cancel(one, NOW)
    with pytest.raises(GoneError):
        say_how_it_went(diary, one.id, "kept", "ada", EVENING)
