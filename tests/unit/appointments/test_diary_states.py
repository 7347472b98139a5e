"""The diary against a model of it, through any order of bookings, changes, cancellations, closings, waiting and clock moves.

Which family a free place is offered to is decided in test_waiting_list.py; here any that waits may get it, and the diary
must never give one place to two, nor one family two places to answer at once, nor the same time twice.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from an_evening import AMINA, at, diary_of, request, wait
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hub.appointments.closing import close_evening
from hub.appointments.diary import Appointment, GoneError, Request, TakenError
from hub.appointments.held_places import MOST_OFFERS, civil
from hub.appointments.waiting_list import WaitingList
from hub.appointments.waiting_round import go_round
from hub.store.database import Store

PLACES, NOTICE = 2, timedelta(hours=4)
BEGIN = at("2026-12-16 12:00")
# Two evenings on offer, the bank holiday between them, and one beyond the horizon.
STARTS = [at(f"2026-12-{day} {time}") for day in (16, 23) for time in ("19:00", "20:00")]
STARTS += [at("2026-12-30 19:00"), at("2026-12-30 20:00"), at("2027-01-06 19:00")]
NEVER = [at("2026-12-16 19:30"), at("2026-12-17 19:00")]
FAMILIES = [f"+44770090099{n}" for n in range(3)]
EVENINGS = [None, *sorted({start.date() for start in STARTS})]


@dataclass
class Known:
    """What the model knows of an appointment."""

    start: datetime
    booked: bool = True
    phone: str = AMINA


@dataclass
class Waits:
    """What the model knows of a family on the waiting list."""

    day: date | None
    until: date
    offered: set[datetime] = field(default_factory=set)


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
        self.waits: dict[str, Waits] = {}
        self.held: dict[int, tuple[str, datetime]] = {}

    @initialize(target=made)
    def begin(self) -> tuple[Request, Appointment] | None:
        self.diary = diary_of(self.store, secrets.token_hex(8), minutes=60, places=PLACES, horizon_weeks=2)
        self.waiting = WaitingList(self.diary)
        for phone in FAMILIES[:2]:
            self.join(phone, None)
        for start in STARTS[1:3]:
            for _ in range(PLACES):
                last = self.book(start)
        return last

    def free_places(self, start: datetime) -> int:
        booked = sum(one.booked and one.start == start for one in self.known.values())
        return PLACES - booked - sum(held == start for _, held in self.held.values())

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
        self.waits = {phone: one for phone, one in self.waits.items() if one.day != start.date()}
        for one in closed.told:
            assert self.known[one.id].booked
            self.known[one.id].booked = False

    @rule(phone=st.sampled_from(FAMILIES), day=st.sampled_from(EVENINGS))
    def join(self, phone: str, day: date | None) -> None:
        today = self.now.date()
        try:
            self.waiting.join(wait(phone, day=day), self.now)
        except ValueError:
            assert day is not None
            assert day in self.closed or not today <= day <= today + timedelta(weeks=2)
            return
        assert day not in self.closed
        before, held = self.waits.get(phone), {start for theirs, start in self.held.values() if theirs == phone}
        offered = before.offered if before and len(before.offered) < MOST_OFFERS else held
        self.waits[phone] = Waits(day, day or today + timedelta(weeks=2), offered)

    @precondition(lambda self: self.held)
    @rule()
    def take_what_is_held(self) -> None:
        id_, (phone, start) = next(iter(self.held.items()))
        made = self.waiting.take(phone, self.now)
        if start - self.now >= NOTICE:
            assert isinstance(made, Appointment)
            assert (made.id, made.start) == (id_, start)
            self.known[made.id] = Known(made.start, phone=phone)
            self.waits.pop(phone, None)  # an evening that closed may have taken it off the list
            self.met["taken from the list"] += 1
        else:
            assert made == "too late"

    @rule(phone=st.sampled_from(FAMILIES))
    def say_yes_to_nothing(self, phone: str) -> None:
        if phone not in [theirs for theirs, _ in self.held.values()]:
            # What it may name was booked before.
            made = self.waiting.take(phone, self.now)
            assert not isinstance(made, Appointment) or self.known[made.id].booked

    @rule(phone=st.sampled_from(FAMILIES))
    def pass_up(self, phone: str) -> None:
        is_held = phone in [theirs for theirs, _ in self.held.values()]
        assert (self.waiting.pass_up(phone, self.now) is not None) == is_held

    @rule(phone=st.sampled_from(FAMILIES))
    def leave(self, phone: str) -> None:
        assert self.waiting.leave(phone, self.now) == (phone in self.waits)
        self.waits.pop(phone, None)

    @rule()
    def the_worker_goes_round(self) -> None:
        go_round(self.store, self.diary.settings, self.now, self.diary.name)
        self.look()
        asked = {phone for phone, _ in self.held.values()}
        self.waits = {phone: one for phone, one in self.waits.items() if one.until >= self.now.date() or phone in asked}
        answered_by = civil(self.now) + timedelta(minutes=self.diary.settings.appointments.hold_minutes)
        for start in STARTS:
            if self.on_offer(start) and self.bookable(start) and start - answered_by >= NOTICE:
                assert [phone for phone in self.waits if self.would_be_asked(phone, start)] == []

    def would_be_asked(self, phone: str, start: datetime) -> bool:
        """Whether a family waits for that time, has not been asked about it, and has neither a place nor an offer."""
        one = self.waits[phone]
        booked = {one.phone for one in self.known.values() if one.booked and one.start > self.now}
        busy = phone in booked or phone in [theirs for theirs, _ in self.held.values()]
        fits = one.day in {None, start.date()} and start not in one.offered
        return fits and not busy and len(one.offered) < MOST_OFFERS

    def look(self) -> list[Appointment]:
        """All that is in the diary. Learn which places are held since the last step, each one rightly so."""
        found = self.diary.list(STARTS[0].date(), STARTS[-1].date())
        held = {one.id: (one.phone, one.start) for one in found if one.status == "held"}
        for phone, start in set(held.values()) - set(self.held.values()):  # SQLite gives an id again
            one = self.waits[phone]
            assert one.day in {None, start.date()}
            assert start not in one.offered
            one.offered.add(start)
            assert len(one.offered) <= MOST_OFFERS
            self.met["offered"] += 1
        self.held = held
        assert len({phone for phone, _ in held.values()}) == len(held)
        return found

    @rule(hours=st.integers(-30, 60))
    def the_clock_moves(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.the_worker_goes_round()

    @invariant()
    def the_diary_is_as_known(self) -> None:
        found = self.look()
        settled = {one.id: Known(one.start, one.status == "booked", one.phone) for one in found if one.status != "held"}
        assert settled == self.known
        held = [(one.start, one.place) for one in found if one.status != "cancelled"]
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
    # And families who were asked, and came from the list to an appointment.
    assert met["offered"] > 0
    assert met["taken from the list"] > 0
