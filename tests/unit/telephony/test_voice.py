"""Whole calls, through signed webhooks."""

from __future__ import annotations

import threading

import pytest
import redis
from fastapi import FastAPI
from serving import FakeRasa
from sqlalchemy import text as sql
from structlog.testing import capture_logs
from twilio_side import OURS, WITHHELD, Caller, Twilio, call_fields, messages, sid, spoken

from hub import outbox
from hub.doors import Doors
from hub.safety.crisis_replies import crisis_texts
from telephony import voice, wording
from telephony.callers import call_key
from telephony.keypad import MENU

HOURS = {
    "kind": "hours",
    "outcome": "hours",
    "web": "We are open.",
    "voice": "We are open until 3pm. Our number is 01632 960123.",
}
GUIDANCE = {
    "kind": "answer",
    "outcome": "answered",
    "web": "A **calm hour**.",
    "sms": "A calm hour – it helps. School nurse: 01632 960124.",
    "voice": "A calm hour before bed helps.",
    "buttons": [
        {"title": "Tell me more", "payload": '/ask_guidance{"article": "sleep", "part": "more"}'},
        {"title": "Talk to a person", "payload": "/speak_to_human"},
    ],
    "article": "sleep",
}
NOT_UNDERSTOOD = {"kind": "message", "outcome": "asked_again", "web": "Sorry, I did not understand."}
OVERDOSE = "my son has taken an overdose"
WEARY = "i cant do this any more, i just want it all to stop"


def words(text: str) -> list[str]:
    """Only letters and digits, one by one where they are digits."""
    return "".join(c if c.isalnum() else " " for c in text).replace("'", "").split()


@pytest.fixture
def doors(line_app: FastAPI) -> Doors:
    found: Doors = line_app.state.doors
    return found


@pytest.fixture
def caller(twilio: Twilio, number: str) -> Caller:
    return Caller(twilio, number)


def test_the_greeting_says_what_answers_and_that_0_reaches_a_person(caller: Caller) -> None:
    heard = caller.ring()
    assert heard == wording.GREETING.text
    assert len(heard.split()) < 50
    assert caller.gather is not None
    how = dict(caller.gather.attrib)
    assert how.pop("hints").startswith("autism,autistic,ADHD,")
    assert how == {
        "input": "dtmf speech",
        "action": "/telephony/voice/turn?n=1",
        "method": "POST",
        "language": "en-GB",
        "timeout": "7",
        "speechTimeout": "auto",
        "bargeIn": "true",
        "profanityFilter": "false",
        "numDigits": "1",
        "actionOnEmptyResult": "true",
    }
    assert {say.attrib["voice"] for say in caller.gather.iter("Say")} == {"Polly.Amy-Neural"}


def test_a_question_is_answered_in_the_voice_rendition_with_slow_numbers(
    caller: Caller, fake_rasa: FakeRasa, number: str
) -> None:
    fake_rasa.replies = [HOURS]
    caller.ring()
    assert caller.say("are you open") == "We are open until 3pm. Our number is 0 1 6 3 2 9 6 0 1 2 3 ."
    assert [(body["channel"], body["text"], body["metadata"]["caller"]) for body in fake_rasa.heard] == [
        ("voice", "are you open", number)
    ]
    assert caller.gather is not None
    [slow] = caller.gather.iter("prosody")
    assert (slow.attrib, [pause.tag for pause in slow]) == ({"rate": "slow"}, ["break"])
    assert caller.action == "/telephony/voice/turn?n=2"


def test_choices_are_picked_by_key_and_by_word(caller: Caller, fake_rasa: FakeRasa) -> None:
    fake_rasa.replies = [GUIDANCE]
    caller.ring()
    assert caller.say("he will not sleep").splitlines() == [
        "A calm hour before bed helps. You can say: Tell me more, or Talk to a person.",
        wording.OFFER_TEXT.text,
        wording.DID_IT_HELP.text,
    ]
    caller.press("1")
    caller.say("tell me more")
    assert fake_rasa.texts[1:] == ['/ask_guidance{"article": "sleep", "part": "more"}'] * 2


