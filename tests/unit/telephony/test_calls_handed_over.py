"""A caller is handed over to a person: the wait, the whisper, the key, the conference, and whatever goes wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from made_up import TUESDAY_MORNING
from phone_side import CONFERENCE, PHONES, Handler, Line
from serving import FakeRasa
from twilio_side import OURS, PUBLIC_URL, Caller, Twilio, call_fields, checked, sid, spoken

from hub.doors import Doors
from hub.handoff.handoff import Handoff
from hub.handoff.legs import LegState
from hub.handoff.states import State
from telephony import wording
from telephony.keypad import CALL_BACK

OVERDOSE = "my son has taken an overdose"
WAITS = {"kind": "handoff", "outcome": "person", "web": "I have passed that on.", "waits": True}
DONE = {"kind": "message", "outcome": "information", "web": "What is your first name?", "asks": True}


@pytest.fixture
def line(line_app: FastAPI, twilio: Twilio, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    one = Line(line_app, twilio, TUESDAY_MORNING)
    monkeypatch.setattr(Doors, "now", lambda _: one.now)
    yield one
    one.close()


@pytest.fixture
def caller(twilio: Twilio, number: str) -> Caller:
    return Caller(twilio, number)


def begins(line: Line, caller: Caller, rasa: FakeRasa, **ask: bool) -> tuple[Handoff, str]:
    """The caller wants a person and agrees; the handoff, and what they hear."""
    caller.ring()
    made: list[Handoff] = []
    rasa.replies, rasa.meanwhile = [WAITS], lambda: made.append(line.asks(caller, **ask))
    heard = caller.say("please ask somebody")
    rasa.meanwhile = None
    return made[0], heard


def connected(line: Line, caller: Caller, rasa: FakeRasa, name: str = "ada") -> tuple[Handoff, Handler, ET.Element]:
    """A caller and a handler in the conference; the last is the caller's TwiML."""
    line.there(name)
    handoff, _ = begins(line, caller, rasa)
    handler = line.rings(handoff.id, name)
    handler.picks_up()
    handler.press("1")
    twiml = line.twilio.twiml("/telephony/voice/connect", caller.fields())
    tell(line, handoff.id, caller.call)
    return handoff, handler, twiml


def tell(line: Line, handoff: int, call: str) -> None:
    """Twilio says that somebody has joined the conference."""
    fields = {**call_fields(call, OURS), "ConferenceSid": CONFERENCE, "StatusCallbackEvent": "participant-join"}
    assert line.twilio.post(f"/telephony/conference/{handoff}", fields).status_code == 204


def back(line: Line, caller: Caller, twiml: ET.Element, **fields: str) -> str:
    """The caller's conference is over; what they hear then."""
    [dial] = twiml.iter("Dial")
    answer = line.twilio.twiml(dial.attrib["action"], caller.fields(DialCallStatus="answered", **fields))
    caller.gather = answer.find("Gather")
    return spoken(answer)


