"""Made-up contacts: a year of them, marked, and never in a database that is anybody's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from made_up import hub_settings_from
from sqlalchemy import func, select
from typer.testing import CliRunner

import cli
from hub import audit, snapshots
from hub.demonstration import MARK, NotEmptyError, fill, is_demonstration
from hub.disclosure import HIDDEN
from hub.measure_list import MEASURES
from hub.months import Month
from hub.settings import Environment
from hub.store.database import Store
from hub.store.tables import AuditEntry, Contact, Feedback, Gap

_APPOINTMENTS = {"appointments", "appointments_held"}
_MAY_BE_HIDDEN = {"comments", "crisis", "unanswered", "satisfied_by_channel", "helped_by_topic", "call_back_by_channel"}
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_a_year_is_made_up_published_and_marked(store: Store, tmp_path: Path) -> None:
    assert not is_demonstration(store)
    made = fill(store, hub_settings_from(tmp_path), Environment(hub_state=tmp_path), NOW)
    assert is_demonstration(store)
    with store.read() as session:
        first, last, number = session.execute(select(func.min(Contact.day), func.max(Contact.day), func.count())).one()
        said = session.scalar(select(func.count()).select_from(Feedback)) or 0
    assert (first, last, number) == (date(2025, 11, 23), date(2026, 11, 23), made)
    assert made > 3_000
    [october] = snapshots.of_months(store, Month(date(2026, 10, 1)), Month(date(2026, 10, 1)))
    measured = {line.measure for line in october.lines if line.value not in (0, None, HIDDEN)}
    # Appointments are families' names and numbers: not even made-up ones are filled in.
    assert {one.key for one in MEASURES} - measured <= {"least_helpful", *_MAY_BE_HIDDEN, *_APPOINTMENTS}
    assert {"waits", "waits_by_channel"} <= measured
    assert said > 500
    assert [str(month) for month in snapshots.months(store)][::11] == ["2025-11", "2026-10"]


def test_it_stays_marked_when_the_audit_of_that_time_has_gone(store: Store, tmp_path: Path) -> None:
    fill(store, hub_settings_from(tmp_path), Environment(hub_state=tmp_path), NOW)
    audit.delete_before(store, NOW + timedelta(days=1))
    with store.read() as session:
        assert session.scalars(select(AuditEntry.action)).all() == [MARK]
    assert is_demonstration(store)


@pytest.mark.parametrize(
    "row",
    [
        Gap(day=date(2026, 11, 1), channel="web", nearest="sleep", text="t"),
        Feedback(day=date(2026, 11, 1), kind="feedback", channel="web", rating=3),
    ],
    ids=["a question", "a rating"],
)
def test_a_database_that_holds_anything_is_refused(any_store: Store, tmp_path: Path, row: Gap | Feedback) -> None:
    any_store.write(lambda session: session.merge(row))
    with pytest.raises(NotEmptyError, match="holds something already"):
        fill(any_store, hub_settings_from(tmp_path), Environment(hub_state=tmp_path), NOW)
    assert not is_demonstration(any_store)


def test_production_is_refused(store: Store, tmp_path: Path) -> None:
    machine = Environment(hub_state=tmp_path, hub_env="production", hub_secret="x" * 40)
    with pytest.raises(NotEmptyError, match="production"):
        fill(store, hub_settings_from(tmp_path), machine, NOW)


@pytest.mark.usefixtures("no_variables")
def test_the_database_must_be_named() -> None:
    result = CliRunner().invoke(cli.app, ["demo-data"])
    assert (result.exit_code, "Name a new, empty database in DATABASE_URL" in result.stderr) == (1, True)
