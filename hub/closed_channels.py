"""The operator's switch: closes the web chat, the SMS line or the voice line, each apart, and opens it again.

A closed channel still gives the emergency numbers and the opening hours, and says how to reach a person; nothing else.
Every front door follows within LOOK_SECONDS. Each change is in the audit.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hub import audit, metrics
from hub.hours_answers import answer as hours_answer
from hub.limited import EMERGENCY, hours_if_asked
from hub.outcomes import Outcome
from hub.reach import number_plain, number_web
from hub.replies import Channel, Reply
from hub.settings import HubSettings
from hub.store.database import Store, StoreUnavailableError, delete_rows
from hub.store.tables import ClosedChannel

LOOK_SECONDS = 5.0
PATIENCE_SECONDS = 1.0  # a database that hangs must not make people wait


@dataclass(frozen=True)
class Closed:
    """That a channel is closed, since when (UTC), and why: for the team, never told to families."""

    channel: str
    reason: str
    at: datetime


def closed(store: Store) -> list[Closed]:
    """What is closed now. Raises StoreUnavailableError."""
    with store.read() as session:
        rows = session.scalars(select(ClosedChannel).order_by(ClosedChannel.channel)).all()
        return [Closed(row.channel, row.reason, row.at) for row in rows]


def close(store: Store, channel: Channel, reason: str, now: datetime) -> bool:
    """Close a channel; False where it was closed already. Raises StoreUnavailableError."""

    def work(session: Session) -> bool:
        if session.get(ClosedChannel, channel) is not None:
            return False
        session.add(ClosedChannel(channel=channel, reason=reason, at=now))
        audit.note(session, "channel_closed", now, f"{channel}: {reason}")
        return True

    return store.write(work)


def open_again(store: Store, channel: Channel, now: datetime) -> bool:
    """Open a channel; False where it was open already. Raises StoreUnavailableError."""

    def work(session: Session) -> bool:
        there = delete_rows(session, delete(ClosedChannel).where(ClosedChannel.channel == channel)) > 0
        if there:
            audit.note(session, "channel_opened", now, channel)
        return there

    return store.write(work)


class Switch:
    """Which channels are closed, as one front door knows it: looked up again after LOOK_SECONDS.

    While the database does not answer, what was known last holds.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: frozenset[str] = frozenset()
        self._next_look = 0.0
        self._looking = asyncio.Lock()

    async def is_closed(self, channel: Channel) -> bool:
        """Whether a channel is closed now."""
        async with self._looking:
            if time.monotonic() >= self._next_look:
                self._next_look = time.monotonic() + LOOK_SECONDS
                try:
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        found = await asyncio.to_thread(closed, self._store)
                except (StoreUnavailableError, TimeoutError):
                    metrics.SWITCH_UNSEEN.inc()
                else:
                    self._known = frozenset(one.channel for one in found)
        return channel in self._known


def closed_reply(text: str, now: datetime, settings: HubSettings) -> Reply:
    """What a closed channel says: the hours where they were asked for, and how to reach a person."""
    asked = hours_if_asked(text, now, settings)
    if asked is not None:
        return Reply(kind="hours", outcome=Outcome.HOURS, web=asked.web, sms=asked.sms, voice=asked.voice)
    hours = hours_answer("", now, settings.hours, asks_now=True)
    said = "Our assistant is closed for now."
    return Reply(
        kind="message",
        outcome=Outcome.CLOSED,
        web=f"{said}\n\n{number_web(settings)} {hours.web}\n\n{EMERGENCY}",
        sms=f"{said} {number_plain(settings)} {hours.sms} In danger: 999.",
        voice=f"{said} {number_plain(settings)} {hours.voice} If anyone is in danger, phone 9 9 9.",
    )
