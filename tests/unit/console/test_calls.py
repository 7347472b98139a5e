"""A call in the console: rung, held, muted, shared with a colleague, left with them, ended; and refused to others."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from twilio.http import HttpClient
from twilio.http.response import Response
from unit.console.a_console import Console, Handler
from unit.staff.a_house import SECRET

from console.calls import NOT_YOURS, TOO_MANY
from console.chats import BY_PHONE
from hub.accounts.phones import set_phone
from hub.handoff.calls import PhoneCalls
from hub.handoff.legs import LegState
from hub.handoff.ringing import Ringing
from hub.handoff.states import State
from hub.handoff.ticking import offer_next
from hub.twilio_calls import NoCalls, TwilioCalls

CALLER, CONFERENCE = "CA" + "1" * 32, "CF" + "2" * 32
CALLS = {"ada": "CA" + "3" * 32, "bo": "CA" + "4" * 32}
NUMBERS = {"ada": "07700900111", "bo": "07700900112", "cy": "07700900113"}


class Network(HttpClient):
    """Twilio's side: takes everything, or nothing while it is ``down``."""

    down = False

    def __init__(self, console: Console) -> None:
        self._console = console
        calls = TwilioCalls("AC" + "0" * 32, "token", http_client=self)
        self._ringing = Ringing(console.queue, SECRET, calls, "https://a.example")
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    def works(self) -> None:
        """A round of the worker."""
        self._ringing.look_after(self._console.house.clock.now)

    def request(self, method: str, url: str, params: Any = None, data: Any = None, **_: Any) -> Response:
        if self.down:
            return Response(503, json.dumps({"code": 20503, "message": "no", "status": 503}))
        path = httpx.URL(url).path.split("/Accounts/", 1)[1].split("/", 1)[1]
        self.asked.append((method, path, data or params or {}))
        if method == "DELETE":
            return Response(204, "")
        if path == "Conferences.json":
            return Response(200, json.dumps({"conferences": [{"sid": CONFERENCE}], "page_size": 1}))
        return Response(200, json.dumps({"sid": CONFERENCE}))


@pytest.fixture
def network(console: Console) -> Network:
    return Network(console)


@pytest.fixture
def handler(console: Console) -> Callable[[str], Handler]:
    def there(name: str) -> Handler:
        found = console.handler(name)
        set_phone(console.house.staff.store, SECRET, name, NUMBERS[name], console.house.clock.now)
        return found

    return there


def rings(console: Console, number: int, name: str) -> None:
    """The handler picks up and presses 1."""
    calls, now = PhoneCalls(console.queue), console.house.clock.now
    leg = [leg for leg in calls.legs_of(number) if leg.handler == name][-1]
    calls.take(leg.number, CALLS[name], now)


def talking(console: Console) -> int:
    """A caller in the conference with ada."""
    calls, now = PhoneCalls(console.queue), console.house.clock.now
    number = console.parent("call", channel="voice").id
    calls.caller_is_here("call", CALLER, "+441632960000", now)
    offer_next(console.house.staff.store, console.house.staff.settings, now)
    rings(console, number, "ada")
    calls.caller_is_here("call", CALLER, "+441632960000", now)
    return number


def participant(name: str) -> str:
    return f"Conferences/{CONFERENCE}/Participants/{CALLS.get(name, CALLER)}.json"


def test_a_caller_is_taken_on_the_phone_and_not_in_the_browser(
    console: Console, handler: Callable[[str], Handler]
) -> None:
    ada = handler("ada")
    number = console.parent("call", channel="voice").id
    page = ada.sees()
    assert 'Ring my phone<span class="govuk-visually-hidden"> for Amina</span>' in page
    assert "Accept<" not in page
    assert ada.posts(f"/console/chats/{number}/accept").json() == {"error": BY_PHONE}
    for _ in range(2):
        assert ada.posts(f"/console/calls/{number}/ring-me").status_code == 200
    assert [leg.handler for leg in PhoneCalls(console.queue).legs_of(number)] == ["ada"]
    assert "Press 1 on it to take the call" in ada.sees()
    second = console.parent("second", channel="voice").id
    assert ada.posts(f"/console/calls/{second}/ring-me").json() == {"error": TOO_MANY}


def test_who_has_no_number_cannot_be_rung(console: Console, handler: Callable[[str], Handler]) -> None:
    handler("ada")
    number = console.parent("call", channel="voice").id
    assert console.handler("bo").posts(f"/console/calls/{number}/ring-me").json() == {"error": NOT_YOURS}


