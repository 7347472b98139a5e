"""Feedback counted by month, kind, channel and topic, so that no figure has to read every row of it.

A tally is written in the transaction of the row it counts, whatever writes the row through the ORM. Statements that load
many rows at once go past it: ``rebuild`` afterwards.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, case, delete, event, func, insert, select
from sqlalchemy.orm import Mapper, Session

from hub.store.database import delete_rows
from hub.store.tables import Feedback, FeedbackTally
from hub.store.tallies import adding_to

SATISFIED_FROM = 4
COUNTS = ("number", "helped", "not_helped", "rated", "satisfied", "stars")


@event.listens_for(Feedback, "after_insert")
def _count(_: Mapper[Any], connection: Connection, row: Feedback) -> None:
    rating = row.rating
    counts = {
        "number": 1,
        "helped": int(row.helpful is True),
        "not_helped": int(row.helpful is False),
        "rated": int(rating is not None),
        "satisfied": int(rating is not None and rating >= SATISFIED_FROM),
        "stars": rating or 0,
    }
    key = {"month": row.day.replace(day=1), "kind": row.kind, "channel": row.channel, "topic": row.topic or ""}
    connection.execute(adding_to(FeedbackTally, COUNTS, connection.dialect.name), {**key, **counts})


def rebuild(session: Session, month: date) -> None:
    """Count a month's feedback anew, after rows were loaded past the ORM. ``month`` is its first day."""
    session.execute(delete(FeedbackTally).where(FeedbackTally.month == month))
    end = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    topic = func.coalesce(Feedback.topic, "")
    counted = (
        select(
            *(func.count(), func.sum(case((Feedback.helpful.is_(True), 1), else_=0))),
            func.sum(case((Feedback.helpful.is_(False), 1), else_=0)),
            func.count(Feedback.rating),
            func.sum(case((Feedback.rating >= SATISFIED_FROM, 1), else_=0)),
            func.coalesce(func.sum(Feedback.rating), 0),
            *(Feedback.kind, Feedback.channel, topic),
        )
        .where(Feedback.day >= month, Feedback.day < end)
        .group_by(Feedback.kind, Feedback.channel, topic)
    )
    for row in session.execute(counted).all():
        values = dict(zip((*COUNTS, "kind", "channel", "topic"), row, strict=True))
        session.execute(insert(FeedbackTally).values(month=month, **values))


def delete_before(session: Session, month: date) -> int:
    """Delete the tallies of earlier months; how many went."""
    return delete_rows(session, delete(FeedbackTally).where(FeedbackTally.month < month))
