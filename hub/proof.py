"""Proof that somebody holds a phone number: a code texted to it, good for ten minutes and once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hub import outbox
from hub.appointments import tries
from hub.phone_numbers import phone_key
from hub.store.database import Store, delete_rows
from hub.store.holding import hold
from hub.store.tables import Code

GOOD_FOR = timedelta(minutes=10)
MOST_CODES, COUNTED_OVER = 3, timedelta(days=1)


class TooManyTriesError(Exception):
    """Five wrong codes; ``minutes_left`` until one may be tried again."""

    def __init__(self, minutes_left: int) -> None:
        super().__init__("too many wrong codes")
        self.minutes_left = minutes_left


class Proofs:
    """Sends codes and recognises them. Nobody learns from it whether a number is known here."""

    def __init__(self, store: Store, secret: str) -> None:
        self._store, self._secret = store, secret

    def send_code(self, phone: str, now: datetime) -> None:
        """Text a fresh code to a number (E.164); after three within a day none, silently. Raises StoreUnavailableError."""
        key, code = phone_key(self._secret, phone), f"{secrets.randbelow(1_000_000):06d}"

        def work(session: Session) -> None:
            hold(session, f"codes:{key}")
            lately = select(func.count()).where(Code.phone_key == key, Code.at > now - COUNTED_OVER)
            if (session.scalar(lately) or 0) >= MOST_CODES:
                return
            session.add(Code(phone_key=key, code_key=self._code_key(phone, code), at=now, used=False))
            outbox.write(
                session,
                dedupe=f"code:{secrets.token_hex(16)}",
                kind="code",
                to_phone=phone,
                key=key,
                body=f"Neurodiversity Hub: your code is {code}. It is good for 10 minutes. Nobody from the Hub will ask you for it. "
                "If you did not ask for a code, do nothing.",
                due_at=now,
                expires_at=now + GOOD_FOR,
                now=now,
            )

        self._store.write(work)

    def is_right(self, phone: str, given: str, caller: str, now: datetime) -> bool:
        """Whether ``given`` is a code that we texted to the number, still good and unused; then it is used up.

        Raises TooManyTriesError after five wrong ones for this number or from this caller, StoreUnavailableError.
        """
        keys = [tries.key(self._secret, "code", phone), tries.key(self._secret, "caller", caller)]

        def work(session: Session) -> bool | timedelta:
            tries.hold_keys(session, keys)
            if (left := tries.locked(session, keys, now)) is not None:
                return left
            wanted = Code.code_key == self._code_key(phone, given)
            found = session.scalar(select(Code).where(wanted, Code.at > now - GOOD_FOR, Code.used.is_(False)))
            if found is None:
                tries.count(session, keys, now)
                return tries.locked(session, keys, now) or False
            found.used = True
            return True

        answer = self._store.write(work)
        if isinstance(answer, timedelta):
            raise TooManyTriesError(max(1, -(-int(answer.total_seconds()) // 60)))
        return answer

    def _code_key(self, phone: str, code: str) -> str:
        return hmac.new(self._secret.encode(), f"code:{phone}:{code}".encode(), hashlib.sha256).hexdigest()


def delete_before(store: Store, moment: datetime) -> int:
    """Delete older codes; how many went. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(Code).where(Code.at < moment)))
