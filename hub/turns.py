"""One message as a channel hands it in, and what it led to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub.intents import Intent
from hub.outcomes import Outcome
from hub.replies import Channel, Reply
from hub.safety import Crisis


@dataclass(frozen=True)
class Message:
    """One message as a channel adapter hands it in. ``now`` is timezone-aware."""

    conversation: str
    channel: Channel
    text: str
    now: datetime
    is_first: bool = False
    """Whether the channel knows that nothing came before it."""
    caller: str | None = None
    """The number that it came from, E.164, on SMS and voice where it is not withheld."""
    diary: str = "hub"
    """Which appointment diary it is about; replayed evaluation rows have one each."""
    key: str = ""
    """The sender's own name for it: in a live chat, a message sent again under the same one is kept once."""
    spoken: str = ""
    """The text as it came, which a call handler reads; filled in by the conversation, which cleans ``text``."""


@dataclass(frozen=True)
class Live:
    """That the conversation is not with the assistant. ``sequence`` is that of the message, where one was kept."""

    state: Literal["waiting", "with_handler"]
    sequence: int | None = None


@dataclass(frozen=True)
class Turn:
    """What a message led to. ``intent`` is what the message is; None while nothing could understand it.

    In a live chat with a call handler there may be no replies: the assistant is silent.
    """

    replies: tuple[Reply, ...]
    outcome: Outcome
    intent: Intent | None = None
    confidence: float = 0.0
    crisis: Crisis | None = None
    asks_if_it_helped: bool = False
    """Whether the channel is to ask so now: at most once in a conversation, never after a crisis."""
    live: Live | None = None

    @property
    def article(self) -> str | None:
        return next((reply.article for reply in self.replies if reply.article), None)

    @property
    def alternatives(self) -> tuple[str, ...]:
        return next((reply.alternatives for reply in self.replies if reply.alternatives), ())


def turn_of(reply: Reply, *, crisis: Crisis | None = None) -> Turn:
    """The turn that is one reply."""
    return Turn((reply,), reply.outcome, crisis=crisis)
