"""Accounts and sessions inside a transaction: finding them, ending them, writing down what was done."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hub import audit
from hub.accounts.user import Account, NoAccountError, User
from hub.roles import Role
from hub.store.tables import AccountRow, SignInLink, StaffSession


def named(session: Session, name: str) -> AccountRow | None:
    """The account of a name, held until the transaction ends."""
    query = select(AccountRow).where(AccountRow.name == name).with_for_update()
    return session.scalars(query).one_or_none()


def must_be(session: Session, name: str) -> AccountRow:
    """The account of a name. Raises NoAccountError."""
    row = named(session, name)
    if row is None:
        raise NoAccountError
    return row


def sign_out_everywhere(session: Session, row: AccountRow) -> None:
    """End every session of an account, and make its links useless."""
    session.execute(delete(StaffSession).where(StaffSession.account_id == row.id))
    session.execute(delete(SignInLink).where(SignInLink.account_id == row.id))


def note(session: Session, action: str, name: str, now: datetime, how: str = "") -> None:
    """Write down what was done with an account: staff answer for what they do, so their name stands in the audit."""
    audit.note(session, action, now, f"account {name}{' ' if how else ''}{how}")


def user_from(row: AccountRow) -> User:
    """The user whom a row lets in."""
    return User(row.name, roles_of(row))


def account_from(row: AccountRow) -> Account:
    """The account that a row holds."""
    return Account(row.name, roles_of(row), row.subject is None, row.signed_in_at, row.phone is not None)


def roles_of(row: AccountRow) -> frozenset[Role]:
    return frozenset(cast("list[Role]", row.roles))
