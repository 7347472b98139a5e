"""Whole calls over ConversationRelay, through a real socket with a real signature."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from relay_side import NEVER, NUMBER_ASKED, SOON, WSS, Relayed
from serving import FakeRasa, free_port
from structlog.testing import capture_logs
from test_voice import GUIDANCE, HOURS, NOT_UNDERSTOOD, OVERDOSE, WEARY, texts_to, words
from twilio_side import OURS, TOKEN, WITHHELD, Twilio, served, spoken

from hub.doors import Doors
from hub.safety.crisis_replies import crisis_texts
from telephony import call as call_steps
from telephony import relay_session, wording
from telephony.callers import call_key
from telephony.keypad import MENU

GREETED = {"type": "info", "name": "agentSpeaking", "value": "off"}


@pytest.fixture
def doors(relay_app: FastAPI) -> Doors:
    found: Doors = relay_app.state.doors
    return found


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on what we say takes no time, and callers are given very little."""

    def hurried() -> None:
        for name in ("SECONDS", "SECONDS_AFTER_CRISIS", "SECONDS_AFTER_BYE"):
            monkeypatch.setattr(call_steps, name, 0.05)
        monkeypatch.setattr(relay_session, "seconds_to_say", lambda _: 0)

    return hurried


@pytest.fixture
def caller(relay_twilio: Twilio, number: str) -> Iterator[Relayed]:
    one = Relayed(relay_twilio, number)
    yield one
    one.line.close()


def test_a_call_is_greeted_and_connected_to_the_socket(relay_twilio: Twilio, number: str, doors: Doors) -> None:
    caller = Relayed(relay_twilio, number, setup=False)
    assert (caller.connect.tag, caller.connect.attrib) == (
        "Connect",
        {"action": "/telephony/voice/over", "method": "POST"},
    )
    how = dict(caller.noun.attrib)
    assert how.pop("hints").startswith("autism,autistic,ADHD,")
    assert how == {
        "url": f"{WSS}/telephony/voice/relay/{call_key(doors.secret, caller.sid)}",
        "welcomeGreeting": wording.GREETING.text,
        "welcomeGreetingInterruptible": "any",
        "language": "en-GB",
        "ttsProvider": "Amazon",
        "voice": "Amy-Neural",
        "interruptible": "any",
        "dtmfDetection": "true",
        "partialPrompts": "true",
        "profanityFilter": "false",
        "events": "speaker-events",
    }


def test_a_question_is_answered_sentence_by_sentence_with_slow_numbers(
    caller: Relayed, fake_rasa: FakeRasa, number: str
) -> None:
    fake_rasa.replies = [HOURS]
    caller.line.say("are you open")
    frames = [caller.line.frame(SOON) for _ in range(2)]
    slow = '<prosody rate="slow">0 1 6 3 2<break time="400ms" />9 6 0 1 2 3</prosody>'
    assert frames == [
        {"type": "text", "token": "We are open until 3pm. ", "last": False, "lang": "en-GB"},
        {"type": "text", "token": f"Our number is {slow}.", "last": True, "lang": "en-GB"},
    ]
    assert [(body["channel"], body["text"], body["metadata"]["caller"]) for body in fake_rasa.heard] == [
        ("voice", "are you open", number)
    ]


def test_the_first_token_is_out_within_300_ms(caller: Relayed) -> None:
    taken = []
    for count in range(9):
        began = time.perf_counter()
        caller.line.say(f"hello {count}")
        caller.line.frame(SOON)
        taken.append(time.perf_counter() - began)
    assert statistics.median(taken) < 0.3


def test_a_slow_answer_is_announced_once_and_then_given(
    caller: Relayed, fake_rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_session, "FILLER_SECONDS", 0.1)
    fake_rasa.seconds = 0.5
    caller.line.say("hello")
    first, second = caller.line.frame(SOON), caller.line.frame(SOON)
    assert (first["token"], first["last"]) == (wording.LOOKING.text, False)
    assert (second["token"], second["last"]) == ("Hello.", True)