def test_a_caller_is_handed_over_and_comes_back(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    line.there("ada")
    handoff, heard = begins(line, caller, fake_rasa)
    assert heard == f"I have passed that on.\n{wording.ASKING_NOW.text}\n{wording.CALL_BACK_INSTEAD.text}"
    ada = line.rings(handoff.id, "ada")
    [(_, _, ring)] = line.network.asked
    assert ring == {
        "To": PHONES["ada"],
        "From": OURS,
        "Url": f"{PUBLIC_URL}/telephony/handler/{ada.leg.number}",
        "Method": "POST",
        "StatusCallback": f"{PUBLIC_URL}/telephony/handler/{ada.leg.number}/status",
        "StatusCallbackMethod": "POST",
        "Timeout": 25,
        "Record": "false",
    }
    whisper = ada.picks_up()
    said = (
        "Neurodiversity Hub. A parent is on the line and would like a person.\n"
        "They were told about: Helping your child to sleep.\n"
        "Good to know: deaf or hard of hearing.\n"
        "Press 1 to take the call, or 2 to pass it on."
    )
    assert whisper == f"{said}\n{said}"
    taken = ada.press("1")
    assert line.state(handoff.id) == State.WITH_HANDLER
    line.works()
    assert line.network.asked[1] == (
        "POST",
        f"/Calls/{caller.call}.json",
        {"Url": f"{PUBLIC_URL}/telephony/voice/connect", "Method": "POST"},
    )
    twiml = line.twilio.twiml("/telephony/voice/connect", caller.fields())
    rooms = [dict(room.attrib) | {"name": room.text or ""} for way in (taken, twiml) for room in way.iter("Conference")]
    assert (
        rooms
        == [
            {
                "beep": "false",
                "startConferenceOnEnter": "true",
                "endConferenceOnExit": "true",
                "waitUrl": "",
                "record": "do-not-record",
                "statusCallback": f"{PUBLIC_URL}/telephony/conference/{handoff.id}",
                "statusCallbackMethod": "POST",
                "statusCallbackEvent": "start join",
                "name": f"handoff-{handoff.id}",
            }
        ]
        * 2
    )
    # The handler hangs up: the conference ends with them, and the assistant is back.
    ada.left("completed")
    assert back(line, caller, twiml).startswith(wording.HANDLER_LEFT.text)
    assert line.state(handoff.id) == State.WRAPPING_UP
    assert caller.press("5").startswith("Thank you.")


def test_nothing_personal_is_whispered(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    whisper = line.rings(handoff.id, "ada").picks_up()
    for personal in ("Zebedee", "7", "east", caller.number, "07700"):
        assert personal not in whisper.replace("A D H D", "")


def test_a_crisis_is_first_in_the_queue_and_in_the_whisper(
    line: Line, twilio: Twilio, number: str, caller: Caller, fake_rasa: FakeRasa
) -> None:
    line.there("ada")
    first, urgent = Caller(twilio, number), caller
    begins(line, first, fake_rasa)
    line.there("bo")
    handoff, _ = begins(line, urgent, fake_rasa, crisis=True)
    assert next(one.id for one in line.queue.in_order(State.WAITING, State.OFFERED)) == handoff.id
    whisper = line.rings(handoff.id, "bo").picks_up()
    assert "sounded like a crisis, and were given the emergency numbers" in whisper


def test_a_caller_waits_hears_where_they_stand_now_and_then_and_is_put_through_without_any_message_of_twilios(
    line: Line, caller: Caller, fake_rasa: FakeRasa
) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    heard = [caller.silence() for _ in range(4)]
    assert heard == ["", "", "", f"{wording.ASKING_NOW.text}\n{wording.CALL_BACK_INSTEAD.text}"]
    ada = line.rings(handoff.id, "ada")
    ada.picks_up()
    line.network.status = 500  # fetching the caller fails
    ada.press("1")
    assert caller.silence() == wording.PUTTING_THROUGH.text
    assert caller.gather is None
    assert line.leg_states(handoff.id) == [("ada", LegState.ON), ("", LegState.ON)]


def test_who_waits_behind_others_is_told_their_place(
    line: Line, twilio: Twilio, number: str, caller: Caller, fake_rasa: FakeRasa
) -> None:
    line.there("ada")
    begins(line, caller, fake_rasa)
    second = Caller(twilio, f"{number[:-3]}999")
    _, heard = begins(line, second, fake_rasa)
    place = "You are number 2. I cannot say how long it will take."
    assert heard == f"I have passed that on.\n{place}\n{wording.CALL_BACK_INSTEAD.text}"


@pytest.mark.parametrize("how", ["key", "words"])
def test_a_call_back_can_be_had_at_any_time(line: Line, caller: Caller, fake_rasa: FakeRasa, how: str) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    caller.silence()
    ada = line.rings(handoff.id, "ada")
    fake_rasa.replies = [DONE]
    heard = caller.press("1") if how == "key" else caller.say("please call me back instead")
    assert heard == "What is your first name?"
    assert fake_rasa.texts[-1] == (CALL_BACK if how == "key" else "please call me back instead")
    assert line.state(handoff.id) == State.ABANDONED
    line.works()  # ada's phone stops ringing
    assert line.network.asked[-1] == ("POST", f"/Calls/{ada.call}.json", {"Status": "completed"})
    assert ada.picks_up() == wording.GONE.text


def test_words_while_waiting_are_kept_by_nobody_and_a_crisis_gets_the_numbers(
    line: Line, caller: Caller, fake_rasa: FakeRasa
) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    before = len(fake_rasa.heard)
    assert caller.say("he has been up since four") == ""
    heard = caller.say(OVERDOSE)
    assert "9 9 9" in heard
    assert wording.CALL_BACK_INSTEAD.text in heard
    assert len(fake_rasa.heard) == before
    found = line.queue.get(handoff.id)
    assert found is not None
    assert found.crisis
    assert [one.text for one in line.queue.lines(handoff.id) if one.kind == "text"] == []
    assert caller.gather is not None


def test_2_passes_the_call_on_to_the_next_handler_at_once(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    ada = line.rings(handoff.id, "ada")
    line.there("bo")
    ada.picks_up()
    assert spoken(ada.press("2")) == wording.PASSED_ON.text
    line.works()
    assert line.network.rung == [PHONES["ada"], PHONES["bo"]]
    assert spoken(ada.press("1")) == wording.GONE.text  # she thinks better of it, too late
    found = line.queue.get(handoff.id)
    assert (found and found.handler) == "bo"


@pytest.mark.parametrize("became", ["no-answer", "busy", "failed", "canceled", "completed"])
def test_who_cannot_be_reached_is_followed_by_the_next(
    line: Line, caller: Caller, fake_rasa: FakeRasa, became: str
) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    ada = line.rings(handoff.id, "ada")
    line.there("bo")
    assert [ada.status(became), ada.status(became)] == [204, 204]
    line.works()
    assert line.network.rung == [PHONES["ada"], PHONES["bo"]]


def test_an_answering_machine_presses_no_key(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    ada = line.rings(handoff.id, "ada")
    ada.picks_up()
    assert spoken(ada.silence()) == wording.NOT_TAKEN.text
    line.later(1)
    assert caller.silence() == f"{wording.NOBODY_CAME.text}\n{wording.OFFER_CALL_BACK.text}"
    assert line.state(handoff.id) == State.TIMED_OUT


def test_with_every_message_of_twilios_lost_the_offer_runs_out(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    ada = line.rings(handoff.id, "ada")
    line.later(61, "ada")
    assert ("POST", f"/Calls/{ada.call}.json", {"Status": "completed"}) in line.network.asked
    line.later(1, "ada")
    assert caller.silence() == f"{wording.NOBODY_CAME.text}\n{wording.OFFER_CALL_BACK.text}"
    fake_rasa.replies = [DONE]
    assert caller.say("yes") == "What is your first name?"
    assert fake_rasa.texts[-1] == CALL_BACK


def test_a_handler_is_rung_once_for_one_offer_by_however_many_workers(
    line: Line, caller: Caller, fake_rasa: FakeRasa
) -> None:
    line.there("ada")
    begins(line, caller, fake_rasa)
    for _ in range(3):
        line.works()
    caller.silence()
    line.works()
    assert line.network.rung == [PHONES["ada"]]


def test_where_nobody_knows_if_it_rings_nobody_is_rung_again_and_the_key_still_takes_the_call(
    line: Line, caller: Caller, fake_rasa: FakeRasa
) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    line.network.status = 503
    line.works()
    line.network.status = 200
    ada = line.rings(handoff.id, "ada")
    assert line.network.rung == [PHONES["ada"]]
    ada.picks_up()
    ada.press("1")
    assert line.state(handoff.id) == State.WITH_HANDLER


def test_a_number_that_twilio_refuses_to_ring_is_followed_by_the_call_back(
    line: Line, caller: Caller, fake_rasa: FakeRasa
) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    line.network.status = 400
    line.later(1)
    line.later(1)
    assert line.state(handoff.id) == State.TIMED_OUT
    assert caller.silence().startswith(wording.NOBODY_CAME.text)


def test_without_a_number_a_handler_is_not_there_for_callers(line: Line, caller: Caller) -> None:
    line.there("ada", phone=False)
    caller.ring()
    with pytest.raises(AssertionError):
        line.asks(caller)


def test_who_is_on_the_phone_is_offered_nobody_else(
    line: Line, twilio: Twilio, number: str, caller: Caller, fake_rasa: FakeRasa
) -> None:
    connected(line, caller, fake_rasa)
    second = Caller(twilio, f"{number[:-3]}998")
    handoff, _ = begins(line, second, fake_rasa)
    line.offers()
    line.works()
    assert (line.network.rung, line.state(handoff.id)) == ([PHONES["ada"]], State.WAITING)


def test_the_caller_hangs_up_while_they_wait(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    ada = line.rings(handoff.id, "ada")
    for _ in range(2):
        line.twilio.post("/telephony/voice/status", caller.fields(CallStatus="completed"))
    assert line.state(handoff.id) == State.ABANDONED
    assert ada.picks_up() == wording.GONE.text
    line.works()
    assert line.leg_states(handoff.id) == [("ada", LegState.OVER), ("", LegState.OVER)]


@pytest.mark.parametrize("order", ["caller first", "handler first", "only the handler hears", "late and twice"])
def test_the_caller_hangs_up_during_the_call(line: Line, caller: Caller, fake_rasa: FakeRasa, order: str) -> None:
    handoff, ada, twiml = connected(line, caller, fake_rasa)

    def caller_ends() -> None:
        line.twilio.post("/telephony/voice/status", caller.fields(CallStatus="completed"))
        [dial] = twiml.iter("Dial")
        line.twilio.twiml(dial.attrib["action"], caller.fields(CallStatus="completed"))

    if order == "caller first":
        caller_ends()
        said = ada.left()
    elif order == "handler first":
        said = ada.left()
        caller_ends()
    else:
        said = ada.left()
        if order == "late and twice":
            ada.status("completed")
            caller_ends()
            ada.status("completed")
    assert spoken(said) == wording.CALLER_GONE.text
    over = line.queue.get(handoff.id)
    assert (over and over.state, over and over.ended_by) == (State.WRAPPING_UP, "parent")


def test_the_end_is_found_out_with_every_message_lost(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    handoff, _, _ = connected(line, caller, fake_rasa)
    line.network.became = "completed"
    line.later(60)
    assert line.state(handoff.id) == State.WITH_HANDLER  # without a heartbeat, too: they are on the phone
    line.later(300)
    assert line.state(handoff.id) == State.WRAPPING_UP


def test_a_caller_who_was_left_alone_is_fetched_back(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    handoff, ada, _ = connected(line, caller, fake_rasa)
    ada.status("completed")  # yet the conference goes on
    line.later(1)
    assert not any(data.get("Url") for _, _, data in line.network.asked[2:])
    line.later(9)
    assert line.network.asked[-1][1:] == (
        f"/Calls/{caller.call}.json",
        {"Url": f"{PUBLIC_URL}/telephony/voice/connect", "Method": "POST"},
    )
    heard = line.twilio.twiml("/telephony/voice/connect", caller.fields())
    assert spoken(heard).startswith(wording.HANDLER_LEFT.text)
    assert line.state(handoff.id) == State.WRAPPING_UP


def test_a_conference_that_fails_leaves_the_caller_with_us(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    _, _, twiml = connected(line, caller, fake_rasa)
    [dial] = twiml.iter("Dial")
    answer = line.twilio.twiml(dial.attrib["action"], caller.fields(DialCallStatus="failed"))
    assert spoken(answer) == f"{wording.NOT_PUT_THROUGH.text}\n{wording.OFFER_CALL_BACK.text}"
    assert answer.find("Gather") is not None


def test_after_a_crisis_no_rating_is_asked_for(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa, crisis=True)
    ada = line.rings(handoff.id, "ada")
    ada.picks_up()
    ada.press("1")
    twiml = line.twilio.twiml("/telephony/voice/connect", caller.fields())
    heard = back(line, caller, twiml)
    assert wording.LEFT_HOW_WAS_IT.text not in heard
    assert wording.IF_CUT_OFF.text in heard


def test_taking_twice_is_taking_once(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    handoff, ada, _ = connected(line, caller, fake_rasa)
    ada.press("1")
    assert [one.text for one in line.queue.lines(handoff.id)] == ["waiting", "offered", "with_handler"]


def test_another_call_cannot_press_a_handlers_key(line: Line, caller: Caller, fake_rasa: FakeRasa) -> None:
    line.there("ada")
    handoff, _ = begins(line, caller, fake_rasa)
    ada = line.rings(handoff.id, "ada")
    stranger = Handler(line.twilio, ada.leg, sid("CA"))
    assert spoken(stranger.press("1")) == wording.GONE.text
    assert line.state(handoff.id) == State.OFFERED


@pytest.mark.parametrize(
    "path",
    [
        "/telephony/handler/1",
        "/telephony/handler/1/key",
        "/telephony/handler/1/left",
        "/telephony/handler/1/status",
        "/telephony/conference/1",
        "/telephony/conference/1/hold",
        "/telephony/voice/connect",
        "/telephony/voice/after?n=2",
    ],
)
def test_an_unsigned_request_is_refused(twilio: Twilio, path: str) -> None:
    assert twilio.send(path, data=call_fields(sid("CA"), OURS)).status_code == 403


def test_a_leg_that_nobody_knows_is_no_error(line: Line) -> None:
    fields = call_fields(sid("CA"), PHONES["ada"])
    assert spoken(line.twilio.twiml("/telephony/handler/999999", fields)) == wording.GONE.text
    assert line.twilio.post("/telephony/handler/999999/status", {**fields, "CallStatus": "busy"}).status_code == 204
    assert line.twilio.post("/telephony/conference/999999", fields).status_code == 204


def test_on_hold_somebody_hears_that_it_goes_on(line: Line) -> None:
    answer = line.twilio.post("/telephony/conference/1/hold", call_fields(sid("CA"), OURS))
    assert spoken(checked(answer.text)) == wording.ON_HOLD.text
    assert {verb.tag for verb in checked(answer.text)} <= {"Say", "Pause", "Play", "Redirect"}
