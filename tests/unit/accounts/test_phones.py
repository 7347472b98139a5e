"""The numbers on which handlers are rung: taken in any spelling, kept encrypted, refused where nobody could be rung."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from hub.accounts import Accounts
from hub.accounts.phones import phone_of, set_phone, with_phone
from hub.accounts.user import NoAccountError
from hub.phone_numbers import PhoneRefusedError
from hub.store.database import Store
from hub.store.tables import AccountRow, AuditEntry

SECRET = "a secret of these tests, long enough"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def house(any_store: Store) -> Store:
    for name in ("ada", "bo"):
        Accounts(any_store, SECRET).add(name, ["handler"], None, NOW)
    return any_store


def test_a_number_is_kept_encrypted_and_read_with_the_secret_alone(house: Store) -> None:
    set_phone(house, SECRET, "ada", "07700 900 111", NOW)
    with house.read() as session:
        kept = session.scalars(select(AccountRow.phone).where(AccountRow.name == "ada")).one()
        there = with_phone(session, ["ada", "bo", "nobody"])
    assert kept is not None
    assert "900111" not in kept
    assert (phone_of(house, SECRET, "ada"), phone_of(house, "x" * 40, "ada")) == ("+447700900111", None)
    assert there == {"ada"}


def test_it_can_be_taken_away_and_the_audit_never_holds_it(house: Store) -> None:
    set_phone(house, SECRET, "ada", "07700900111", NOW)
    set_phone(house, SECRET, "ada", None, NOW)
    assert phone_of(house, SECRET, "ada") is None
    assert [one.rings for one in Accounts(house, SECRET).everybody()] == [False, False]
    with house.read() as session:
        noted = list(session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "account_phone")))
    assert noted == ["account ada set", "account ada taken away"]


@pytest.mark.parametrize("given", ["999", "hello", "0909 8790000", "+1 202 555 0100", ""])
def test_a_number_that_cannot_be_rung_changes_nothing(house: Store, given: str) -> None:
    set_phone(house, SECRET, "ada", "07700900111", NOW)
    with pytest.raises(PhoneRefusedError):
        set_phone(house, SECRET, "ada", given, NOW)
    assert phone_of(house, SECRET, "ada") == "+447700900111"


def test_nobody_has_no_number(house: Store) -> None:
    with pytest.raises(NoAccountError):
        set_phone(house, SECRET, "nobody", "07700900111", NOW)
    assert phone_of(house, SECRET, "nobody") is None
