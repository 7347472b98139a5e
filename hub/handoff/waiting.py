"""How long a wait is likely to be, from how long real conversations took; and no guess where there were too few."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.handoff import rows
from hub.handoff.by_phone import able
from hub.handoff.handoff import Patience
from hub.handoff.presence import all_of, is_present, is_seen
from hub.handoff.states import State
from hub.replies import Channel
from hub.settings import HubSettings
from hub.store.database import Store
from hub.store.tables import HandoffRow

FEWEST, MOST = 5, 50
_LATELY = timedelta(days=28)


@dataclass(frozen=True)
class Outlook:
    """What somebody who asks now finds. ``minutes``: 0 is at once, None is not known. ``waiting`` are before them."""

    open: bool
    present: int
    waiting: int
    minutes: int | None

    @property
    def somebody_is_there(self) -> bool:
        """In open hours and with a handler: only then is a person offered."""
        return self.open and self.present > 0


def outlook(
    store: Store,
    settings: HubSettings,
    now: datetime,
    queue: str = "hub",
    patience: Patience | None = None,
    *,
    channel: Channel = "web",
) -> Outlook:
    """What is to be expected now, on a channel. Raises StoreUnavailableError."""
    patience = patience or Patience()
    with store.read() as session:
        waiting = len(rows.in_state(session, queue, State.WAITING, State.OFFERED, lock=False))
        fit = able(session, all_of(session, queue), channel)
        present = [one for one in fit if is_present(one, patience, now)]
        return Outlook(
            open=settings.hours.state_at(now) == "open",
            present=len(present),
            waiting=waiting,
            minutes=_minutes(session, queue, waiting + 1, patience, now, channel=channel),
        )


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the queue, 1 is next. ``minutes`` as in ``Outlook``."""

    number: int
    minutes: int | None


def place(
    store: Store, number: int, now: datetime, queue: str = "hub", patience: Patience | None = None
) -> Place | None:
    """Where a conversation stands; None where it does not wait. Raises StoreUnavailableError."""
    with store.read() as session:
        waiting = rows.in_state(session, queue, State.WAITING, State.OFFERED, lock=False)
        there, row = next(((at, one) for at, one in enumerate(waiting, 1) if one.id == number), (0, None))
        if row is None:
            return None
        return Place(there, _minutes(session, queue, there, patience or Patience(), now, channel=row.channel))


def estimate(
    store: Store, number: int, now: datetime, queue: str = "hub", patience: Patience | None = None
) -> int | None:
    """Minutes that a conversation in the queue may still wait; None where nobody knows. Raises StoreUnavailableError."""
    found = place(store, number, now, queue, patience)
    return found.minutes if found else None


def _minutes(
    session: Session, queue: str, place: int, patience: Patience, now: datetime, *, channel: str
) -> int | None:
    """The wait of whoever is in a ``place``: at once while there is room, then as long as conversations last."""
    there = [one for one in all_of(session, queue) if one.presence == "available" and is_seen(one, patience, now)]
    fit = able(session, there, channel)
    if not fit:
        return None
    on = rows.in_state(session, queue, State.WITH_HANDLER, lock=False)
    talking = {row.handler for row in on if row.channel == "voice"}
    # Several chats at once, but one call.
    most = 1 if channel == "voice" else patience.at_once
    room = sum(
        max(0, most - sum(row.handler == one.name and (most > 1 or row.channel == channel) for row in on))
        for one in fit
        if one.name not in talking
    )
    if place <= room:
        return 0
    ended = (
        select(HandoffRow.accepted_at, HandoffRow.ended_at)
        .where(
            HandoffRow.queue == queue,
            HandoffRow.channel == "voice" if channel == "voice" else HandoffRow.channel != "voice",
            HandoffRow.accepted_at.is_not(None),
            HandoffRow.ended_at.is_not(None),
            HandoffRow.ended_at > now - _LATELY,
        )
        .order_by(HandoffRow.ended_at.desc())
        .limit(MOST)
    )
    lasted = [(end - start).total_seconds() for start, end in session.execute(ended) if start and end]
    if len(lasted) < FEWEST:
        return None
    one_leaves_every = statistics.median(lasted) / (len(fit) * most)
    return math.ceil((place - room) * one_leaves_every / 60)
