"""What is different about a conversation by phone: who can have one, and who is in one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts.phones import with_phone
from hub.handoff.states import State
from hub.store.tables import HandlerRow, HandoffRow


def able(session: Session, handlers: Iterable[HandlerRow], channel: str) -> list[HandlerRow]:
    """Those who can have a conversation of a channel: a caller only goes to who can be rung."""
    handlers = list(handlers)
    if channel != "voice":
        return handlers
    ring = with_phone(session, [one.name for one in handlers])
    return [one for one in handlers if one.name in ring]


def is_call(row: HandoffRow) -> bool:
    """Whether a caller and a handler are talking: then the phone says whether they are there, not the console."""
    return row.channel == "voice" and row.state == State.WITH_HANDLER


def is_on_the_phone(session: Session, queue: str, handler: str) -> bool:
    """Whether a handler has a call."""
    theirs = (
        (HandoffRow.handler == handler) & (HandoffRow.channel == "voice") & (HandoffRow.state == State.WITH_HANDLER)
    )
    return bool(session.scalar(select(func.count()).where(HandoffRow.queue == queue, theirs)))
