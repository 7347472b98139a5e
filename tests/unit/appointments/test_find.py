"""Finding an appointment again: what proves whose it is, and what trying tells nobody."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from an_evening import AMINA, EVENING, JO, NOW, at, diary_of, request
from sqlalchemy import event, func, select

from hub.appointments import tries
from hub.appointments.diary import Appointment, Diary, LockedError
from hub.store.database import Store
from hub.store.tables import WrongTry

WRONG = "07700 900999"


@pytest.fixture
def diary(any_store: Store) -> Diary:
    return diary_of(any_store)


@pytest.fixture
def mine(diary: Diary) -> Appointment:
    return diary.book(request(), NOW, reference="K7M4XR")


def fail(diary: Diary, times: int, *, reference: str = "K7M4XR", caller: str = "a", now: datetime = NOW) -> None:
    for _ in range(times):
        assert diary.find(reference, WRONG, caller, now) is None


def counted(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(WrongTry)) or 0


@pytest.mark.parametrize("reference", ["K7M4XR", "k7m-4xr", "my reference is K7M 4XR", "kay seven em four ex ar"])
@pytest.mark.parametrize("phone", ["07700 900101", "+447700900101", "0101", "oh one oh one", "it ends in 0101"])
def test_it_is_found_by_reference_and_number(diary: Diary, mine: Appointment, reference: str, phone: str) -> None:
    assert diary.find(reference, phone, "a", NOW) == mine


@pytest.mark.parametrize(
    "phone", ["07700 900102", "0102", "101", "900101", "0101 or 0102", "", "x", "0000", "+33700900101"]
)
def test_a_number_that_does_not_fit_finds_nothing(diary: Diary, mine: Appointment, phone: str) -> None:
    assert diary.find("K7M4XR", phone, "a", NOW) is None


@pytest.mark.parametrize("reference", ["K7M4XY", "", "'; --", "K7M4X", "\x00", "x" * 5000])
def test_a_reference_that_does_not_fit_finds_nothing(diary: Diary, mine: Appointment, reference: str) -> None:
    assert diary.find(reference, AMINA, "a", NOW) is None
    assert diary.by_reference(reference, NOW) is None


def test_the_dummy_behind_unknown_references_is_no_number(diary: Diary) -> None:
    for phone in ("0000", "+440000000000", "0000000000"):
        assert diary.find("K7M4XR", phone, "a", NOW) is None


def test_it_is_found_until_its_day_is_over(diary: Diary, mine: Appointment) -> None:
    assert diary.find("K7M4XR", AMINA, "a", at("2026-12-02 23:59:59")) == mine
    assert diary.find("K7M4XR", AMINA, "a", at("2026-12-03 00:00")) is None
    assert diary.by_reference("K7M4XR", at("2026-12-03 00:00")) is None


def test_a_cancelled_one_is_found_only_where_it_is_asked_for(diary: Diary, mine: Appointment) -> None:
    diary.cancel(mine, NOW)
    assert diary.find("K7M4XR", AMINA, "a", NOW) is None
    assert diary.by_reference("K7M4XR", NOW) is None
    found = diary.find("K7M4XR", AMINA, "a", NOW, also_cancelled=True)
    assert found is not None
    assert (found.id, found.status) == (mine.id, "cancelled")
    assert diary.by_reference("K7M4XR", NOW, also_cancelled=True) == found


@pytest.mark.parametrize("exists", [True, False])
def test_the_fifth_wrong_try_locks_whether_it_exists_or_not(diary: Diary, exists: bool) -> None:
    if exists:
        diary.book(request(), NOW, reference="K7M4XR")
    fail(diary, 4)
    with pytest.raises(LockedError) as locked:
        diary.find("K7M4XR", WRONG, "a", NOW)
    assert locked.value.minutes_left == 15
    with pytest.raises(LockedError) as locked:
        diary.find("K7M4XR", AMINA, "a", NOW + timedelta(minutes=10, seconds=1))
    assert locked.value.minutes_left == 5
    after = diary.find("K7M4XR", AMINA, "a", NOW + timedelta(minutes=15))
    assert (after is not None) == exists


def test_a_caller_is_locked_over_many_references(diary: Diary, mine: Appointment) -> None:
    for reference in ("K7M4XY", "K7M4XH", "K7M4XK", "K7M4XM"):
        fail(diary, 1, reference=reference)
    with pytest.raises(LockedError):
        diary.find("K7M4XW", WRONG, "a", NOW)
    with pytest.raises(LockedError):
        diary.find("K7M4XR", AMINA, "a", NOW)
    assert diary.find("K7M4XR", AMINA, "b", NOW) == mine


def test_a_reference_is_locked_for_many_callers(diary: Diary, mine: Appointment) -> None:
    for caller in "abcd":
        fail(diary, 1, caller=caller)
    with pytest.raises(LockedError):
        diary.find("K7M4XR", WRONG, "e", NOW)
    with pytest.raises(LockedError):
        diary.find("K7M-4XR", AMINA, "somebody else", NOW)


def test_slow_tries_do_not_lock(diary: Diary, mine: Appointment) -> None:
    for number in range(12):
        fail(diary, 1, now=NOW + timedelta(minutes=3.75 * number))


def test_trying_while_locked_does_not_make_it_longer(diary: Diary, mine: Appointment) -> None:
    fail(diary, 4)
    for minute in range(15):
        with pytest.raises(LockedError):
            diary.find("K7M4XR", WRONG, "a", NOW + timedelta(minutes=minute))
    assert counted(diary.store) == 10
    assert diary.find("K7M4XR", AMINA, "a", NOW + timedelta(minutes=15)) == mine


def test_a_clock_that_was_moved_back_locks_for_a_quarter_of_an_hour_at_most(diary: Diary, mine: Appointment) -> None:
    fail(diary, 4)
    with pytest.raises(LockedError):
        diary.find("K7M4XR", WRONG, "a", NOW)
    with pytest.raises(LockedError) as locked:
        diary.find("K7M4XR", AMINA, "a", NOW - timedelta(days=1))
    assert locked.value.minutes_left == 15


def test_many_tries_at_once_are_counted_one_by_one(diary: Diary, mine: Appointment) -> None:
    found: list[str] = []

    def attempt() -> None:
        try:
            found.append(str(diary.find("K7M4XR", WRONG, "a", NOW)))
        except LockedError:
            found.append("locked")

    all_of_them = [threading.Thread(target=attempt) for _ in range(20)]
    for one in all_of_them:
        one.start()
    for one in all_of_them:
        one.join()
    assert sorted(found) == ["None"] * 4 + ["locked"] * 16


def test_the_database_is_asked_the_same_whether_it_exists_or_not(diary: Diary, mine: Appointment) -> None:
    asked: list[list[str]] = []

    def note(*parts: object) -> None:
        asked[-1].append(str(parts[2]))

    event.listen(diary.store.engine, "before_cursor_execute", note)
    for reference, caller in (("K7M4XR", "a"), ("K7M4XY", "b"), ("K7M4XH", "c")):
        asked.append([])
        fail(diary, 1, reference=reference, caller=caller)
    event.remove(diary.store.engine, "before_cursor_execute", note)
    assert asked[0] == asked[1] == asked[2]
    assert len(asked[0]) >= 4


def test_diaries_lock_apart(any_store: Store) -> None:
    one, other = diary_of(any_store, "row 1"), diary_of(any_store, "row 2")
    mine = other.book(request(phone=JO), NOW, reference="K7M4XR")
    fail(one, 4)
    with pytest.raises(LockedError):
        one.find("K7M4XR", JO, "a", NOW)
    assert other.find("K7M4XR", JO, "a", NOW) == mine


def test_tries_are_forgotten(any_store: Store) -> None:
    diary = diary_of(any_store)
    fail(diary, 1)
    fail(diary, 1, now=EVENING)
    assert tries.delete_before(any_store, EVENING) == 2
    assert counted(any_store) == 2
