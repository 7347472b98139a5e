"""A live chat on the plain page: all that was said in it, where it stands, and what can be done, at each loading."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import structlog

from hub.doors import Doors
from hub.handoff import parents
from hub.handoff.handoff import Handoff
from hub.handoff.queue import Queue
from hub.handoff.states import LIVE, State
from hub.handoff.wording import LEAVE
from hub.store.database import StoreUnavailableError
from webchat.live_events import Event, ParentsView

log = structlog.get_logger()
END = "End chat"


@dataclass(frozen=True)
class LivePage:
    """What the page shows. ``end`` is what ends it in words; ``replies`` are the assistant's where it is over."""

    lines: list[dict[str, Any]]
    is_on: bool
    place: str = ""
    end: str = ""
    asks_name: bool = False
    replies: list[dict[str, Any]] = field(default_factory=list)


async def live_page(doors: Doors, conversation: str, *, over: bool) -> LivePage | None:
    """The live chat of a conversation; one that is ``over`` only where that is wanted. None: there is none to show."""
    queue = Queue(doors.store, doors.settings, doors.secret)
    try:
        newest = await asyncio.to_thread(parents.latest, queue, conversation)
        if newest is None or not (newest.state in LIVE or over):
            return None
        events = await asyncio.to_thread(_events, queue, conversation, newest, doors)
    except StoreUnavailableError as error:
        log.warning("live_chat_not_shown", reason=str(error))
        return None
    if newest.state in LIVE:
        await doors.signs.has_seen(newest.id, "parent", newest.last_sequence)
        await doors.wakes.wake(newest.id)
    return _shown(newest, events)


def _events(queue: Queue, conversation: str, newest: Handoff, doors: Doors) -> list[Event]:
    """Everything; and whoever loads the page is there."""
    queue.parent_seen(conversation, doors.now())
    return ParentsView(queue, conversation, newest, 0).look(doors.now())


def _shown(newest: Handoff, events: list[Event]) -> LivePage:
    lines = [event.data for event in events if event.sequence is not None]
    place = next((event.data["text"] for event in events if event.name == "queue"), "")
    is_on = newest.state in LIVE
    return LivePage(
        lines=lines,
        is_on=is_on,
        place=place,
        end=END if newest.state == State.WITH_HANDLER else LEAVE.title,
        asks_name=is_on and newest.first_name is None,
        replies=lines[-1].get("replies", []) if lines and not is_on else [],
    )
