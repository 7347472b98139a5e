"""Sessions of the staff, kept by us: a browser holds a random value, the store only its keyed hash.

One-time links are of the same kind: who has one is signed in once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from hub.accounts import rows
from hub.accounts.user import User, fit_name
from hub.staff_settings import StaffSettings
from hub.store.database import Store, delete_rows
from hub.store.tables import AccountRow, SignInLink, StaffSession

# How exactly it is known when something was last done: not every request writes.
SEEN_EVERY = timedelta(seconds=60)


class Sessions:
    """Begins sessions, recognises and ends them. Every method raises StoreUnavailableError."""

    def __init__(self, store: Store, secret: str, settings: StaffSettings) -> None:
        self._store, self._secret, self._settings = store, secret, settings

    def begin(self, user: User, how: str, now: datetime) -> str:
        """Sign somebody in whom another part has recognised; the value of the browser's cookie. Raises NoAccountError."""
        token = secrets.token_urlsafe(32)

        def work(session: Session) -> None:
            row = rows.must_be(session, user.name)
            row.signed_in_at = now
            session.add(self._row(row, token, now))
            rows.note(session, "signed_in", row.name, now, how)

        self._store.write(work)
        return token

    def user(self, token: str, now: datetime, *, counts: bool = True) -> User | None:
        """Whose session it is; None where it is not one, or is over. ``counts``: whether they have done something."""
        query = (
            select(StaffSession, AccountRow)
            .join(AccountRow, AccountRow.id == StaffSession.account_id)
            .where(StaffSession.key == self._key("session", token), StaffSession.expires_at > now)
            .where(StaffSession.seen_at > now - self._settings.idle)
        )
        with self._store.read() as session:
            found = session.execute(query).one_or_none()
        if found is None:
            return None
        row, account = found
        if counts and now - row.seen_at >= SEEN_EVERY:
            seen = update(StaffSession).where(StaffSession.id == row.id).values(seen_at=now)
            self._store.write(lambda session: session.execute(seen))
        return rows.user_from(account)

    def end(self, token: str, now: datetime) -> None:
        """Sign out; nothing happens where the session is over."""
        mine = StaffSession.key == self._key("session", token)

        def work(session: Session) -> None:
            row = session.scalars(select(StaffSession).where(mine)).one_or_none()
            if row is not None:
                rows.note(session, "signed_out", session.get_one(AccountRow, row.account_id).name, now)
                session.delete(row)

        self._store.write(work)

    def link(self, name: str, now: datetime) -> str:
        """What a one-time link carries that signs somebody in. Raises NoAccountError."""
        token, kept = secrets.token_urlsafe(32), fit_name(name)

        def work(session: Session) -> None:
            row = rows.must_be(session, kept)
            until = now + self._settings.link_good_for
            session.add(SignInLink(account_id=row.id, key=self._key("link", token), expires_at=until))
            rows.note(session, "link_made", row.name, now)

        self._store.write(work)
        return token

    def begin_by_link(self, token: str, now: datetime) -> tuple[User, str] | None:
        """Sign in by a one-time link: the user and the cookie's value. None where it was used, or is too old."""
        fresh = secrets.token_urlsafe(32)
        mine = (SignInLink.key == self._key("link", token)) & (SignInLink.expires_at > now)

        def work(session: Session) -> User | None:
            # One statement, so that of two at once one is signed in.
            account = session.scalar(delete(SignInLink).where(mine).returning(SignInLink.account_id))
            if account is None:
                return None
            row = session.get_one(AccountRow, account)
            row.signed_in_at = now
            session.add(self._row(row, fresh, now))
            rows.note(session, "signed_in", row.name, now, "by link")
            return rows.user_from(row)

        user = self._store.write(work)
        return (user, fresh) if user else None

    def form_token(self, token: str) -> str:
        """What the forms of this session carry, so that no other website can send them."""
        return self._key("form", token)

    def _row(self, account: AccountRow, token: str, now: datetime) -> StaffSession:
        until = now + self._settings.longest
        key = self._key("session", token)
        return StaffSession(account_id=account.id, key=key, started_at=now, seen_at=now, expires_at=until)

    def _key(self, kind: str, token: str) -> str:
        return hmac.new(self._secret.encode(), f"staff:{kind}:{token}".encode(), hashlib.sha256).hexdigest()


def delete_expired(store: Store, now: datetime) -> int:
    """Delete sessions and links whose time is over; how many. Raises StoreUnavailableError."""

    def work(session: Session) -> int:
        gone = delete_rows(session, delete(StaffSession).where(StaffSession.expires_at <= now))
        return gone + delete_rows(session, delete(SignInLink).where(SignInLink.expires_at <= now))

    return store.write(work)
