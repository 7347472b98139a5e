"""The last place, and 200 families who want it in the same moment."""

from __future__ import annotations

from evaluation.booking_race import race
from hub.store.database import Store


def test_one_of_200_gets_the_last_place_and_nobody_an_error(any_store: Store) -> None:
    assert race(any_store.url).outcomes == {"booked": 1, "taken": 199}
