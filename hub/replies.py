"""What the assistant says: one ``Reply`` in its renditions, and its form on the way through Rasa."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pydantic import TypeAdapter

from hub.outcomes import Outcome

Channel = Literal["web", "sms", "voice"]
Kind = Literal["message", "answer", "choices", "hours", "appointment", "handoff", "callback", "crisis", "limited"]


@dataclass(frozen=True)
class Button:
    """A choice. ``payload`` is what Rasa receives when it is chosen; it never leaves the front door."""

    title: str
    payload: str


@dataclass(frozen=True)
class SourceNote:
    """A source under an answer: the page, and the day on which we last checked our answer against it."""

    title: str
    url: str
    checked: date
    page_date: str | None = None


@dataclass(frozen=True)
class TimeChoice:
    """A time that can be had. ``day`` and ``time`` are how people read it, ``text`` is what choosing it says."""

    day: str
    time: str
    text: str


@dataclass(frozen=True)
class Reply:
    """One thing that the assistant says.

    ``web`` is Markdown (paragraphs, lists, bold, links); ``sms`` and ``voice`` are plain text and fall
    back to ``web``. ``article`` is the slug it answers from, ``alternatives`` the topics offered, best first;
    ``nearest`` is the topic nearest to a question that we have no answer to. ``forgets``: the person asked for their
    conversation to be deleted, which the front door does with this reply. ``asks``: a form waits for the answer, so it is asked again after a crisis.
    ``waits``: the conversation is in the queue for a call handler from now on. ``rates``: it asks how a chat was, 1 to 5 and in words.
    ``times`` are all that can be chosen, in order, where a screen has room for them; ``calendar`` is the path of an
    appointment's calendar file.
    """

    kind: Kind
    outcome: Outcome
    web: str
    sms: str | None = None
    voice: str | None = None
    buttons: tuple[Button, ...] = ()
    sources: tuple[SourceNote, ...] = ()
    article: str | None = None
    alternatives: tuple[str, ...] = field(default=())
    nearest: str | None = None
    forgets: bool = False
    asks: bool = False
    waits: bool = False
    rates: bool = False
    times: tuple[TimeChoice, ...] = ()
    calendar: str | None = None

    def text_for(self, channel: Channel) -> str:
        """The rendition for a channel."""
        return {"web": self.web, "sms": self.sms, "voice": self.voice}[channel] or self.web

    def to_wire(self) -> dict[str, Any]:
        """As JSON, to travel through Rasa."""
        wire: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return wire


_ADAPTER = TypeAdapter(Reply)


def reply_from_wire(wire: dict[str, Any]) -> Reply:
    """The reply that an action sent; raises pydantic.ValidationError where it is not one."""
    return _ADAPTER.validate_python(wire)