def test_0_reaches_a_person_from_anywhere(caller: Caller, fake_rasa: FakeRasa) -> None:
    caller.ring()
    caller.press("0")
    assert fake_rasa.texts == ["Talk to a person"]


# Safety.


def test_crisis_words_get_the_numbers_slowly_and_first_and_the_offer_of_a_person(
    caller: Caller, fake_rasa: FakeRasa
) -> None:
    caller.ring()
    first, offer = caller.say(OVERDOSE).splitlines()
    assert words(first) == words(crisis_texts().act_now["medical"].voice)
    assert offer == wording.PERSON_AFTER_CRISIS.text
    assert fake_rasa.texts == []
    assert caller.gather is not None
    say = caller.gather.find("Say")
    assert say is not None
    [slow] = say
    assert (slow.tag, slow.attrib) == ("prosody", {"rate": "slow"})
    assert (slow.text or "").endswith(" 9")
    assert slow[0].attrib == {"time": "250ms"}
    assert caller.gather.attrib["timeout"] == "12"


@pytest.mark.parametrize(
    "before", [["silence"], ["silence", "silence"], ["press:5"], ["say:x", "say:x"], ["say:" + WEARY]]
)
def test_crisis_words_come_first_wherever_the_call_stands(
    caller: Caller, fake_rasa: FakeRasa, before: list[str]
) -> None:
    fake_rasa.replies = [NOT_UNDERSTOOD]
    caller.ring()
    for step in before:
        does, _, what = step.partition(":")
        getattr(caller, does)(*([what] if what else []))
    heard = caller.say(OVERDOSE)
    assert words(heard)[:20] == words(crisis_texts().act_now["medical"].voice)[:20]
    assert "keypad" not in heard


def test_crisis_words_count_even_where_a_key_was_pressed_with_them(caller: Caller) -> None:
    caller.ring()
    heard = caller.turn(SpeechResult=OVERDOSE, Confidence="0.4", Digits="2")
    assert words(heard)[:10] == words(crisis_texts().act_now["medical"].voice)[:10]


@pytest.mark.parametrize("how", ["say:yes", "press:1", "say:yes he is", "say:help"])
def test_yes_to_the_question_of_danger_gets_the_numbers(caller: Caller, how: str) -> None:
    caller.ring()
    asked = caller.say(WEARY)
    assert words(asked)[:15] == words(crisis_texts().check.voice)[:15]
    assert asked.splitlines()[-1] == wording.IN_DANGER_STILL.text
    does, _, what = how.partition(":")
    heard = getattr(caller, does)(what)
    assert words(heard)[:15] == words(crisis_texts().act_now["suicide"].voice)[:15]


def test_no_to_the_question_of_danger_goes_on(caller: Caller) -> None:
    caller.ring()
    caller.say(WEARY)
    assert words(caller.press("2").splitlines()[0]) == words(crisis_texts().after_no.voice)


@pytest.mark.parametrize(
    "how", ["say:say that again please", "say:what was the number", "say:slower", "say:pardon", "press:*"]
)
def test_the_crisis_numbers_are_said_again_when_asked_for(caller: Caller, fake_rasa: FakeRasa, how: str) -> None:
    caller.ring()
    first = caller.say(OVERDOSE)
    does, _, what = how.partition(":")
    assert getattr(caller, does)(what) == first
    assert fake_rasa.texts == []


def test_the_question_of_danger_can_be_repeated_and_answered(caller: Caller) -> None:
    caller.ring()
    asked = caller.say(WEARY)
    assert caller.say("sorry?") == asked
    assert words(caller.say("yes"))[:15] == words(crisis_texts().act_now["suicide"].voice)[:15]


def test_after_a_crisis_silence_brings_the_numbers_again_and_never_a_menu(caller: Caller) -> None:
    caller.ring()
    first = caller.say(OVERDOSE)
    assert [caller.silence(), caller.silence()] == [first, first]
    last = caller.silence()
    assert "keypad" not in last
    assert last.startswith("If anyone is in danger now, phone 9 9 9")
    assert caller.gather is None


