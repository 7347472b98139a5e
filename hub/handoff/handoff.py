"""What is asked for, what is in the queue, what was said, and what can go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from hub.handoff.states import State
from hub.replies import Channel
from hub.store.tables import HandoffMessage, HandoffRow

Author = Literal["parent", "handler", "hub"]
Presence = Literal["available", "busy", "away"]
LineKind = Literal["text", "state", "crisis"]
WhyNobody = Literal["closed", "by_appointment", "nobody"]
MOST_CHARACTERS = 20_000
NAME_CHARACTERS = 64
NOTE_CHARACTERS = 2_000


class NobodyThereError(Exception):
    """Nobody can be reached now: the line is closed or by appointment only, or no handler is there."""

    def __init__(self, reason: WhyNobody) -> None:
        super().__init__(reason)
        self.reason = reason


class NotYoursError(Exception):
    """The conversation is not this handler's to do that with: another has it, it is over, or it was deleted."""


class TooManyError(Exception):
    """The handler has as many conversations as one may have at once."""


class TooLongError(Exception):
    """The message is longer than MOST_CHARACTERS, or the note than NOTE_CHARACTERS. Nothing of it was kept."""


@dataclass(frozen=True)
class Patience:
    """How long each thing is waited for, and how many conversations a handler has at once."""

    offer: timedelta = timedelta(seconds=30)
    # Ringing, picking up, hearing what it is about and pressing a key.
    ring: timedelta = timedelta(seconds=60)
    wait: timedelta = timedelta(minutes=10)
    nobody: timedelta = timedelta(minutes=1)
    handler_gone: timedelta = timedelta(seconds=45)
    parent_gone: timedelta = timedelta(minutes=15)
    # A caller who waits is heard of several times a minute.
    caller_gone: timedelta = timedelta(minutes=2)
    wrapping_up: timedelta = timedelta(minutes=5)
    at_once: int = 3


@dataclass(frozen=True)
class Wish:
    """A conversation that wants a person. ``brief`` is what the assistant passes on, which the parent has agreed to.

    ``phone`` is E.164, where the channel has one. A channel that ``watches`` tells us when the parent was last there.
    """

    conversation: str
    channel: Channel
    brief: Mapping[str, Any] | None = None
    crisis: bool = False
    first_name: str | None = None
    phone: str | None = field(default=None, repr=False)
    watches: bool = False


@dataclass(frozen=True)
class Handoff:
    """One conversation in the queue, or out of it again. Moments are in UTC."""

    id: int
    channel: Channel
    state: State
    crisis: bool
    first_name: str | None
    phone: str | None = field(repr=False)
    brief: Mapping[str, Any] | None = field(repr=False)
    handler: str | None
    passed_by: tuple[str, ...]
    asked_at: datetime
    queued_at: datetime
    offered_until: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    ended_by: Author | None
    last_sequence: int
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Line:
    """One thing that was said, or one change of state (then ``text`` is the state), or a crisis (its level).

    ``sequence`` grows by one in a handoff; the next handoff of the same conversation goes on from there. ``handler`` is
    who was on when it was written, None before and after.
    """

    handoff: int
    sequence: int
    kind: LineKind
    author: Author
    text: str = field(repr=False)
    at: datetime
    handler: str | None = None


def handoff_from(row: HandoffRow) -> Handoff:
    """The handoff that a row holds."""
    return Handoff(
        id=row.id,
        channel=cast(Channel, row.channel),
        state=State(row.state),
        crisis=row.crisis,
        first_name=row.first_name,
        phone=row.phone,
        brief=row.brief,
        handler=row.handler,
        passed_by=tuple(row.passed_by),
        asked_at=row.asked_at,
        queued_at=row.queued_at,
        offered_until=row.offered_until,
        accepted_at=row.accepted_at,
        ended_at=row.ended_at,
        ended_by=cast("Author | None", row.ended_by),
        last_sequence=row.last_sequence,
        note=row.note,
    )


def line_from(row: HandoffMessage) -> Line:
    """The line that a row holds."""
    return Line(
        handoff=row.handoff_id,
        sequence=row.sequence,
        kind=cast(LineKind, row.kind),
        author=cast(Author, row.author),
        text=row.text,
        at=row.at,
        handler=row.handler,
    )
