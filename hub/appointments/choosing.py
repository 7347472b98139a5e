"""Which appointment a person means by "the 9th at 8", "the later one" or "no, the week after".

The words are read by hub.appointments.wishes; here they meet the slots there are. A day or a time that
cannot be had gives a reason and the best few slots instead, never an error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from hub.appointments.reasons import Problem, evening_sessions, is_over, why_none
from hub.appointments.slots import Slot
from hub.appointments.wishes import ANY_TIME, Span, Wish, read_wish
from hub.opening_hours import OpeningHours
from hub.uk_calendar import Days, in_london

__all__ = ["Choice", "Problem", "choose"]

_MOST_OPTIONS = 3
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Choice:
    """The slot meant, or up to three free ones to ask about, and why nothing fits if nothing does.

    ``asked`` is the evening of a time that is taken.
    """

    slot: Slot | None
    options: tuple[Slot, ...]
    problem: Problem | None
    asked: date | None = None


def choose(
    text: str,
    *,
    free: Sequence[Slot],
    every: Sequence[Slot],
    offered: Sequence[Slot],
    hours: OpeningHours,
    now: datetime,
    asked: date | None = None,
) -> Choice:
    """What `text` chooses, as seen from the aware moment `now`.

    `every` holds the slots that notice and horizon allow, `free` those of them with a place left, and
    `offered` what the person was shown last, in that order. `asked` is the evening that they asked for last
    and could not have: "the week after" is the one after that, not after what was offered instead. Any text
    is accepted.
    """
    together = tuple(sorted({*every, *free}))
    evenings = _Evenings(tuple(sorted(free)), together, tuple(offered), hours, in_london(now), asked)
    return evenings.choice(read_wish(text, now))


@dataclass(frozen=True)
class _Evenings:
    """What can be had at one moment; all slots in order, all dates as clocks in England show them."""

    free: tuple[Slot, ...]
    every: tuple[Slot, ...]
    offered: tuple[Slot, ...]
    hours: OpeningHours
    now: datetime
    asked: date | None

    def choice(self, wish: Wish) -> Choice:
        if wish.impossible:
            return self._instead(Problem.NO_SUCH_TIME)
        if wish.excluded and wish.weekday_only:
            return self._instead(Problem.NOT_AN_EVENING)
        if wish.pick:
            return self._picked(wish)
        return self._instead(Problem.NOT_UNDERSTOOD) if wish.is_empty else self._found(wish)

    # One of those offered

    def _picked(self, wish: Wish) -> Choice:
        in_order = sorted(self.offered)
        match wish.pick:
            case "option":
                return self._option(wish)
            case "later one" | "earlier one" if len(in_order) < 2:
                return self._found(Wish(towards="later" if wish.pick == "later one" else "earlier"))
            case "later one":
                return self._take(in_order[-1])
            case "earlier one":
                return self._take(in_order[0])
            case "last one" if self.offered:
                return self._take(self.offered[-1])
            case "middle one" if len(self.offered) == 3:
                return self._take(self.offered[1])
            case "yes" if len(self.offered) == 1:
                return self._take(self.offered[0])
            case "yes" if still_free := sorted(set(self.offered) & set(self.free)):
                return Choice(None, tuple(still_free[:_MOST_OPTIONS]), None)
        return self._instead(Problem.NOT_UNDERSTOOD)

    def _option(self, wish: Wish) -> Choice:
        """ "2", "option 2", "the second": by number, by date or by time, whichever was offered."""
        if wish.option == 1 and not self.offered and not (wish.days or wish.spans):
            return self._found(Wish(order="first"))
        numbered = self.offered[wish.option - 1] if 0 < wish.option <= len(self.offered) else None
        dated = [slot for slot in self.every if wish.days and _within(slot, wish.days)]
        if numbered is None or (dated and wish.date_first):
            unclear = not (wish.days or wish.spans)
            return self._instead(Problem.NOT_UNDERSTOOD) if unclear else self._found(replace(wish, pick=None))
        other = next((slot for slot in self.offered if slot in dated), None)
        if other and numbered not in dated and {numbered, other} <= set(self.free):
            return Choice(None, tuple(sorted((numbered, other))), None)
        return self._take(numbered)

    def _take(self, slot: Slot) -> Choice:
        if slot in self.free:
            return _chosen(slot)
        at = slot.start.time()
        return self._found(Wish(days=_one_day(slot), spans=(Span(at, at),)))

    # Days and times

    def _found(self, wish: Wish) -> Choice:
        days = self._days(wish)
        span = self._reading(wish)
        if days and (problem := why_none(days, span, every=self.every, hours=self.hours, now=self.now)):
            return self._instead(problem, near=days.first, at=span)
        pool = [slot for slot in self.every if days is None or _within(slot, days)]
        pool = [slot for slot in pool if not (wish.excluded and _within(slot, wish.excluded))]
        if wish.towards and not wish.days:
            pool = self._towards(wish, pool)
            if not pool:
                return self._nothing_further(wish)
        fitting = [slot for slot in pool if span.holds(slot.start.time())]
        if not fitting:
            return self._no_such_slot(pool, days, span)
        found = [slot for slot in fitting if slot in self.free]
        if wish.not_those and not (days and span.is_point):
            found = [slot for slot in found if slot not in self.offered]
            if not found:
                return self._full(fitting[0], span)
            if not days and span == ANY_TIME:
                return self._ask(_other_evenings_first(found, self.offered), span)
        if not days and span != ANY_TIME and self.offered and not wish.not_those:
            return self._at_a_time(fitting, found, span, wish)
        return self._narrowed(found, wish, span) if found else self._full(fitting[0], span)

    def _days(self, wish: Wish) -> Days | None:
        """The days to look at; None for all of them."""
        if wish.days:
            return self._not_too_soon(wish) if wish.weekday_only else wish.days
        shown = self.offered or self.free[:1]
        day = self.asked or (shown[0].start.date() if shown else None)
        if wish.weeks is not None and day is not None:
            monday = day - _DAY * day.weekday() + _WEEK * wish.weeks
            return Days(monday, monday + _DAY * 6)
        if not shown:
            return None
        if (wish.same_evening and not wish.not_those) or (wish.order == "last" and not wish.spans):
            return _one_day(shown[0])
        return None

    def _not_too_soon(self, wish: Wish) -> Days | None:
        """A bare "Wednesday", said on a Wednesday when it is too late for that evening, is the next."""
        days, span = wish.days, self._reading(wish)
        if days is None or days.first != self.now.date():
            return days
        tonight = any(_within(slot, days) and span.holds(slot.start.time()) for slot in self.every)
        return days if tonight else Days(days.first + _WEEK, days.last + _WEEK)

    def _reading(self, wish: Wish) -> Span:
        """The reading of the time that some slot has; "8" is 8pm unless a morning was said."""
        if wish.same_time and self.offered:
            at = self.offered[0].start.time()
            return Span(at, at)
        fitting = (span for span in wish.spans if any(span.holds(slot.start.time()) for slot in self.every))
        return next(fitting, wish.spans[0] if wish.spans else ANY_TIME)

    def _towards(self, wish: Wish, pool: Sequence[Slot]) -> list[Slot]:
        """What is later or earlier than what was offered: on that evening, or else on others."""
        shown = self.offered or self.free[:1]
        if not shown:
            return []
        if wish.towards == "later day":
            last = max(shown).start.date()
            return [slot for slot in pool if slot.start.date() > last]
        tonight = _one_day(shown[0])
        if wish.towards == "later":
            edge = max(slot for slot in shown if _within(slot, tonight))
            beyond = [slot for slot in pool if slot > edge]
        else:
            beyond = [slot for slot in pool if slot < min(shown)]
        return [s for s in beyond if _within(s, tonight) and s in self.free] or beyond

    def _nothing_further(self, wish: Wish) -> Choice:
        """There is no slot later, or earlier, than those offered."""
        if wish.towards == "earlier":
            return self._instead(Problem.TOO_SOON)
        problem = Problem.NOT_AN_EVENING if wish.towards == "later" else Problem.TOO_FAR
        return self._instead(problem)

    def _no_such_slot(self, pool: Sequence[Slot], days: Days | None, span: Span) -> Choice:
        """The days are there, but no slot starts at the time said."""
        shown = self.offered or self.free
        near = pool if days or not shown else [s for s in pool if _within(s, _one_day(shown[0]))]
        near = near or pool
        if not near:
            return self._instead(Problem.FULL)
        day, at = near[0].start.date(), span.first or span.last
        running = [s for s in evening_sessions(self.hours.sessions_on(day)) if span.meets(s)]
        if not running:
            return self._instead(Problem.NOT_AN_EVENING, near=day, same_day=True, at=span)
        if days and at and at < near[0].start.time():
            over = day == self.now.date() and is_over(span, self.hours, self.now)
            return self._instead(Problem.PAST if over else Problem.TOO_SOON)
        evening = sorted((slot for slot in near if slot in self.free), key=_apart(day, at))
        return self._ask(sorted(evening[:2]), span) if evening else self._full(near[0], span)

    def _at_a_time(self, fitting: Sequence[Slot], found: Sequence[Slot], span: Span, wish: Wish) -> Choice:
        """A time alone: of those offered, or else of the evenings offered."""
        if wish.order:
            return self._narrowed(found, wish, span) if found else self._full(fitting[0], span)
        shown = [slot for slot in found if slot in self.offered]
        offered_dates = {slot.start.date() for slot in self.offered}
        same_evenings = [slot for slot in fitting if slot.start.date() in offered_dates]
        if not shown and same_evenings:
            shown = [slot for slot in same_evenings if slot in self.free]
            if not shown:
                return self._full(same_evenings[0], span)
        return self._narrowed(shown or found, wish, span) if shown or found else self._full(fitting[0], span)

    def _narrowed(self, found: Sequence[Slot], wish: Wish, span: Span) -> Choice:
        """One of the free slots that fit, if the words single it out."""
        if wish.order == "last":
            return _chosen([slot for slot in found if _within(slot, _one_day(found[0]))][-1])
        if wish.order == "first":
            shown = [slot for slot in self.offered if slot in found] if wish.of_those else []
            return _chosen((shown or found)[0])
        if len(found) == 1:
            return _chosen(found[0])
        if wish.weeks is not None and len(self.offered) == 1 and span == ANY_TIME:
            at = self.offered[0].start.time()
            same_time = [slot for slot in found if slot.start.time() == at]
            if len(same_time) == 1:
                return _chosen(same_time[0])
        return self._ask(found, span)

    # Asking, and offering something else

    def _ask(self, found: Sequence[Slot], span: Span) -> Choice:
        """Up to three of them: the times of one evening, or one time for each of several evenings."""
        varied = found if span.is_point else _one_each(found)
        if len({slot.start.date() for slot in found}) == 1:
            varied = found
        return Choice(None, tuple(sorted(varied[:_MOST_OPTIONS])), None)

    def _full(self, wanted: Slot, span: Span) -> Choice:
        """Nothing left: the same evening, then the same time, then what follows, then what comes before."""

        def likeness(slot: Slot) -> tuple[int, float]:
            after = slot > wanted
            if slot.start.date() == wanted.start.date():
                return 0, 0
            if after and span.is_point and slot.start.time() == wanted.start.time():
                return 1, slot.start.timestamp()
            return (2 if after else 3), slot.start.timestamp() * (1 if after else -1)

        options = sorted(self.free, key=likeness)[:_MOST_OPTIONS]
        return Choice(None, tuple(sorted(options)), Problem.FULL, wanted.start.date())

    def _instead(
        self, problem: Problem, *, near: date | None = None, same_day: bool = False, at: Span = ANY_TIME
    ) -> Choice:
        """The best free slots to offer: those offered before, or those nearest to what was said."""
        if near is None:
            best = [slot for slot in dict.fromkeys(self.offered) if slot in self.free]
        else:
            nearest = sorted(self.free, key=_apart(near, at.first or at.last))
            best = nearest if same_day else _one_each(nearest)
        best = [*best, *(slot for slot in self.free if slot not in best)]
        return Choice(None, tuple(sorted(best[:_MOST_OPTIONS])), problem)


def _chosen(slot: Slot) -> Choice:
    return Choice(slot, (), None)


def _one_day(slot: Slot) -> Days:
    return Days(slot.start.date(), slot.start.date())


def _within(slot: Slot, days: Days) -> bool:
    return days.first <= slot.start.date() <= days.last


def _apart(day: date, at: time | None) -> Callable[[Slot], tuple[int, int]]:
    """How far a slot is from a day, and then from a time of day."""

    def distance(slot: Slot) -> tuple[int, int]:
        here = slot.start
        minutes = abs(here.hour * 60 + here.minute - at.hour * 60 - at.minute) if at else 0
        return abs((here.date() - day).days), minutes

    return distance


def _one_each(slots: Sequence[Slot]) -> list[Slot]:
    """The first slot of each evening, in the order given."""
    firsts: dict[date, Slot] = {}
    for slot in slots:
        firsts.setdefault(slot.start.date(), slot)
    return list(firsts.values())


def _other_evenings_first(found: Sequence[Slot], offered: Sequence[Slot]) -> list[Slot]:
    shown = {slot.start.date() for slot in offered}
    return sorted(found, key=lambda slot: slot.start.date() in shown)
