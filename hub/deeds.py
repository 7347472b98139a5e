""" "You said, we did": what families asked for and what was done about it, as the curators write it for the public page."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hub import audit
from hub.store.database import Store, delete_rows
from hub.store.tables import Deed
from hub.uk_calendar import in_london
from hub.words import clean, has_words

MOST_CHARACTERS = 300
MOST_SHOWN = 6


def add(store: Store, said: str, did: str, now: datetime) -> None:
    """Put a pair onto the public page. Raises ValueError where a sentence is empty or too long; StoreUnavailableError."""
    words = [clean(text).strip() for text in (said, did)]
    if not all(has_words(text) and len(text) <= MOST_CHARACTERS for text in words):
        raise ValueError(f"both need words, at most {MOST_CHARACTERS} characters each")
    row = Deed(day=in_london(now).date(), said=words[0], did=words[1])

    def work(session: Session) -> None:
        session.merge(row)
        audit.note(session, "deed_added", now, "by a curator")

    store.write(work)


def latest(store: Store) -> list[Deed]:
    """The newest pairs, newest first; raises StoreUnavailableError."""
    with store.read() as session:
        return list(session.scalars(select(Deed).order_by(Deed.day.desc(), Deed.id.desc()).limit(MOST_SHOWN)))


def remove(store: Store, number: int, now: datetime) -> bool:
    """Take a pair away; whether there was one. Raises StoreUnavailableError."""

    def work(session: Session) -> bool:
        gone = delete_rows(session, delete(Deed).where(Deed.id == number))
        if gone:
            audit.note(session, "deed_removed", now, "by a curator")
        return bool(gone)

    return store.write(work)


def delete_before(store: Store, day: date) -> int:
    """Delete the pairs of earlier days; how many went. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(Deed).where(Deed.day < day)))
