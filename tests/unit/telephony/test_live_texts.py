"""A live chat by text: the parent's texts reach the call handler once, and the handler's go to the parent's phone."""

from __future__ import annotations

from datetime import datetime

import pytest
from fastapi import FastAPI
from made_up import TUESDAY_MORNING
from serving import FakeRasa
from sqlalchemy import select
from twilio_side import Twilio, text_fields

from hub.doors import Doors
from hub.handoff import presence
from hub.handoff.handoff import Wish
from hub.handoff.queue import Queue
from hub.handoff.states import State
from hub.store.tables import OutboxRow

NOW: datetime = TUESDAY_MORNING


@pytest.fixture
def queue(line_app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Queue:
    monkeypatch.setattr(Doors, "now", lambda _: NOW)
    doors: Doors = line_app.state.doors
    presence.here(doors.store, "sam", NOW, "available")
    return Queue(doors.store, doors.settings, doors.secret)


def on(queue: Queue, number: str) -> int:
    made = queue.ask(Wish(f"sms:{number}", "sms", phone=number), NOW)
    return queue.accept(made.id, "sam", NOW).id


def said(queue: Queue, number: int) -> list[tuple[str, str]]:
    return [(line.author, line.text) for line in queue.lines(number) if line.kind == "text"]


def test_a_text_reaches_the_handler_once_and_nothing_is_texted_back(
    twilio: Twilio, fake_rasa: FakeRasa, number: str, queue: Queue
) -> None:
    handoff = on(queue, number)
    fields = text_fields(number, "he is 7")
    answers = [twilio.post("/telephony/sms", fields).text for _ in range(2)]
    assert ({"<Message" in one for one in answers}, said(queue, handoff), fake_rasa.texts) == (
        {False},
        [("parent", "he is 7")],
        [],
    )


def test_the_handlers_words_wait_for_the_parents_phone(twilio: Twilio, number: str, queue: Queue) -> None:
    handoff = on(queue, number)
    queue.say_as_handler(handoff, "sam", "Hello", "1", NOW)
    with queue.store.read() as session:
        bodies = list(session.scalars(select(OutboxRow.body).where(OutboxRow.to_phone == number)))
    assert bodies == ["Sam, call handler, has joined. What you write now goes to them.", "Sam: Hello"]


def test_the_rating_after_the_end_is_a_number(twilio: Twilio, fake_rasa: FakeRasa, number: str, queue: Queue) -> None:
    handoff = on(queue, number)
    twilio.text(number, "thanks")
    queue.end_by_handler(handoff, "sam", NOW)
    (thanks,) = twilio.text(number, "5")
    assert thanks.startswith("Thank you for telling us.")
    twilio.text(number, "hello")
    assert fake_rasa.texts == ["hello"]


def test_who_says_stop_to_texts_leaves_the_chat_too(twilio: Twilio, number: str, queue: Queue) -> None:
    handoff = on(queue, number)
    twilio.text(number, "STOP")
    over = queue.get(handoff)
    assert (over and over.state) == State.WRAPPING_UP


def test_end_chat_brings_the_assistant_back(twilio: Twilio, number: str, queue: Queue) -> None:
    on(queue, number)
    (reply,) = twilio.text(number, "end chat")
    assert reply == (
        "You are back with the assistant. You wrote with Sam at 10am. We keep that chat for 30 days. How was it? "
        "Reply with a number from 1, poor, to 5, very good."
    )
