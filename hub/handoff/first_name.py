"""The first name that a parent gives for a live chat, if they like: asked once, and kept with the chat alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from hub.booking.names import name_in
from hub.handoff import rows
from hub.handoff.queue import Queue

NOT_A_NAME = "I could not read that as a first name. You can try again, or leave it out."
NOBODY = "You are not waiting for a call handler any more, so I did not keep your name."


def readable_name(text: str) -> str | None:
    """The first name in what somebody wrote where they were asked for it; None where it is none."""
    found = name_in(text)
    return None if found in ("long", "none") else found


def keep(queue: Queue, conversation: str, name: str, now: datetime) -> int | None:
    """Keep it with the live chat, whose parent is there; the chat's number, None where none is under way.

    Raises StoreUnavailableError.
    """

    def work(session: Session) -> int | None:
        row = rows.live_of(session, queue.name, queue.key(conversation))
        if row is None:
            return None
        row.first_name = name
        if row.parent_seen_at is not None:
            row.parent_seen_at = max(row.parent_seen_at, now)
        return row.id

    return queue.store.write(work)