# Silence, noise, keys.


def test_silence_is_met_with_patience_then_the_keypad_then_a_clean_end(caller: Caller, fake_rasa: FakeRasa) -> None:
    caller.ring()
    assert caller.silence() == wording.TAKE_YOUR_TIME.text
    assert caller.silence() == f"{wording.STILL_NOT_HEARD.text}\n{MENU}"
    last = caller.silence()
    assert "Phone us on 0 1 6 3 2 9 6 0 1 2 3" in last
    assert last.endswith("Goodbye.")
    assert caller.gather is None
    assert fake_rasa.texts == []


def test_twice_not_understood_offers_the_keypad_and_a_third_time_a_person(caller: Caller, fake_rasa: FakeRasa) -> None:
    fake_rasa.replies = [NOT_UNDERSTOOD]
    caller.ring()
    assert caller.say("mumble") == "Sorry, I did not understand."
    assert caller.say("mumble") == f"{wording.STILL_NOT_UNDERSTOOD.text}\n{MENU}"
    caller.say("mumble")
    assert fake_rasa.texts == ["mumble", "mumble", "mumble", "Talk to a person"]
    assert caller.gather is not None


def test_an_answer_in_between_begins_the_count_anew(caller: Caller, fake_rasa: FakeRasa) -> None:
    caller.ring()
    caller.silence()
    caller.say("hello")
    assert caller.silence() == wording.TAKE_YOUR_TIME.text


@pytest.mark.parametrize(
    ("key", "said"),
    [("2", "When are you open?"), ("3", "I would like to book an appointment"), ("0", "Talk to a person")],
)
def test_the_keypad_menu_leads_in(caller: Caller, fake_rasa: FakeRasa, key: str, said: str) -> None:
    caller.ring()
    caller.silence()
    caller.silence()
    caller.press(key)
    assert fake_rasa.texts == [said]


def test_the_keypad_menu_asks_for_a_question_repeats_itself_and_knows_no_other_keys(
    caller: Caller, fake_rasa: FakeRasa
) -> None:
    caller.ring()
    caller.silence()
    menu = caller.silence()
    assert caller.press("*") == menu
    assert caller.press("7") == f"{wording.NO_SUCH_KEY.text}\n{menu}"
    assert caller.press("*") == menu
    assert caller.press("1") == wording.ASK.text
    caller.say("he will not sleep")
    assert fake_rasa.texts == ["he will not sleep"]


def test_star_says_the_last_words_again_slowly(caller: Caller) -> None:
    caller.ring()
    heard = caller.say("hello")
    caller.silence()  # what is said then is no news
    assert caller.press("*") == heard
    assert caller.gather is not None
    assert [say[0].attrib for say in caller.gather.iter("Say")] == [{"rate": "slow"}]


def test_again_and_slower_go_through_the_conversation_and_are_spoken_slowly(
    caller: Caller, fake_rasa: FakeRasa
) -> None:
    fake_rasa.intent = "repeat_slower"
    caller.ring()
    caller.say("slower please")
    assert fake_rasa.texts == ["slower please"]
    assert caller.gather is not None
    assert [say[0].attrib for say in caller.gather.iter("Say")] == [{"rate": "slow"}]


def test_the_digits_of_a_phone_number_are_passed_on_as_they_are(caller: Caller, fake_rasa: FakeRasa) -> None:
    fake_rasa.replies = [
        {"kind": "appointment", "outcome": "appointment", "web": "What is the best UK phone number?", "asks": True}
    ]
    caller.ring()
    assert caller.say("i want an appointment").splitlines()[1] == wording.KEY_AND_HASH.text
    assert caller.gather is not None
    assert "numDigits" not in caller.gather.attrib
    caller.press("07700900461")
    assert caller.press("0") != ""
    assert fake_rasa.texts[1:] == ["07700900461", "Talk to a person"]


