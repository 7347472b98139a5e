"""The queue from the parent's side: where their conversation is, all that they may see of it, and a crisis in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.handoff import rows
from hub.handoff.handoff import Handoff, Line, handoff_from, line_from
from hub.handoff.queue import Queue
from hub.replies import Channel
from hub.safety.crisis import CrisisLevel
from hub.store.tables import HandoffMessage, HandoffRow

_LEVELS: tuple[CrisisLevel, ...] = ("check", "act_now")


def name_of(conversation: str, channel: Channel, caller: str | None) -> str:
    """Under which name a conversation is in the queue: a text thread under its number (E.164).

    So the thread is found again when everything that Redis knew of it is gone.
    """
    return f"sms:{caller}" if channel == "sms" and caller else conversation


def latest(queue: Queue, conversation: str) -> Handoff | None:
    """The newest handoff of a conversation, live or over. Raises StoreUnavailableError."""
    mine = (HandoffRow.queue == queue.name) & (HandoffRow.conversation_key == queue.key(conversation))
    with queue.store.read() as session:
        row = session.scalars(select(HandoffRow).where(mine).order_by(HandoffRow.id.desc()).limit(1)).first()
    return handoff_from(row) if row else None


def all_lines(queue: Queue, conversation: str, after: int) -> list[Line]:
    """The lines of all handoffs of a conversation after a sequence number, in order. Raises StoreUnavailableError."""
    query = select(HandoffMessage).join(HandoffRow, HandoffRow.id == HandoffMessage.handoff_id)
    mine = (HandoffRow.queue == queue.name, HandoffRow.conversation_key == queue.key(conversation))
    newer = query.where(*mine, HandoffMessage.sequence > after).order_by(HandoffMessage.sequence)
    with queue.store.read() as session:
        return [line_from(row) for row in session.scalars(newer)]


def kept_for(queue: Queue, phone: str) -> int:
    """How many chats are kept for a number (E.164). Only for a proven session. Raises StoreUnavailableError."""
    mine = (HandoffRow.queue == queue.name, HandoffRow.phone_key == queue.key_of_phone(phone))
    with queue.store.read() as session:
        return session.scalar(select(func.count()).select_from(HandoffRow).where(*mine)) or 0


def note_crisis(queue: Queue, conversation: str, level: CrisisLevel, now: datetime) -> bool:
    """Show the handler that a message was a crisis; whether the parent has not been told the numbers of that level yet.

    Whoever waits comes first from now on. Raises StoreUnavailableError.
    """

    def work(session: Session) -> bool:
        row = rows.live_of(session, queue.name, queue.key(conversation))
        if row is None:
            return True
        row.crisis = True
        told = session.scalars(
            select(HandoffMessage.text).where(HandoffMessage.handoff_id == row.id, HandoffMessage.kind == "crisis")
        ).all()
        rows.write(session, row, now, "hub", level, kind="crisis")
        return not any(_LEVELS.index(level) <= _LEVELS.index(one) for one in _LEVELS if one in told)

    return queue.store.write(work)


def may_be_in_danger(queue: Queue, number: int) -> bool:
    """Whether a parent was asked if anyone is in danger, and nothing worse was said since. Raises StoreUnavailableError."""
    query = select(HandoffMessage.text).where(HandoffMessage.handoff_id == number, HandoffMessage.kind == "crisis")
    with queue.store.read() as session:
        told = set(session.scalars(query))
    return told == {"check"}
