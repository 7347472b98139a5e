"""A month's figures as they were published: written once when the month is over, and the same for ever after.

What is counted later (appointments are deleted after 90 days, a curator approves a comment of an old month) changes no
figure that somebody has quoted. They hold what hub.disclosure let pass, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from hub.measures import Line, MonthNotKeptError, Report, report
from hub.months import Month
from hub.settings import DisclosureSettings, HubSettings
from hub.store.database import Store, delete_rows
from hub.store.tables import Contact, FeedbackTally, Snapshot

log = structlog.get_logger()


def of_months(store: Store, first: Month, last: Month) -> list[Report]:
    """The snapshots of the months from ``first`` to ``last``, in order; raises StoreUnavailableError."""
    query = select(Snapshot).where(Snapshot.month >= first.first, Snapshot.month <= last.first)
    with store.read() as session:
        return [_report(row) for row in session.scalars(query.order_by(Snapshot.month))]


def months(store: Store) -> list[Month]:
    """The months that have a snapshot, in order; raises StoreUnavailableError."""
    with store.read() as session:
        return [Month(first) for first in session.scalars(select(Snapshot.month).order_by(Snapshot.month))]


def figures(store: Store, settings: HubSettings, month: Month, now: datetime) -> Report:
    """A month's figures: as they were published, or counted now where they have not been.

    Raises MonthNotKeptError; StoreUnavailableError.
    """
    return next(iter(of_months(store, month, month)), None) or report(store, settings, month, now)


def take(store: Store, settings: HubSettings, month: Month, now: datetime) -> Report:
    """The snapshot of a month, made now where there is none; any number of workers may do so at once.

    Raises ValueError for a month that is not over, MonthNotKeptError, StoreUnavailableError.
    """
    if not month.is_over(now):
        raise ValueError(f"{month} is not over")
    if found := of_months(store, month, month):
        return found[0]
    counted = report(store, settings, month, now)
    figures: dict[str, Any] = {
        "disclosure": settings.disclosure.model_dump(),
        "lines": [asdict(line) for line in counted.lines],
    }
    try:
        # Added and never merged: a snapshot that is there is not written over.
        store.write(lambda session: session.add(Snapshot(month=month.first, made_at=now, figures=figures)))
    except IntegrityError:  # another worker was quicker
        log.info("snapshot_there", month=str(month))
    return of_months(store, month, month)[0]


def take_missing(store: Store, settings: HubSettings, now: datetime) -> list[Month]:
    """Make the snapshots of all months that are over and have none; which. Raises StoreUnavailableError."""
    begun = _begun(store)
    if begun is None:
        return []
    made, there, month = [], set(months(store)), begun
    while month <= Month.last_over(now):
        if month not in there:
            try:
                take(store, settings, month, now)
                made.append(month)
            except MonthNotKeptError:  # deleted before it was published
                log.warning("snapshot_not_made", month=str(month))
        month = month.next
    if made:
        log.info("snapshots", made=len(made))
    return made


def delete_before(store: Store, day: date) -> int:
    """Delete the snapshots of months that ended before a day; how many went. Raises StoreUnavailableError."""
    old = delete(Snapshot).where(Snapshot.month < day.replace(day=1))
    return store.write(lambda session: delete_rows(session, old))


def _begun(store: Store) -> Month | None:
    """The month of the earliest contact or feedback."""
    with store.read() as session:
        days: Sequence[date | None] = [
            session.scalar(select(func.min(Contact.day))),
            session.scalar(select(func.min(FeedbackTally.month))),
        ]
    known = [day for day in days if day is not None]
    return Month(min(known).replace(day=1)) if known else None


def _report(row: Snapshot) -> Report:
    rules = DisclosureSettings(**row.figures["disclosure"])
    return Report(
        Month(row.month), complete=True, lines=tuple(Line(**line) for line in row.figures["lines"]), rules=rules
    )
