"""``bin/hub callbacks``: what the people who phone families see and do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up import TUESDAY_MORNING
from sqlalchemy import select
from typer.testing import CliRunner, Result

import cli
from commands import callbacks as commands
from hub import settings as settings_module
from hub.callbacks import Callbacks, Request
from hub.settings import hub_settings
from hub.store.database import Store
from hub.store.tables import AuditEntry

ROOT = Path(__file__).parent.parent.parent
SECRET = "a secret of these tests, long enough"


@pytest.fixture
def callbacks(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callbacks]:
    for name, value in {
        "DATABASE_URL": store.url,
        "HUB_SECRET": SECRET,
        "HUB_STATE": str(tmp_path),
        "HUB_CONFIG": str(ROOT / "hub.yml"),
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(commands, "_now", lambda: TUESDAY_MORNING)
    settings_module.environment.cache_clear()
    settings_module.hub_settings.cache_clear()
    yield Callbacks(store, hub_settings(), SECRET)
    settings_module.environment.cache_clear()
    settings_module.hub_settings.cache_clear()


def hub(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["callbacks", *arguments])


def asked(callbacks: Callbacks, key: str = "k", **changes: object) -> int:
    wanted = {"first_name": "Amina", "phone": "+447700900123", "channel": "web", "key": key, **changes}
    return callbacks.request(Request(**wanted), TUESDAY_MORNING).id  # type: ignore[arg-type]


def test_the_list_is_in_order_and_without_numbers(callbacks: Callbacks) -> None:
    asked(callbacks, wish="after 11am", topic="[red]sleep[/red]")
    asked(callbacks, "urgent", first_name="Jo", crisis=True)
    shown = [line for line in hub("list").stdout.splitlines() if "Tue 24 Nov 2026" in line]
    assert [word for word in ("Jo (crisis)", "open") if word not in shown[0]] == []
    assert [word for word in ("Amina", "after 11am", "[red]sleep[/red]", "web", "open") if word not in shown[1]] == []
    assert "900123" not in "".join(shown)


def test_numbers_are_shown_on_demand_and_that_is_noted(callbacks: Callbacks) -> None:
    asked(callbacks)
    assert "07700 900123" in hub("list", "--show-phone").stdout
    with callbacks.store.read() as session:
        assert list(session.scalars(select(AuditEntry.action))) == ["callbacks_shown"]


def test_what_is_done_leaves_the_list_and_cannot_be_done_twice(callbacks: Callbacks) -> None:
    number = asked(callbacks)
    assert hub("done", str(number)).stdout == "The call to Amina is done.\n"
    assert hub("list").stdout == "No call-backs.\n"
    assert "Amina" in hub("list", "--all").stdout
    again = hub("done", str(number))
    assert again.exit_code == 1
    assert f"There is no call-back {number} that is still to do." in again.output


def test_a_database_that_does_not_answer_is_said(callbacks: Callbacks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/hub.sqlite3")
    settings_module.environment.cache_clear()
    for arguments in (["list"], ["done", "1"]):
        assert "The database does not answer." in hub(*arguments).output
