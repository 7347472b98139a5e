"""What people think, by text and by phone: asked once, kept without whose it is, never in the way of a crisis."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from fastapi import FastAPI
from serving import FakeRasa
from sqlalchemy import delete, select
from twilio_side import Caller, Twilio

from hub.doors import Doors
from hub.safety.crisis_replies import crisis_texts
from hub.store.database import Store
from hub.store.tables import Feedback
from telephony import opinions, sms, wording
from telephony.opinions import Question, Rating

GUIDANCE = {
    "kind": "answer",
    "outcome": "answered",
    "web": "A calm hour before bed.",
    "buttons": [{"title": "Tell me more", "payload": "/more"}, {"title": "Talk to a person", "payload": "/person"}],
    "article": "sleep",
}
HOURS = {"kind": "hours", "outcome": "hours", "web": "We are open."}
ASKED = "Did this help? Reply 3 for yes, 4 for no."


@pytest.fixture
def store(line_app: FastAPI) -> Iterator[Store]:
    doors: Doors = line_app.state.doors
    doors.store.write(lambda session: session.execute(delete(Feedback)))
    yield doors.store
    doors.store.write(lambda session: session.execute(delete(Feedback)))


@pytest.fixture
def caller(twilio: Twilio, number: str) -> Caller:
    one = Caller(twilio, number)
    one.ring()
    return one


def kept(store: Store) -> list[tuple[str, str | None, int | None, bool | None, str | None]]:
    with store.read() as session:
        rows = session.scalars(select(Feedback).order_by(Feedback.id))
        return [(row.channel, row.topic, row.rating, row.helpful, row.comment) for row in rows]


@pytest.mark.parametrize(("said", "helped"), [("3", True), (" 4. ", False)])
def test_a_text_says_by_number_whether_it_helped(
    twilio: Twilio, fake_rasa: FakeRasa, number: str, store: Store, said: str, helped: bool
) -> None:
    fake_rasa.replies = [GUIDANCE]
    assert twilio.text(number, "she wont sleep")[0].endswith(ASKED)
    assert twilio.text(number, said) == [sms.THANKS]
    assert kept(store) == [("sms", "sleep", None, helped, None)]
    assert fake_rasa.texts == ["she wont sleep"]


def test_it_is_asked_once_and_only_the_next_text_answers(
    twilio: Twilio, fake_rasa: FakeRasa, number: str, store: Store
) -> None:
    fake_rasa.replies = [GUIDANCE]
    assert ASKED in twilio.text(number, "she wont sleep")[0]
    assert ASKED not in twilio.text(number, "1")[0]
    twilio.text(number, "4")
    assert fake_rasa.texts == ["she wont sleep", "/more", "4"]
    assert kept(store) == []


def test_it_is_not_asked_where_something_else_is(twilio: Twilio, fake_rasa: FakeRasa, number: str) -> None:
    fake_rasa.replies = [GUIDANCE, {"kind": "appointment", "outcome": "appointment", "web": "Which day?", "asks": True}]
    assert "Did this help" not in twilio.text(number, "she wont sleep")[0]


def test_rate_is_kept_with_its_words_and_without_whose_they_are(
    twilio: Twilio, fake_rasa: FakeRasa, number: str, store: Store
) -> None:
    assert twilio.text(number, "RATE 4 kind, but ring Zebedee Quillfeather on 07700 900461") == [sms.THANKS]
    assert twilio.text(number, "rate 1") == [sms.THANKS]  # once in a conversation
    [(channel, topic, rating, helpful, comment)] = kept(store)
    assert (channel, topic, rating, helpful) == ("sms", None, 4, None)
    assert str(comment).startswith("kind, but")
    assert [mark for mark in ("900461", "Quillfeather") if mark in str(comment)] == []
    assert fake_rasa.texts == []


def test_a_crisis_in_a_rating_gets_the_numbers_and_is_not_kept(twilio: Twilio, number: str, store: Store) -> None:
    assert twilio.text(number, "RATE 1 my son has taken an overdose") == [crisis_texts().act_now["medical"].sms]
    assert kept(store) == []


def test_goodbye_by_text_asks_how_it_was_once(twilio: Twilio, fake_rasa: FakeRasa, number: str) -> None:
    fake_rasa.intent = "goodbye"
    assert twilio.text(number, "bye")[0].endswith(sms.HOW_WAS_IT)
    assert sms.HOW_WAS_IT not in twilio.text(number, "bye")[0]


def test_after_a_crisis_nothing_is_asked(twilio: Twilio, fake_rasa: FakeRasa, number: str, caller: Caller) -> None:
    fake_rasa.replies = [GUIDANCE]
    twilio.text(number, "my son has taken an overdose")
    assert "Did this help" not in twilio.text(number, "she wont sleep")[0]
    caller.say("my son has taken an overdose")
    fake_rasa.intent = "goodbye"
    assert wording.HOW_WAS_IT.text not in caller.say("bye")


def test_without_the_database_it_is_said_and_can_be_told_again(
    twilio: Twilio, number: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub import feedback
    from hub.store.database import StoreUnavailableError

    def down(*_: object) -> bool:
        raise StoreUnavailableError("OperationalError")

    with monkeypatch.context() as patch:
        patch.setattr(feedback, "keep", down)
        assert twilio.text(number, "RATE 2") == [sms.NOT_KEPT]
    assert twilio.text(number, "RATE 2 ") == [sms.THANKS]
    assert [row[2] for row in kept(store)] == [2]


@pytest.mark.parametrize(("key", "helped"), [("7", True), ("8", False)])
def test_a_caller_keys_whether_it_helped(
    caller: Caller, fake_rasa: FakeRasa, store: Store, key: str, helped: bool
) -> None:
    fake_rasa.replies = [GUIDANCE]
    assert caller.say("he will not sleep").splitlines()[-1] == wording.DID_IT_HELP.text
    assert caller.press("*").splitlines()[-1] == wording.DID_IT_HELP.text  # heard again, it can still be answered
    assert caller.press(key) == wording.THANKS_FOR_TELLING.text
    assert kept(store) == [("voice", "sleep", None, helped, None)]
    assert fake_rasa.texts == ["he will not sleep"]


def test_the_keys_mean_nothing_when_nothing_was_asked(caller: Caller, fake_rasa: FakeRasa, store: Store) -> None:
    fake_rasa.replies = [HOURS]
    caller.say("are you open")
    caller.press("7")
    assert fake_rasa.texts == ["are you open", "7"]
    assert kept(store) == []


@pytest.mark.parametrize("how", ["4", "four", "I'd say 4", "four out of five"])
def test_a_caller_rates_the_call_and_says_why(caller: Caller, fake_rasa: FakeRasa, store: Store, how: str) -> None:
    fake_rasa.replies = [HOURS]
    caller.say("are you open")
    fake_rasa.intent = "goodbye"
    assert wording.HOW_WAS_IT.text in caller.say("bye")
    assert (caller.press(how) if how == "4" else caller.say(how)) == wording.WHY.text
    assert caller.say("the menu was too long") == wording.THANKS_AND_GOODBYE.text
    assert caller.silence() == ""
    assert kept(store) == [
        ("voice", None, 4, None, None),
        ("voice", None, None, None, "the menu was too long"),
    ]


def test_who_does_not_want_to_rate_just_hangs_up_or_goes_on(caller: Caller, fake_rasa: FakeRasa, store: Store) -> None:
    fake_rasa.intent = "goodbye"
    caller.say("bye")
    assert caller.press("9").splitlines()[0] == wording.NO_SUCH_KEY.text
    fake_rasa.intent = "ask_opening_hours"
    caller.say("oh wait are you open tomorrow")
    assert fake_rasa.texts[-1] == "oh wait are you open tomorrow"
    assert kept(store) == []


def test_danger_in_the_reason_gets_the_numbers_and_is_not_kept(
    caller: Caller, fake_rasa: FakeRasa, store: Store
) -> None:
    fake_rasa.intent = "goodbye"
    caller.say("bye")
    caller.press("5")
    assert "9 9 9" in caller.say("my son has taken an overdose")
    assert [row[4] for row in kept(store)] == [None]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("RATE 4", Rating(4, "")),
        ("rate: 5, she was lovely", Rating(5, ", she was lovely")),
        ("Rate 3\nlong wait", Rating(3, "long wait")),
        ("rate 45", None),
        ("rate 6", None),
        ("what is the rate 2 for DLA", None),
        ("rate", None),
    ],
)
def test_what_is_a_rating_by_text(body: str, read: Rating | None) -> None:
    assert Rating.read(body) == read


@pytest.mark.parametrize("words", ["six", "my son is four", "four five", "fourteen", "no"])
def test_what_is_no_spoken_rating(words: str) -> None:
    assert opinions.spoken_rating(words) is None


@pytest.mark.parametrize("kept_text", [None, "", "sleep", "sleep x"])
def test_what_was_not_kept_as_a_question_is_none(kept_text: str | None) -> None:
    assert Question.read(kept_text) is None


def test_the_question_is_kept_with_the_line_and_under_its_hash(
    twilio: Twilio, fake_rasa: FakeRasa, number: str, redis_client: redis.Redis
) -> None:
    fake_rasa.replies = [GUIDANCE]
    twilio.text(number, "she wont sleep")
    assert [key for key in redis_client.scan_iter("hub:line:*") if redis_client.type(key) == "hash" and redis_client.hget(key, "asked") == "sleep 3"]  # fmt: skip
