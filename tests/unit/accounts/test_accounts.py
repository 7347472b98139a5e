"""Accounts: who gets in, who is kept out, and what ends a session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts import Accounts, User
from hub.accounts.accounts import Fresh, delete_before
from hub.accounts.sessions import delete_expired
from hub.accounts.user import LockedError, NameTakenError, NoAccountError
from hub.store.database import Store
from hub.store.tables import AccountRow, AuditEntry, SignInLink, StaffSession

SECRET = "a secret of these tests, long enough"
PASSWORD = "purple kettle staircase"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ADA = User("ada", frozenset({"handler"}))


@pytest.fixture
def accounts(any_store: Store) -> Accounts:
    return Accounts(any_store, SECRET)


@pytest.fixture
def ada(accounts: Accounts) -> Fresh:
    return accounts.add("ada", ["handler"], PASSWORD, NOW)


def code(fresh: Fresh, at: datetime = NOW) -> str:
    return pyotp.TOTP(pyotp.parse_uri(fresh.code_uri).secret).at(at)


def audit(accounts: Accounts) -> list[tuple[str, str]]:
    with accounts.store.read() as session:
        return [(one.action, one.detail) for one in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def begun(accounts: Accounts, now: datetime = NOW) -> str:
    return accounts.sessions.begin(ADA, "by password", now)


def test_the_right_password_and_code_let_in(accounts: Accounts, ada: Fresh) -> None:
    assert accounts.check("ada", PASSWORD, code(ada), NOW) == ADA
    assert accounts.sessions.user(begun(accounts), NOW) == ADA


def test_a_name_is_the_same_in_capitals_and_a_code_with_a_gap(accounts: Accounts, ada: Fresh) -> None:
    digits = code(ada)
    assert accounts.check(" Ada ", PASSWORD, f"{digits[:3]} {digits[3:]}", NOW) == ADA


@pytest.mark.parametrize("wrong", ["name", "password", "code", "no code", "old code"])
def test_whatever_is_wrong_keeps_out(accounts: Accounts, ada: Fresh, wrong: str) -> None:
    right = code(ada)
    tried = {
        "name": ("bob", PASSWORD, right),
        "password": ("ada", PASSWORD + "s", right),
        "code": ("ada", PASSWORD, f"{(int(right) + 1) % 1_000_000:06d}"),
        "no code": ("ada", PASSWORD, ""),
        "old code": ("ada", PASSWORD, code(ada, NOW - timedelta(minutes=5))),
    }
    assert accounts.check(*tried[wrong], NOW) is None


def test_a_code_works_once(accounts: Accounts, ada: Fresh) -> None:
    assert accounts.check("ada", PASSWORD, code(ada), NOW) == ADA
    assert accounts.check("ada", PASSWORD, code(ada), NOW + timedelta(seconds=5)) is None
    later = NOW + timedelta(seconds=60)
    assert accounts.check("ada", PASSWORD, code(ada, later), later) == ADA


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_the_fifth_wrong_try_locks_a_name_whether_it_exists_or_not(accounts: Accounts, ada: Fresh, name: str) -> None:
    for _ in range(5):
        assert accounts.check(name, "wrong", "000000", NOW) is None
    with pytest.raises(LockedError) as caught:
        accounts.check(name, PASSWORD, code(ada), NOW + timedelta(minutes=1))
    assert caught.value.left == timedelta(minutes=14)
    assert audit(accounts)[-1] == ("sign_in_locked", f"account {name}")


def test_after_a_quarter_of_an_hour_the_lock_is_gone(accounts: Accounts, ada: Fresh) -> None:
    for _ in range(5):
        accounts.check("ada", "wrong", "000000", NOW)
    later = NOW + timedelta(minutes=15)
    assert accounts.check("ada", PASSWORD, code(ada, later), later) == ADA


def test_right_ones_do_not_add_up_to_a_lock(accounts: Accounts, ada: Fresh) -> None:
    for minute in range(7):
        now = NOW + timedelta(minutes=minute)
        assert accounts.check("ada", "wrong", "000000", now) is None
        assert accounts.check("ada", PASSWORD, code(ada, now), now) == ADA


def test_a_session_ends_when_nothing_is_done(accounts: Accounts, ada: Fresh) -> None:
    token = begun(accounts)
    at_work = NOW + timedelta(minutes=29)
    assert accounts.sessions.user(token, at_work) == ADA
    assert accounts.sessions.user(token, at_work + timedelta(minutes=29)) == ADA
    assert accounts.sessions.user(token, at_work + timedelta(minutes=29 + 30)) is None


def test_what_does_not_count_keeps_no_session_alive(accounts: Accounts, ada: Fresh) -> None:
    token = begun(accounts)
    assert accounts.sessions.user(token, NOW + timedelta(minutes=29), counts=False) == ADA
    assert accounts.sessions.user(token, NOW + timedelta(minutes=30), counts=False) is None


def test_a_session_ends_after_its_hours_whatever_is_done(accounts: Accounts, ada: Fresh) -> None:
    token = begun(accounts)
    for minutes in range(20, 600, 20):
        assert accounts.sessions.user(token, NOW + timedelta(minutes=minutes)) == ADA
    assert accounts.sessions.user(token, NOW + timedelta(hours=10)) is None
    assert delete_expired(accounts.store, NOW + timedelta(hours=10)) == 1


@pytest.mark.parametrize("change", ["password", "roles", "code", "remove", "sign out"])
def test_a_change_ends_every_session_and_link(accounts: Accounts, ada: Fresh, change: str) -> None:
    token, link = begun(accounts), accounts.sessions.link("ada", NOW)
    changes = {
        "password": lambda: accounts.set_password("ada", "three other words here", NOW),
        "roles": lambda: accounts.set_roles("ada", ["lead"], NOW),
        "code": lambda: accounts.new_code("ada", NOW),
        "remove": lambda: accounts.remove("ada", NOW),
        "sign out": lambda: accounts.sessions.end(token, NOW),
    }
    changes[change]()
    assert accounts.sessions.user(token, NOW) is None
    assert (accounts.sessions.begin_by_link(link, NOW) is None) == (change != "sign out")


def test_another_telephone_gets_another_code(accounts: Accounts, ada: Fresh) -> None:
    fresh = accounts.new_code("ada", NOW)
    assert accounts.check("ada", PASSWORD, code(ada), NOW) is None
    assert accounts.check("ada", PASSWORD, code(fresh), NOW) == ADA


def test_a_link_lets_in_once_and_not_for_long(accounts: Accounts, ada: Fresh) -> None:
    link, other = accounts.sessions.link("ada", NOW), accounts.sessions.link("ada", NOW)
    user, token = accounts.sessions.begin_by_link(link, NOW) or (None, "")
    assert (user, accounts.sessions.user(token, NOW)) == (ADA, ADA)
    assert accounts.sessions.begin_by_link(link, NOW) is None
    assert accounts.sessions.begin_by_link(other, NOW + timedelta(minutes=30)) is None
    assert delete_expired(accounts.store, NOW + timedelta(minutes=30)) == 1


def test_an_account_without_a_password_opens_to_no_password(accounts: Accounts) -> None:
    fresh = accounts.add("ada", ["handler"], None, NOW)
    assert accounts.check("ada", "", code(fresh), NOW) is None


def test_what_the_store_holds_opens_nothing(accounts: Accounts, ada: Fresh) -> None:
    token, link = begun(accounts), accounts.sessions.link("ada", NOW)
    shared = pyotp.parse_uri(ada.code_uri).secret

    def everything(session: Session) -> str:
        found = [
            *session.scalars(select(StaffSession.key)),
            *session.scalars(select(SignInLink.key)),
            *session.scalars(select(AccountRow.password_hash)),
            *session.scalars(select(AccountRow.code_secret)),
        ]
        return " ".join(map(str, found))

    with accounts.store.read() as session:
        held = everything(session)
    assert [one for one in (token, link, PASSWORD, shared) if one in held] == []
    for key in held.split():
        assert accounts.sessions.user(key, NOW) is None
    other = Accounts(accounts.store, "another secret, also long enough for it")
    assert other.sessions.user(token, NOW) is None
    assert other.check("ada", PASSWORD, code(ada), NOW) is None


@pytest.mark.parametrize("password", ["short", "a" * 30, "ada and her password", "x" * 201])
def test_a_password_that_is_easy_to_guess_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(ValueError, match="password"):
        accounts.add("ada", ["handler"], password, NOW)
    assert accounts.everybody() == []


@pytest.mark.parametrize("name", ["", "-ada", "Ada Lovelace", "a" * 65, "<b>", "ada\n"])
def test_a_name_that_cannot_be_kept_is_refused(accounts: Accounts, name: str) -> None:
    if name == "ada\n":
        assert accounts.add(name, ["handler"], PASSWORD, NOW).name == "ada"
        return
    with pytest.raises(ValueError, match="name"):
        accounts.add(name, ["handler"], PASSWORD, NOW)


def test_a_name_is_given_once(accounts: Accounts, ada: Fresh) -> None:
    with pytest.raises(NameTakenError):
        accounts.add("ADA", ["lead"], PASSWORD, NOW)
    assert [(one.name, one.roles) for one in accounts.everybody()] == [("ada", {"handler"})]


def test_an_account_that_is_not_there_cannot_be_changed(accounts: Accounts) -> None:
    for change in (accounts.remove, accounts.new_code, accounts.sessions.link):
        with pytest.raises(NoAccountError):
            change("bob", NOW)


@pytest.mark.parametrize("roles", [[], ["boss"], ["handler", "root"]])
def test_a_role_that_we_do_not_have_is_refused(accounts: Accounts, roles: list[str]) -> None:
    with pytest.raises(ValueError, match="role"):
        accounts.add("ada", roles, PASSWORD, NOW)


def test_an_admin_may_do_everything_and_others_what_is_theirs() -> None:
    assert User("a", frozenset({"admin"})).may("handler")
    assert User("a", frozenset({"handler", "lead"})).may("lead", "curator")
    assert not User("a", frozenset({"handler"})).may("lead", "curator")


def test_whom_the_provider_knows_has_the_roles_that_it_says_today(accounts: Accounts) -> None:
    user = accounts.from_provider("issuer 1", "Ada", ["handler"], NOW)
    token = accounts.sessions.begin(user, "by identity provider", NOW)
    assert accounts.from_provider("issuer 1", "ada", ["handler"], NOW) == ADA
    assert accounts.sessions.user(token, NOW) == ADA
    assert accounts.from_provider("issuer 1", "ada", ["lead"], NOW).roles == {"lead"}
    assert accounts.sessions.user(token, NOW) is None


def test_the_provider_cannot_take_over_another_account(accounts: Accounts, ada: Fresh) -> None:
    accounts.from_provider("issuer 2", "bob", ["handler"], NOW)
    for subject in ("issuer 1", "issuer 2"):
        with pytest.raises(NameTakenError):
            accounts.from_provider(subject, "ada", ["admin"], NOW)
    assert [(one.name, one.roles) for one in accounts.everybody()] == [("ada", {"handler"}), ("bob", {"handler"})]


def test_who_was_known_from_the_provider_is_forgotten_and_who_has_a_password_is_not(
    accounts: Accounts, ada: Fresh
) -> None:
    user = accounts.from_provider("issuer 2", "bob", ["handler"], NOW)
    accounts.sessions.begin(user, "by identity provider", NOW + timedelta(days=1))
    assert delete_before(accounts.store, NOW + timedelta(days=1)) == 0
    assert delete_before(accounts.store, NOW + timedelta(days=1, seconds=1)) == 1
    assert [one.name for one in accounts.everybody()] == ["ada"]


def test_the_audit_says_who_did_what_and_no_secret(accounts: Accounts, ada: Fresh) -> None:
    accounts.sessions.end(begun(accounts), NOW)
    accounts.set_roles("ada", ["lead", "curator"], NOW)
    accounts.remove("ada", NOW)
    assert audit(accounts) == [
        ("account_added", "account ada as handler"),
        ("signed_in", "account ada by password"),
        ("signed_out", "account ada"),
        ("account_roles", "account ada now curator, lead"),
        ("account_removed", "account ada"),
    ]
