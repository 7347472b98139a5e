"""People in the middle of something while a part fails: a family that books, one with a call handler, one on the phone.

Each goes on as their browser or Twilio does: a door that does not answer is tried again at the other one, with the same name
for the same message.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as clock
from itertools import count
from xml.etree import ElementTree as ET

import httpx
from replicas import PUBLIC_URL, SECRET, Replicas
from twilio.request_validator import RequestValidator

from evaluation.benchmark.booking import ANSWERS
from evaluation.load.answers import twiml_problem
from hub.appointments.diary import Diary
from hub.handoff import presence
from hub.handoff.handoff import NotYoursError, Wish
from hub.handoff.queue import Queue
from hub.opening_hours import Session
from hub.settings import DAYS, ROOT, HubSettings, read_hub_settings
from hub.store.database import Store, StoreUnavailableError
from telephony.signature import REPEATED, SIGNATURE
from telephony.terminal import Phone
from telephony.tokens import local_token

HANDLER = "sam"
HEARTBEAT_SECONDS = 10
CONFIRMING = 8
"""Which of a booking's answers makes the appointment."""

# Each visit has a number of its own.
_numbers = count()


@dataclass
class House:
    """The rig's database, and a call handler who is there at any hour."""

    rig: Replicas
    store: Store
    settings: HubSettings
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def queue(self) -> Queue:
        return Queue(self.store, self.settings, SECRET)

    def handler_is_there(self) -> None:
        while not self.gone.is_set():
            with suppress(StoreUnavailableError):
                presence.here(self.store, HANDLER, datetime.now(UTC), "available")
            self.gone.wait(HEARTBEAT_SECONDS)

    def booked_for(self, number: str) -> int:
        """How many appointments a number has."""
        return len(Diary(self.store, self.settings, SECRET).upcoming_for(number, datetime.now(UTC)))


@contextmanager
def house_of(rig: Replicas) -> Iterator[House]:
    all_day = {day: [Session(clock(0), clock(23, 59))] for day in DAYS}
    always = {"opening_hours": all_day, "closed_on_bank_holidays": False, "closures": []}
    settings = read_hub_settings(ROOT / "hub.yml").model_copy(update=always)
    one = House(rig, Store(rig.environment["DATABASE_URL"]), settings)
    handler = threading.Thread(target=one.handler_is_there, daemon=True)
    handler.start()
    yield one
    one.gone.set()
    handler.join()
    one.store.close()


class Booking:
    """A family that has answered everything but the last question: shall we book it?"""

    def __init__(self, house: House) -> None:
        self.rig, self.house = house.rig, house
        number = next(_numbers)
        self.number = f"+447700900{number:03}"
        spoken = f"07700 900{number:03}"
        self.conversation: str | None = None
        for place, answer in enumerate(ANSWERS[:CONFIRMING]):
            said = spoken if answer.startswith("07700") else answer
            told = self.rig.say("ab"[place % 2], said, self.conversation)
            assert told["outcome"] == "appointment", (place, told["outcome"])
            self.conversation = told["conversation"]

    def goes_on(self) -> str:
        """Says yes while the part fails; what came of it."""
        told = self.rig.say("b", "yes", self.conversation)
        return "booked" if "is booked" in told["text"] else str(told["outcome"])

    def ends(self, before: str) -> None:
        """Says yes again where nobody has said that it is booked. It is booked, once, and can be asked about."""
        if before != "booked":
            self.rig.say_until_answered("a", "yes", self.conversation)
        asked = self.rig.say_until_answered("b", "when is my appointment", self.conversation)
        assert asked["outcome"] == "appointment"
        assert "Wednesday" in asked["text"]
        assert self.house.booked_for(self.number) == 1


class LiveChat:
    """A parent who writes with a call handler."""

    def __init__(self, house: House) -> None:
        self.rig, self.house = house.rig, house
        self.conversation = str(self.rig.say("a", "hello")["conversation"])
        self.handoff = self._with_the_handler()
        self.said = ["the first thing"]
        assert self.rig.say("b", self.said[0], self.conversation)["outcome"] == "with_handler"

    def _with_the_handler(self) -> int:
        """Outside the Hub's hours the rig's worker ends a wait as soon as it sees it: then it is asked for again."""
        while True:
            now = datetime.now(UTC)
            handoff = self.house.queue.ask(Wish(self.conversation, "web", watches=True), now)
            with suppress(NotYoursError):
                return self.house.queue.accept(handoff.id, HANDLER, now).id

    def goes_on(self) -> str:
        """Writes while the part fails."""
        self.said.append("the second thing")
        outcome = str(self.rig.say("b", self.said[-1], self.conversation)["outcome"])
        self.refused = self.said.pop() if outcome == "limited" else None
        return outcome

    def ends(self, before: str) -> None:
        """Everything is with the handler once and in order, and the handler's answer reaches the parent at either door."""
        self.said.append("the third thing")
        assert self.rig.say("a", self.said[-1], self.conversation)["outcome"] == "with_handler", before
        lines = [
            line for line in self.house.queue.lines(self.handoff) if line.author == "parent" and line.kind == "text"
        ]
        passed_on = [line.text for line in lines]
        # What could not be promised may have got through late, and then once.
        assert passed_on.count(self.refused) <= 1
        assert [text for text in passed_on if text != self.refused] == self.said
        self.house.queue.say_as_handler(self.handoff, HANDLER, "an answer", "1", datetime.now(UTC))
        for door in "ab":
            assert self.rig.hears(door, self.conversation, "an answer")
        self.house.queue.end_by_handler(self.handoff, HANDLER, datetime.now(UTC))


class TwoDoors:
    """Twilio before the doors' proxy: door B first, door A where that does not answer; the same token for each try."""

    def __init__(self, rig: Replicas) -> None:
        self.rig, self.public_url = rig, PUBLIC_URL

    def send(self, path: str, fields: dict[str, str]) -> httpx.Response:
        signature = RequestValidator(local_token(SECRET)).compute_signature(PUBLIC_URL + path, fields)
        headers = {SIGNATURE: signature, REPEATED: secrets.token_hex(16)}
        return self.rig.through_a_door("b", path, headers=headers, data=fields)

    def twiml(self, path: str, fields: dict[str, str]) -> ET.Element:
        answer = self.send(path.removeprefix(PUBLIC_URL), fields)
        self.problem = twiml_problem(answer.status_code, answer.text)
        return ET.fromstring(answer.text)  # noqa: S314 (our own front door's)


class Call:
    """A caller, in the middle of a call over Gather."""

    def __init__(self, house: House) -> None:
        self.doors = TwoDoors(house.rig)
        self.phone = Phone(self.doors, f"+447700900{next(_numbers):03}", "+441632960000")
        assert self.phone.ring()
        assert self.phone.say("how do I help my son to sleep")

    def goes_on(self) -> str:
        """Asks while the part fails."""
        assert self.phone.say("my son is 7, how do I get him assessed for adhd")
        return self.doors.problem or "answered"

    def ends(self, before: str) -> None:
        """The call has not been cut off, and gets full answers again."""
        assert self.phone.waiting is not None, before
        assert self.phone.say("are you open on monday")
        assert self.doors.problem is None
        self.phone.hang_up()
