"""Feedback and complaints: kept without anything that leads to a person, and quoted only when a curator has approved it.

What is kept: the day, the channel, the topic, a rating, whether an answer helped, and the comment as anonymised text. No
time, no conversation, no number, no address. A comment that cannot be anonymised is not kept; its rating is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hub import audit, feedback_tallies
from hub.anonymise import anonymise
from hub.replies import Channel
from hub.store.database import Store, delete_rows
from hub.store.tables import Feedback
from hub.topics import theme_of
from hub.uk_calendar import in_london
from hub.words import MAX_MESSAGE_CHARACTERS, clean, has_words

log = structlog.get_logger()

Kind = Literal["feedback", "complaint"]
Status = Literal["waiting", "approved", "rejected", "edited"]
QUOTABLE: tuple[Status, ...] = ("approved", "edited")
MAX_COMMENT_CHARACTERS = 2_000
LOW_RATING = 2  # whoever gives this or less is offered a person
_RATING = re.compile(
    r"(?<![\d.])([1-5]) ?(?:/|out of) ?5(?!\d)|\b(one|two|three|four|five) out of five\b|(?<![\d.])([1-5])[ -]stars?\b",
    re.IGNORECASE,
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True)
class Given:
    """What somebody told us. ``topic`` is what it is about, ``rating`` 1 to 5, ``comment`` in their own words."""

    channel: Channel
    kind: Kind = "feedback"
    topic: str | None = None
    rating: int | None = None
    helpful: bool | None = None
    comment: str | None = None


def keep(store: Store, given: Given, now: datetime) -> bool:
    """Keep feedback; whether its comment was kept, too. Raises StoreUnavailableError, ValueError for a rating out of range."""
    if given.rating is not None and not 1 <= given.rating <= 5:
        raise ValueError("a rating is from 1 to 5")
    comment = _without_whose_it_is(given.comment or "")
    row = Feedback(
        day=in_london(now).date(),
        kind=given.kind,
        channel=given.channel,
        topic=given.topic,
        theme=theme_of(given.topic),
        rating=given.rating,
        helpful=given.helpful,
        comment=comment,
        status="waiting" if comment else None,
    )
    store.write(lambda session: session.merge(row))
    return comment is not None


def rating_in(text: str) -> int | None:
    """A rating that a message gives in words: "4 out of 5", "3/5", "five stars"."""
    found = _RATING.search(text)
    if found is None:
        return None
    said = next(group for group in found.groups() if group)
    return _WORDS.get(said.lower()) or int(said)


def comments(store: Store, status: Status) -> list[Feedback]:
    """The feedback whose comments are waiting, approved, …, oldest first; raises StoreUnavailableError."""
    query = select(Feedback).where(Feedback.status == status).order_by(Feedback.day, Feedback.id)
    with store.read() as session:
        return list(session.scalars(query))


def waiting(store: Store, most: int) -> tuple[list[Feedback], int]:
    """The comments that wait for a curator, the oldest first and some at a time, and how many wait in all.

    Raises StoreUnavailableError.
    """
    mine = Feedback.status == "waiting"
    with store.read() as session:
        number = session.scalar(select(func.count()).select_from(Feedback).where(mine)) or 0
        rows = session.scalars(select(Feedback).where(mine).order_by(Feedback.day, Feedback.id).limit(most))
        return list(rows), number


def quotable(store: Store, most: int) -> list[Feedback]:
    """The newest comments that may be quoted, newest first; raises StoreUnavailableError."""
    newest = select(Feedback).order_by(Feedback.day.desc(), Feedback.id.desc()).limit(most)
    with store.read() as session:
        # One status after the other, so that the index gives each in order.
        rows = [row for status in QUOTABLE for row in session.scalars(newest.where(Feedback.status == status))]
    return sorted(rows, key=lambda row: (row.day, row.id), reverse=True)[:most]


def decide(store: Store, number: int, status: Status, now: datetime, comment: str | None = None) -> bool:
    """A curator's word on a comment, with other words where it was ``edited``; whether there is such a comment.

    What a curator writes is anonymised like everything else. Raises StoreUnavailableError; ValueError where an edited
    comment has no words left.
    """
    words = _without_whose_it_is(comment or "") if status == "edited" else None
    if status == "edited" and words is None:
        raise ValueError("an edited comment needs words")

    def work(session: Session) -> bool:
        row = session.get(Feedback, number, with_for_update=True)
        if row is None or row.comment is None:
            return False
        row.status, row.comment = status, words or row.comment
        audit.note(session, f"comment_{status}", now, "by a curator")
        return True

    return store.write(work)


def delete_before(store: Store, day: date) -> int:
    """Delete the feedback of the days before, and the tallies of earlier months; how many went. Raises StoreUnavailableError."""

    def work(session: Session) -> int:
        feedback_tallies.delete_before(session, day.replace(day=1))
        return delete_rows(session, delete(Feedback).where(Feedback.day < day))

    return store.write(work)


def _without_whose_it_is(comment: str) -> str | None:
    """The comment as anonymised text; None where there are no words, or where it cannot be anonymised."""
    text = clean(comment[:MAX_MESSAGE_CHARACTERS])
    if not has_words(text):
        return None
    try:
        return anonymise(text).text[:MAX_COMMENT_CHARACTERS]  # cut afterwards: half a name is not recognised
    except Exception as error:  # noqa: BLE001 (whatever it was, the comment must not be kept)
        log.error("comment_not_kept", reason=type(error).__name__)  # noqa: TRY400 (its text could carry words)
        return None
