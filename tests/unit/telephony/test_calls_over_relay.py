"""A call over ConversationRelay that wants a person: the session ends, and the call goes on to the queue over Gather."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from made_up import TUESDAY_MORNING
from phone_side import Line
from relay_side import Relayed
from serving import FakeRasa
from twilio_side import OURS, Twilio, spoken

from hub.doors import Doors
from hub.handoff.handoff import Handoff
from hub.handoff.states import State
from telephony import wording

WAITS = {"kind": "handoff", "outcome": "person", "web": "I have passed that on.", "waits": True}


@pytest.fixture
def line(relay_app: FastAPI, relay_twilio: Twilio, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    one = Line(relay_app, relay_twilio, TUESDAY_MORNING)
    monkeypatch.setattr(Doors, "now", lambda _: one.now)
    yield one
    one.close()


def test_it_goes_on_to_the_queue_and_into_the_conference(
    line: Line, relay_twilio: Twilio, number: str, fake_rasa: FakeRasa
) -> None:
    line.there("ada")
    caller, made = Relayed(relay_twilio, number), list[Handoff]()
    fake_rasa.replies = [WAITS]
    fake_rasa.meanwhile = lambda: made.append(line.asks_for(caller.sid))
    caller.line.say("please ask somebody")
    end = caller.line.frame(10)
    assert (end["type"], end["handoffData"]) == ("end", "n=3&at=wait")
    answer = caller.over(SessionStatus="ended", HandoffData=end["handoffData"], CallStatus="in-progress")
    assert spoken(answer) == f"{wording.ASKING_NOW.text}\n{wording.CALL_BACK_INSTEAD.text}"
    ada = line.rings(made[0].id, "ada")
    assert line.network.asked[0][2]["From"] == OURS
    ada.picks_up()
    ada.press("1")
    twiml = relay_twilio.twiml("/telephony/voice/connect", caller.fields())
    assert [room.text for room in twiml.iter("Conference")] == [f"handoff-{made[0].id}"]
    assert line.state(made[0].id) == State.WITH_HANDLER


def test_a_session_that_breaks_off_meanwhile_leads_to_the_queue_too(
    line: Line, relay_twilio: Twilio, number: str, fake_rasa: FakeRasa
) -> None:
    line.there("ada")
    caller = Relayed(relay_twilio, number)
    fake_rasa.replies = [WAITS]
    fake_rasa.meanwhile = lambda: line.asks_for(caller.sid)
    caller.line.say("please ask somebody")
    caller.line.frame(10)
    answer = caller.over(SessionStatus="failed", ErrorCode="64105", CallStatus="in-progress")
    assert wording.CALL_BACK_INSTEAD.text in spoken(answer)
