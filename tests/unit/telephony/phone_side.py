"""A caller, handlers with phones, and Twilio's REST API: all that a call takes that is handed over."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import httpx
from fastapi import FastAPI
from sqlalchemy import delete, update
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio_side import PUBLIC_URL, Caller, Twilio, call_fields, sid, spoken

from hub.accounts import Accounts
from hub.accounts.phones import set_phone
from hub.accounts.user import NameTakenError
from hub.doors import Doors
from hub.handoff import asking, presence
from hub.handoff.brief import Brief
from hub.handoff.calls import Leg
from hub.handoff.handoff import Handoff
from hub.handoff.legs import LegState
from hub.handoff.ringing import Ringing
from hub.handoff.ticking import offer_next, tick
from hub.store.tables import HandlerRow, HandoffRow
from hub.twilio_calls import TwilioCalls
from telephony.callers import conversation_of_call
from telephony.line import Telephony

PHONES = {"ada": "+447700900111", "bo": "+447700900112"}
CONFERENCE = "CF" + "c" * 32
BRIEF = Brief(
    asked="my son Zebedee lies awake", articles=("Helping your child to sleep",), age=7, area="east-and-north",
    needs=("deaf or hard of hearing",),
)  # fmt: skip


@dataclass
class Network(HttpClient):
    """Twilio's side of REST: takes everything, unless ``status`` says otherwise, and keeps what it was asked."""

    status: int = 200
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    became: str = "in-progress"

    def request(self, method: str, url: str, params: Any = None, data: Any = None, **_: Any) -> Response:
        path = httpx.URL(url).path.removeprefix("/2010-04-01/Accounts/AC" + "a" * 32)
        self.asked.append((method, path, data or params or {}))
        if self.status >= 400:
            return Response(self.status, json.dumps({"code": 20500, "message": "no", "status": self.status}))
        if path == "/Conferences.json":
            return Response(200, json.dumps({"conferences": [{"sid": CONFERENCE}], "page_size": 1}))
        if method == "DELETE":
            return Response(204, "")
        return Response(200, json.dumps({"sid": sid("CA"), "status": self.became}))

    def paths(self) -> Counter[str]:
        return Counter(f"{method} {path}" for method, path, _ in self.asked)

    @property
    def rung(self) -> list[str]:
        """The numbers that were rung, in order."""
        return [data["To"] for method, path, data in self.asked if path == "/Calls.json"]


@dataclass
class Handler:
    """A handler's phone. ``leg`` is what their call is about."""

    twilio: Twilio
    leg: Leg
    call: str

    def picks_up(self) -> str:
        return spoken(self._twiml(""))

    def press(self, keys: str) -> ET.Element:
        return self._twiml("/key", Digits=keys)

    def silence(self) -> ET.Element:
        return self._twiml("/key")

    def left(self, status: str = "in-progress") -> ET.Element:
        return self._twiml("/left", CallStatus=status, DialCallStatus="answered")

    def status(self, became: str) -> int:
        return self.twilio.post(self._path("/status"), self._fields(CallStatus=became)).status_code

    def _twiml(self, what: str, **fields: str) -> ET.Element:
        return self.twilio.twiml(self._path(what), self._fields(**fields))

    def _path(self, what: str) -> str:
        return f"/telephony/handler/{self.leg.number}{what}"

    def _fields(self, **fields: str) -> dict[str, str]:
        return call_fields(self.call, PHONES[self.leg.handler], Direction="outbound-api", **fields)


class Line:
    """The line of a front door, with a clock that is moved by hand."""

    def __init__(self, app: FastAPI, twilio: Twilio, now: datetime) -> None:
        self.twilio, self.now, self.network = twilio, now, Network()
        self.doors: Doors = app.state.doors
        self.telephony: Telephony = app.state.telephony
        calls = TwilioCalls("AC" + "a" * 32, "token", http_client=self.network)
        self.store, self.queue = self.doors.store, self.telephony.queue
        self.ringing = Ringing(self.queue, self.doors.secret, calls, PUBLIC_URL)

    def close(self) -> None:
        """Leave nobody behind for the next test."""
        self.store.write(lambda session: session.execute(delete(HandoffRow)))
        self.store.write(lambda session: session.execute(update(HandlerRow).values(presence="away")))

    def there(self, *names: str, phone: bool = True) -> None:
        """These handlers are available."""
        for name in names:
            with suppress(NameTakenError):
                Accounts(self.store, self.doors.secret).add(name, ["handler"], None, self.now)
            set_phone(self.store, self.doors.secret, name, PHONES[name] if phone else None, self.now)
            presence.here(self.store, name, self.now, "available")

    def asks(self, caller: Caller, brief: Brief | None = BRIEF, *, crisis: bool = False) -> Handoff:
        """What the action does when a caller has agreed."""
        return self.asks_for(caller.call, brief, crisis=crisis)

    def asks_for(self, call: str, brief: Brief | None = BRIEF, *, crisis: bool = False) -> Handoff:
        """The same, of a call that is known by Twilio's name for it."""
        conversation = conversation_of_call(self.doors.secret, call)
        asked = asking.ask(self.queue, conversation, "voice", brief, self.now, crisis=crisis)
        assert asked.handoff is not None
        return asked.handoff

    def works(self) -> dict[str, int]:
        """A round of the worker."""
        return self.ringing.look_after(self.now)

    def later(self, seconds: float, *seen: str) -> None:
        """Time goes by, and the worker with it."""
        self.now += timedelta(seconds=seconds)
        for name in seen:
            presence.here(self.store, name, self.now)
        tick(self.store, self.doors.settings, self.now)
        self.works()

    def offers(self) -> None:
        offer_next(self.store, self.doors.settings, self.now)

    def legs(self, handoff: int) -> list[Leg]:
        return self.telephony.handed_over.legs_of(handoff)

    def rings(self, handoff: int, name: str) -> Handler:
        """The worker rings; that handler's phone."""
        self.works()
        leg = [one for one in self.legs(handoff) if one.handler == name][-1]
        return Handler(self.twilio, leg, leg.call or sid("CA"))

    def leg_states(self, handoff: int) -> list[tuple[str, LegState]]:
        return [(leg.handler, leg.state) for leg in self.legs(handoff)]

    def state(self, handoff: int) -> str:
        found = self.queue.get(handoff)
        assert found is not None
        return found.state.value
