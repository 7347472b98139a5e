"""The numbers on which call handlers are rung, encrypted: the operator and the handlers themselves set them.

A handler without one is never offered a caller. Every function raises StoreUnavailableError where the database does not
answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts import rows
from hub.accounts.factors import Sealed
from hub.accounts.user import fit_name
from hub.phone_numbers import parse_phone
from hub.store.database import Store
from hub.store.tables import AccountRow

_PURPOSE = "phones"


def set_phone(store: Store, secret: str, name: str, given: str | None, now: datetime) -> None:
    """Ring a handler on this number, in any spelling, from now on; None: on none.

    Raises NoAccountError, PhoneRefusedError.
    """
    sealed = Sealed(secret, _PURPOSE).seal(parse_phone(given).e164) if given is not None else None

    def work(session: Session) -> None:
        row = rows.must_be(session, fit_name(name))
        row.phone, row.changed_at = sealed, now
        rows.note(session, "account_phone", row.name, now, "set" if sealed else "taken away")

    store.write(work)


def phone_of(store: Store, secret: str, name: str) -> str | None:
    """The number (E.164) on which a handler is rung; None where there is none, or it was sealed under another secret."""
    with store.read() as session:
        sealed = session.scalars(select(AccountRow.phone).where(AccountRow.name == name)).one_or_none()
    return Sealed(secret, _PURPOSE).open(sealed) if sealed else None


def with_phone(session: Session, names: Iterable[str]) -> set[str]:
    """Those of some accounts that can be rung."""
    there = select(AccountRow.name).where(AccountRow.name.in_(set(names)), AccountRow.phone.is_not(None))
    return set(session.scalars(there))