def test_a_question_with_choices_takes_one_key_and_is_asked_again_after_silence(
    caller: Caller, fake_rasa: FakeRasa
) -> None:
    fake_rasa.replies = [
        {
            "kind": "appointment",
            "outcome": "appointment",
            "web": "May we text you?",
            "asks": True,
            "buttons": [{"title": "Yes", "payload": "yes"}, {"title": "No", "payload": "no"}],
        }
    ]
    caller.ring()
    asked = caller.say("i want an appointment")
    assert caller.silence() == f"{wording.NOT_HEARD.text}\n{asked}"
    caller.press("2")
    assert fake_rasa.texts == ["i want an appointment", "no"]


def test_goodbye_waits_a_moment_and_ends_without_a_word(caller: Caller, fake_rasa: FakeRasa) -> None:
    fake_rasa.intent = "goodbye"
    caller.ring()
    assert caller.say("bye").splitlines() == ["Hello.", wording.HOW_WAS_IT.text]
    assert caller.say("bye") == "Hello."  # asked once
    assert caller.gather is not None
    assert caller.gather.attrib["timeout"] == "4"
    assert caller.silence() == ""
    assert caller.gather is None


# Whose call it is.


def test_withheld_callers_never_share_a_conversation(twilio: Twilio, fake_rasa: FakeRasa) -> None:
    first, second = Caller(twilio, WITHHELD), Caller(twilio, WITHHELD)
    for caller in (first, second):
        caller.ring()
    first.say("my name is Oona")
    assert "Oona" not in second.press("*")
    second.say("hello")
    assert len({body["conversation"] for body in fake_rasa.heard}) == 2
    assert [body["metadata"]["caller"] for body in fake_rasa.heard] == [None, None]


@pytest.mark.parametrize("sender", ["anonymous", "Anonymous", "", "+7378742833", "sip:made-up@example.org", "unknown"])
def test_a_caller_without_a_number_is_answered(twilio: Twilio, fake_rasa: FakeRasa, sender: str) -> None:
    caller = Caller(twilio, sender)
    caller.ring()
    assert caller.say("hello") == "Hello."
    assert [body["metadata"]["caller"] for body in fake_rasa.heard] == [None]


def test_two_calls_of_one_number_are_two_conversations(twilio: Twilio, fake_rasa: FakeRasa, number: str) -> None:
    for caller in (Caller(twilio, number), Caller(twilio, number)):
        caller.ring()
        caller.say("hello")
        caller.say("hello")
    conversations = [body["conversation"] for body in fake_rasa.heard]
    assert conversations[0] == conversations[1] != conversations[2] == conversations[3]


def test_a_call_leaves_nothing_behind_when_it_is_over(
    caller: Caller, twilio: Twilio, doors: Doors, redis_client: redis.Redis
) -> None:
    caller.ring()
    caller.say("hello")
    key = "hub:line:" + call_key(doors.secret, caller.call)
    assert 0 < redis_client.ttl(key) <= 24 * 3600
    for state in ("in-progress", "completed", "completed", "ringing"):
        fields = caller.fields(CallStatus=state, CallDuration="12", Timestamp="Tue, 24 Nov 2026 10:00:00 +0000")
        assert twilio.post("/telephony/voice/status", fields).status_code == 204
    assert redis_client.exists(key) == 0
    assert caller.say("hello") == "Hello."  # a late turn is answered


# Repetition.


def test_the_same_turn_again_gets_the_same_twiml(twilio: Twilio, fake_rasa: FakeRasa, caller: Caller) -> None:
    caller.ring()
    path, fields = caller.action, caller.fields(SpeechResult="hello", Confidence="0.9")
    first = twilio.post(path, fields).text
    fake_rasa.replies = [HOURS]
    assert twilio.post(path, fields).text == first
    assert fake_rasa.texts == ["hello"]


def test_the_same_turn_many_times_at_once_is_heard_once(twilio: Twilio, fake_rasa: FakeRasa, caller: Caller) -> None:
    fake_rasa.seconds = 0.3
    caller.ring()
    path, fields = caller.action, caller.fields(SpeechResult="hello", Confidence="0.9")
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(twilio.post(path, fields).text)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(set(got)), fake_rasa.texts) == (1, ["hello"])


