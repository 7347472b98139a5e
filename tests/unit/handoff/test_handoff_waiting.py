"""Estimates of a wait: from real conversations, and none where there were too few."""

from __future__ import annotations

import pytest
from a_queue import EVENING, NOW, PATIENCE, SETTINGS, Desk, seconds

from hub.handoff.waiting import FEWEST, Outlook, estimate, outlook
from hub.store.database import Store


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def look(desk: Desk) -> Outlook:
    return outlook(desk.store, SETTINGS, desk.now)


def lasted(desk: Desk, minutes: int, number: int) -> None:
    """So many conversations that each took so long."""
    for one in range(number):
        made = desk.connected(f"{minutes} {one}", "ada")
        desk.later(seconds(60 * minutes), "ada")
        desk.queue.end_by_handler(made.id, "ada", desk.now)
    desk.now = NOW
    desk.here("ada")


def full(desk: Desk) -> None:
    for number in range(PATIENCE.at_once):
        desk.connected(f"full {number}", "ada")


def test_with_room_it_is_at_once(desk: Desk) -> None:
    desk.here("ada")
    assert look(desk) == Outlook(open=True, present=1, waiting=0, minutes=0)
    assert look(desk).somebody_is_there


def test_without_enough_real_ones_nothing_is_guessed(desk: Desk) -> None:
    lasted(desk, 12, FEWEST - 1)
    full(desk)
    assert look(desk).minutes is None


def test_the_wait_follows_from_how_long_they_took(desk: Desk) -> None:
    lasted(desk, 12, FEWEST)
    full(desk)
    assert look(desk).minutes == 4  # three at once of 12 minutes: one leaves every four
    numbers = [desk.asks(f"waits {number}").id for number in range(3)]
    assert [estimate(desk.store, number, desk.now) for number in numbers] == [4, 8, 12]
    assert look(desk) == Outlook(open=True, present=1, waiting=3, minutes=16)
    desk.here("bo")
    assert [estimate(desk.store, number, desk.now) for number in numbers] == [0, 0, 0]
    assert estimate(desk.store, numbers[-1] + 1, desk.now) is None


def test_old_ones_do_not_count(desk: Desk) -> None:
    lasted(desk, 12, FEWEST)
    desk.later(seconds(35 * 24 * 3600), "ada")
    full(desk)
    assert look(desk).minutes is None


def test_with_nobody_available_nobody_knows(desk: Desk) -> None:
    desk.here("ada", "busy")
    assert look(desk) == Outlook(open=True, present=1, waiting=0, minutes=None)
    desk.here("ada", "away")
    assert not look(desk).somebody_is_there


def test_an_evening_by_appointment_is_not_open_to_all(desk: Desk) -> None:
    desk.now = EVENING
    desk.here("ada")
    assert (look(desk).open, look(desk).somebody_is_there) == (False, False)
