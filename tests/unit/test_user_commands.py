"""``bin/hub user`` and ``bin/hub demo``: what the operator sees and does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from quick_hashes import _quick_hashes  # noqa: F401 (a fixture)
from typer.testing import CliRunner, Result
from unit.test_callbacks import NOW

import cli
from commands import demo as demo_command
from hub import settings as settings_module
from hub.accounts import Accounts
from hub.callbacks import Callbacks
from hub.demo import entrances, fill
from hub.settings import hub_settings
from hub.store.database import Store

ROOT = Path(__file__).parent.parent.parent
SECRET = "a secret of these tests, long enough"
PASSWORD = "purple kettle staircase\n" * 2


@pytest.fixture(autouse=True)
def accounts(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    for name, value in {
        "DATABASE_URL": store.url,
        "HUB_SECRET": SECRET,
        "HUB_STATE": str(tmp_path),
        "HUB_CONFIG": str(ROOT / "hub.yml"),
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    settings_module.environment.cache_clear()
    settings_module.hub_settings.cache_clear()
    yield Accounts(store, SECRET)
    settings_module.environment.cache_clear()
    settings_module.hub_settings.cache_clear()


def hub(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli.app, list(arguments), input=typed)


def test_an_account_is_made_with_a_password_that_is_not_shown_and_a_code_that_is(accounts: Accounts) -> None:
    made = hub("user", "add", "maria", "--role", "handler", typed=PASSWORD)
    assert made.exit_code == 0
    assert "otpauth://totp/Neurodiversity%20Hub:maria?" in made.output
    assert "█" in made.output
    assert "kettle" not in made.output
    assert [(one.name, one.roles) for one in accounts.everybody()] == [("maria", {"handler"})]


def test_an_account_by_link_needs_no_password(accounts: Accounts) -> None:
    made = hub("user", "add", "maria", "--role", "handler", "--role", "lead", "--link")
    found = re.search(r"within 30 minutes: http://127\.0\.0\.1:8000/staff/link/(\S+)", made.output)
    assert found
    from datetime import UTC, datetime

    signed = accounts.sessions.begin_by_link(found[1], datetime.now(UTC))
    assert signed is not None
    assert signed[0].roles == {"handler", "lead"}


def test_accounts_are_listed_changed_and_removed(accounts: Accounts) -> None:
    hub("user", "add", "maria", "--role", "handler", "--link")
    assert hub("user", "roles", "maria", "--role", "lead").output == "maria is now lead, and signed out.\n"
    assert "has another password" in hub("user", "password", "maria", typed=PASSWORD).output
    assert "otpauth://" in hub("user", "code", "maria").output
    assert "/staff/link/" in hub("user", "password", "maria", "--link").output
    listed = hub("user", "list").output
    assert [word for word in ("maria", "lead", "password", "never") if word not in listed] == []
    assert hub("user", "remove", "maria").output == "maria is removed and signed out.\n"
    assert hub("user", "list").output == "No accounts.\n"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["add", "maria", "--role", "boss", "--link"], "boss: not a role"),
        (["add", "Maria Jones", "--role", "lead", "--link"], "a name has 1 to 64"),
        (["remove", "nobody"], "There is no account nobody."),
        (["password", "nobody", "--link"], "There is no account nobody."),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], problem: str) -> None:
    answer = hub("user", *arguments)
    assert answer.exit_code == 1
    assert problem in answer.output


def test_a_name_that_is_there_and_a_weak_password_are_refused() -> None:
    hub("user", "add", "maria", "--role", "lead", "--link")
    assert "There is an account maria already." in hub("user", "add", "maria", "--role", "lead", "--link").output
    assert "a password has 12 to 200" in hub("user", "add", "jo", "--role", "lead", typed="short\nshort\n").output


def test_the_demo_is_refused_in_production_and_on_a_database_of_yours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_command, "start_all", lambda _: pytest.fail("it was started"))
    assert "throws away" in hub("demo").output
    monkeypatch.setenv("HUB_ENV", "production")
    settings_module.environment.cache_clear()
    assert "not for production" in hub("demo").output


def test_the_demo_lets_invented_people_in_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    settings_module.environment.cache_clear()
    monkeypatch.setattr(demo_command, "start_all", lambda when_ready: when_ready())
    shown = hub("demo").output
    assert re.findall(r"(\w+) +http://127\.0\.0\.1:8000/staff/link/\S+\?next=(\S+)", shown) == [
        ("handler", "/console"),
        ("curator", "/curators"),
        ("lead", "/dashboard"),
    ]
    assert list(tmp_path.glob("demo-*")) == []


def test_filling_twice_adds_nothing(store: Store, accounts: Accounts) -> None:
    callbacks = Callbacks(store, hub_settings(), SECRET)
    counts = []
    for _ in range(2):
        fill(store, hub_settings(), SECRET, NOW)
        links = entrances(accounts, NOW)
        counts.append((len(callbacks.in_order()), len(accounts.everybody()), len({one.path for one in links})))
    assert counts == [(3, 3, 3)] * 2


def test_the_number_on_which_a_handler_is_rung(accounts: Accounts) -> None:
    hub("user", "add", "maria", "--role", "handler", "--link")
    refused = hub("user", "phone", "maria", "999")
    assert (refused.exit_code, "That number cannot be rung (short_code)." in refused.output) == (1, True)
    assert hub("user", "phone", "maria", "07700 900111").output == "maria is rung on that number.\n"
    assert [one.rings for one in accounts.everybody()] == [True]
    assert hub("user", "phone", "maria", "--off").output == "maria is rung on no number.\n"
    assert [one.rings for one in accounts.everybody()] == [False]
