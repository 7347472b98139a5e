"""A month's published figures: made once when it is over, the same for ever after, by any number of workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_up import hub_settings_from
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub import feedback_tallies, snapshots
from hub.feedback import Given, delete_before, keep
from hub.months import Month
from hub.retention import delete_what_is_due
from hub.settings import HubSettings, Retention
from hub.store.database import Store
from hub.store.tables import Contact, Feedback, FeedbackTally

OCTOBER, NOVEMBER, DECEMBER = (Month(date(2026, month, 1)) for month in (10, 11, 12))
LATER = datetime(2026, 12, 10, 12, tzinfo=UTC)


@pytest.fixture
def hub(tmp_path: Path) -> HubSettings:
    return hub_settings_from(tmp_path)


def contact(day: date) -> Contact:
    flags = dict.fromkeys(("answered", "handed_over", "call_back", "did_not_know", "crisis"), False)
    return Contact(day=day, hour=9, in_hours=True, channel="web", **flags)


def add(store: Store, *rows: Any) -> None:
    store.write(lambda session: session.add_all(rows))


def contacts_in(report: snapshots.Report) -> object:
    return next(line.value for line in report.lines if line.measure == "contacts")


def test_a_snapshot_never_changes(any_store: Store, hub: HubSettings) -> None:
    add(any_store, *(contact(date(2026, 11, 3)) for _ in range(20)))
    before = snapshots.take(any_store, hub, NOVEMBER, LATER)
    assert contacts_in(before) == 20
    add(any_store, *(contact(date(2026, 11, 4)) for _ in range(20)))
    assert snapshots.take(any_store, hub, NOVEMBER, LATER + timedelta(days=40)) == before
    assert (
        snapshots.figures(any_store, hub, NOVEMBER, LATER + timedelta(days=900)) == before
    )  # the contacts are long gone
    assert snapshots.take_missing(any_store, hub, LATER) == []


def test_it_holds_all_that_was_published_and_nothing_else(any_store: Store, hub: HubSettings) -> None:
    from hub.measures import report

    add(any_store, *(contact(date(2026, 11, 3)) for _ in range(5)))
    keep(any_store, Given("web", topic="sleep", rating=2, comment="Too long."), datetime(2026, 11, 5, 12, tzinfo=UTC))
    counted = report(any_store, hub, NOVEMBER, LATER)
    assert snapshots.take(any_store, hub, NOVEMBER, LATER) == counted
    assert contacts_in(counted) == "*"


def test_a_month_that_is_not_over_has_none(any_store: Store, hub: HubSettings) -> None:
    with pytest.raises(ValueError, match="2026-12 is not over"):
        snapshots.take(any_store, hub, DECEMBER, LATER)
    with pytest.raises(ValueError, match="2026-11 is not over"):
        snapshots.take(any_store, hub, NOVEMBER, datetime(2026, 12, 2, 0, 59, tzinfo=UTC))


def test_the_worker_makes_those_of_all_months_since_the_first(any_store: Store, hub: HubSettings) -> None:
    assert snapshots.take_missing(any_store, hub, LATER) == []
    add(any_store, contact(date(2026, 9, 30)))
    keep(any_store, Given("web", helpful=True), datetime(2026, 11, 5, 12, tzinfo=UTC))
    made = snapshots.take_missing(any_store, hub, LATER)
    assert [str(month) for month in made] == ["2026-09", "2026-10", "2026-11"]
    assert snapshots.months(any_store) == made
    assert [contacts_in(one) for one in snapshots.of_months(any_store, OCTOBER, NOVEMBER)] == [0, 0]


def test_ten_workers_make_one(postgres_store: Store, hub: HubSettings) -> None:
    add(postgres_store, *(contact(date(2026, 11, 3)) for _ in range(20)))
    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda _: snapshots.take(postgres_store, hub, NOVEMBER, LATER), range(10)))
    assert made == made[:1] * 10


def test_snapshots_are_kept_for_ten_years(any_store: Store, hub: HubSettings) -> None:
    add(any_store, contact(date(2026, 11, 3)))
    snapshots.take(any_store, hub, NOVEMBER, LATER)
    kept = Retention()
    assert delete_what_is_due(any_store, kept, LATER + timedelta(days=3600))["snapshots"] == 0
    assert delete_what_is_due(any_store, kept, LATER + timedelta(days=3700))["snapshots"] == 1


def tallies(store: Store) -> list[tuple[Any, ...]]:
    with store.read() as session:
        rows = session.scalars(
            select(FeedbackTally).order_by(FeedbackTally.month, FeedbackTally.channel, FeedbackTally.topic)
        )
        return [(str(r.month), r.kind, r.channel, r.topic, r.number, r.helped, r.not_helped, r.rated, r.satisfied, r.stars) for r in rows]  # fmt: skip


FEEDBACK = (
    Given("web", topic="sleep", helpful=True, rating=4),
    Given("web", topic="sleep", helpful=False, rating=3, comment="Too long."),
    Given("voice", kind="complaint", comment="Nobody rang."),
    Given("web"),
)


def test_feedback_is_tallied_as_it_is_written(any_store: Store) -> None:
    for given in FEEDBACK:
        keep(any_store, given, datetime(2028, 2, 29, 12, tzinfo=UTC))
    keep(any_store, FEEDBACK[0], datetime(2026, 6, 30, 23, 30, tzinfo=UTC))  # July in England
    expected = [
        ("2026-07-01", "feedback", "web", "sleep", 1, 1, 0, 1, 1, 4),
        ("2028-02-01", "complaint", "voice", "", 1, 0, 0, 0, 0, 0),
        ("2028-02-01", "feedback", "web", "", 1, 0, 0, 0, 0, 0),
        ("2028-02-01", "feedback", "web", "sleep", 2, 1, 1, 2, 1, 7),
    ]
    assert tallies(any_store) == expected
    for month in (date(2026, 7, 1), date(2028, 2, 1)):
        any_store.write(lambda session, month=month: feedback_tallies.rebuild(session, month))
    assert tallies(any_store) == expected


def test_writers_at_once_lose_no_count(postgres_store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        given = Given("sms", topic="sleep", helpful=True)
        list(pool.map(lambda _: keep(postgres_store, given, LATER), range(200)))
    assert [row[4:6] for row in tallies(postgres_store)] == [(200, 200)]


def test_a_row_that_fails_leaves_no_tally(any_store: Store) -> None:
    with pytest.raises(IntegrityError):
        add(any_store, Feedback(day=date(2026, 11, 1), kind="feedback", channel="web", rating=9))
    assert tallies(any_store) == []


def test_tallies_go_with_their_feedback(any_store: Store) -> None:
    keep(any_store, FEEDBACK[0], LATER)
    assert delete_before(any_store, date(2026, 12, 1)) == 0
    assert len(tallies(any_store)) == 1
    assert delete_before(any_store, date(2027, 1, 1)) == 1
    assert tallies(any_store) == []
