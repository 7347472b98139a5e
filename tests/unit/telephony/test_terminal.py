"""The terminal that texts and phones, against a front door over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from made_up import TUESDAY_MORNING
from phone_side import PHONES, Line
from serving import FakeRasa
from twilio_side import OURS, PUBLIC_URL, TOKEN, Caller, Twilio
from typer.testing import CliRunner

import cli
from hub import settings as settings_module
from hub.doors import Doors
from hub.handoff.handoff import Handoff
from hub.handoff.ringing import Ringing
from hub.twilio_calls import NoCalls
from telephony import wording
from telephony.keypad import MENU
from telephony.terminal import HandlersPhone, Phone, WebhookError, Webhooks

Run = Callable[..., str]


@pytest.fixture
def run(twilio: Twilio) -> Run:
    """Runs a command of ``bin/hub`` with lines typed; what it prints."""

    def with_lines(command: str, *lines: str, options: tuple[str, ...] = (), url: str = "") -> str:
        typed = "".join(f"{line}\n" for line in lines)
        return CliRunner().invoke(cli.app, [command, "--url", url or twilio.url, *options], input=typed).output

    return with_lines


def test_a_conversation_by_text(run: Run, fake_rasa: FakeRasa) -> None:
    output = run("sms", "hello", "STOP", "", options=("--from", "+447700900801", "--to", "+441632960001"))
    assert output.splitlines()[0] == "Texts from +447700900801. Ctrl-D ends it."
    assert "hub: Hello." in output
    assert "hub: Neurodiversity Hub: you will get no more texts from us" in output
    assert fake_rasa.texts == ["hello"]


def test_a_call(run: Run, fake_rasa: FakeRasa) -> None:
    output = run("phone", "hello", "", "", "2", "", "", "", "", options=("--from", "withheld"))
    said = " ".join(output.split())
    for words in (wording.GREETING.text, "hub: Hello.", wording.TAKE_YOUR_TIME.text, MENU, "(the call is over)"):
        assert " ".join(words.split()) in said
    assert fake_rasa.texts == ["hello", "When are you open?"]
    assert [body["metadata"]["caller"] for body in fake_rasa.heard] == [None, None]


def test_hanging_up(run: Run) -> None:
    assert run("phone", "hello", options=("--from", "+447700900802")).endswith("(the call is over)\n")


def test_a_front_door_that_is_not_there_is_one_clear_message(run: Run) -> None:
    assert "does not answer (ConnectError). Is `make run` running?" in run("sms", "hello", url="http://127.0.0.1:9")


def test_another_token_is_one_clear_message(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "another")
    settings_module.environment.cache_clear()
    assert "The signature was refused" in run("sms", "hello")
    monkeypatch.undo()
    settings_module.environment.cache_clear()


def test_keys_are_pressed_one_by_one_or_together_as_the_call_asks(twilio: Twilio, fake_rasa: FakeRasa) -> None:
    with Webhooks(twilio.url, PUBLIC_URL, TOKEN) as webhooks:
        call = Phone(webhooks, "+447700900803", "+441632960000")
        call.ring()
        assert len(call.press("12")) == 2
        fake_rasa.replies = [
            {"kind": "appointment", "outcome": "appointment", "web": "Which phone number?", "asks": True}
        ]
        call.say("appointment")
        call.press("07700900461#")
        call.hang_up()
        assert (call.waiting, call.say("hello")) == (None, [])
    assert fake_rasa.texts == ["1", "2", "appointment", "07700900461"]


def test_an_answer_that_is_no_twiml_is_told(twilio: Twilio) -> None:
    with Webhooks(twilio.url, PUBLIC_URL, TOKEN) as webhooks, pytest.raises(WebhookError, match="answered 422"):
        webhooks.twiml("/telephony/sms", {"From": "+447700900804"})


def test_a_call_over_the_socket_follows_what_the_front_door_says(relay_twilio: Twilio, fake_rasa: FakeRasa) -> None:
    fake_rasa.intent = "goodbye"
    said = CliRunner().invoke(cli.app, ["phone", "--url", relay_twilio.url], input="hello\n0\n").output
    assert " ".join(wording.GREETING.text.split()) in " ".join(said.split())
    assert said.count("hub: Hello.\n") == 2
    assert said.endswith("(the call is over)\n")
    assert fake_rasa.texts == ["hello", "Talk to a person"]


def test_a_socket_that_breaks_off_is_followed_by_gather(relay_twilio: Twilio, fake_rasa: FakeRasa) -> None:
    with Webhooks(relay_twilio.url, PUBLIC_URL, TOKEN) as webhooks:
        call = Phone(webhooks, "+447700900805", "+441632960000")
        call.ring()
        assert call.relay is not None
        call.relay.send({"type": "error", "description": "made up"})
        assert call.be_silent() == [wording.BROKE_OFF.text, wording.ASK_OR_AGAIN.text]
        assert call.say("hello") == ["Hello."]
        call.hang_up()
    assert fake_rasa.texts == ["hello"]


@pytest.fixture
def line(line_app: FastAPI, twilio: Twilio, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    one = Line(line_app, twilio, TUESDAY_MORNING)
    monkeypatch.setattr(Doors, "now", lambda _: one.now)
    yield one
    one.close()


def test_a_terminal_plays_the_caller_and_another_one_the_handler(line: Line, fake_rasa: FakeRasa) -> None:
    line.there("ada")
    with Webhooks(line.twilio.url, PUBLIC_URL, TOKEN) as webhooks:
        caller = Phone(webhooks, "+447700900804", OURS)
        caller.ring()
        fake_rasa.replies = [{"kind": "handoff", "outcome": "person", "web": "Passed on.", "waits": True}]
        made: list[Handoff] = []
        fake_rasa.meanwhile = lambda: made.append(line.asks_for(caller.fields()["CallSid"]))
        assert caller.say("please ask somebody")[1:] == [wording.ASKING_NOW.text, wording.CALL_BACK_INSTEAD.text]
        line.works()
        [leg] = [one for one in line.legs(made[0].id) if one.handler == "ada"]
        ada = HandlersPhone(webhooks, PHONES["ada"], OURS, leg=leg.number)
        ada.sid = leg.call or ""
        assert ada.ring()[-1] == wording.TAKE_IT.text
        ada.press("1")
        assert caller.be_silent() == [wording.PUTTING_THROUGH.text]
        assert (caller.room, ada.room) == (f"handoff-{made[0].id}",) * 2
        ada.hang_up()
        assert caller.leave_room()[0] == wording.HANDLER_LEFT.text
        caller.hang_up()


def test_without_an_account_the_handlers_phone_waits_for_what_would_ring(
    line: Line, run: Run, fake_rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.there("ada")
    caller = Caller(line.twilio, "+447700900805")
    caller.ring()
    fake_rasa.replies = [{"kind": "handoff", "outcome": "person", "web": "Passed on.", "waits": True}]
    fake_rasa.meanwhile = lambda: line.asks(caller)
    caller.say("please ask somebody")
    assert Ringing(line.queue, line.doors.secret, NoCalls(), "").look_after(line.now) == {"not_made": 1}
    monkeypatch.setenv("DATABASE_URL", line.store.url)
    settings_module.environment.cache_clear()
    output = " ".join(run("phone", "1", "", options=("--handler", "ada")).split())
    settings_module.environment.cache_clear()
    for words in ("Waiting until ada is rung.", "They were told about", wording.CALLER_HERE.text, "in the conference"):
        assert words in output
