"""How fast the dashboard is over a million rows of feedback on PostgreSQL: ``python -m evaluation.dashboard_speed``.

Fills the database that DATABASE_URL names. Fills an empty database, so give it a throw-away one; it refuses one that holds anything. The rows are made up and spread
over two years, with as many contacts for each as the Hub could have.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

from fastapi.testclient import TestClient
from sqlalchemy import func, select, text

from app import create_app
from hub import feedback_tallies, measures_tokens, snapshots
from hub.measures import report
from hub.months import Month
from hub.settings import HubSettings
from hub.store.database import Store
from hub.store.tables import Contact, Feedback
from staff.house import Staff

ROWS, CONTACTS, MONTHS = 1_000_000, 200_000, 24
NOW = datetime(2026, 12, 10, 12, tzinfo=UTC)
TIMES = 40
_TOPIC = (
    "(ARRAY['sleep','meltdowns','pip','dla','sensory','camhs','ehcp-request','toileting'])[1 + floor(random() * 8)]"
)
_CHANNEL = "(ARRAY['web','web','web','sms','voice'])[1 + floor(random() * 5)]"
_DAY = "date '2024-12-01' + floor(random() * 730)::int"


def fill(store: Store) -> None:
    """Made-up feedback and contacts of two years. Raises SystemExit where the database holds anything."""
    with store.read() as session:
        if session.scalar(select(func.count()).select_from(Feedback)) or session.scalar(
            select(func.count()).select_from(Contact)
        ):
            raise SystemExit("This database holds something. Give me an empty one, for instance a throw-away cluster.")
    with store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO feedback (day, kind, channel, topic, rating, helpful, comment, status) "  # noqa: S608 (our own)
                f"SELECT {_DAY}, CASE WHEN random() < 0.03 THEN 'complaint' ELSE 'feedback' END, {_CHANNEL}, {_TOPIC}, "
                "CASE WHEN random() < 0.4 THEN 1 + floor(random() * 5)::int END, "
                "CASE WHEN random() < 0.7 THEN random() < 0.8 END, "
                "CASE WHEN random() < 0.2 THEN 'Made-up words of some length, to fill the page.' END, "
                "CASE WHEN random() < 0.2 THEN 'approved' END FROM generate_series(1, :rows)"
            ),
            {"rows": ROWS},
        )
        connection.execute(
            text(
                "INSERT INTO contacts (day, hour, in_hours, channel, topic, answered, handed_over, call_back, "  # noqa: S608
                f"did_not_know, crisis) SELECT {_DAY}, floor(random() * 24)::int, random() < 0.3, {_CHANNEL}, {_TOPIC}, "
                "random() < 0.8, random() < 0.2, random() < 0.05, random() < 0.1, random() < 0.01 "
                "FROM generate_series(1, :rows)"
            ),
            {"rows": CONTACTS},
        )
    month = Month.of(NOW).before(MONTHS)
    for _ in range(MONTHS):
        store.write(lambda session, month=month: feedback_tallies.rebuild(session, month.first))  # type: ignore[misc]
        month = month.next
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def timed(name: str, work: Callable[[], object], times: int = TIMES) -> str:
    """A row of the table: how long it takes, p50 and p95 in milliseconds."""
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return f"| {name} | {taken[len(taken) // 2]:.0f} ms | {taken[int(len(taken) * 0.95)]:.0f} ms |"


def measured(store: Store, settings: HubSettings) -> list[str]:
    """The rows of the table in docs/measures.md that are about the database alone."""
    last = Month.last_over(NOW)
    began = time.perf_counter()
    made = snapshots.take_missing(store, settings, NOW)
    taken = time.perf_counter() - began
    return [
        f"| the worker makes {len(made)} snapshots, in all | {taken * 1000:.0f} ms | |",
        timed("one month counted anew", lambda: report(store, settings, last, NOW)),
        timed("13 months of snapshots read", lambda: snapshots.of_months(store, last.before(12), last)),
    ]


def pages(browser: TestClient, token: str) -> list[str]:
    """The rows about whole pages, with charts that are drawn once and kept."""
    paths = {
        "page: months at a glance": "/dashboard",
        "page: one channel": "/dashboard?channel=sms",
        "page: one topic": "/dashboard?topic=sleep",
        "page: 12 months compared": "/dashboard/compare?months=12",
        "page: curators": "/curators",
        "page: you said, we did": "/you-said-we-did",
        "figures as JSON": f"/measures/{token}/figures.json",
        "figures as CSV": f"/measures/{token}/figures.csv",
    }
    rows = []
    for name, path in paths.items():
        began = time.perf_counter()
        browser.get(path).raise_for_status()
        first = (time.perf_counter() - began) * 1000
        rows.append(timed(f"{name} (the first time {first:.0f} ms)", lambda path=path: browser.get(path)))  # type: ignore[misc]
    return rows


def signed_in(browser: TestClient, staff: Staff) -> None:
    """Let the browser sign in by a one-time link, as in life."""
    name, now = "somebody", datetime.now(UTC)
    staff.accounts.add(name, ["admin"], None, now)
    address = f"/staff/link/{staff.accounts.sessions.link(name, now)}"
    found = re.search(r'name="form_token" value="([^"]*)"', browser.get(address).text)
    browser.post(address, data={"form_token": found[1] if found else ""}).raise_for_status()


def main() -> None:
    """Fill the database and print the table."""
    app = create_app()
    staff: Staff = app.state.staff
    staff.store.migrate()
    fill(staff.store)
    browser = TestClient(app, base_url="http://127.0.0.1", headers={"Accept": "text/html"})
    signed_in(browser, staff)
    token = measures_tokens.new_token(staff.store, "speed", NOW)
    print("| | p50 | p95 |\n|---|---|---|")
    for row in (*measured(staff.store, staff.settings), *pages(browser, token)):
        print(row)
    staff.store.close()


if __name__ == "__main__":
    main()
