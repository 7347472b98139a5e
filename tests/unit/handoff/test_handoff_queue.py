"""The queue of parents who want a person: who is served when, and what comes of every way in which it can go wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from a_queue import EVENING, NOW, PATIENCE, Desk, seconds

from hub.handoff import presence, queue
from hub.handoff.handoff import (
    MOST_CHARACTERS,
    NobodyThereError,
    NotYoursError,
    TooLongError,
    TooManyError,
)
from hub.handoff.states import OVER, WAYS, State, is_silent
from hub.store.database import Store
from hub.store.tables import HandoffMessage, HandoffRow
from hub.uk_calendar import LONDON


@pytest.fixture
def desk(any_store: Store) -> Desk:
    return Desk(any_store)


def test_a_parent_is_offered_accepted_served_and_back_with_the_assistant(desk: Desk) -> None:
    desk.here("ada")
    made = desk.asks("c", first_name="Amina", watches=True)
    assert (made.state, made.brief, desk.queue.state_of("c")) == (State.WAITING, {"topic": "sleep"}, State.WAITING)
    offered = desk.offers()
    assert offered is not None
    assert (offered.id, offered.state, offered.handler) == (made.id, State.OFFERED, "ada")
    accepted = desk.queue.accept(made.id, "ada", desk.now)
    assert (accepted.state, accepted.accepted_at) == (State.WITH_HANDLER, NOW)
    assert is_silent(desk.queue.state_of("c"))
    ended = desk.queue.end_by_handler(made.id, "ada", desk.now)
    assert (ended.state, ended.ended_by, desk.queue.state_of("c")) == (
        State.WRAPPING_UP,
        "handler",
        State.WITH_ASSISTANT,
    )
    assert desk.queue.wrapped_up(made.id, "ada", desk.now).state is State.CLOSED
    assert desk.states(made.id) == ["waiting", "offered", "with_handler", "wrapping_up", "closed"]


def test_only_while_a_handler_is_on_the_assistant_is_silent() -> None:
    assert [state for state in State if is_silent(state)] == [State.WITH_HANDLER]


def test_what_is_over_leads_nowhere() -> None:
    assert [WAYS[state] for state in OVER] == [frozenset()] * 3


def test_asking_twice_is_asking_once(desk: Desk) -> None:
    desk.here("ada")
    assert desk.asks("c") == desk.asks("c", crisis=True)
    assert [one.state for one in desk.queue.in_order()] == [State.WAITING]


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (datetime(2026, 11, 24, 15, tzinfo=LONDON), "closed"),
        (datetime(2026, 11, 28, 10, tzinfo=LONDON), "closed"),
        (EVENING, "by_appointment"),
    ],
)
def test_out_of_hours_nobody_is_promised_a_person_whoever_is_there(desk: Desk, now: datetime, reason: str) -> None:
    desk.now = now
    desk.here("ada")
    with pytest.raises(NobodyThereError) as error:
        desk.asks("c")
    assert (error.value.reason, desk.queue.state_of("c")) == (reason, State.WITH_ASSISTANT)


def test_in_hours_with_nobody_there_nobody_is_promised_a_person(desk: Desk) -> None:
    for prepare in (lambda: None, lambda: desk.here("ada", "away"), lambda: desk.here("bo")):
        prepare()
        if desk.presence_of("bo"):
            desk.later(PATIENCE.handler_gone + seconds(1))
        with pytest.raises(NobodyThereError) as error:
            desk.asks("c")
        assert error.value.reason == "nobody"


def test_a_handler_who_is_busy_is_waited_for_and_not_disturbed(desk: Desk) -> None:
    desk.here("ada", "busy")
    assert desk.asks("c").state is State.WAITING
    assert desk.offers() is None
    desk.here("ada")
    assert desk.offers() is not None


def test_crisis_is_first_then_who_asked_first(desk: Desk) -> None:
    for handler in ("ada", "bo", "cy"):
        desk.here(handler)
    numbers = {}
    for name, crisis in (("first", False), ("second", False), ("crisis", True)):
        numbers[name] = desk.asks(name, crisis=crisis).id
        desk.later(seconds(1))
    offered = [desk.offers() for _ in range(4)]
    assert [one and one.id for one in offered] == [numbers["crisis"], numbers["first"], numbers["second"], None]
    assert len({one.handler for one in offered if one}) == 3


def test_whoever_has_least_and_is_idle_longest_is_asked(desk: Desk) -> None:
    desk.connected("before", "ada")
    desk.here("bo")
    desk.here("cy")
    order = []
    for number in range(4):
        desk.asks(f"c{number}")
        offered = desk.offers()
        assert offered is not None
        order.append(offered.handler)
        desk.queue.accept(offered.id, offered.handler or "", desk.now)
        desk.later(seconds(1), "ada", "bo", "cy")
    assert order == ["bo", "cy", "ada", "bo"]


def test_a_handler_has_so_many_at_once_and_no_more(desk: Desk) -> None:
    for number in range(PATIENCE.at_once):
        desk.connected(f"c{number}", "ada")
    one_more = desk.asks("one more")
    assert desk.offers() is None
    with pytest.raises(TooManyError):
        desk.queue.accept(one_more.id, "ada", desk.now)
    assert desk.queue.state_of("one more") is State.WAITING


def test_only_who_is_offered_it_accepts_it_and_only_once(desk: Desk) -> None:
    desk.here("ada")
    number = desk.asks("c").id
    desk.offers()
    desk.here("bo")
    for stranger in ("bo", "nobody we know"):
        with pytest.raises(NotYoursError):
            desk.queue.accept(number, stranger, desk.now)
    first = desk.queue.accept(number, "ada", desk.now)
    assert desk.queue.accept(number, "ada", desk.now + seconds(1)) == first
    with pytest.raises(NotYoursError):
        desk.queue.accept(number + 1, "ada", desk.now)


def test_passing_on_offers_it_to_the_next_and_never_back(desk: Desk) -> None:
    desk.here("ada")
    number = desk.asks("c").id
    desk.offers()
    assert desk.queue.pass_on(number, "ada", desk.now).state is State.WAITING
    assert desk.offers() is None
    desk.here("bo")
    offered = desk.offers()
    assert offered is not None
    assert (offered.handler, offered.passed_by) == ("bo", ("ada",))
    with pytest.raises(NotYoursError):
        desk.queue.pass_on(number, "ada", desk.now)


def test_an_offer_that_nobody_answers_goes_to_the_next_and_who_did_not_answer_is_away(desk: Desk) -> None:
    desk.here("ada")
    number = desk.asks("c").id
    desk.ticks()
    desk.here("bo")
    desk.later(PATIENCE.offer, "ada", "bo")
    assert desk.ticks() == {"not_answered": 1, "offered": 1}
    offered = desk.queue.get(number)
    assert offered is not None
    assert (offered.handler, desk.presence_of("ada"), desk.presence_of("bo")) == ("bo", "away", "available")
    with pytest.raises(NotYoursError):
        desk.queue.accept(number, "ada", desk.now)


def test_a_handler_whose_browser_dies_loses_nothing_and_the_next_has_it_all(desk: Desk) -> None:
    number = desk.connected("c", "ada").id
    desk.queue.say_as_parent("c", "hello", "1", desk.now)
    desk.queue.say_as_handler(number, "ada", "hello too", "1", desk.now)
    desk.later(PATIENCE.handler_gone + seconds(1))
    desk.here("bo")
    assert desk.ticks() == {"handler_gone": 1, "offered": 1}
    desk.queue.say_as_parent("c", "are you there", "2", desk.now)
    desk.queue.accept(number, "bo", desk.now)
    assert desk.texts(number) == [("parent", "hello"), ("handler", "hello too"), ("parent", "are you there")]
    with pytest.raises(NotYoursError):
        desk.queue.say_as_handler(number, "ada", "I am back", "2", desk.now)


def test_a_handler_who_is_back_in_time_has_everything_as_before(desk: Desk) -> None:
    number = desk.connected("c", "ada").id
    desk.later(PATIENCE.handler_gone)
    assert desk.ticks() == {}
    assert desk.queue.say_as_handler(number, "ada", "here again", "1", desk.now).sequence == 3


def test_a_handler_who_leaves_leaves_nobody_behind(desk: Desk) -> None:
    first = desk.connected("c", "ada").id
    desk.asks("d")
    offered = desk.offers()
    assert offered is not None
    desk.later(seconds(5), "ada")
    assert presence.leave(desk.store, "ada", desk.now) == 2
    assert (desk.presence_of("ada"), [one.id for one in desk.queue.in_order()]) == ("away", [first, offered.id])


def test_who_waits_too_long_is_back_with_the_assistant(desk: Desk) -> None:
    desk.here("ada", "busy")
    number = desk.asks("c").id
    desk.later(PATIENCE.wait - seconds(1), "ada")
    assert desk.ticks() == {}
    desk.later(seconds(1), "ada")
    assert desk.ticks() == {"timed_out": 1}
    assert (desk.queue.state_of("c"), desk.states(number)) == (State.WITH_ASSISTANT, ["waiting", "timed_out"])


def test_where_everybody_goes_away_nobody_waits_for_long(desk: Desk) -> None:
    desk.here("ada", "busy")
    desk.asks("c")
    desk.here("ada", "away")
    desk.later(PATIENCE.nobody, "ada")
    assert desk.ticks() == {"timed_out": 1}


def test_nothing_is_offered_after_closing_time_before_the_clock_has_ticked(desk: Desk) -> None:
    desk.now = NOW.replace(hour=14, minute=59, second=58)
    desk.here("ada")
    desk.asks("waits")
    desk.later(seconds(2), "ada")
    assert desk.offers() is None
    assert desk.queue.state_of("waits") is State.WAITING


def test_at_closing_time_who_waits_is_told_and_who_talks_goes_on(desk: Desk) -> None:
    on = desk.connected("on", "ada").id
    desk.now = NOW.replace(hour=14, minute=59, second=58)
    desk.here("ada", "busy")
    desk.asks("waits")
    desk.later(seconds(2), "ada")
    assert desk.ticks() == {"timed_out": 1}
    assert desk.queue.state_of("waits") is State.WITH_ASSISTANT
    assert desk.queue.say_as_handler(on, "ada", "I am still here", "1", desk.now).text == "I am still here"


def test_a_parent_who_closes_the_tab_and_is_back_after_ten_minutes_misses_nothing(desk: Desk) -> None:
    desk.here("ada")
    number = desk.asks("c", watches=True).id
    desk.queue.accept(number, "ada", desk.now)
    seen = desk.queue.lines(number)[-1].sequence
    desk.queue.say_as_handler(number, "ada", "one", "1", desk.now)
    desk.queue.say_as_handler(number, "ada", "two", "2", desk.now)
    for _ in range(20):
        desk.later(seconds(30), "ada")
        assert desk.ticks() == {}
    desk.queue.parent_seen("c", desk.now)
    assert [line.text for line in desk.queue.lines(number, seen)] == ["one", "two"]
    desk.later(seconds(6 * 60), "ada")
    assert (desk.ticks(), desk.queue.state_of("c")) == ({}, State.WITH_HANDLER)


def test_a_parent_who_stays_away_frees_the_handler(desk: Desk) -> None:
    desk.here("ada")
    number = desk.asks("c", watches=True).id
    desk.queue.accept(number, "ada", desk.now)
    desk.later(PATIENCE.parent_gone, "ada")
    assert desk.ticks() == {"parent_gone": 1}
    desk.later(PATIENCE.wrapping_up, "ada")
    assert desk.ticks() == {"closed": 1}
    assert desk.states(number) == ["waiting", "with_handler", "wrapping_up", "closed"]


def test_a_channel_that_cannot_tell_never_counts_as_gone(desk: Desk) -> None:
    desk.connected("text message", "ada")
    desk.later(timedelta(hours=3), "ada")
    assert desk.ticks() == {}


def test_the_parent_may_end_it_at_any_time_and_ask_again(desk: Desk) -> None:
    desk.here("ada")
    for prepare, state, by in (
        (lambda: desk.asks("c"), State.ABANDONED, "parent"),
        (lambda: (desk.asks("c"), desk.offers()), State.ABANDONED, "parent"),
        (lambda: desk.connected("c", "ada"), State.WRAPPING_UP, "parent"),
    ):
        prepare()
        ended = desk.queue.end_by_parent("c", desk.now)
        assert ended is not None
        assert (ended.state, ended.ended_by, desk.queue.state_of("c")) == (state, by, State.WITH_ASSISTANT)
    assert desk.queue.end_by_parent("c", desk.now) is None
    assert desk.asks("c").state is State.WAITING


@pytest.mark.parametrize("deed", ["pass_on", "end_by_handler", "wrapped_up"])
def test_nobody_else_ends_or_passes_on_what_a_handler_is_in(desk: Desk, deed: str) -> None:
    number = desk.connected("c", "ada").id
    desk.here("bo")
    with pytest.raises(NotYoursError):
        getattr(desk.queue, deed)(number, "bo", desk.now)
    assert desk.queue.state_of("c") is State.WITH_HANDLER


class TestMessages:
    def test_both_are_numbered_in_one_sequence_and_resumed_from_any_place(self, desk: Desk) -> None:
        number = desk.connected("c", "ada").id
        said = [
            desk.queue.say_as_parent("c", "one", "p1", desk.now),
            desk.queue.say_as_handler(number, "ada", "two", "h1", desk.now),
            desk.queue.say_as_parent("c", "three", "p2", desk.now),
        ]
        assert [line and line.sequence for line in said] == [3, 4, 5]
        for after in range(6):
            assert [line.sequence for line in desk.queue.lines(number, after)] == list(range(after + 1, 6))

    def test_what_is_sent_again_is_kept_once_even_when_it_is_over(self, desk: Desk) -> None:
        number = desk.connected("c", "ada").id
        first = desk.queue.say_as_parent("c", "hello", "p1", desk.now)
        reply = desk.queue.say_as_handler(number, "ada", "hi", "p1", desk.now)
        desk.queue.end_by_handler(number, "ada", desk.now)
        assert desk.queue.say_as_parent("c", "hello", "p1", desk.now) == first
        assert desk.queue.say_as_handler(number, "ada", "hi", "p1", desk.now) == reply
        assert desk.texts(number) == [("parent", "hello"), ("handler", "hi")]
        # What is new then is for the assistant.
        assert desk.queue.say_as_parent("c", "thanks", "p2", desk.now) is None
        with pytest.raises(NotYoursError):
            desk.queue.say_as_handler(number, "ada", "bye", "p2", desk.now)

    def test_the_same_key_of_another_conversation_is_another_message(self, desk: Desk) -> None:
        for conversation in ("c", "d"):
            desk.connected(conversation, "ada")
            line = desk.queue.say_as_parent(conversation, f"I am {conversation}", "1", desk.now)
            assert line is not None
            assert line.text == f"I am {conversation}"

    def test_while_they_wait_what_they_say_is_kept_for_the_handler(self, desk: Desk) -> None:
        desk.here("ada")
        number = desk.asks("c").id
        desk.queue.say_as_parent("c", "it is about sleep", "1", desk.now)
        with pytest.raises(NotYoursError):
            desk.queue.say_as_handler(number, "ada", "hello", "1", desk.now)
        desk.queue.accept(number, "ada", desk.now)
        assert desk.texts(number) == [("parent", "it is about sleep")]

    def test_20_000_characters_are_kept_and_more_are_refused_whole(self, desk: Desk) -> None:
        number = desk.connected("c", "ada").id
        desk.queue.say_as_parent("c", "ż" * MOST_CHARACTERS, "1", desk.now)
        with pytest.raises(TooLongError):
            desk.queue.say_as_parent("c", "ż" * (MOST_CHARACTERS + 1), "2", desk.now)
        assert desk.texts(number) == [("parent", "ż" * MOST_CHARACTERS)]

    @pytest.mark.parametrize("text", ["", "  \n ", "\x00", "\ud800"])
    def test_what_has_no_words_is_refused(self, desk: Desk, text: str) -> None:
        desk.connected("c", "ada")
        with pytest.raises(ValueError):
            desk.queue.say_as_parent("c", text, "1", desk.now)

    def test_html_is_kept_as_the_plain_text_that_it_is(self, desk: Desk) -> None:
        number = desk.connected("c", "ada").id
        said = "<b>a</b> & <script>alert(1)</script>\n\tline two\x00"
        desk.queue.say_as_parent("c", said, "1", desk.now)
        assert desk.texts(number) == [("parent", said.rstrip("\x00"))]


class TestKeeping:
    def test_a_conversation_is_deleted_with_its_messages_and_nobody_elses(self, desk: Desk) -> None:
        desk.connected("mine", "ada")
        desk.queue.say_as_parent("mine", "hello", "1", desk.now)
        others = desk.connected("theirs", "ada").id
        assert desk.queue.delete_conversation("mine", desk.now) == 1
        assert desk.queue.delete_conversation("mine", desk.now) == 0
        with desk.store.read() as session:
            assert {row.id for row in session.query(HandoffRow)} == {others}
            assert {row.handoff_id for row in session.query(HandoffMessage)} == {others}

    def test_what_is_held_for_a_number_is_deleted(self, desk: Desk) -> None:
        desk.here("ada")
        desk.asks("a", channel="sms", phone="+447700900123")
        desk.asks("b", channel="sms", phone="+447700900124")
        assert desk.queue.delete_for("+447700900123", desk.now) == 1
        assert [one.phone for one in desk.queue.in_order()] == ["+447700900124"]

    def test_all_goes_after_its_days(self, desk: Desk) -> None:
        desk.connected("c", "ada")
        assert (queue.delete_before(desk.store, NOW), presence.delete_before(desk.store, NOW)) == (0, 0)
        after = NOW + seconds(1)
        assert (queue.delete_before(desk.store, after), presence.delete_before(desk.store, after)) == (1, 1)

    def test_another_queue_sees_nothing_of_it(self, desk: Desk) -> None:
        number, other = desk.connected("c", "ada").id, Desk(desk.store, "a replayed row")
        assert (other.queue.get(number), other.queue.live("c"), other.queue.lines(number)) == (None, None, [])
        assert other.queue.delete_conversation("c", desk.now) == 0
        with pytest.raises(NotYoursError):
            other.queue.accept(number, "ada", desk.now)

    def test_the_conversation_itself_is_not_in_the_store(self, desk: Desk) -> None:
        desk.connected("a conversation's own id", "ada")
        with desk.store.read() as session:
            [row] = session.query(HandoffRow)
        assert len(row.conversation_key) == 64