def test_what_is_recognised_so_far_is_not_answered(caller: Relayed, fake_rasa: FakeRasa) -> None:
    caller.line.say("he will", last=False)
    caller.line.say("he will not", last=False)
    assert caller.say("he will not sleep") == "Hello."
    assert fake_rasa.texts == ["he will not sleep"]


# Breaking in.


def test_breaking_in_stops_what_is_being_said(caller: Relayed, fake_rasa: FakeRasa) -> None:
    sentences = 4_000
    fake_rasa.replies = [{**HOURS, "voice": "One more thing. " * sentences}]
    caller.line.say("are you open")
    caller.line.frame(SOON)
    caller.line.interrupt("One more")
    fake_rasa.replies = [{**HOURS, "voice": "Yes."}]
    caller.line.say("just today")
    heard = caller.line.hear(SOON)
    assert heard[-1] == "Yes."
    assert len(heard) < sentences


def test_who_speaks_on_before_the_answer_hears_one_answer_to_the_last_words(
    caller: Relayed, fake_rasa: FakeRasa
) -> None:
    fake_rasa.seconds = 0.3
    caller.line.say("he will not sleep")
    time.sleep(0.1)  # the first is on its way to Rasa
    fake_rasa.replies = [HOURS]
    caller.line.say("and are you open")
    assert caller.hear().startswith("We are open until 3pm.")
    assert fake_rasa.texts == ["he will not sleep", "and are you open"]
    assert fake_rasa.most_in_hand == 1
    assert caller.say("thanks").startswith("We are open until 3pm.")  # and nothing came in between


def test_a_noise_while_the_answer_is_looked_up_loses_nothing(caller: Relayed, fake_rasa: FakeRasa) -> None:
    fake_rasa.seconds = 0.2
    caller.line.say("hello")
    caller.line.interrupt()
    assert caller.hear() == "Hello."


def test_the_same_prompt_twice_is_heard_once(caller: Relayed, fake_rasa: FakeRasa) -> None:
    fake_rasa.seconds = 0.2
    caller.line.say("hello")
    caller.line.say("hello")
    assert caller.hear() == "Hello."
    fake_rasa.seconds = 0
    assert caller.say("hello") == "Hello."  # later it is said again
    assert fake_rasa.texts == ["hello", "hello"]


# Safety.


def test_crisis_words_get_the_numbers_first_and_slowly(caller: Relayed, fake_rasa: FakeRasa) -> None:
    caller.line.say(OVERDOSE)
    first = caller.line.frame(SOON)
    assert first["token"].startswith('<prosody rate="slow">')
    rest = " ".join(caller.line.hear(SOON))
    assert rest.endswith(wording.PERSON_AFTER_CRISIS.text)
    assert fake_rasa.texts == []
    caller.line.press("*")
    assert words(caller.hear())[:20] == words(crisis_texts().act_now["medical"].voice)[:20]


def test_crisis_words_do_not_wait_for_an_answer_on_its_way(caller: Relayed, fake_rasa: FakeRasa) -> None:
    fake_rasa.seconds = 2
    caller.line.say("he will not sleep")
    began = time.perf_counter()
    assert words(caller.say(OVERDOSE))[:20] == words(crisis_texts().act_now["medical"].voice)[:20]
    assert time.perf_counter() - began < 1.5


def test_nothing_is_said_before_the_numbers(
    caller: Relayed, fake_rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_session, "FILLER_SECONDS", 0.05)
    fake_rasa.seconds = 0.5
    assert words(caller.say(WEARY))[:15] == words(crisis_texts().check.voice)[:15]


def test_the_numbers_are_said_even_to_who_speaks_on(caller: Relayed, fake_rasa: FakeRasa) -> None:
    fake_rasa.seconds = 0.2
    caller.line.say(WEARY)
    caller.line.say("hello are you there")
    assert words(caller.hear())[:15] == words(crisis_texts().check.voice)[:15]
    assert caller.hear() == "Hello."


def test_yes_to_the_question_of_danger_gets_the_numbers(caller: Relayed) -> None:
    caller.say(WEARY)
    assert words(caller.press("1"))[:15] == words(crisis_texts().act_now["suicide"].voice)[:15]


