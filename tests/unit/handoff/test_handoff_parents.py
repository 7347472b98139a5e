"""The queue from the parent's side: one row of numbers for all their handoffs, crises, and what they are told."""

import pytest
from a_queue import NOW, Desk, seconds

from hub.handoff import parents, wording
from hub.handoff.handoff import Line
from hub.handoff.states import State
from hub.replies import Channel
from hub.safety.crisis import CrisisLevel
from hub.store.database import Store

LEVELS: tuple[CrisisLevel, ...] = ("check", "check", "act_now")


@pytest.fixture
def desk(any_store: Store) -> Desk:
    return Desk(any_store)


def ended(desk: Desk, conversation: str, handler: str) -> None:
    number = desk.connected(conversation, handler).id
    desk.queue.say_as_parent(conversation, "hello", "1", desk.now)
    desk.queue.end_by_handler(number, handler, desk.now)


def test_no_number_comes_twice_in_a_conversation_that_asks_again(desk: Desk) -> None:
    ended(desk, "c", "ada")
    again = desk.connected("c", "ada")
    first = parents.latest(desk.queue, "c")
    assert first == again
    desk.queue.wrapped_up(again.id - 1, "ada", desk.now)  # the one before, while the next is on
    seen = [(line.sequence, line.text) for line in parents.all_lines(desk.queue, "c", 0)]
    assert seen == [
        (1, "waiting"),
        (2, "with_handler"),
        (3, "hello"),
        (4, "wrapping_up"),
        (5, "closed"),
        (6, "waiting"),
        (7, "with_handler"),
    ]
    assert [line.sequence for line in parents.all_lines(desk.queue, "c", 5)] == [6, 7]


def test_another_conversation_sees_nothing_of_it(desk: Desk) -> None:
    ended(desk, "c", "ada")
    assert parents.all_lines(desk.queue, "d", 0) == []
    assert parents.latest(desk.queue, "d") is None


def test_each_line_says_which_handler_was_on(desk: Desk) -> None:
    number = desk.connected("c", "ada").id
    desk.here("bo")
    desk.queue.pass_on(number, "ada", desk.now)
    desk.queue.accept(number, "bo", desk.now)
    assert [(line.text, line.handler) for line in desk.queue.lines(number)] == [
        ("waiting", None),
        ("with_handler", "ada"),
        ("waiting", "ada"),
        ("with_handler", "bo"),
    ]


def test_a_crisis_goes_first_and_the_numbers_are_told_once_for_each_level(desk: Desk) -> None:
    desk.here("ada")
    first = desk.asks("first").id
    desk.now += seconds(5)
    number = desk.asks("second").id
    told = [parents.note_crisis(desk.queue, "second", level, desk.now) for level in LEVELS]
    assert told == [True, False, True]
    assert not parents.note_crisis(desk.queue, "second", "check", desk.now)
    assert not parents.note_crisis(desk.queue, "second", "act_now", desk.now)
    assert [one.id for one in desk.queue.in_order()] == [number, first]
    assert [(line.kind, line.author, line.text) for line in desk.queue.lines(number)][1:3] == [
        ("crisis", "hub", "check"),
        ("crisis", "hub", "check"),
    ]


def test_who_was_asked_if_anyone_is_in_danger_is_known_until_worse_is_said(desk: Desk) -> None:
    desk.here("ada")
    number = desk.asks("c").id
    seen = [parents.may_be_in_danger(desk.queue, number)]
    for level in LEVELS[1:]:
        parents.note_crisis(desk.queue, "c", level, desk.now)
        seen.append(parents.may_be_in_danger(desk.queue, number))
    assert seen == [False, True, False]


def test_what_the_parent_writes_says_that_they_are_there(desk: Desk) -> None:
    number = desk.connected("c", "ada").id
    desk.queue.parent_seen("c", desk.now)
    desk.later(seconds(600), "ada")
    desk.queue.say_as_parent("c", "still here", "1", desk.now)
    desk.later(seconds(600), "ada")
    desk.ticks()
    assert desk.queue.state_of("c") is State.WITH_HANDLER
    assert desk.texts(number) == [("parent", "still here")]


