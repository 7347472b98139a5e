"""A queue, its handlers and its parents for the tests of the handoff."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hub.handoff import presence
from hub.handoff.handoff import Handoff, Patience, Presence, Wish
from hub.handoff.queue import Queue
from hub.handoff.ticking import offer_next, tick
from hub.settings import HubSettings
from hub.store.database import Store
from hub.uk_calendar import LONDON

SECRET = "a secret of these tests, long enough"
NOW = datetime(2026, 11, 24, 10, tzinfo=LONDON)  # a Tuesday, the line is open until 3pm
EVENING = datetime(2026, 11, 25, 19, 30, tzinfo=LONDON)
PATIENCE = Patience()
SETTINGS = HubSettings.model_validate(
    {
        "local_offer_url": "https://offer.example/",
        "opening_hours": {"tuesday": ["09:00-15:00"], "wednesday": ["09:00-13:00", "19:00-21:00 by appointment"]},
    }
)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


class Desk:
    """A queue with a clock that is moved by hand."""

    def __init__(self, store: Store, name: str = "hub") -> None:
        self.store, self.name, self.now = store, name, NOW
        self.queue = Queue(store, SETTINGS, SECRET, name)

    def later(self, by: timedelta, *handlers: str) -> None:
        """Time goes by; these handlers' consoles were heard of to the end."""
        self.now += by
        for handler in handlers:
            self.here(handler, None)

    def here(self, handler: str, as_: Presence | None = "available") -> None:
        presence.here(self.store, handler, self.now, as_, self.name)

    def asks(self, conversation: str, **changes: Any) -> Handoff:
        wish = {"channel": "web", "brief": {"topic": "sleep"}, **changes}
        return self.queue.ask(Wish(conversation, **wish), self.now)

    def offers(self) -> Handoff | None:
        return offer_next(self.store, SETTINGS, self.now, self.name)

    def ticks(self) -> dict[str, int]:
        return tick(self.store, SETTINGS, self.now, self.name)

    def presence_of(self, handler: str) -> str | None:
        return next((one.presence for one in presence.everybody(self.store, self.name) if one.name == handler), None)

    def connected(self, conversation: str, handler: str) -> Handoff:
        """A conversation that this handler is in."""
        self.here(handler)
        return self.queue.accept(self.asks(conversation).id, handler, self.now)

    def states(self, number: int) -> list[str]:
        return [line.text for line in self.queue.lines(number) if line.kind == "state"]

    def texts(self, number: int) -> list[tuple[str, str]]:
        return [(line.author, line.text) for line in self.queue.lines(number) if line.kind == "text"]
