"""ConversationRelay where something is wrong: forged handshakes, broken sockets, frames that are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from relay_side import NUMBER_ASKED, SOON, WSS, Relayed
from serving import FakeRasa
from structlog.testing import capture_logs
from test_voice import HOURS, OVERDOSE, words
from twilio_side import OLD_TOKEN, OURS, Twilio, call_fields, sid, spoken

from telephony import call as call_steps
from telephony import relay, wording
from telephony.terminal_relay import RelayClosedError


@pytest.fixture
def caller(relay_twilio: Twilio, number: str) -> Iterator[Relayed]:
    one = Relayed(relay_twilio, number)
    yield one
    one.line.close()


# The handshake.


@pytest.mark.parametrize("token", ["another", "", OLD_TOKEN.upper()])
def test_a_socket_without_twilios_signature_is_refused(relay_twilio: Twilio, number: str, token: str) -> None:
    caller = Relayed(relay_twilio, number)
    with pytest.raises(RelayClosedError, match="not opened"):
        caller.opened(token=token)


@pytest.mark.parametrize(
    "signed", ["https://assistant.example.org/telephony/voice/relay/x", WSS + "/telephony/voice/relay/x?more=1", WSS]
)
def test_a_signature_of_another_address_is_refused(relay_twilio: Twilio, number: str, signed: str) -> None:
    caller = Relayed(relay_twilio, number)
    with pytest.raises(RelayClosedError, match="not opened"):
        caller.opened(address=signed)


def test_a_handshake_without_a_signature_is_answered_403_and_logged_without_its_address(relay_twilio: Twilio) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}  # fmt: skip
    with capture_logs() as logs:
        assert Twilio(relay_twilio.url, "").get("/telephony/voice/relay/abc?x=secret", upgrade).status_code == 403
    assert logs == [{"event": "webhook_refused", "why": "no_signature", "route": "relay", "log_level": "warning"}]


def test_both_tokens_are_taken_during_a_change(relay_twilio: Twilio, number: str) -> None:
    caller = Relayed(Twilio(relay_twilio.url, OLD_TOKEN), number)
    assert caller.say("hello") == "Hello."


def test_a_signed_address_serves_no_other_call(relay_twilio: Twilio, number: str, fake_rasa: FakeRasa) -> None:
    caller = Relayed(relay_twilio, number, setup=False)
    caller.line.set_up(sid("CA"), number, OURS)
    caller.line.say("hello")
    with pytest.raises(RelayClosedError):
        caller.hear()
    assert fake_rasa.texts == []


# When the relay fails.


def test_an_error_hands_the_call_to_gather_with_its_conversation(caller: Relayed, fake_rasa: FakeRasa) -> None:
    caller.say("hello")
    caller.line.send({"type": "error", "description": "Invalid message received: my name is Oona"})
    assert caller.line.frame(SOON) == {"type": "end", "handoffData": ""}
    twiml = caller.over(SessionStatus="ended", HandoffData="")
    assert spoken(twiml) == f"{wording.BROKE_OFF.text}\n{wording.ASK_OR_AGAIN.text}"
    gather = twiml.find("Gather")
    assert gather is not None
    path = gather.attrib["action"]
    assert spoken(caller.twilio.twiml(path, caller.fields(Digits="*"))) == "Hello."
    caller.twilio.twiml(path, caller.fields(SpeechResult="hello again"))
    assert len({body["conversation"] for body in fake_rasa.heard}) == 1


def test_a_broken_socket_brings_crisis_numbers_and_open_questions_again(relay_twilio: Twilio, number: str, fake_rasa: FakeRasa) -> None:  # fmt: skip
    in_crisis, asked = Relayed(relay_twilio, number), Relayed(relay_twilio, number)
    numbers = in_crisis.say(OVERDOSE)
    fake_rasa.replies = [NUMBER_ASKED]
    question = asked.say("i want an appointment")
    failed = {"SessionStatus": "failed", "ErrorCode": "64105", "ErrorMessage": "made up"}
    assert words(spoken(in_crisis.over(**failed))) == words(numbers)
    assert words(spoken(asked.over(**failed))) == words(f"{wording.BROKE_OFF.text} {question}")


def test_a_caller_who_has_hung_up_is_told_nothing(caller: Relayed) -> None:
    caller.say("hello")
    assert list(caller.over(SessionStatus="completed", CallStatus="completed")) == []


def test_a_fault_of_ours_hands_the_call_to_gather(caller: Relayed, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("Oona Fairweather")

    monkeypatch.setattr(call_steps.Call, "answer", broken)
    with capture_logs() as logs:
        caller.line.say("hello")
        assert caller.line.frame(SOON) == {"type": "end", "handoffData": ""}
    assert {"event": "relay_failed", "error": "ValueError", "log_level": "error"} in logs
    assert "Oona" not in repr(logs)


@pytest.mark.parametrize("handoff", ["n=0", "n=1&at=nowhere", "{}", "x" * 5_000, "n=1&missed=-1", "\u202e"])
def test_an_odd_handoff_goes_on_over_gather(caller: Relayed, handoff: str) -> None:
    assert caller.over(HandoffData=handoff).find("Gather") is not None


def test_the_same_end_twice_gets_the_same_twiml(caller: Relayed) -> None:
    caller.say("hello")
    fields = caller.fields(SessionStatus="failed")
    first, second = (caller.twilio.post("/telephony/voice/over", fields).text for _ in range(2))
    assert first == second


def test_the_end_of_a_session_needs_a_call_and_a_signature(relay_twilio: Twilio, number: str) -> None:
    assert relay_twilio.post("/telephony/voice/over", {"SessionStatus": "failed"}).status_code == 422
    fields = call_fields(sid("CA"), number)
    assert Twilio(relay_twilio.url, "another").post("/telephony/voice/over", fields).status_code == 403
    assert relay_twilio.post("/telephony/voice/over", {"CallSid": sid("CA")}).status_code == 200


def test_a_socket_that_comes_back_goes_on_where_the_call_stood(caller: Relayed, fake_rasa: FakeRasa) -> None:
    fake_rasa.replies = [NUMBER_ASKED]
    caller.say("i want an appointment")
    caller.line.close()
    caller.line = caller.opened()
    caller.line.set_up(caller.sid, caller.number, OURS)
    caller.press("07700900461#")
    assert fake_rasa.texts == ["i want an appointment", "07700900461"]


# What is odd.

ODD: list[Any] = [
    "",
    "{",
    "null",
    "[]",
    "5",
    '"prompt"',
    "[" * 5_000,
    "{}",
    b"\xff\xfe",
    b'{"type": "prompt", "voicePrompt": "bytes", "last": true}',
    {"type": "dance"},
    {"type": None},
    {"type": ["prompt"]},
    {"type": "prompt"},
    {"type": "prompt", "voicePrompt": 5, "last": True},
    {"type": "prompt", "voicePrompt": None, "last": True},
    {"type": "prompt", "voicePrompt": ["hello"], "last": True},
    {"type": "prompt", "voicePrompt": "odd", "last": "yes"},
    {"type": "dtmf"},
    {"type": "dtmf", "digit": 1},
    {"type": "dtmf", "digit": "12"},
    {"type": "dtmf", "digit": "\u0661"},
    {"type": "setup"},
    {"type": "setup", "callSid": 5},
]


def test_frames_that_are_none_change_nothing(relay_twilio: Twilio, number: str, fake_rasa: FakeRasa) -> None:
    for half in (ODD[: len(ODD) // 2], ODD[len(ODD) // 2 :]):
        caller = Relayed(relay_twilio, number)
        for frame in half:
            caller.line.send(frame)
        assert caller.say("hello") == "Hello."
        caller.line.close()
    assert fake_rasa.texts == ["hello", "hello"]


def test_news_that_we_do_not_use_and_more_fields_than_we_know_change_nothing(caller: Relayed) -> None:
    for frame in (
        {"type": "info", "name": "tokensPlayed", "value": "Hello."},
        {"type": "interrupt"},
        {"type": "interrupt", "utteranceUntilInterrupt": None, "durationUntilInterruptMs": "460"},
        {"type": "prompt", "voicePrompt": "   ", "lang": "en-GB", "last": True},
        {"type": "dtmf", "digit": "#"},
    ):
        caller.line.send(frame)
    caller.line.set_up(caller.sid, caller.number, OURS)  # once more
    caller.line.send({"type": "prompt", "voicePrompt": "hello", "lang": "xx", "last": True, "turnState": {"a": [1]}})
    assert caller.hear() == "Hello."


def test_too_many_frames_that_are_none_close_the_socket_and_the_call_goes_on(caller: Relayed) -> None:
    for _ in range(relay.MOST_REFUSED + 1):
        caller.line.send("{")
    with pytest.raises(RelayClosedError):
        caller.hear()
    assert caller.over(SessionStatus="failed", ErrorCode="64105").find("Gather") is not None


def test_another_setup_in_the_middle_closes_the_socket(caller: Relayed) -> None:
    caller.say("hello")
    caller.line.set_up(sid("CA"), caller.number, OURS)
    with pytest.raises(RelayClosedError):
        caller.hear()


def test_what_comes_before_the_setup_is_not_heard(relay_twilio: Twilio, number: str, fake_rasa: FakeRasa) -> None:
    caller = Relayed(relay_twilio, number, setup=False)
    caller.line.say("my name is Oona")
    caller.line.press("0")
    caller.line.interrupt()
    caller.line.set_up(caller.sid, number, OURS)
    assert caller.say("hello") == "Hello."
    assert fake_rasa.texts == ["hello"]


def test_a_socket_without_a_setup_is_closed(relay_twilio: Twilio, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "SETUP_SECONDS", 0.1)
    with pytest.raises(RelayClosedError):
        Relayed(relay_twilio, number, setup=False).hear()


@pytest.mark.parametrize("text", ["x" * 140_000, "word " * 9_000, "😀", "\u202eolleh", "<Say>&\"'</Say>", "\ud800"])
def test_odd_words_are_answered(caller: Relayed, text: str) -> None:
    """A half of a pair of surrogates is no text; the frame is refused, and the next is answered."""
    caller.line.say(text)
    if text == "\ud800":
        caller.line.say("hello")
    assert caller.hear() != ""


def test_markup_in_a_reply_is_not_spoken_and_breaks_nothing(caller: Relayed, fake_rasa: FakeRasa) -> None:
    fake_rasa.replies = [{**HOURS, "voice": "Ask <the> SENCO & the GP. See [our page](https://x.example/?a=1&b=2)."}]
    caller.line.say("hello")
    frames = [caller.line.frame(SOON)["token"] for _ in range(2)]
    assert frames == ["Ask the SENCO and the GP. ", "See our page."]