@pytest.mark.parametrize(
    ("channel", "caller", "name"),
    [
        ("web", None, "id"),
        ("web", "+447700900123", "id"),
        ("sms", "+447700900123", "sms:+447700900123"),
        ("sms", None, "id"),
    ],
)
def test_a_text_thread_is_known_by_its_number(channel: Channel, caller: str | None, name: str) -> None:
    assert parents.name_of("id", channel, caller) == name


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("sam.jones@example.org", "Sam"),
        ("sam", "Sam"),
        ("Zoë-Ann", "Zoë"),
        ("007", "A call handler"),
        ("j.smith", "A call handler"),
        (None, "A call handler"),
    ],
)
def test_of_an_account_only_the_first_name_is_shown(account: str | None, name: str) -> None:
    assert wording.shown_name(account) == name


@pytest.mark.parametrize(
    ("text", "author", "was", "handler", "said"),
    [
        ("waiting", "parent", None, None, "You are waiting for a call handler. You can write already; they will read it."),
        ("offered", "hub", State.WAITING, "sam", None),
        ("waiting", "hub", State.OFFERED, "sam", None),
        ("with_handler", "handler", State.OFFERED, "sam", "Sam, call handler, has joined. What you write now goes to them."),
        ("with_handler", "handler", State.OFFERED, "7", "A call handler has joined. What you write now goes to them."),
        ("waiting", "hub", State.WITH_HANDLER, "sam", "Sam had to go. I am looking for another call handler. You keep your place."),
        ("wrapping_up", "handler", State.WITH_HANDLER, "sam", "Sam, call handler, has left."),
        ("wrapping_up", "parent", State.WITH_HANDLER, "sam", "You have left."),
        ("wrapping_up", "hub", State.WITH_HANDLER, "sam", "The chat has ended, because we did not hear from you."),
        ("timed_out", "hub", State.WAITING, None, "Sorry, no call handler could take your chat."),
        ("closed", "handler", State.WRAPPING_UP, "sam", None),
    ],
)  # fmt: skip
def test_what_a_change_means_for_the_parent(
    text: str, author: str, was: State | None, handler: str | None, said: str | None
) -> None:
    line = Line(1, 1, "state", author, text, NOW, handler)  # type: ignore[arg-type]
    assert wording.change_text(line, was) == said


@pytest.mark.parametrize(
    ("place", "minutes", "said"),
    [
        (1, 0, "You are number 1. A call handler is free and is being asked."),
        (2, 1, "You are number 2. It will take about 1 minute."),
        (3, 12, "You are number 3. It will take about 12 minutes."),
        (4, None, "You are number 4. I cannot say how long it will take."),
    ],
)
def test_a_place_in_the_queue_is_told_without_guessing(place: int, minutes: int | None, said: str) -> None:
    assert wording.place_text(place, minutes) == said


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("5", 5),
        ("4 out of 5", 4),
        ("3/5.", 3),
        ("Very good", 5),
        ("poor", 1),
        ("6", None),
        ("he is 5", None),
        ("", None),
    ],
)
def test_a_rating_is_one_only_where_nothing_else_is_said(text: str, stars: int | None) -> None:
    assert wording.rating_said(text) == stars


def test_after_a_chat_the_assistant_sums_up_and_asks_how_it_was(desk: Desk) -> None:
    number = desk.connected("c", "sam.jones@example.org").id
    desk.later(seconds(900), "sam.jones@example.org")
    over = desk.queue.end_by_handler(number, "sam.jones@example.org", desk.now)
    reply = wording.after_the_end(over, 30)
    assert reply.web == (
        "You are back with the assistant. You wrote with Sam from 10am to 10.15am. We keep that chat for 30 days. How was it?"
    )
    assert [button.title for button in reply.buttons] == ["Very good", "All right", "Poor"]


def test_where_nobody_came_a_call_back_is_offered(desk: Desk) -> None:
    desk.here("ada")
    desk.asks("c")
    over = desk.queue.end_by_parent("c", desk.now)
    assert over is not None
    assert wording.after_the_end(over, 30).buttons[0].title == "Ask us to phone you"


@pytest.mark.parametrize("channel", ["web", "sms"])
def test_after_a_crisis_nobody_is_asked_how_it_was(desk: Desk, channel: Channel) -> None:
    desk.here("ada")
    number = desk.asks("c", channel=channel, crisis=True).id
    desk.queue.accept(number, "ada", desk.now)
    reply = wording.after_the_end(desk.queue.end_by_handler(number, "ada", desk.now), 30)
    assert reply.text_for(channel).endswith("We keep that chat for 30 days.")
    assert not reply.rates
    assert not {button.title for button in reply.buttons} & set(wording.RATINGS)