def test_after_a_crisis_silence_brings_the_numbers_again_and_then_a_goodbye(
    caller: Relayed, hurry: Callable[[], None]
) -> None:
    hurry()
    first = caller.say(OVERDOSE)
    assert [caller.hear(), caller.hear(), caller.hear()] == [first, first, ""]
    end = caller.over(HandoffData=caller.line.over or "", SessionStatus="ended")
    assert spoken(end).startswith("If anyone is in danger now, phone 9 9 9")
    assert [verb.tag for verb in end][-1] == "Hangup"


# Keys and silence.


def test_silence_is_met_with_patience_then_the_keypad_then_a_clean_end(
    caller: Relayed, fake_rasa: FakeRasa, hurry: Callable[[], None]
) -> None:
    hurry()
    caller.line.send(GREETED)
    assert caller.hear() == wording.TAKE_YOUR_TIME.text
    assert caller.hear() == f"{wording.STILL_NOT_HEARD.text} {MENU}"
    assert caller.hear() == ""
    end = caller.over(HandoffData=caller.line.over or "", SessionStatus="ended")
    assert "Phone us on 0 1 6 3 2 9 6 0 1 2 3" in spoken(end)
    assert spoken(end).endswith("Goodbye.")
    assert [verb.tag for verb in end][-1] == "Hangup"
    assert fake_rasa.texts == []


def test_after_goodbye_silence_ends_the_call(caller: Relayed, fake_rasa: FakeRasa, hurry: Callable[[], None]) -> None:
    hurry()
    fake_rasa.intent = "goodbye"
    assert [caller.say("bye"), caller.hear()] == [f"Hello. {wording.HOW_WAS_IT.text}", ""]
    assert [verb.tag for verb in caller.over(HandoffData=caller.line.over or "")] == ["Hangup"]


@pytest.mark.parametrize("news", [{"type": "prompt", "voicePrompt": "um", "lang": "en-GB", "last": False}, {"type": "info", "name": "clientSpeaking", "value": "on"}])  # fmt: skip
def test_who_is_speaking_is_not_told_that_we_hear_nothing(
    caller: Relayed, hurry: Callable[[], None], news: dict[str, object]
) -> None:
    hurry()
    caller.line.send(news)
    with pytest.raises(TimeoutError):
        caller.line.hear(0.3)
    caller.line.send({"type": "info", "name": "clientSpeaking", "value": "off"})
    assert caller.hear() == wording.TAKE_YOUR_TIME.text


def test_silence_counts_from_when_we_have_stopped_speaking(caller: Relayed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_steps, "SECONDS", 0.05)
    caller.line.send({"type": "info", "name": "agentSpeaking", "value": "on"})
    with pytest.raises(TimeoutError):  # the greeting takes longer
        caller.line.hear(0.3)
    caller.line.send(GREETED)
    assert caller.hear() == wording.TAKE_YOUR_TIME.text


def test_breaking_in_is_followed_by_patience_not_by_silence_for_ever(
    caller: Relayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_steps, "SECONDS", 0.05)
    caller.line.interrupt("Hello. This is")
    assert caller.hear() == wording.TAKE_YOUR_TIME.text


def test_0_reaches_a_person_and_choices_are_picked_by_key(caller: Relayed, fake_rasa: FakeRasa) -> None:
    fake_rasa.replies = [GUIDANCE]
    caller.say("he will not sleep")
    caller.press("1")
    fake_rasa.replies = [HOURS]
    caller.press("2")
    caller.press("0")
    assert fake_rasa.texts[1:] == [
        '/ask_guidance{"article": "sleep", "part": "more"}',
        "/speak_to_human",
        "Talk to a person",
    ]


@pytest.mark.parametrize("keyed", ["07700900461#", "07700900461"])
def test_the_digits_of_a_phone_number_are_collected_until_hash_or_a_pause(
    caller: Relayed, fake_rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch, keyed: str
) -> None:
    monkeypatch.setattr(relay_session, "KEY_PAUSE_SECONDS", NEVER if keyed.endswith("#") else 0.1)
    fake_rasa.replies = [NUMBER_ASKED]
    assert caller.say("i want an appointment").endswith(wording.KEY_AND_HASH.text)
    caller.press(keyed)
    assert fake_rasa.texts == ["i want an appointment", "07700900461"]


