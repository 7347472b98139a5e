"""Which call handlers are there: present means heard of just now, and available means present and free for another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.handoff import rows
from hub.handoff.by_phone import able, is_call
from hub.handoff.handoff import NAME_CHARACTERS, Patience, Presence
from hub.store.database import Store, delete_rows
from hub.store.tables import HandlerRow


@dataclass(frozen=True)
class Handler:
    """A handler as the console shows them. ``seen_at`` is in UTC."""

    name: str
    presence: Presence
    seen_at: datetime


def here(store: Store, name: str, now: datetime, presence: Presence | None = None, queue: str = "hub") -> None:
    """A heartbeat, with what the handler says of themselves where that is new; who is new is away until they say so.

    Who goes away keeps their conversations. Raises StoreUnavailableError.
    """
    if not 1 <= len(name) <= NAME_CHARACTERS:
        raise ValueError(f"a handler's name has 1 to {NAME_CHARACTERS} characters")

    def work(session: Session) -> None:
        row = known(session, queue, name)
        if row is None:
            fresh = HandlerRow(queue=queue, name=name, presence=presence or "away", seen_at=now)
            try:
                with session.begin_nested():
                    session.add(fresh)
            except IntegrityError:
                row = known(session, queue, name)  # two tabs opened at once
        if row is not None:
            row.seen_at, row.presence = max(row.seen_at, now), presence or row.presence

    store.write(work)


def leave(store: Store, name: str, now: datetime, queue: str = "hub") -> int:
    """The handler goes: what they are offered or are in waits for another, in its old place. How many of those.

    Whom they are talking to on the phone stays theirs. Raises StoreUnavailableError.
    """

    def work(session: Session) -> int:
        rows.hold_queue(session, queue)
        row = known(session, queue, name)
        if row is not None:
            row.presence = "away"
        theirs = rows.of_handler(session, queue, name)
        return rows.put_back(session, [row for row in theirs if not is_call(row)], now)

    return store.write(work)


def everybody(store: Store, queue: str = "hub") -> list[Handler]:
    """Every handler that was at the console, by name. Raises StoreUnavailableError."""
    with store.read() as session:
        return [Handler(row.name, cast(Presence, row.presence), row.seen_at) for row in all_of(session, queue)]


def can_be_rung(store: Store, now: datetime, queue: str = "hub", patience: Patience | None = None) -> list[str]:
    """Those who are there and have a phone, by name. Raises StoreUnavailableError."""
    with store.read() as session:
        there = able(session, all_of(session, queue), "voice")
        return [one.name for one in there if is_present(one, patience or Patience(), now)]


def known(session: Session, queue: str, name: str) -> HandlerRow | None:
    """A handler's row, held until the transaction ends."""
    query = select(HandlerRow).where(HandlerRow.queue == queue, HandlerRow.name == name)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def all_of(session: Session, queue: str) -> list[HandlerRow]:
    """Every handler's row, by name."""
    return list(session.scalars(select(HandlerRow).where(HandlerRow.queue == queue).order_by(HandlerRow.name)))


def is_seen(row: HandlerRow, patience: Patience, now: datetime) -> bool:
    """Whether their console was heard of just now."""
    return now - row.seen_at <= patience.handler_gone


def is_present(row: HandlerRow, patience: Patience, now: datetime) -> bool:
    """Whether somebody who waits has a chance with them."""
    return row.presence != "away" and is_seen(row, patience, now)


def delete_before(store: Store, moment: datetime) -> int:
    """Forget handlers that were not there since; how many. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(HandlerRow).where(HandlerRow.seen_at < moment)))
