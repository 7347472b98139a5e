"""What the phone of a parent who writes by text is told: the handler's words and who is on, from our number, once."""

from collections.abc import Iterator

import pytest
from a_queue import NOW, SECRET, Desk, seconds
from sqlalchemy import select

from hub import outbox
from hub.handoff import parents
from hub.handoff.handoff import Wish
from hub.handoff.texts import MOST_CHARACTERS, parts
from hub.phone_numbers import phone_key
from hub.store.database import Store
from hub.store.tables import OutboxRow

PHONE, NAME, SAM = "+447700900123", "sms:+447700900123", "sam.jones@example.org"


@pytest.fixture
def desk(any_store: Store) -> Iterator[Desk]:
    return Desk(any_store)


def sent(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return [row.body for row in session.scalars(select(OutboxRow).order_by(OutboxRow.due_at, OutboxRow.id))]


def asks(desk: Desk) -> int:
    desk.here(SAM)
    return desk.queue.ask(Wish(NAME, "sms", phone=PHONE), desk.now).id


@pytest.mark.parametrize(
    ("crisis", "asks_how_it_was"),
    [(False, " How was it? Reply with a number from 1, poor, to 5, very good."), (True, "")],
)
def test_a_chat_by_text(desk: Desk, *, crisis: bool, asks_how_it_was: str) -> None:
    number = asks(desk)
    desk.offers()
    desk.queue.accept(number, SAM, desk.now)
    for _ in range(2):  # sent again
        desk.queue.say_as_handler(number, SAM, "Hello, how can I help?", "1", desk.now)
    desk.later(seconds(60), SAM)
    desk.queue.say_as_parent(NAME, "he is 7", "SM1", desk.now)
    if crisis:
        parents.note_crisis(desk.queue, NAME, "act_now", desk.now)
    desk.queue.end_by_handler(number, SAM, desk.now)
    desk.queue.wrapped_up(number, SAM, desk.now)
    assert sent(desk) == [
        "Sam, call handler, has joined. What you write now goes to them.",
        "Sam: Hello, how can I help?",
        "Sam, call handler, has left. You are back with the assistant. You wrote with Sam from 10am to 10.01am."
        + asks_how_it_was,
    ]
    with desk.store.read() as session:
        rows = list(session.scalars(select(OutboxRow)))
    assert {(row.to_phone, row.phone_key, row.kind, row.handoff_id) for row in rows} == {
        (PHONE, phone_key(SECRET, PHONE), "live_chat", number)
    }


def test_what_the_parent_does_is_not_texted_back(desk: Desk) -> None:
    asks(desk)
    desk.queue.end_by_parent(NAME, desk.now)
    assert sent(desk) == []


def test_a_wait_that_came_to_nothing_is_said(desk: Desk) -> None:
    asks(desk)
    desk.later(seconds(3600))
    desk.ticks()
    assert sent(desk) == [
        "Sorry, no call handler could take your chat. You are back with the assistant. A call handler can also phone "
        "you, if you would like that. Then reply: call me."
    ]


def test_chats_on_a_page_text_nobody(desk: Desk) -> None:
    number = desk.connected("c", SAM).id
    desk.queue.say_as_handler(number, SAM, "Hello", "1", desk.now)
    assert sent(desk) == []


def test_the_texts_go_with_their_conversation(desk: Desk) -> None:
    number = asks(desk)
    desk.queue.accept(number, SAM, desk.now)
    assert len(sent(desk)) == 1
    desk.queue.delete_for(PHONE, desk.now)
    assert sent(desk) == []


def test_long_words_are_sent_in_parts_and_in_order(desk: Desk) -> None:
    number = asks(desk)
    desk.queue.accept(number, SAM, desk.now)
    words = " ".join(f"word{n}" for n in range(450))
    desk.queue.say_as_handler(number, SAM, words, "1", desk.now)
    found = sent(desk)[1:]
    assert len(found) == 3
    assert " ".join(found) == f"Sam: {words}"
    assert max(map(len, found)) <= MOST_CHARACTERS


@pytest.mark.parametrize("text", ["", "short", "x" * 4_000])
def test_no_sign_is_lost_in_the_parts(text: str) -> None:
    assert "".join(parts(text)) == text


def test_who_does_not_want_texts_gets_none(desk: Desk) -> None:
    outbox.opt_out(desk.store, SECRET, PHONE, NOW)
    number = asks(desk)
    desk.queue.accept(number, SAM, desk.now)

    class Sender:
        def send(self, to: str, body: str) -> str:
            raise AssertionError("it was sent")

        def sent(self, to: str, body: str, since: object) -> list[str]:
            return []

    assert outbox.deliver(desk.store, Sender(), desk.now) == {"cancelled": 1}