def test_the_same_idempotency_token_is_the_same_turn(twilio: Twilio, fake_rasa: FakeRasa, caller: Caller) -> None:
    caller.ring()
    header = {"I-Twilio-Idempotency-Token": "one-token"}
    paths = ("/telephony/voice/turn?n=1", "/telephony/voice/turn?n=2")
    first, second = (twilio.post(path, caller.fields(SpeechResult="hello"), **header).text for path in paths)
    assert (first == second, fake_rasa.texts) == (True, ["hello"])


def test_ringing_twice_greets_twice_the_same(twilio: Twilio, caller: Caller) -> None:
    fields = caller.fields(CallStatus="ringing")
    assert twilio.post("/telephony/voice", fields).text == twilio.post("/telephony/voice", fields).text


def test_turns_in_the_wrong_order_are_answered(twilio: Twilio, caller: Caller) -> None:
    for count in (5, 2, 9_999, 1):
        path = f"/telephony/voice/turn?n={count}"
        assert spoken(twilio.twiml(path, caller.fields(SpeechResult="hello"))) == "Hello."


# What is odd.


@pytest.mark.parametrize(
    "query",
    ["", "?n=", "?n=0", "?n=-1", "?n=1e3", "?n=10000", "?n=99999999999999999999", "?n=²", "?n=1&at=nowhere", "?n=1&missed=x", "?n=1&missed=-1", "?m=1"],
)  # fmt: skip
def test_a_turn_whose_address_is_not_ours_is_refused(twilio: Twilio, caller: Caller, query: str) -> None:
    response = twilio.post(f"/telephony/voice/turn{query}".replace("²", "%C2%B2"), caller.fields(SpeechResult="hello"))
    assert (response.status_code, response.json()) == (422, {"error": "A turn of a call has a number n."})


@pytest.mark.parametrize("path", ["/telephony/voice", "/telephony/voice/turn?n=1", "/telephony/voice/status"])
@pytest.mark.parametrize("call", ["", "CA1", "SM" + "a" * 32, "CA" + "Z" * 32, "../../x"])
def test_a_call_without_its_name_is_refused(twilio: Twilio, number: str, path: str, call: str) -> None:
    response = twilio.post(path, call_fields(call, number))
    assert (response.status_code, response.json()) == (422, {"error": "A call has a CallSid."})


def test_an_unknown_call_is_answered(twilio: Twilio, number: str) -> None:
    caller = Caller(twilio, number)
    fields = call_fields(sid("CA"), number, Digits="*")
    assert spoken(twilio.twiml("/telephony/voice/turn?n=3", fields)) == wording.NOTHING_TO_REPEAT.text
    assert caller.gather is None


@pytest.mark.parametrize("heard", [{"Digits": "#"}, {"Digits": "**"}, {"Digits": "1234567890123456789012345"}, {"Digits": "ABCD"}, {"SpeechResult": "x" * 9_000}, {"SpeechResult": "😀"}, {"SpeechResult": "hello", "Confidence": "many"}, {"SpeechResult": "\u202e\u0000<Say>"}])  # fmt: skip
def test_odd_input_is_answered(twilio: Twilio, caller: Caller, heard: dict[str, str]) -> None:
    caller.ring()
    assert caller.turn(**heard) != ""
    assert caller.gather is not None


def test_the_fewest_fields_are_enough(twilio: Twilio) -> None:
    assert twilio.post("/telephony/voice", {"CallSid": sid("CA")}).status_code == 200
    assert twilio.post("/telephony/voice/turn?n=1", {"CallSid": sid("CA")}).status_code == 200
    assert twilio.post("/telephony/voice/status", {"CallSid": sid("CA")}).status_code == 204


def test_a_number_that_rings_on_and_on_is_asked_to_wait_and_told_999(twilio: Twilio, number: str) -> None:
    calls = [Caller(twilio, number) for _ in range(voice.MOST_CALLS + 1)]
    heard = [caller.ring() for caller in calls]
    assert heard[-2] == wording.GREETING.text
    assert "wait ten minutes" in heard[-1]
    assert "9 9 9" in heard[-1]
    assert calls[-1].gather is None


