"""The waiting list when everything happens at once: a place is never given twice, and no family is offered two."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from an_evening import EVENING, NOW, diary_of, fill, request, texts, wait

from hub.appointments.appointment import Appointment
from hub.appointments.diary import TakenError
from hub.appointments.waiting_list import WaitingList
from hub.appointments.waiting_round import go_round
from hub.store.database import Store

FAMILIES = [f"+4477009001{n:02}" for n in range(10)]
LATE = NOW + timedelta(minutes=30)


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gave, or the exception that it raised."""
    together, given = threading.Barrier(len(works)), list[object]([None] * len(works))

    def run(place: int) -> None:
        together.wait(30)
        try:
            given[place] = works[place]()
        except Exception as error:  # noqa: BLE001 (told by the caller)
            given[place] = type(error).__name__

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return given


def test_places_given_up_at_once_go_to_a_family_each(any_store: Store) -> None:
    diary = diary_of(any_store, minutes=60, places=4)
    taken = fill(diary, EVENING, EVENING + timedelta(hours=1))
    waiting = WaitingList(diary)
    for phone in FAMILIES[:6]:
        waiting.join(wait(phone), NOW)

    def cancel(one: Appointment) -> Callable[[], None]:
        return lambda: diary.cancel(one, NOW)

    rounds = [lambda: go_round(any_store, diary.settings, NOW) for _ in range(2)]
    given = at_once(*(cancel(one) for one in taken), *rounds)
    go_round(any_store, diary.settings, NOW)
    assert [one for one in given if isinstance(one, str)] == []
    placed = [one for one in diary.list(EVENING.date(), EVENING.date()) if one.status == "held"]
    assert sorted(one.phone for one in placed) == FAMILIES[:6]
    assert len({(one.start, one.place) for one in placed}) == 6
    assert Counter(row.to_phone for row in texts(any_store) if row.kind == "offer") == Counter(FAMILIES[:6])


def test_a_yes_as_the_time_runs_out_and_a_stranger_who_books(any_store: Store) -> None:
    diary = diary_of(any_store, minutes=120, places=1)
    waiting = WaitingList(diary)
    for week in range(4):
        start = EVENING + timedelta(weeks=week)
        [mine] = fill(diary, start)
        first, second = FAMILIES[week * 2 : week * 2 + 2]
        for minute, phone in enumerate((first, second)):
            waiting.join(wait(phone, day=start.date()), NOW + timedelta(minutes=minute))
        diary.cancel(mine, NOW)
        given = at_once(
            lambda first=first: waiting.take(first, LATE),
            lambda first=first: waiting.take(first, LATE),
            lambda: go_round(any_store, diary.settings, LATE),
            lambda: go_round(any_store, diary.settings, LATE),
            lambda start=start: diary.book(request(start), LATE),
        )
        assert given[4] == TakenError.__name__
        placed = [one for one in diary.list(start.date(), start.date()) if one.status != "cancelled"]
        assert len(placed) == 1
        if isinstance(given[0], Appointment) or isinstance(given[1], Appointment):
            assert given[0] == given[1]
            assert (placed[0].status, placed[0].phone) == ("booked", first)
        else:
            assert given[:2] == ["too late"] * 2
            assert (placed[0].status, placed[0].phone) == ("held", second)
