"""The time of an appointment: which are offered, which is meant, and another instead."""

from __future__ import annotations

from datetime import datetime

from hub import people
from hub.appointments.choosing import Choice, Problem, choose
from hub.appointments.slots import Slot, bookable_slots
from hub.booking import reading
from hub.booking.desk import Desk
from hub.booking.interruptions import asks_hours
from hub.booking.problems import time_problem
from hub.booking.questions import SHOWN, at, say, time_choices
from hub.booking.state import Said, State, Taken
from hub.reach import number_plain
from hub.replies import Reply, TimeChoice

_ABOUT_BOOKING = ("wednesday", "evening", "appointment", "slot", "book", "free", "available")


def offer(desk: Desk, state: State, now: datetime) -> State:
    """With times to choose from, where none have been offered yet. Raises StoreUnavailableError."""
    if state.step != "when" or state.offered:
        return state
    return state.but(offered=_iso(_first_of_each_evening(desk.diary.free(now))[:SHOWN]))


def when(desk: Desk, state: State, said: Said) -> Taken | None:
    """What a message says about the time; None where it says nothing about it. Raises StoreUnavailableError."""
    choice = chosen(desk, state, said)
    if choice.problem is Problem.NOT_UNDERSTOOD or asks_hours(said) or _asks_guidance(said, choice):
        return None
    if choice.slot is not None:
        noted = () if state.wish == "change" else (say(f"{at(choice.slot.start, said.now)}, thank you."),)
        return Taken(state.but(start=choice.slot.start.isoformat(), offered=()), noted)
    if not choice.options and not desk.diary.free(said.now):
        return Taken(None, (none_free(desk),))
    offered = state.but(offered=_iso(choice.options[:SHOWN]) or state.offered)
    if choice.problem is None:
        return Taken(offered)
    return Taken(offered, (say(time_problem(choice.problem, desk.settings)),))


def other_time(desk: Desk, state: State, said: Said) -> Taken:
    """Another time than the one chosen, which "the week after" and "the later one" are reckoned from."""
    open_again = state.but(start=None, amending=False, offered=(state.start, *state.offered) if state.start else ())
    if (taken := when(desk, open_again, said)) is not None:
        return taken
    return Taken(offer(desk, open_again.but(offered=()), said.now))


def chosen(desk: Desk, state: State, said: Said) -> Choice:
    """The time that a message means, among what is offered and free."""
    every = bookable_slots(desk.settings, said.now)
    order = {datetime.fromisoformat(start): place for place, start in enumerate(state.offered)}
    offered = sorted((slot for slot in every if slot.start in order), key=lambda slot: order[slot.start])
    free = desk.diary.free(said.now)
    return choose(said.text, free=free, every=every, offered=offered, hours=desk.settings.hours, now=said.now)


def nearest(desk: Desk, moment: datetime, now: datetime) -> tuple[str, ...]:
    """The free times nearest to one that cannot be had, in order."""
    near = sorted(desk.diary.free(now), key=lambda slot: abs(slot.start - moment))
    return _iso(sorted(near[:SHOWN]))


def all_free(desk: Desk, now: datetime) -> tuple[TimeChoice, ...]:
    """Every time that can be had, for a screen. Raises StoreUnavailableError."""
    return time_choices([slot.start for slot in desk.diary.free(now)], now)


def none_free(desk: Desk) -> Reply:
    """That every place is taken, and who can help."""
    weeks = desk.settings.appointments.horizon_weeks
    ahead = "week" if weeks == 1 else f"{weeks} weeks"
    text = f"All Wednesday evenings of the next {ahead} are taken. {number_plain(desk.settings)}"
    return say(text, *people.menu_after())


def _asks_guidance(said: Said, choice: Choice) -> bool:
    """A question such as "how can I help him to sleep before 9?", which only happens to name a time."""
    if said.intent != "ask_guidance" or said.confidence < 0.7 or choice.slot is not None:
        return False
    text = said.text.casefold()
    return reading.is_question(text) and not reading.is_short(text) and not any(word in text for word in _ABOUT_BOOKING)


def _first_of_each_evening(free: list[Slot]) -> list[Slot]:
    """One time of each evening, so that the choice is between weeks; all of them where there is one evening only."""
    firsts = list({slot.start.date(): slot for slot in reversed(free)}.values())[::-1]
    return firsts if len(firsts) > 1 else free


def _iso(slots: list[Slot] | tuple[Slot, ...]) -> tuple[str, ...]:
    return tuple(slot.start.isoformat() for slot in slots)
