"""The console of a front door with nothing else behind it, its handlers, and parents who wait."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response
from unit.staff.a_house import SECRET, House, field, house_for

from console import callbacks, calls, chats, diary, events, presence, profile, replies, signs
from hub.appointments.diary import Diary
from hub.appointments.diary import Request as Booking
from hub.callbacks import Callbacks, Request
from hub.handoff.handoff import Handoff, Wish
from hub.handoff.queue import Queue
from hub.handoff.signs import Signs
from hub.handoff.wake import Wakes
from hub.settings import HubSettings
from hub.store.database import Store
from hub.uk_calendar import LONDON
from staff import pages

EVENING = datetime(2026, 11, 25, 19, tzinfo=LONDON)
NOW = datetime(2026, 11, 24, 10, tzinfo=LONDON)  # a Tuesday, the line is open until 3pm
MARKED = "<script>alert(1)</script><b>Zebedee</b>"


@dataclass(frozen=True)
class Console:
    """The house, and what the console shows of its store."""

    house: House
    queue: Queue
    callbacks: Callbacks

    def handler(self, name: str = "ada", presence: str = "available") -> Handler:
        """Somebody at the console."""
        handler = Handler(self.house.signed_in(name), self.house)
        handler.posts("/console/presence", presence=presence)
        return handler

    def parent(self, conversation: str = "c", **changes: Any) -> Handoff:
        """Somebody who wants a person."""
        wish = {"channel": "web", "first_name": "Amina", "brief": {"topic": "sleep", "age": "7"}, **changes}
        return self.queue.ask(Wish(conversation, **wish), self.house.clock.now)

    def family(self, key: str = "k", **changes: Any) -> int:
        """Somebody who wants to be phoned."""
        wanted = {"first_name": "Amina", "phone": "+447700900123", "channel": "web", "key": key, **changes}
        return self.callbacks.request(Request(**wanted), self.house.clock.now).id

    def books(self, **changes: Any) -> int:
        """A family that is booked for Wednesday evening."""
        wish = {
            "start": EVENING,
            "first_name": "Amina",
            "phone": "+447700900123",
            "channel": "web",
            "topic": "sleep",
            "needs": "slow speech, please",
            "text_ok": True,
            "voicemail_ok": False,
            "key": "k",
            **changes,
        }
        staff = self.house.staff
        return Diary(staff.store, staff.settings, SECRET).book(Booking(**wish), self.house.clock.now).id


@dataclass(frozen=True)
class Handler:
    """A handler's browser."""

    browser: TestClient
    house: House

    def sees(self, path: str = "/console") -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return re.sub(r"\s+", " ", answer.text)

    def posts(self, path: str, *, script: bool = True, **form: Any) -> Response:
        """Send a form as the page's script does, or as the browser does without it."""
        token = field(self.browser.get("/staff").text)
        headers = {"Accept": "application/json"} if script else {}
        return self.browser.post(path, data={"form_token": token, **form}, headers=headers)


def console_for(store: Store, folder: Path, settings: HubSettings | None = None) -> Console:
    """The console at a quiet Tuesday morning."""
    house = house_for(store, folder, settings)
    house.clock.now = NOW
    house.app.state.wakes = Wakes("redis://127.0.0.1:1/0")  # nobody answers there: the console looks once a second
    house.app.state.signs = Signs("redis://127.0.0.1:1/0")
    for part in (chats, calls, callbacks, diary, replies, presence, profile, signs, events):
        house.app.include_router(part.router)
    house.app.mount("/console/static", pages.Files(directory=chats.STATIC))
    settings = house.staff.settings
    return Console(house, Queue(store, settings, SECRET), Callbacks(store, settings, SECRET))