def test_withheld_callers_are_not_counted_together(twilio: Twilio) -> None:
    heard = [Caller(twilio, WITHHELD).ring() for _ in range(voice.MOST_CALLS + 2)]
    assert set(heard) == {wording.GREETING.text}


def test_without_redis_the_line_still_answers(without_redis: Twilio, number: str) -> None:
    caller = Caller(without_redis, number)
    caller.ring()
    assert words(caller.say(OVERDOSE))[:20] == words(crisis_texts().act_now["medical"].voice)[:20]
    assert words(caller.press("*")) == words(wording.DANGER.text)
    assert caller.say("How do I get my son to sleep?").startswith("Words about sleep.")
    assert [caller.silence(), caller.silence()][1].endswith(MENU)
    assert caller.silence().endswith("Goodbye.")


def test_logs_hold_no_number_no_words_and_no_id(caller: Caller, number: str) -> None:
    with capture_logs() as logs:
        caller.ring()
        caller.say("I am Oona Fairweather")
    assert [entry["event"] for entry in logs] == ["turn"]
    for private in (number[3:], "Oona", caller.call, OURS[3:]):
        assert private not in repr(logs)


def test_nothing_is_ever_recorded(caller: Caller) -> None:
    assert "not recorded" in caller.ring()
    # The check of every TwiML refuses verbs that it does not list, <Record> among them.


# A text with the answer.


def texts_to(doors: Doors, number: str) -> list[tuple[str, str]]:
    with doors.store.engine.begin() as connection:
        rows = connection.execute(sql("SELECT kind, body FROM outbox WHERE to_phone = :it"), {"it": number})
        return [(str(kind), str(body)) for kind, body in rows]


@pytest.mark.parametrize("how", ["press:9", "say:text me", "say:can you send me that as a text"])
def test_an_answer_is_texted_when_the_caller_asks_for_it(
    caller: Caller, fake_rasa: FakeRasa, number: str, doors: Doors, how: str
) -> None:
    fake_rasa.replies = [GUIDANCE]
    caller.ring()
    caller.say("he will not sleep")
    assert texts_to(doors, number) == []
    does, _, what = how.partition(":")
    assert getattr(caller, does)(what) == wording.TEXTED.text
    assert texts_to(doors, number) == [
        (
            "guidance",
            "Neurodiversity Hub: A calm hour - it helps. School nurse: 01632 960124. "
            "More: https://assistant.example.org/guidance/sleep",
        )
    ]
    assert len(fake_rasa.texts) == 1


def test_a_number_that_wants_no_texts_gets_none(caller: Caller, fake_rasa: FakeRasa, number: str, doors: Doors) -> None:
    outbox.opt_out(doors.store, doors.secret, number, doors.now())
    fake_rasa.replies = [GUIDANCE]
    caller.ring()
    caller.say("he will not sleep")
    assert caller.press("9") == wording.NO_TEXTS.text
    assert texts_to(doors, number) == []


@pytest.mark.parametrize("sender", [WITHHELD, "+441632960461", "+48501234567"])
def test_who_cannot_get_texts_is_offered_none(twilio: Twilio, fake_rasa: FakeRasa, sender: str) -> None:
    fake_rasa.replies = [GUIDANCE]
    caller = Caller(twilio, sender)
    caller.ring()
    assert "text" not in caller.say("he will not sleep")
    caller.say("text me")
    assert fake_rasa.texts == ["he will not sleep", "text me"]


def test_sms_and_voice_of_one_number_are_two_conversations(
    twilio: Twilio, fake_rasa: FakeRasa, caller: Caller, number: str
) -> None:
    twilio.text(number, "hello")
    caller.ring()
    caller.say("hello")
    assert len({body["conversation"] for body in fake_rasa.heard}) == 2
    assert messages(twilio.twiml("/telephony/sms", {"From": number, "MessageSid": sid("SM"), "Body": "hi"})) == [
        "Hello."
    ]