def test_hold_and_mute_and_back(console: Console, handler: Callable[[str], Handler], network: Network) -> None:
    ada = handler("ada")
    number = talking(console)
    for step, said in (("hold", "is on hold"), ("unhold", "Hold"), ("mute", "Nobody hears you"), ("unmute", "Mute")):
        assert ada.posts(f"/console/calls/{number}/{step}").json() == {"done": True}
        network.works()
        assert said in ada.sees()
    changes = [(path, data) for method, path, data in network.asked if method == "POST"]
    assert [path for path, _ in changes] == [participant("caller")] * 2 + [participant("ada")] * 2
    assert [(data.get("Hold"), data.get("Muted")) for _, data in changes] == [
        ("true", None),
        ("false", None),
        (None, "true"),
        (None, "false"),
    ]
    assert changes[0][1]["HoldUrl"].endswith(f"/telephony/conference/{number}/hold")


def test_a_colleague_joins_and_keeps_the_caller(
    console: Console, handler: Callable[[str], Handler], network: Network
) -> None:
    ada, bo = handler("ada"), handler("bo")
    number = talking(console)
    for _ in range(2):
        assert ada.posts(f"/console/calls/{number}/add", other="bo").status_code == 200
    assert "Ringing bo." in ada.sees()
    assert ada.posts(f"/console/calls/{number}/leave").json() == {"error": NOT_YOURS}  # she has not joined yet
    rings(console, number, "bo")
    assert "with Amina and bo" in ada.sees()
    assert ada.posts(f"/console/calls/{number}/leave").status_code == 200
    network.works()
    assert [one for one in network.asked if one[0] != "GET" and "Participants" in one[1]] == [
        ("POST", participant("ada"), {"EndConferenceOnExit": "false"}),
        ("DELETE", participant("ada"), {}),
        ("POST", participant("bo"), {"EndConferenceOnExit": "true"}),
    ]
    found = console.queue.get(number)
    assert (found and found.handler, found and found.state) == ("bo", State.WITH_HANDLER)
    assert "You are on the phone with Amina" in bo.sees()
    assert "You have no chats" in ada.sees()
    states = [(leg.handler, leg.state) for leg in PhoneCalls(console.queue).legs_of(number)]
    assert states == [("", LegState.ON), ("ada", LegState.OVER), ("bo", LegState.ON)]


def test_ending_the_call(console: Console, handler: Callable[[str], Handler], network: Network) -> None:
    ada = handler("ada")
    number = talking(console)
    assert ada.posts(f"/console/calls/{number}/end").status_code == 200
    network.works()
    assert network.asked[-1] == ("DELETE", participant("ada"), {})
    assert "The call is over." in ada.sees()


def test_while_the_line_does_not_answer_nothing_changes(
    console: Console, handler: Callable[[str], Handler], network: Network
) -> None:
    ada = handler("ada")
    number = talking(console)
    network.down = True
    for step in ("hold", "mute"):
        ada.posts(f"/console/calls/{number}/{step}")
        network.works()
        assert "That was not done" in ada.sees()
    assert "The caller is on hold" not in ada.sees()
    network.down = False
    ada.posts(f"/console/calls/{number}/hold")
    network.works()
    assert "That was not done" not in ada.sees()


def test_an_order_is_carried_out_once_and_not_when_it_is_old(
    console: Console, handler: Callable[[str], Handler], network: Network
) -> None:
    ada = handler("ada")
    number = talking(console)
    ada.posts(f"/console/calls/{number}/mute")
    network.works()
    network.works()
    ada.posts(f"/console/calls/{number}/hold")
    console.house.clock.now += timedelta(seconds=30)
    network.works()
    assert [data for method, _, data in network.asked if method == "POST"] == [{"Muted": "true"}]


@pytest.mark.parametrize("step", ["hold", "mute", "add", "leave", "end"])
def test_another_handler_can_do_nothing_with_it(
    console: Console, handler: Callable[[str], Handler], network: Network, step: str
) -> None:
    handler("ada")
    number, bo = talking(console), handler("bo")
    handler("cy")
    answer = bo.posts(f"/console/calls/{number}/{step}", other="cy")
    assert (answer.status_code, answer.json()) == (409, {"error": NOT_YOURS})
    assert network.asked == []


def test_a_phone_that_could_not_be_rung_is_shown(console: Console, handler: Callable[[str], Handler]) -> None:

    ada = handler("ada")
    number = console.parent("call", channel="voice").id
    ada.posts(f"/console/calls/{number}/ring-me")
    assert Ringing(console.queue, SECRET, NoCalls(), "").look_after(console.house.clock.now) == {"not_made": 1}
    assert "Your phone was not rung: no line is set up here." in ada.sees()


def test_a_call_ends_though_the_line_does_not_answer(
    console: Console, handler: Callable[[str], Handler], network: Network
) -> None:
    ada = handler("ada")
    number = talking(console)
    network.down = True
    assert ada.posts(f"/console/calls/{number}/end").status_code == 200
    network.works()
    network.down = False
    console.house.clock.now += timedelta(seconds=9)
    network.works()
    assert [one for one in network.asked if one[0] == "POST"] == [
        ("POST", f"Calls/{CALLER}.json", {"Method": "POST", "Url": "https://a.example/telephony/voice/connect"}),
        ("POST", f"Calls/{CALLS['ada']}.json", {"Status": "completed"}),
    ]
