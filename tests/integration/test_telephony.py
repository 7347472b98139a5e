"""Callers' ways through the whole system: signed webhooks, Rasa, actions, knowledge base."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
import redis
from running_system import ROOT, System

from hub.conversation_ids import read_or_make_secret
from hub.safety.crisis_replies import crisis_texts
from hub.settings import read_environment
from knowledge_base.gsm7 import not_in_gsm7, septets
from telephony import wording
from telephony.callers import call_key
from telephony.relay_twiml import OVER, SOCKET
from telephony.terminal import Phone, Webhooks, call_fields, new_sid, text_fields, words_in
from telephony.terminal_relay import as_words
from telephony.tokens import accepted_tokens

MOBILE, OURS = "+447700900%s", "+441632960000"


@pytest.fixture(scope="module")
def webhooks(system: System) -> Iterator[Webhooks]:
    """Twilio, signing as a machine without an account does."""
    machine = read_environment()
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    with Webhooks(system.url, system.url, accepted_tokens(machine, secret)[0]) as one:
        yield one


def text(webhooks: Webhooks, number: str, body: str) -> str:
    """The one reply to a text."""
    [reply] = webhooks.twiml("/telephony/sms", text_fields(body, number, OURS))
    assert not_in_gsm7(reply.text or "") == []
    assert septets(reply.text or "") <= 459
    return reply.text or ""


def digits(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def test_guidance_by_text_with_a_choice_picked_by_number(webhooks: Webhooks) -> None:
    number = MOBILE % 611
    answer = text(webhooks, number, "my son is 7 how do i get him assessed 4 adhd")
    assert "1 Tell me more" in answer
    assert text(webhooks, number, "1") != answer
    assert "call handlers" in text(webhooks, number, "can i talk to a person")


def test_hours_by_text(webhooks: Webhooks) -> None:
    answer = text(webhooks, MOBILE % 612, "are u open on xmas day")
    assert "closed" in answer.lower()
    assert "Christmas Day" in answer


def test_a_crisis_by_text(webhooks: Webhooks) -> None:
    assert text(webhooks, MOBILE % 613, "my son has taken an overdose") == crisis_texts().act_now["medical"].sms


def test_stop_and_start_by_text(webhooks: Webhooks) -> None:
    number = MOBILE % 614
    assert text(webhooks, number, "STOP").startswith("Neurodiversity Hub: you will get no more texts")
    assert text(webhooks, number, "START").startswith("Neurodiversity Hub: you get texts from us again")


def test_a_call_about_guidance_hours_and_a_person(webhooks: Webhooks) -> None:
    call = Phone(webhooks, MOBILE % 615, OURS)
    assert call.ring() == [wording.GREETING.text]
    [answer, *_] = call.say("um I want to apply for an E H C P for my son and I don't know where to start")
    assert "E H C needs assessment" in answer
    assert "Wednesday" in " ".join(call.say("when are you open on wednesday"))
    person = " ".join(call.press("0"))
    assert "phone" in person
    again = call.press("*")
    assert digits(" ".join(again)) == digits(person)
    call.hang_up()


def test_a_crisis_in_a_call_is_spoken_whole(webhooks: Webhooks) -> None:
    call = Phone(webhooks, "anonymous", OURS)
    call.ring()
    first, offer = call.say("my son has taken an overdose")
    assert digits(first) == digits(crisis_texts().act_now["medical"].voice)
    assert offer == wording.PERSON_AFTER_CRISIS.text
    call.hang_up()


def test_a_call_over_conversation_relay_broken_into_and_then_over_gather(webhooks: Webhooks) -> None:
    """The socket is there in either mode; a signed address is all it takes."""
    machine = read_environment()
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    sid, number = new_sid("CA"), MOBILE % 620
    address = webhooks.public_url.replace("http", "ws", 1) + f"{SOCKET}/{call_key(secret, sid)}"
    with webhooks.socket(address) as call:
        call.set_up(sid, number, OURS)
        call.say("how do i get my son assessed", last=False)
        call.say("how do I get my son assessed for ADHD he is seven")
        while not as_words(call.frame()["token"]).startswith("For a child aged five to fifteen"):
            pass  # on a busy machine "Let me look that up." comes first
        call.interrupt("For a child")
        call.say("are you open on wednesday")
        heard = " ".join(call.hear())
        if (
            "Wednesday" not in heard
        ):  # the first answer was out whole before; Twilio drops what it has not yet said of it
            heard = " ".join(call.hear())
        assert "Wednesday" in heard
        call.say("my son has taken an overdose")
        numbers = " ".join(call.hear())
        assert digits(numbers).startswith(digits(crisis_texts().act_now["medical"].voice))
        call.send({"type": "error", "description": "made up"})
        assert call.hear() == []
    fields = {**call_fields(sid, number, OURS), "SessionStatus": "failed", "HandoffData": call.over or ""}
    [gather, _] = webhooks.twiml(OVER, fields)
    assert digits(" ".join(words_in(gather))) == digits(numbers)


def test_from_no_match_to_a_person(webhooks: Webhooks) -> None:
    call = Phone(webhooks, MOBILE % 616, OURS)
    call.ring()
    heard = [" ".join(call.say("who lends owls on tuesdays to a llama")) for _ in range(3)]
    assert "keypad" in heard[1]
    assert "phone" in heard[2]
    call.hang_up()


def test_withheld_callers_never_hear_each_other(webhooks: Webhooks) -> None:
    first, second = Phone(webhooks, "anonymous", OURS), Phone(webhooks, "anonymous", OURS)
    first.ring()
    second.ring()
    first.say("how do I get help with sleep")
    assert "sleep" not in " ".join(second.say("say that again please")).lower()
    for call in (first, second):
        call.hang_up()


def test_unsigned_webhooks_are_refused(system: System) -> None:
    with Webhooks(system.url, system.url, "another token") as forged:
        assert forged.send("/telephony/sms", text_fields("hello", MOBILE % 617, OURS)).status_code == 403


def test_neither_number_nor_words_nor_ids_are_in_the_log_and_redis_knows_no_number(
    system: System, webhooks: Webhooks
) -> None:
    number = MOBILE % 618
    fields = text_fields("Zebedee Quillfeather wants to know if you are open", number, OURS)
    webhooks.twiml("/telephony/sms", fields)
    call = Phone(webhooks, number, OURS)
    call.ring()
    call.say("Zebedee Quillfeather wants to know if you are open")
    log = system.log.read_text()
    assert '"channel": "sms"' in log
    for private in (number[3:], "Quillfeather", fields["MessageSid"]):
        assert private not in log
    with redis.Redis(port=system.ports["redis"], decode_responses=True) as client:
        lines = list(client.scan_iter("hub:line*"))
        assert [key for key in lines if number[3:] in key or not 0 < client.ttl(key) <= 24 * 3600] == []
        kept = " ".join(str(client.hgetall(key)) for key in lines if client.type(key) == "hash")
    assert "Quillfeather" not in kept
    call.hang_up()


def test_the_terminal_texts_the_running_system(system: System) -> None:
    command = ["bin/hub", "sms", "--url", system.url, "--from", MOBILE % 619]
    done = subprocess.run(
        command, cwd=ROOT, input="are you open\n", capture_output=True, text=True, timeout=120, check=True
    )
    assert "hub: " in done.stdout
