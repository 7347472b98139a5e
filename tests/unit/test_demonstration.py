"""Made-up contacts: a year of them, marked, and never in a database that is anybody's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from made_up import hub_settings_from
from sqlalchemy import func, select
from typer.testing import CliRunner

import cli
from hub import snapshots
from hub.demonstration import NotEmptyError, fill, is_demonstration
from hub.settings import Environment
from hub.store.database import Store
from hub.store.tables import Contact, Feedback, Gap

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
    assert said > 500
    assert [str(month) for month in snapshots.months(store)][::11] == ["2025-11", "2026-10"]


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
