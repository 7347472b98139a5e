"""The rows of the queue inside a transaction: held, moved along the ways of the state machine, and written to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from hub.handoff import legs, texts, waits
from hub.handoff.handoff import MOST_CHARACTERS, Author, LineKind, TooLongError
from hub.handoff.states import LIVE, OVER, WAYS, State
from hub.store.holding import hold
from hub.store.tables import HandoffMessage, HandoffRow


def hold_queue(session: Session, queue: str) -> None:
    """Changes of state happen one after the other; messages do not wait for them."""
    hold(session, f"handoffs:{queue}")


def held(session: Session, queue: str, number: int) -> HandoffRow | None:
    """One handoff as it is now, which nobody else changes until this transaction ends."""
    row = session.get(HandoffRow, number, with_for_update=True, populate_existing=True)
    return row if row and row.queue == queue else None


def live_of(session: Session, queue: str, key: str, *, lock: bool = True) -> HandoffRow | None:
    """The handoff of a conversation that is not over; held, where ``lock``."""
    query = select(HandoffRow).where(
        HandoffRow.queue == queue, HandoffRow.conversation_key == key, HandoffRow.state.in_(LIVE)
    )
    return next(iter(_rows(session, query, lock=lock)), None)


def in_state(session: Session, queue: str, *states: State, lock: bool = True) -> list[HandoffRow]:
    """Those in some states, in the order in which they are served: crisis first, then who asked first."""
    query = select(HandoffRow).where(HandoffRow.queue == queue, HandoffRow.state.in_(states))
    order = (HandoffRow.crisis.desc(), HandoffRow.asked_at, HandoffRow.id)
    return _rows(session, query.order_by(*order), lock=lock)


def having(session: Session, queue: str, handler: str) -> int:
    """How many conversations a handler is in."""
    theirs = (HandoffRow.handler == handler) & (HandoffRow.state == State.WITH_HANDLER)
    return session.scalar(select(func.count()).where(HandoffRow.queue == queue, theirs)) or 0


def is_offered_one(session: Session, queue: str, handler: str) -> bool:
    """Whether a handler is being offered a conversation."""
    theirs = (HandoffRow.handler == handler) & (HandoffRow.state == State.OFFERED)
    return bool(session.scalar(select(func.count()).where(HandoffRow.queue == queue, theirs)))


def move(session: Session, row: HandoffRow, to: State, now: datetime, by: Author = "hub", **values: Any) -> None:
    """Change the state of a row that is held, and write that down in its sequence."""
    before = State(row.state)
    if to not in WAYS[before]:
        raise ValueError(f"there is no way from {before} to {to}")
    waits.count(session, row, to, now)
    row.state, row.offered_until = to, None
    if to in OVER or to is State.WRAPPING_UP:
        row.ended_at, row.ended_by = row.ended_at or now, row.ended_by or by
    for name, value in values.items():
        setattr(row, name, value)
    write(session, row, now, by, to, was=before)  # still with the name of the handler who leaves
    if to is State.WAITING:
        row.handler, row.queued_at = None, now
    if to is State.OFFERED and row.channel == "voice":
        legs.begin(session, row, row.handler or "", row.last_sequence, now)


def write(
    session: Session,
    row: HandoffRow,
    now: datetime,
    author: Author,
    text: str,
    *,
    kind: LineKind = "state",
    key: str | None = None,
    was: State | None = None,
) -> HandoffMessage:
    """Add a line to a row that is held; what the parent's phone is to be told of it is texted."""
    row.last_sequence += 1
    line = HandoffMessage(
        handoff_id=row.id,
        sequence=row.last_sequence,
        kind=kind,
        author=author,
        key=key,
        text=text,
        handler=row.handler,
        at=now,
    )
    session.add(line)
    session.flush()
    texts.tell(session, row, line, was)
    return line


def newest(session: Session, queue: str, key: str) -> HandoffRow | None:
    """The last handoff of a conversation, live or over."""
    mine = (HandoffRow.queue == queue) & (HandoffRow.conversation_key == key)
    return session.scalars(select(HandoffRow).where(mine).order_by(HandoffRow.id.desc()).limit(1)).first()


def next_sequence(session: Session, queue: str, key: str) -> int:
    """Where the lines of another handoff of a conversation begin to count, so that no number comes twice."""
    last = newest(session, queue, key)
    if last is None:
        return 0
    # One line of it may be to come: that the handler has wrapped up.
    return last.last_sequence + (last.state == State.WRAPPING_UP)


def put_back(session: Session, rows: Iterable[HandoffRow], now: datetime) -> int:
    """Let conversations wait again that have lost their handler; how many."""
    number = 0
    for row in rows:
        move(session, row, State.WAITING, now)
        number += 1
    return number


def of_handler(session: Session, queue: str, handler: str) -> list[HandoffRow]:
    """What a handler is offered or is in."""
    return [row for row in in_state(session, queue, State.OFFERED, State.WITH_HANDLER) if row.handler == handler]


def said_before(
    session: Session, queue: str, author: Author, key: str, *of: ColumnElement[bool]
) -> HandoffMessage | None:
    """The message that a sender has sent under this key, in the handoffs that are meant."""
    query = select(HandoffMessage).join(HandoffRow, HandoffRow.id == HandoffMessage.handoff_id)
    same = (HandoffRow.queue == queue, HandoffMessage.author == author, HandoffMessage.key == key, *of)
    return session.scalars(query.where(*same).limit(1)).first()


def _rows(session: Session, query: Select[HandoffRow], *, lock: bool) -> list[HandoffRow]:
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query))


def shown(text: str) -> str:
    """A text without signs that no database and no screen can show."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def readable(text: str) -> str:
    """A message as it is kept. Raises ValueError, TooLongError."""
    kept = shown(text)
    if not kept:
        raise ValueError("a message without words")
    if len(kept) > MOST_CHARACTERS:
        raise TooLongError
    return kept
