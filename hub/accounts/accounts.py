"""The accounts of the staff: made and changed by the operator, or known from the council's identity provider.

Every method takes ``now`` (timezone-aware) and raises StoreUnavailableError where the database does not answer. Whatever
changes what somebody may do ends their sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.accounts import factors, rows
from hub.accounts.sessions import Sessions
from hub.accounts.user import Account, LockedError, NameTakenError, User, fit_name, fit_password, fit_roles
from hub.appointments import tries
from hub.staff_settings import StaffSettings
from hub.store.database import Store, delete_rows
from hub.store.tables import AccountRow, WrongTry


@dataclass(frozen=True)
class Fresh:
    """An account with a fresh second factor. ``code_uri`` is for an authenticator app, shown this once."""

    name: str
    code_uri: str = field(repr=False)


class Accounts:
    """The accounts of a store, and their sessions (``sessions``)."""

    def __init__(self, store: Store, secret: str, settings: StaffSettings | None = None) -> None:
        self.store, self.secret = store, secret
        self._sealed = factors.Sealed(secret)
        self.sessions = Sessions(store, secret, settings or StaffSettings())

    def add(self, name: str, roles: Iterable[str], password: str | None, now: datetime) -> Fresh:
        """Make a local account; without a password it can only be used through a one-time link.

        Raises NameTakenError, and ValueError for a name, a role or a password that is not fit.
        """
        name, kept = fit_name(name), fit_roles(roles)
        hashed = factors.hash_password(fit_password(password, name)) if password is not None else None
        code_secret = factors.new_code_secret()
        row = AccountRow(
            name=name,
            roles=sorted(kept),
            password_hash=hashed,
            code_secret=self._sealed.seal(code_secret),
            created_at=now,
            changed_at=now,
        )
        self._add(row, now)
        return Fresh(name, factors.code_uri(code_secret, name))

    def everybody(self) -> list[Account]:
        """All accounts, by name."""
        with self.store.read() as session:
            return [rows.account_from(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.name))]

    def remove(self, name: str, now: datetime) -> None:
        """Delete an account with its sessions. Raises NoAccountError."""

        def work(session: Session, row: AccountRow) -> None:
            session.delete(row)
            rows.note(session, "account_removed", row.name, now)

        self._change(name, work)

    def set_roles(self, name: str, roles: Iterable[str], now: datetime) -> None:
        """Say what an account may do from now on. Raises NoAccountError, ValueError."""
        kept = fit_roles(roles)

        def work(session: Session, row: AccountRow) -> None:
            row.roles, row.changed_at = sorted(kept), now
            rows.sign_out_everywhere(session, row)
            rows.note(session, "account_roles", row.name, now, f"now {', '.join(sorted(kept))}")

        self._change(name, work)

    def set_password(self, name: str, password: str, now: datetime) -> None:
        """Give an account another password. Raises NoAccountError, ValueError."""
        hashed = factors.hash_password(fit_password(password, fit_name(name)))

        def work(session: Session, row: AccountRow) -> None:
            row.password_hash, row.changed_at = hashed, now
            rows.sign_out_everywhere(session, row)
            session.execute(delete(WrongTry).where(WrongTry.key == self._try_key(row.name)))
            rows.note(session, "account_password", row.name, now)

        self._change(name, work)

    def new_code(self, name: str, now: datetime) -> Fresh:
        """Give an account another second factor, for somebody with a new telephone. Raises NoAccountError."""
        code_secret = factors.new_code_secret()

        def work(session: Session, row: AccountRow) -> None:
            row.code_secret, row.code_step, row.changed_at = self._sealed.seal(code_secret), None, now
            rows.sign_out_everywhere(session, row)
            rows.note(session, "account_code", row.name, now)

        self._change(name, work)
        return Fresh(fit_name(name), factors.code_uri(code_secret, fit_name(name)))

    def check(self, name: str, password: str, code: str, now: datetime) -> User | None:
        """The user whose password and code these are, or None; nobody learns which of the three was wrong.

        The fifth wrong try at a name within 15 minutes locks it for 15, whether the account exists or not: LockedError.
        """
        try:
            name = fit_name(name)
        except ValueError:
            factors.is_password(None, password)
            return None
        key = self._try_key(name)

        def begin(session: Session) -> AccountRow | timedelta | None:
            tries.hold_keys(session, [key])
            if (left := tries.locked(session, [key], now)) is not None:
                return left
            # Counted before it is looked at, so that many at once are not all the first.
            tries.count(session, [key], now)
            if tries.locked(session, [key], now) is not None:
                rows.note(session, "sign_in_locked", name, now)
            return rows.named(session, name)

        found = self.store.write(begin)
        if isinstance(found, timedelta):
            raise LockedError(found)
        right = factors.is_password(found.password_hash if found else None, password)
        code_secret = self._sealed.open(found.code_secret) if found and found.code_secret else None
        if not right or found is None or code_secret is None:
            return None
        account = found.id

        def finish(session: Session) -> User | None:
            row = session.get(AccountRow, account, with_for_update=True)
            step = factors.code_step(code_secret, code, now, row.code_step) if row else None
            if row is None or step is None:
                return None
            row.code_step = step
            session.execute(delete(WrongTry).where(WrongTry.key == key))
            return rows.user_from(row)

        return self.store.write(finish)

    def from_provider(self, subject: str, name: str, roles: Iterable[str], now: datetime) -> User:
        """The user whom the identity provider vouches for; ``subject`` names them there for good.

        What they may do is what the provider says now. Raises NameTakenError where the name is another account's, and
        ValueError for a name or roles that are not fit.
        """
        name, kept = fit_name(name), fit_roles(roles)

        def work(session: Session) -> User | None:
            row = session.scalars(select(AccountRow).where(AccountRow.subject == subject)).one_or_none()
            if row is None:
                return None
            if (set(row.roles), row.name) != (set(kept), name):
                rows.sign_out_everywhere(session, row)
                rows.note(session, "account_roles", name, now, f"now {', '.join(sorted(kept))}")
                row.roles, row.name, row.changed_at = sorted(kept), name, now
            return rows.user_from(row)

        try:
            if (user := self.store.write(work)) is not None:
                return user
        except IntegrityError as error:
            raise NameTakenError from error
        row = AccountRow(name=name, roles=sorted(kept), subject=subject, created_at=now, changed_at=now)
        self._add(row, now)
        return User(name, kept)

    def _add(self, row: AccountRow, now: datetime) -> None:
        def work(session: Session) -> None:
            session.add(row)
            session.flush()
            rows.note(session, "account_added", row.name, now, f"as {', '.join(row.roles)}")

        try:
            self.store.write(work)
        except IntegrityError as error:
            raise NameTakenError from error

    def _change(self, name: str, work: Callable[[Session, AccountRow], None]) -> None:
        kept = fit_name(name)
        self.store.write(lambda session: work(session, rows.must_be(session, kept)))

    def _try_key(self, name: str) -> str:
        return tries.key(self.secret, "account", name)


def delete_before(store: Store, moment: datetime) -> int:
    """Forget who was known from an identity provider and has not signed in since; how many. Raises StoreUnavailableError."""
    old = AccountRow.subject.is_not(None) & (AccountRow.signed_in_at.is_(None) | (AccountRow.signed_in_at < moment))
    return store.write(
        lambda session: delete_rows(session, delete(AccountRow).where(old, AccountRow.created_at < moment))
    )
