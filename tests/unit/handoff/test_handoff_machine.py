"""Whatever parents, handlers and the clock do, in whatever order, the queue keeps its promises."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import cache
from itertools import count, pairwise

import hypothesis.strategies as st
import pytest
from a_queue import PATIENCE, SETTINGS, Desk, seconds
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hub.handoff import presence
from hub.handoff.handoff import NobodyThereError, NotYoursError, Presence, TooManyError
from hub.handoff.states import LIVE, OVER, WAYS, State
from hub.store.database import Store

PARENTS, HANDLERS = st.sampled_from(["p1", "p2", "p3", "p4"]), st.sampled_from(["ada", "bo", "cy"])
_names = count()


@cache
def one_store() -> Store:
    store = Store("sqlite://")
    store.migrate()
    return store


class Handoffs(RuleBasedStateMachine):
    """Four parents, three handlers and a clock."""

    @initialize()
    def begin(self) -> None:
        self.desk = Desk(one_store(), f"machine {next(_names)}")
        self.handoffs: list[int] = []
        self.said: dict[int, list[tuple[str, str]]] = {}
        self.keys = count()
        for handler in ("ada", "bo"):
            self.desk.here(handler)

    @rule(parent=PARENTS, crisis=st.booleans(), watches=st.booleans())
    def ask(self, parent: str, crisis: bool, watches: bool) -> None:
        before = self.desk.queue.live(parent)
        there = [one for one in presence.everybody(self.desk.store, self.desk.name) if one.presence != "away"]
        seen = [one for one in there if self.desk.now - one.seen_at <= PATIENCE.handler_gone]
        is_open = SETTINGS.hours.state_at(self.desk.now) == "open"
        if before is None and not (is_open and seen):
            with pytest.raises(NobodyThereError) as error:
                self.desk.asks(parent, crisis=crisis, watches=watches)
            assert (error.value.reason == "nobody") == is_open
            return
        made = self.desk.asks(parent, crisis=crisis, watches=watches)
        assert before in (None, made)
        if before is None:
            self.handoffs.append(made.id)
            self.said[made.id] = []

    @rule()
    def offer(self) -> None:
        waiting = self.desk.queue.in_order()
        everybody = {one.name: one for one in presence.everybody(self.desk.store, self.desk.name)}
        busy = self._having(State.OFFERED, State.WITH_HANDLER)
        made = self.desk.offers()
        if made is None:
            return
        handler = everybody[made.handler or ""]
        assert SETTINGS.hours.state_at(self.desk.now) == "open"
        assert handler.presence == "available"
        assert self.desk.now - handler.seen_at <= PATIENCE.handler_gone
        assert made.handler not in made.passed_by
        assert busy[handler.name] < PATIENCE.at_once
        # Nobody was overtaken by whom this handler could have been offered as well.
        overtaken = waiting[: [one.id for one in waiting].index(made.id)]
        assert all(handler.name in one.passed_by for one in overtaken)

    @rule(handler=HANDLERS, data=st.data())
    def accept(self, handler: str, data: st.DataObject) -> None:
        if (number := self._one(data)) is None:
            return
        before = self.desk.queue.get(number)
        assert before is not None
        known = handler in {one.name for one in presence.everybody(self.desk.store, self.desk.name)}
        room = self._having(State.WITH_HANDLER)[handler] < PATIENCE.at_once
        theirs = before.state in {State.OFFERED, State.WITH_HANDLER} and before.handler == handler
        try:
            after = self.desk.queue.accept(number, handler, self.desk.now)
        except NotYoursError:
            assert not (known and (theirs or before.state is State.WAITING))
        except TooManyError:
            assert not room
        else:
            assert (after.state, after.handler) == (State.WITH_HANDLER, handler)
            assert theirs or before.state is State.WAITING

    @rule(handler=HANDLERS, deed=st.sampled_from(["pass_on", "end_by_handler", "wrapped_up"]), data=st.data())
    def deed(self, handler: str, deed: str, data: st.DataObject) -> None:
        if (number := self._one(data)) is None:
            return
        before = self.desk.queue.get(number)
        assert before is not None
        try:
            getattr(self.desk.queue, deed)(number, handler, self.desk.now)
        except NotYoursError:
            assert self.desk.queue.get(number) == before
        else:
            assert before.handler == handler

    @rule(parent=PARENTS)
    def end_by_parent(self, parent: str) -> None:
        self.desk.queue.end_by_parent(parent, self.desk.now)
        assert self.desk.queue.state_of(parent) is State.WITH_ASSISTANT

    @rule(parent=PARENTS, text=st.text(min_size=1, max_size=5).filter(lambda text: text.isalnum()), again=st.booleans())
    def parent_says(self, parent: str, text: str, again: bool) -> None:
        live, key = self.desk.queue.live(parent), str(next(self.keys))
        for _ in range(1 + again):
            line = self.desk.queue.say_as_parent(parent, text, key, self.desk.now)
            assert (line is None) == (live is None)
        if live:
            self.said[live.id].append(("parent", text))

    @rule(handler=HANDLERS, data=st.data(), again=st.booleans())
    def handler_says(self, handler: str, data: st.DataObject, again: bool) -> None:
        if (number := self._one(data)) is None:
            return
        before, key = self.desk.queue.get(number), str(next(self.keys))
        assert before is not None
        on = before.state is State.WITH_HANDLER and before.handler == handler
        for _ in range(1 + again):
            try:
                self.desk.queue.say_as_handler(number, handler, f"text {key}", key, self.desk.now)
            except NotYoursError:
                assert not on
            else:
                assert on
        if on:
            self.said[number].append(("handler", f"text {key}"))

    @rule(handler=HANDLERS, as_=st.sampled_from(["available", "available", "busy", "away", None]))
    def here(self, handler: str, as_: Presence | None) -> None:
        self.desk.here(handler, as_)

    @rule(handler=HANDLERS)
    def leave(self, handler: str) -> None:
        presence.leave(self.desk.store, handler, self.desk.now, self.desk.name)
        assert self._having(State.OFFERED, State.WITH_HANDLER)[handler] == 0

    @rule(parent=PARENTS)
    def parent_seen(self, parent: str) -> None:
        self.desk.queue.parent_seen(parent, self.desk.now)

    @rule(by=st.sampled_from([1, 10, 31, 46, 61, 301, 601, 901, 5 * 3600, 24 * 3600]), who=st.sets(HANDLERS))
    def time_goes_by(self, by: int, who: set[str]) -> None:
        self.desk.later(seconds(by), *sorted(who))

    @rule()
    def tick(self) -> None:
        self.desk.ticks()
        now = self.desk.now
        everybody = {one.name: one for one in presence.everybody(self.desk.store, self.desk.name)}
        is_open = SETTINGS.hours.state_at(now) == "open"
        for one in self.desk.queue.in_order(*LIVE, State.WRAPPING_UP):
            if one.state is State.WAITING:
                assert is_open
                assert now - one.queued_at < PATIENCE.wait
            elif one.state is State.WRAPPING_UP:
                assert one.ended_at is not None
                assert now - one.ended_at < PATIENCE.wrapping_up
            else:
                assert now - everybody[one.handler or ""].seen_at <= PATIENCE.handler_gone
            if one.state is State.OFFERED:
                assert one.offered_until is not None
                assert now < one.offered_until <= now + PATIENCE.offer
        assert self.desk.ticks() == {}  # all that was due is done

    @invariant()
    def promises(self) -> None:
        for number in self.handoffs:
            one = self.desk.queue.get(number)
            assert one is not None
            lines = self.desk.queue.lines(number)
            assert [line.sequence for line in lines] == list(range(lines[0].sequence, one.last_sequence + 1))
            assert [(line.author, line.text) for line in lines if line.kind == "text"] == self.said[number]
            states = [State.WITH_ASSISTANT, *(State(line.text) for line in lines if line.kind == "state")]
            assert all(after in WAYS[before] for before, after in pairwise(states))
            assert states[-1] is one.state
            if one.state in {State.OFFERED, State.WITH_HANDLER}:
                assert one.handler is not None
            assert (one.ended_at is not None) == (one.state in {*OVER, State.WRAPPING_UP})
        assert max(self._having(State.WITH_HANDLER).values(), default=0) <= PATIENCE.at_once
        assert max(self._having(State.OFFERED).values(), default=0) <= 1

    def _having(self, *states: State) -> Counter[str]:
        return Counter(one.handler or "" for one in self.desk.queue.in_order(*states))

    def _one(self, data: st.DataObject) -> int | None:
        return data.draw(st.sampled_from(self.handoffs)) if self.handoffs else None


TestHandoffs = Handoffs.TestCase
TestHandoffs.settings = settings(max_examples=40, stateful_step_count=40, deadline=timedelta(seconds=30))
