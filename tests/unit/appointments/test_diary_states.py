"""The diary against a model of it, through any order of bookings, changes, cancellations, closings and clock moves."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from an_evening import at, diary_of, request
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hub.appointments.closing import close_evening
from hub.appointments.diary import Appointment, GoneError, Request, TakenError
from hub.store.database import Store

PLACES, NOTICE = 2, timedelta(hours=4)
BEGIN = at("2026-12-16 12:00")
# Two evenings on offer, the bank holiday between them, and one beyond the horizon.
STARTS = [at(f"2026-12-{day} {time}") for day in (16, 23) for time in ("19:00", "20:00")]
STARTS += [at("2026-12-30 19:00"), at("2026-12-30 20:00"), at("2027-01-06 19:00")]
NEVER = [at("2026-12-16 19:30"), at("2026-12-17 19:00")]


@dataclass
class Known:
    """What the model knows of an appointment."""

    start: datetime
    booked: bool = True


class DiaryMachine(RuleBasedStateMachine):
    """Draws steps; ``known`` says what the diary must hold after each."""

    made = Bundle("made")

    def __init__(self, store: Store, met: Counter[str]) -> None:
        super().__init__()
        self.met = met
        self.store = store
        self.now = BEGIN
        self.known: dict[int, Known] = {}
        self.closed: set[object] = set()

    @initialize()
    def begin(self) -> None:
        self.diary = diary_of(self.store, secrets.token_hex(8), minutes=60, places=PLACES, horizon_weeks=2)

    def free_places(self, start: datetime) -> int:
        return PLACES - sum(one.booked and one.start == start for one in self.known.values())

    def on_offer(self, start: datetime) -> bool:
        """Never when it is beyond the horizon of two weeks, or no slot at all."""
        return start in STARTS and start.date() <= self.now.date() + timedelta(weeks=2)

    def bookable(self, start: datetime) -> bool:
        return start - self.now >= NOTICE and start.date() not in self.closed and self.free_places(start) > 0

    @rule(target=made, start=st.sampled_from(STARTS + NEVER))
    def book(self, start: datetime) -> tuple[Request, Appointment] | None:
        wanted = request(start)
        try:
            appointment = self.diary.book(wanted, self.now)
        except TakenError:
            self.met["taken"] += 1
            assert not self.bookable(start)
            return None
        except ValueError:
            assert not self.on_offer(start)
            return None
        assert self.on_offer(start)
        assert self.bookable(start)
        self.known[appointment.id] = Known(start)
        self.met["booked"] += 1
        return wanted, appointment

    @rule(one=made)
    def book_again(self, one: tuple[Request, Appointment] | None) -> None:
        if one:
            assert self.diary.book(one[0], self.now).id == one[1].id

    @rule(one=made)
    def cancel(self, one: tuple[Request, Appointment] | None) -> None:
        if one:
            self.diary.cancel(one[1], self.now)
            self.known[one[1].id].booked = False

    @rule(one=made, start=st.sampled_from(STARTS + NEVER))
    def change(self, one: tuple[Request, Appointment] | None, start: datetime) -> None:
        if one is None:
            return
        mine = self.known[one[1].id]
        try:
            changed = self.diary.change(one[1], start, self.now)
        except GoneError:
            assert not mine.booked
        except TakenError:
            assert mine.booked
            assert not self.bookable(start)
        except ValueError:
            assert mine.booked
            assert not self.on_offer(start)
        else:
            assert mine.booked
            assert start == mine.start or (self.on_offer(start) and self.bookable(start))
            assert (changed.reference, changed.start) == (one[1].reference, start)
            mine.start = start

    @rule(start=st.sampled_from(STARTS))
    def close(self, start: datetime) -> None:
        try:
            closed = close_evening(self.diary, start.date(), "training", self.now)
        except ValueError:
            assert start.date() < self.now.date()
            return
        self.closed.add(start.date())
        for one in closed.told:
            assert self.known[one.id].booked
            self.known[one.id].booked = False

    @rule(hours=st.integers(-30, 60))
    def the_clock_moves(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def the_diary_is_as_known(self) -> None:
        found = self.diary.list(STARTS[0].date(), STARTS[-1].date())
        assert {one.id: Known(one.start, one.status == "booked") for one in found} == self.known
        held = [(one.start, one.place) for one in found if one.status == "booked"]
        assert len(held) == len(set(held))
        assert all(1 <= place <= PLACES for _, place in held)
        assert len({one.reference for one in found}) == len(found)

    @invariant()
    def what_is_free_can_be_booked(self) -> None:
        free = {slot.start for slot in self.diary.free(self.now)} & set(STARTS)
        assert free == {start for start in STARTS if self.on_offer(start) and self.bookable(start)}


@pytest.mark.parametrize("examples", [25])
def test_no_order_of_steps_books_a_place_twice_or_loses_one(any_store: Store, examples: int) -> None:
    met: Counter[str] = Counter()
    run_state_machine_as_test(
        lambda: DiaryMachine(any_store, met),
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    # The steps drawn met both a place and a place that had gone.
    assert met["booked"] > 0
    assert met["taken"] > 0
