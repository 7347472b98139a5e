"""An evening that closes: nobody keeps a place, nobody gets a new one, everybody is told once."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from an_evening import EVENING, JO, LANDLINE, LATER, NOW, SECRET, at, diary_of, kinds, request, texts, wait

from hub import outbox
from hub.appointments.closing import close_evening, reopen_evening
from hub.appointments.diary import TakenError
from hub.appointments.waiting_list import WaitingList
from hub.store.database import Store

DAY = EVENING.date()


def test_families_are_told_and_offered_the_next_evenings(any_store: Store) -> None:
    diary = diary_of(any_store)
    mine = diary.book(request(), NOW)
    silent = diary.book(request(LATER, phone=LANDLINE), NOW)
    diary.book(request(EVENING + timedelta(weeks=1)), NOW)
    closed = close_evening(diary, DAY, "training", NOW)
    assert ([one.id for one in closed.told], [one.id for one in closed.to_tell]) == ([mine.id], [silent.id])
    assert {(one.status, one.cancelled_by) for one in diary.list(DAY, DAY)} == {("cancelled", "hub")}
    assert kinds(any_store, "cancelled") == ["confirmation", "reminder"]
    told = texts(any_store, "waiting")[-1]
    assert told.kind == "closed"
    assert told.body == (
        "Neurodiversity Hub: we are sorry. We have had to cancel your appointment on Wednesday 2 December at 7pm. "
        "The next evenings with free times are Wednesday 25 November and Wednesday 9 December. "
        "To book another one, reply BOOK."
    )
    assert "training" not in told.body
    assert DAY not in {slot.start.date() for slot in diary.free(NOW)}


def test_who_opted_out_is_to_be_phoned(any_store: Store) -> None:
    diary = diary_of(any_store)
    mine = diary.book(request(), NOW)
    outbox.opt_out(any_store, SECRET, mine.phone, NOW)
    closed = close_evening(diary, DAY, "training", NOW)
    assert ([one.id for one in closed.told], [one.id for one in closed.to_tell]) == ([], [mine.id])


def test_closing_twice_tells_once(any_store: Store) -> None:
    diary = diary_of(any_store)
    diary.book(request(), NOW)
    close_evening(diary, DAY, "training", NOW)
    again = close_evening(diary, DAY, "illness", NOW)
    assert (again.told, again.to_tell) == ([], [])
    assert kinds(any_store, "waiting") == ["closed"]


def test_what_has_begun_is_left_alone(any_store: Store) -> None:
    diary = diary_of(any_store)
    begun, later = diary.book(request(), NOW), diary.book(request(LATER), NOW)
    closed = close_evening(diary, DAY, "a power cut", EVENING + timedelta(minutes=5))
    assert [one.id for one in closed.told] == [later.id]
    assert diary.by_reference(begun.reference, EVENING) == begun


@pytest.mark.parametrize(
    ("day", "reason", "problem"),
    [
        (date(2026, 11, 18), "training", "has passed"),
        (date(2026, 12, 3), "training", "no appointments"),
        (date(2030, 12, 25), "training", "no appointments"),
        (DAY, " ", "reason"),
        (DAY, "x" * 81, "reason"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Store, day: date, reason: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        close_evening(diary_of(store), day, reason, NOW)


def test_nobody_is_moved_to_an_evening_that_closes(any_store: Store) -> None:
    diary = diary_of(any_store)
    mine = diary.book(request(), NOW)
    close_evening(diary, DAY + timedelta(weeks=1), "training", NOW)
    with pytest.raises(TakenError):
        diary.change(mine, EVENING + timedelta(weeks=1), NOW)
    assert diary.by_reference(mine.reference, NOW) == mine


def test_a_booking_at_the_moment_of_closing_is_cancelled_or_refused(any_store: Store) -> None:
    diary = diary_of(any_store, places=10)
    diary.free(NOW)
    days = [DAY + timedelta(weeks=week) for week in range(6)]
    for day in days:
        start = at(f"{day} 19:00")
        together = threading.Barrier(9)
        errors: list[BaseException] = []

        def book(start: object = start, together: threading.Barrier = together, errors: list = errors) -> None:
            together.wait()
            try:
                diary.book(request(start), NOW)
            except TakenError:
                pass
            except BaseException as error:  # noqa: BLE001 (told below)
                errors.append(error)

        families = [threading.Thread(target=book) for _ in range(8)]
        for one in families:
            one.start()
        together.wait()
        close_evening(diary, day, "training", NOW)
        for one in families:
            one.join()
        assert errors == []
    assert [one for one in diary.list(days[0], days[-1]) if one.status == "booked"] == []
    assert len(kinds(any_store, "waiting")) == len(diary.list(days[0], days[-1]))


def test_what_is_opened_again_can_be_booked_and_is_offered_to_who_waits(any_store: Store) -> None:
    diary = diary_of(any_store)
    gone = diary.book(request(), NOW)
    close_evening(diary, DAY, "training", NOW)
    WaitingList(diary).join(wait(JO, day=None), NOW)
    assert [one.reference for one in reopen_evening(diary, DAY, NOW)] == [gone.reference]
    assert [one.held.start for one in WaitingList(diary).families() if one.held] == [EVENING]
    assert diary.book(request(), NOW).start == EVENING
    with pytest.raises(ValueError, match="was not closed"):
        reopen_evening(diary, DAY, NOW)
