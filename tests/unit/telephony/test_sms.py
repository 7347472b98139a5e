"""Whole conversations by text, through signed webhooks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from fastapi import FastAPI
from serving import FakeRasa
from sqlalchemy import text as sql
from structlog.testing import capture_logs
from twilio_side import OURS, TOKEN, Twilio, messages, served, sid, text_fields

from hub import outbox
from hub.doors import Doors
from hub.phone_numbers import phone_key
from hub.safety.crisis_replies import crisis_texts
from knowledge_base.gsm7 import not_in_gsm7, septets
from telephony import keywords, sms

GUIDANCE = {
    "kind": "answer",
    "outcome": "answered",
    "web": "A **calm hour** before bed.",
    "sms": "A calm hour before bed – it’s what helps.",
    "buttons": [
        {"title": "Tell me more", "payload": '/ask_guidance{"article": "sleep", "part": "more"}'},
        {"title": "Meltdowns", "payload": '/ask_guidance{"article": "meltdowns"}'},
        {"title": "Talk to a person", "payload": "/speak_to_human"},
    ],
    "article": "sleep",
}
LONG = " ".join(f"This is sentence number {number} of a long answer." for number in range(1, 31))


@pytest.fixture
def doors(line_app: FastAPI) -> Doors:
    found: Doors = line_app.state.doors
    return found


def answers(rasa: FakeRasa, *replies: dict[str, object]) -> None:
    rasa.replies = list(replies)


def test_guidance_comes_with_numbered_choices_and_a_link_in_plain_letters(
    twilio: Twilio, fake_rasa: FakeRasa, number: str
) -> None:
    answers(fake_rasa, GUIDANCE)
    assert twilio.text(number, "she wont sleep pls help") == [
        "A calm hour before bed - it's what helps.\n1 Tell me more\n2 Meltdowns\n3 Talk to a person\n"
        "More: https://assistant.example.org/guidance/sleep\n"
        "Did this help? Reply 4 for yes, 5 for no."
    ]
    assert [(body["channel"], body["metadata"]["caller"]) for body in fake_rasa.heard] == [("sms", number)]


@pytest.mark.parametrize("said", ["2", "the second", "Meltdowns", "number 2"])
def test_a_choice_is_picked_by_its_number_or_its_name(
    twilio: Twilio, fake_rasa: FakeRasa, number: str, said: str
) -> None:
    answers(fake_rasa, GUIDANCE)
    twilio.text(number, "she wont sleep")
    twilio.text(number, said)
    assert fake_rasa.texts == ["she wont sleep", '/ask_guidance{"article": "meltdowns"}']


def test_a_number_stays_in_its_conversation_and_another_has_its_own(
    twilio: Twilio, fake_rasa: FakeRasa, number: str
) -> None:
    for one in (number, "+447700900999", number):
        twilio.text(one, "hello")
    first, other, again = [body["conversation"] for body in fake_rasa.heard]
    assert first == again != other


def test_the_conversation_is_kept_under_an_hmac_for_24_hours_and_goes_with_delete_my_data(
    twilio: Twilio, fake_rasa: FakeRasa, number: str, doors: Doors, redis_client: redis.Redis
) -> None:
    twilio.text(number, "hello")
    key = "hub:line:" + phone_key(doors.secret, number)
    assert 24 * 3600 - 60 < redis_client.ttl(key) <= 24 * 3600
    assert [one for one in redis_client.scan_iter() if number[3:] in one] == []
    answers(fake_rasa, {"kind": "message", "outcome": "information", "web": "Deleted.", "forgets": True})
    twilio.text(number, "yes, delete it")
    assert redis_client.hget(key, "conversation") is None
    twilio.text(number, "hello")
    first, _, after = [body["conversation"] for body in fake_rasa.heard]
    assert first != after


def test_a_crisis_gets_the_numbers_first(twilio: Twilio, fake_rasa: FakeRasa, number: str) -> None:
    [reply] = twilio.text(number, "my son has taken an overdose")
    assert reply == crisis_texts().act_now["medical"].sms
    assert fake_rasa.texts == []


def test_yes_after_the_question_of_danger_gets_the_numbers(twilio: Twilio, number: str) -> None:
    asked = twilio.text(number, "i cant do this any more, i just want it all to stop")
    assert asked[0].startswith(crisis_texts().check.sms)
    assert twilio.text(number, "YES")[0] == crisis_texts().act_now["suicide"].sms


def test_help_after_the_question_of_danger_is_a_cry_for_help(twilio: Twilio, number: str) -> None:
    twilio.text(number, "i cant do this any more, i just want it all to stop")
    assert twilio.text(number, "HELP") == [crisis_texts().act_now["suicide"].sms]


def test_help_says_who_we_are_and_how_to_stop(twilio: Twilio, number: str) -> None:
    [reply] = twilio.text(number, "help")
    assert reply == (
        "Neurodiversity Hub, Hertfordshire. Text us a question about autism or ADHD. An automated assistant answers. "
        "Phone us on 01632 960123. To stop texts from us, text STOP. In danger: 999."
    )


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop. ", "STOPALL", "unsubscribe", "CANCEL", "end", "QUIT", "revoke", "OPTOUT"])  # fmt: skip
def test_a_word_that_stops_texts_is_kept_and_start_undoes_it(
    twilio: Twilio, fake_rasa: FakeRasa, number: str, doors: Doors, word: str
) -> None:
    assert twilio.text(number, word) == [keywords.STOPPED]
    assert outbox.opted_out(doors.store, doors.secret, number)
    assert twilio.text(number, "START") == [keywords.STARTED]
    assert not outbox.opted_out(doors.store, doors.secret, number)
    assert fake_rasa.texts == []


@pytest.mark.parametrize(
    "words", ["please stop him hitting", "stop it", "when does it end", "can I cancel my appointment"]
)
def test_a_sentence_with_such_a_word_is_a_message(twilio: Twilio, fake_rasa: FakeRasa, number: str, words: str) -> None:
    twilio.text(number, words)
    assert fake_rasa.texts == [words]


@pytest.mark.parametrize(("body", "kind"), [("Stop", "STOP"), ("ARRET", "STOP"), ("start", "START"), ("INFO", "HELP")])
def test_where_twilio_has_answered_the_word_we_are_silent(
    twilio: Twilio, number: str, doors: Doors, body: str, kind: str
) -> None:
    assert twilio.text(number, body, OptOutType=kind) == []
    assert outbox.opted_out(doors.store, doors.secret, number) is (kind == "STOP")


def test_yes_that_twilio_takes_for_start_is_an_answer_all_the_same(
    twilio: Twilio, fake_rasa: FakeRasa, number: str, doors: Doors
) -> None:
    twilio.text(number, "STOP")
    assert twilio.text(number, "Yes", OptOutType="START") == ["Hello."]
    assert not outbox.opted_out(doors.store, doors.secret, number)
    assert fake_rasa.texts == ["Yes"]


def test_a_long_answer_goes_on_with_more_in_texts_of_three_segments(
    twilio: Twilio, fake_rasa: FakeRasa, number: str
) -> None:
    answers(fake_rasa, {"kind": "message", "outcome": "answered", "web": LONG})
    parts = twilio.text(number, "tell me all")
    while parts[-1].endswith("\nReply MORE for the rest."):
        parts += twilio.text(number, ("MORE", "more please", "More.")[len(parts) % 3])
    assert " ".join(part.removesuffix("\nReply MORE for the rest.") for part in parts) == LONG
    assert [part for part in parts if septets(part) > 459 or not_in_gsm7(part)] == []
    assert len(parts) == 4
    twilio.text(number, "more")  # nothing is left: a message like any other
    assert fake_rasa.texts == ["tell me all", "more"]


def test_the_rest_is_that_of_the_last_answer(twilio: Twilio, fake_rasa: FakeRasa, number: str) -> None:
    answers(fake_rasa, {"kind": "message", "outcome": "answered", "web": LONG})
    twilio.text(number, "tell me all")
    answers(fake_rasa, {"kind": "message", "outcome": "small_talk", "web": "Short."})
    twilio.text(number, "thanks")
    twilio.text(number, "more")
    assert fake_rasa.texts == ["tell me all", "thanks", "more"]


def test_the_same_message_again_gets_the_same_reply_and_is_heard_once(
    twilio: Twilio, fake_rasa: FakeRasa, number: str
) -> None:
    fields = text_fields(number, "hello")
    first = messages(twilio.twiml("/telephony/sms", fields))
    answers(fake_rasa, {"kind": "message", "outcome": "small_talk", "web": "Something else."})
    assert messages(twilio.twiml("/telephony/sms", fields)) == first == ["Hello."]
    assert fake_rasa.texts == ["hello"]


def test_the_same_message_many_times_at_once_is_heard_once(twilio: Twilio, fake_rasa: FakeRasa, number: str) -> None:
    fake_rasa.seconds = 0.3
    fields = text_fields(number, "hello")
    got: list[list[str]] = []

    def send() -> None:
        got.append(messages(Twilio(twilio.url, twilio.token).twiml("/telephony/sms", fields)))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (got, fake_rasa.texts) == ([["Hello."]] * 6, ["hello"])


def test_the_same_idempotency_token_is_the_same_message(twilio: Twilio, fake_rasa: FakeRasa, number: str) -> None:
    header = {"I-Twilio-Idempotency-Token": "a-token"}
    for body in ("hello", "hello again"):
        assert messages(twilio.twiml("/telephony/sms", text_fields(number, body), **header)) == ["Hello."]
    assert fake_rasa.texts == ["hello"]


def test_too_many_texts_get_one_kind_reply_and_then_silence_but_for_a_crisis(twilio: Twilio, number: str) -> None:
    for _ in range(sms.MOST_TEXTS):
        assert twilio.text(number, "hello") == ["Hello."]
    assert twilio.text(number, "hello") == [sms.TOO_MANY]
    assert twilio.text(number, "hello") == []
    assert twilio.text(number, "my son has taken an overdose") == [crisis_texts().act_now["medical"].sms]
    assert twilio.text(number, "stop") == [keywords.STOPPED]


def test_pictures_are_answered_kindly(twilio: Twilio, fake_rasa: FakeRasa, number: str) -> None:
    media = {"NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": "https://api.twilio.com/made-up"}
    assert twilio.text(number, "", **media, MessageSid=sid("MM")) == [sms.PICTURE]
    assert twilio.text(number, "what is this", **media) == ["(I cannot look at the picture.)\nHello."]
    assert fake_rasa.texts == ["what is this"]


@pytest.mark.parametrize("body", ["", "   ", "😀😀", "?!"])
def test_what_has_no_words_is_answered(twilio: Twilio, number: str, body: str) -> None:
    assert twilio.text(number, body) == [
        "I did not get any words. Please write what you would like to know. A few words are enough."
    ]


@pytest.mark.parametrize("body", ["x" * 1600, "😀 she wont sleep", "a\u0000b", "\u202eabc"])
def test_any_letters_are_answered_in_letters_that_every_phone_has(twilio: Twilio, number: str, body: str) -> None:
    [reply] = twilio.text(number, body)
    assert (reply, not_in_gsm7(reply)) == ("Hello.", [])


@pytest.mark.parametrize(("body", "language"), [("ابني لا ينام", "Arabic"), ("nie śpi już od tygodnia", "Polish")])
def test_another_language_is_answered_in_letters_that_every_phone_has(
    twilio: Twilio, number: str, body: str, language: str
) -> None:
    [reply] = twilio.text(number, body)
    assert reply.startswith(f"{language}: I only understand English")
    assert ("999" in reply, not_in_gsm7(reply)) == (True, [])


@pytest.mark.parametrize("sender", ["Amazon", "60777", "TWILIO", "+266696687"])
def test_a_sender_who_cannot_read_gets_no_automatic_answer(twilio: Twilio, fake_rasa: FakeRasa, sender: str) -> None:
    assert twilio.text(sender, "Your parcel has come") == []
    assert fake_rasa.texts == []


def test_a_foreign_number_is_answered_but_never_offered_a_call(twilio: Twilio, fake_rasa: FakeRasa) -> None:
    assert twilio.text("+48501234567", "hello") == ["Hello."]
    assert [body["metadata"]["caller"] for body in fake_rasa.heard] == [None]


@pytest.mark.parametrize(
    "changes", [{"From": ""}, {"MessageSid": "", "SmsSid": ""}, {"MessageSid": "SM1"}, {"MessageSid": "SM" + "Z" * 32}]
)
def test_a_message_without_its_sender_or_its_name_is_refused(
    twilio: Twilio, number: str, changes: dict[str, str]
) -> None:
    response = twilio.post("/telephony/sms", text_fields(number, "hello", **changes))
    assert (response.status_code, response.json()) == (422, {"error": "A text message has From and MessageSid."})


def test_the_fewest_fields_are_enough(twilio: Twilio, number: str) -> None:
    response = twilio.post("/telephony/sms", {"From": number, "MessageSid": sid("SM")})
    assert response.status_code == 200


def test_without_redis_a_crisis_and_a_plain_answer_still_come(without_redis: Twilio, number: str) -> None:
    assert without_redis.text(number, "my son has taken an overdose") == [crisis_texts().act_now["medical"].sms]
    [reply] = without_redis.text(number, "How do I get my son to sleep?")
    assert reply == "Text about sleep. (Limited: we have a fault.)"


def test_a_stop_that_could_not_be_kept_is_not_confirmed(
    front_door: Callable[..., FastAPI], redis_url: str, number: str, tmp_path: Path
) -> None:
    app = front_door(REDIS_URL=redis_url, DATABASE_URL=f"sqlite:///{tmp_path / 'never-migrated.sqlite3'}")
    with served(app) as url:
        assert Twilio(url, TOKEN).text(number, "STOP") == [keywords.NOT_STOPPED]
    app.state.doors.store.close()


def test_logs_hold_no_number_no_text_and_no_id(twilio: Twilio, number: str) -> None:
    fields = text_fields(number, "I am Oona Fairweather, are you open?")
    with capture_logs() as logs:
        twilio.twiml("/telephony/sms", fields)
    assert [entry["event"] for entry in logs] == ["turn"]
    for private in (number[3:], "Oona", fields["MessageSid"], OURS[3:]):
        assert private not in repr(logs)


# What became of our own texts.


def report(message: str, state: str, number: str, **changes: str) -> dict[str, str]:
    return {
        "SmsSid": message,
        "SmsStatus": state,
        "MessageStatus": state,
        "To": number,
        "MessageSid": message,
        "AccountSid": "AC" + "a" * 32,
        "From": OURS,
        "ApiVersion": "2010-04-01",
        **changes,
    }


def put_into_outbox(doors: Doors, number: str, message: str) -> None:
    now = doors.now()
    doors.store.write(
        lambda session: outbox.write(
            session,
            dedupe=message,
            kind="reminder",
            to_phone=number,
            key=phone_key(doors.secret, number),
            body="A reminder.",
            due_at=now,
            expires_at=now,
            now=now,
        )
    )
    with doors.store.engine.begin() as connection:
        connection.execute(
            sql("UPDATE outbox SET status = 'sent', provider_id = :it WHERE dedupe = :it"), {"it": message}
        )


def state_of(doors: Doors, message: str) -> str:
    with doors.store.engine.begin() as connection:
        return str(
            connection.execute(sql("SELECT status FROM outbox WHERE dedupe = :it"), {"it": message}).scalar_one()
        )


def test_a_text_to_a_landline_is_noticed_whatever_the_order_and_twice(
    twilio: Twilio, number: str, doors: Doors
) -> None:
    message = sid("SM")
    put_into_outbox(doors, number, message)
    with capture_logs() as logs:
        for state, changes in (
            ("undelivered", {"ErrorCode": "30006"}),
            ("sent", {}),
            ("undelivered", {"ErrorCode": "30006"}),
            ("queued", {}),
        ):
            assert twilio.post("/telephony/sms/status", report(message, state, number, **changes)).status_code == 204
    assert state_of(doors, message) == "failed"
    assert logs == [{"event": "text_lost", "why": "landline", "code": "30006", "log_level": "warning"}] * 2


def test_a_delivered_text_stays_sent(twilio: Twilio, number: str, doors: Doors) -> None:
    message = sid("SM")
    put_into_outbox(doors, number, message)
    for state in ("delivered", "sent"):
        assert twilio.post("/telephony/sms/status", report(message, state, number)).status_code == 204
    assert state_of(doors, message) == "sent"


def test_a_number_that_has_opted_out_at_twilio_is_opted_out_here(twilio: Twilio, number: str, doors: Doors) -> None:
    fields = report(sid("SM"), "failed", number, ErrorCode="21610")
    for _ in range(2):
        assert twilio.post("/telephony/sms/status", fields).status_code == 204
    assert outbox.opted_out(doors.store, doors.secret, number)


@pytest.mark.parametrize("changes", [{"MessageSid": "x", "SmsSid": "x"}, {"MessageStatus": "", "SmsStatus": ""}])
def test_a_report_without_its_message_or_its_state_is_refused(
    twilio: Twilio, number: str, changes: dict[str, str]
) -> None:
    response = twilio.post("/telephony/sms/status", report(sid("SM"), "sent", number, **changes))
    assert response.status_code == 422


def test_an_odd_error_code_is_not_logged(twilio: Twilio, number: str) -> None:
    with capture_logs() as logs:
        twilio.post("/telephony/sms/status", report(sid("SM"), "failed", number, ErrorCode="call 07700 900461"))
    assert logs == [{"event": "text_lost", "why": "other", "code": None, "log_level": "warning"}]
