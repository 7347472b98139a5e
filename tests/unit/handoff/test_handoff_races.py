"""Many at once, on both databases: one handler gets each parent, and no message is lost or doubled."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from a_queue import NOW, SETTINGS, Desk

from hub.handoff.handoff import NotYoursError
from hub.handoff.states import State
from hub.handoff.ticking import offer_next
from hub.store.database import Store

HANDLERS = 50


def at_once(number: int, deed: Callable[[int], object]) -> list[object]:
    """The same deed by so many threads that start together."""
    together = threading.Barrier(number)

    def one(which: int) -> object:
        together.wait(60)
        try:
            return deed(which)
        except NotYoursError:
            return "not yours"

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_50_handlers_want_one_parent_and_one_gets_them(any_store: Store) -> None:
    desk = Desk(any_store)
    for number in range(HANDLERS):
        desk.here(f"handler {number}")
    parent = desk.asks("c").id
    got = at_once(HANDLERS, lambda which: desk.queue.accept(parent, f"handler {which}", NOW).handler)
    on = desk.queue.get(parent)
    assert on is not None
    assert Counter(got) == {"not yours": HANDLERS - 1, on.handler: 1}
    assert desk.states(parent) == ["waiting", "with_handler"]


def test_each_of_10_parents_is_offered_once_by_20_workers_to_10_handlers(any_store: Store) -> None:
    desk = Desk(any_store)
    for number in range(10):
        desk.here(f"handler {number}")
        desk.asks(f"c{number}")
    at_once(20, lambda _: offer_next(any_store, SETTINGS, NOW))
    offered = desk.queue.in_order(State.OFFERED)
    assert len({one.handler for one in offered}) == 10
    assert [desk.states(one.id) for one in offered] == [["waiting", "offered"]] * 10


def test_a_parent_who_leaves_as_a_handler_accepts_is_in_one_state_for_both(any_store: Store) -> None:
    desk = Desk(any_store)
    for number in range(8):
        desk.here(f"handler {number}")
        parent = desk.asks(f"c{number}").id

        def either(which: int, number: int = number, parent: int = parent) -> object:
            if which:
                return desk.queue.accept(parent, f"handler {number}", NOW).state
            ended = desk.queue.end_by_parent(f"c{number}", NOW)
            return ended and ended.state

        left, accepted = at_once(2, either)
        assert (left, accepted) in {
            (State.ABANDONED, "not yours"),
            (State.WRAPPING_UP, State.WITH_HANDLER),
        }


def test_the_same_parent_asking_many_times_at_once_waits_once(any_store: Store) -> None:
    desk = Desk(any_store)
    desk.here("ada")
    assert len(set(at_once(12, lambda _: desk.asks("c").id))) == 1


def test_no_message_is_lost_or_doubled_while_both_send_and_resend_and_read(any_store: Store) -> None:
    desk = Desk(any_store)
    parent, each = desk.connected("c", "ada").id, 25
    done = threading.Event()

    def say(which: int) -> None:
        # Twice the same parent, two tabs of one handler, and a resend of everything.
        for one in (number // 2 for number in range(2 * each)):
            if which < 2:
                desk.queue.say_as_parent("c", f"p{one}", f"key {one}", NOW)
            else:
                desk.queue.say_as_handler(parent, "ada", f"h{which}-{one}", f"{which} {one}", NOW)

    def read() -> list[tuple[int, str]]:
        """As a stream does: resumes again and again from the last that it has seen."""
        seen: list[tuple[int, str]] = []
        while True:
            last_round = done.is_set()
            seen += [(line.sequence, line.text) for line in desk.queue.lines(parent, seen[-1][0] if seen else 0)]
            if last_round:
                return seen

    with ThreadPoolExecutor(2) as readers:
        reading = [readers.submit(read) for _ in range(2)]
        try:
            at_once(4, say)
        finally:
            done.set()
        streams = [one.result(60) for one in reading]
    assert streams[0] == streams[1]
    assert [sequence for sequence, _ in streams[0]] == list(range(1, 3 + 3 * each))
    texts = [text for _, text in streams[0] if text not in {"waiting", "with_handler"}]
    assert Counter(texts) == Counter(
        [f"p{one}" for one in range(each)] + [f"h{which}-{one}" for which in (2, 3) for one in range(each)]
    )
    for author in ("p", "h2-", "h3-"):
        assert [text for text in texts if text.startswith(author)] == [f"{author}{one}" for one in range(each)]


def test_messages_go_on_while_the_queue_is_worked(any_store: Store) -> None:
    desk = Desk(any_store)
    number = desk.connected("c", "ada").id

    def deed(which: int) -> None:
        for one in range(15):
            if which == 0:
                desk.queue.say_as_handler(number, "ada", f"{one}", f"{one}", NOW)
            elif which == 1:
                desk.ticks()
            else:
                desk.here("ada", None)

    at_once(3, deed)
    assert desk.texts(number) == [("handler", f"{one}") for one in range(15)]
    on = desk.queue.get(number)
    assert on is not None
    assert on.last_sequence == 17
