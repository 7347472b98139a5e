"""Questions that no article answered: kept as anonymised text with the nearest topic, for the curators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select

from hub.anonymise import anonymise
from hub.replies import Channel
from hub.store.database import Store, delete_rows
from hub.store.tables import Gap

MAX_CHARACTERS = 1_000


@dataclass(frozen=True)
class GapCount:
    """How often a day's questions were nearest to a topic that did not answer them."""

    day: date
    nearest: str
    count: int


def record(store: Store, *, text: str, channel: Channel, nearest: str, day: date) -> None:
    """Keep one question, anonymised before it is cut; raises StoreUnavailableError."""
    kept = anonymise(text).text[:MAX_CHARACTERS]
    store.write(lambda session: session.add(Gap(day=day, channel=channel, nearest=nearest, text=kept)))


def counted(store: Store) -> list[GapCount]:
    """The gaps by day and nearest topic, newest day first, the most frequent first; raises StoreUnavailableError."""
    number = func.count().label("number")
    query = select(Gap.day, Gap.nearest, number).group_by(Gap.day, Gap.nearest)
    with store.read() as session:
        rows = session.execute(query.order_by(Gap.day.desc(), number.desc(), Gap.nearest)).all()
    return [GapCount(*row) for row in rows]


def questions(store: Store, nearest: str | None = None, most: int | None = None) -> list[Gap]:
    """The anonymised questions, newest first, of one nearest topic or of all; raises StoreUnavailableError."""
    query = select(Gap).order_by(Gap.day.desc(), Gap.id.desc()).limit(most)
    if nearest:
        query = query.where(Gap.nearest == nearest)
    with store.read() as session:
        return list(session.scalars(query))


def delete_before(store: Store, day: date) -> int:
    """Delete the questions of the days before; how many went. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(Gap).where(Gap.day < day)))
