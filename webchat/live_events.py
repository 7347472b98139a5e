"""What a parent's page is told of a live chat, from the lines in the store: in order, each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.handoff import parents, waiting, wording
from hub.handoff.handoff import Handoff, Line
from hub.handoff.queue import Queue
from hub.handoff.states import OVER, State
from webchat.api import chat_reply

_NAMES = {State.WAITING: "waiting", State.WITH_HANDLER: "joined"}


@dataclass(frozen=True)
class Event:
    """One event of the stream. ``sequence`` is None where it need not be seen again after a break."""

    name: str
    data: dict[str, Any]
    sequence: int | None = None


class ParentsView:
    """One page that looks at a conversation. ``over``: it has been told that the newest live chat has ended."""

    def __init__(self, queue: Queue, conversation: str, handoff: Handoff, after: int) -> None:
        self._queue, self._conversation, self.handoff = queue, conversation, handoff
        self._after = 0
        self._was: State | None = None
        self._place: waiting.Place | None = None
        self.over = False
        for line in parents.all_lines(queue, conversation, 0):
            if line.sequence > after:
                break
            self._pass(line)

    def look(self, now: datetime) -> list[Event]:
        """What is new. Raises StoreUnavailableError."""
        events: list[Event] = []
        for line in parents.all_lines(self._queue, self._conversation, self._after):
            events += self._events(line)
            self._pass(line)
        if self._was in (State.WAITING, State.OFFERED):
            events += self._where(now)
        # Nothing is left of a conversation that was deleted.
        self.over = self._was is None or (not events and self._queue.get(self.handoff.id) is None)
        return events

    def _pass(self, line: Line) -> None:
        self._after = line.sequence
        if line.kind != "state" or line.text == State.CLOSED:
            return
        state = State(line.text)
        # An offer that was not taken changes nothing for the parent; a handler who had to go does.
        self._was = None if state in (*OVER, State.WRAPPING_UP) else state

    def _events(self, line: Line) -> Iterator[Event]:
        told = {"sequence": line.sequence, "name": None, "text": line.text, "at": line.at.isoformat()}
        if line.handler:
            told["name"] = wording.shown_name(line.handler)
        if line.kind == "text":
            name = told["name"] if line.author == "handler" else None
            yield Event("message", {**told, "from": line.author, "name": name}, line.sequence)
        elif line.kind == "state" and (text := wording.change_text(line, self._was)) is not None:
            name = _NAMES.get(State(line.text), "ended")
            replies = self._replies(line) if name == "ended" else []
            yield Event("state", {**told, "state": name, "text": text, "replies": replies}, line.sequence)

    def _replies(self, line: Line) -> list[dict[str, Any]]:
        over = self._queue.get(line.handoff)
        if over is None or line.author == "parent":
            return []
        reply = wording.after_the_end(over, self._queue.settings.retention.live_chat_days)
        return [chat_reply(reply).model_dump(mode="json")]

    def _where(self, now: datetime) -> Iterator[Event]:
        there = waiting.place(self._queue.store, self.handoff.id, now, self._queue.name, self._queue.patience)
        if there is not None and there != self._place:
            self._place = there
            text = wording.place_text(there.number, there.minutes)
            yield Event("queue", {"position": there.number, "minutes": there.minutes, "text": text})