def test_star_and_slower_say_it_again_slowly(caller: Relayed, fake_rasa: FakeRasa) -> None:
    caller.say("hello")
    caller.line.press("*")
    assert caller.line.frame(SOON)["token"] == '<prosody rate="slow">Hello.</prosody>'
    fake_rasa.intent = "repeat_slower"
    caller.line.say("slower please")
    assert caller.line.frame(SOON)["token"] == '<prosody rate="slow">Hello.</prosody>'


def test_twice_not_understood_offers_the_keypad_and_a_third_time_a_person(caller: Relayed, fake_rasa: FakeRasa) -> None:
    fake_rasa.replies = [NOT_UNDERSTOOD]
    assert caller.say("mumble") == "Sorry, I did not understand."
    assert caller.say("mumble") == f"{wording.STILL_NOT_UNDERSTOOD.text} {MENU}"
    caller.say("mumble")
    assert fake_rasa.texts == ["mumble", "mumble", "mumble", "Talk to a person"]


def test_an_answer_is_texted_when_the_caller_asks_for_it(
    caller: Relayed, fake_rasa: FakeRasa, number: str, doors: Doors
) -> None:
    fake_rasa.replies = [GUIDANCE]
    assert wording.OFFER_TEXT.text in caller.say("he will not sleep")
    assert caller.say("text me") == wording.TEXTED.text
    assert [kind for kind, _ in texts_to(doors, number)] == ["guidance"]


# Whose call it is.


def test_withheld_callers_never_share_a_conversation(relay_twilio: Twilio, fake_rasa: FakeRasa) -> None:
    first, second = Relayed(relay_twilio, WITHHELD), Relayed(relay_twilio, "anonymous")
    first.say("my name is Oona")
    assert "Oona" not in second.press("*")
    second.say("hello")
    assert len({body["conversation"] for body in fake_rasa.heard}) == 2
    assert [body["metadata"]["caller"] for body in fake_rasa.heard] == [None, None]


@pytest.mark.parametrize("sender", [None, "", "sip:made-up@example.org", "+266696687"])
def test_a_caller_without_a_number_is_answered(relay_twilio: Twilio, fake_rasa: FakeRasa, sender: str | None) -> None:
    caller = Relayed(relay_twilio, "anonymous", setup=False)
    caller.line.set_up(caller.sid, "", OURS, **{"from": sender})
    assert caller.say("hello") == "Hello."
    assert [body["metadata"]["caller"] for body in fake_rasa.heard] == [None]


def test_logs_hold_no_number_no_words_and_no_id(caller: Relayed, number: str) -> None:
    with capture_logs() as logs:
        caller.say("I am Oona Fairweather")
        caller.line.send({"type": "prompt", "voicePrompt": "Oona", "last": 1})
        caller.line.interrupt("Hello, Oona")
        caller.line.send({"type": "error", "description": "Oona Fairweather"})
        caller.line.frame(SOON)
        caller.over(SessionStatus="ended", ErrorMessage="Oona Fairweather", ErrorCode="Oona")
    assert {entry["event"] for entry in logs} >= {"turn", "relay_first_token", "relay_frame_refused", "relay_error"}
    for private in (number[3:], "Oona", caller.sid, caller.sid[2:], OURS[3:]):
        assert private not in repr(logs)


def test_without_redis_the_socket_still_answers(
    front_door: Callable[..., FastAPI], rasa_server: FakeRasa, relay_app: FastAPI, number: str
) -> None:
    app = front_door(RASA_URL=rasa_server.url, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    with served(app) as url:
        caller = Relayed(Twilio(url, TOKEN), number)
        assert words(caller.say(OVERDOSE))[:20] == words(crisis_texts().act_now["medical"].voice)[:20]
        assert caller.say("How do I get my son to sleep?").startswith("Words about sleep.")
        assert json.dumps(spoken(caller.over(SessionStatus="failed"))) == json.dumps(
            f"{wording.BROKE_OFF.text}\n{wording.ASK_OR_AGAIN.text}"
        )
