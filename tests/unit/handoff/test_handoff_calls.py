"""Calls in the queue, on both databases: who is offered a caller, for how long, and that nobody is rung twice."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from a_queue import NOW, SECRET, SETTINGS, Desk, seconds

from hub import people
from hub.accounts import Accounts
from hub.accounts.phones import set_phone
from hub.handoff import asking, presence
from hub.handoff.brief import Brief
from hub.handoff.calls import PhoneCalls
from hub.handoff.handoff import NobodyThereError, TooManyError
from hub.handoff.legs import LegState
from hub.handoff.ringing import Ringing
from hub.handoff.states import State
from hub.handoff.waiting import outlook
from hub.handoff.whisper import whisper
from hub.store.database import Store
from hub.twilio_calls import NoCalls

CALLER, ADAS, BOS = ("CA" + digit * 32 for digit in "123")
NUMBERS = {"ada": "07700900111", "bo": "07700900112"}


@pytest.fixture
def desk(any_store: Store) -> Desk:
    """Ada and Bo have phones, Cy has none; Ada is there."""
    accounts = Accounts(any_store, SECRET)
    for name in ("ada", "bo", "cy"):
        accounts.add(name, ["handler"], None, NOW)
    for name, number in NUMBERS.items():
        set_phone(any_store, SECRET, name, number, NOW)
    desk = Desk(any_store)
    desk.here("ada")
    return desk


def rings(desk: Desk) -> dict[str, int]:
    return Ringing(desk.queue, SECRET, NoCalls(), "https://a.example").look_after(desk.now)


def leg_of(desk: Desk, number: int, handler: str) -> int:
    return [leg.number for leg in PhoneCalls(desk.queue).legs_of(number) if leg.handler == handler][-1]


def test_a_caller_is_offered_to_who_can_be_rung_alone(desk: Desk) -> None:
    presence.leave(desk.store, "ada", desk.now)
    desk.here("cy")
    with pytest.raises(NobodyThereError):
        desk.asks("call", channel="voice")
    there = [outlook(desk.store, SETTINGS, desk.now, channel=one).somebody_is_there for one in ("web", "voice")]
    assert there == [True, False]
    desk.here("ada")
    made = desk.asks("call", channel="voice")
    offered = desk.offers()
    assert (offered and offered.id, offered and offered.handler) == (made.id, "ada")
    assert offered
    assert offered.offered_until == desk.now + timedelta(seconds=60)


def test_on_the_phone_nobody_gets_a_chat_or_another_call(desk: Desk) -> None:
    call = desk.asks("call", channel="voice")
    desk.offers()
    PhoneCalls(desk.queue).take(leg_of(desk, call.id, "ada"), ADAS, desk.now)
    desk.asks("chat")
    second = desk.asks("second", channel="voice")
    assert desk.offers() is None
    with pytest.raises(TooManyError):
        desk.queue.ring_me(second.id, "ada", desk.now)


def test_a_call_outlives_the_handlers_browser(desk: Desk) -> None:
    call = desk.asks("call", channel="voice", watches=True)
    desk.offers()
    PhoneCalls(desk.queue).take(leg_of(desk, call.id, "ada"), ADAS, desk.now)
    desk.later(timedelta(hours=1))
    desk.ticks()
    presence.leave(desk.store, "ada", desk.now)
    assert desk.queue.state_of("call") is State.WITH_HANDLER


def test_a_caller_of_whom_nothing_is_heard_is_not_waited_for(desk: Desk) -> None:
    desk.asks("call", channel="voice", watches=True)
    desk.later(seconds(119), "ada")
    desk.ticks()
    desk.later(seconds(2), "ada")
    assert desk.ticks()["parent_gone"] == 1


def test_whoever_has_passed_a_caller_on_is_not_waited_for(desk: Desk) -> None:
    call = desk.asks("call", channel="voice")
    desk.offers()
    PhoneCalls(desk.queue).pass_on(leg_of(desk, call.id, "ada"), ADAS, desk.now)
    desk.here("cy")  # who has no phone
    desk.ticks()
    assert desk.queue.state_of("call") is State.WITH_ASSISTANT


def test_a_busy_phone_leaves_a_handler_available_and_silence_does_not(desk: Desk) -> None:
    for status, presence_then in (("busy", "available"), ("no-answer", "away")):
        call = desk.asks(status, channel="voice")
        desk.offers()
        PhoneCalls(desk.queue).not_answered(leg_of(desk, call.id, "ada"), f"CA{status}", status, desk.now)
        assert desk.presence_of("ada") == presence_then
        desk.queue.end_by_parent(status, desk.now)


def test_of_many_workers_one_rings(desk: Desk) -> None:
    call = desk.asks("call", channel="voice")
    PhoneCalls(desk.queue).caller_is_here("call", CALLER, "+441632960000", desk.now)
    desk.offers()
    done: list[dict[str, int]] = []
    workers = [threading.Thread(target=lambda: done.append(rings(desk))) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(one.get("not_made", 0) for one in done) == 1
    assert [leg.state for leg in PhoneCalls(desk.queue).legs_of(call.id)] == [LegState.WAITING, LegState.NOT_MADE]


def test_with_a_colleague_on_a_lost_line_leaves_the_caller_with_them(desk: Desk) -> None:
    calls = PhoneCalls(desk.queue)
    call = desk.asks("call", channel="voice")
    desk.offers()
    mine = leg_of(desk, call.id, "ada")
    calls.take(mine, ADAS, desk.now)
    calls.invite(call.id, "ada", "bo", desk.now)
    calls.take(leg_of(desk, call.id, "bo"), BOS, desk.now)
    calls.handler_left(mine, ADAS, "handler", desk.now)
    found = desk.queue.get(call.id)
    assert (found and found.state, found and found.handler) == (State.WITH_HANDLER, "bo")
    calls.handler_left(leg_of(desk, call.id, "bo"), BOS, "handler", desk.now)
    assert desk.queue.state_of("call") is State.WITH_ASSISTANT


def test_the_legs_go_with_the_conversation(desk: Desk) -> None:
    call = desk.asks("call", channel="voice")
    desk.offers()
    desk.queue.delete_conversation("call", desk.now)
    assert PhoneCalls(desk.queue).legs_of(call.id) == []


def test_a_caller_is_asked_what_may_be_passed_on_and_told_in_few_words(desk: Desk) -> None:
    brief = Brief(asked="how do I get him to sleep", articles=("Helping your child to sleep",))
    offer = asking.offer(desk.queue, brief, desk.now, "voice")
    assert offer.text_for("voice") == (
        "I can put you through to a call handler. You may have to wait. I will tell them this. "
        "You asked: “how do I get him to sleep”. I told you about: Helping your child to sleep. Is that OK?"
    )
    assert offer.buttons == (asking.PASS_ON, asking.PASS_NOTHING, people.CALL_ME)
    plain = asking.offer(desk.queue, Brief(), desk.now, "voice")
    assert plain.text_for("voice").endswith("You may have to wait. Shall I ask one?")
    asked = asking.ask(desk.queue, "call", "voice", None, desk.now)
    assert (asked.reply.text_for("voice"), asked.reply.waits, asked.reply.buttons) == (
        "I have only passed on that you are waiting.",
        True,
        (),
    )
    assert asked.handoff is not None
    assert whisper(asked.handoff)[-1] == "They have passed nothing on."


def test_a_caller_is_not_told_that_nobody_can_write(desk: Desk) -> None:
    presence.leave(desk.store, "ada", desk.now)
    said = asking.offer(desk.queue, Brief(), desk.now, "voice")
    assert said.text_for("voice").startswith("None of them can talk to you right now, but one can phone you.")
    assert said.buttons[0] == people.CALL_ME
