"""Wrong tries at a reference: five within 15 minutes lock for 15 minutes, whoever tries and whichever reference.

Tries are counted under HMACs; who tried, and what, cannot be read from them. While locked nothing is looked at and
nothing counted, so a lock ends 15 minutes after the fifth try.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hub.store.database import Store, delete_rows
from hub.store.holding import hold
from hub.store.tables import WrongTry

MOST = 5
WITHIN = timedelta(minutes=15)


def key(secret: str, kind: str, value: str) -> str:
    """What stands for a caller or a reference."""
    return hmac.new(secret.encode(), f"try:{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def hold_keys(session: Session, keys: Sequence[str]) -> None:
    """One try at a time under each of them, so that many at once are not all the first. Always in the same order."""
    for one in keys:
        hold(session, f"tries:{one}")


def locked(session: Session, keys: Sequence[str], now: datetime) -> timedelta | None:
    """For how long it is still locked under any of ``keys``; None where it is not."""
    left = [_left(session, one, now) for one in keys]
    return max((one for one in left if one > timedelta()), default=None)


def count(session: Session, keys: Sequence[str], now: datetime) -> None:
    """One more wrong try."""
    session.add_all(WrongTry(key=one, at=now) for one in keys)
    session.flush()


def delete_before(store: Store, moment: datetime) -> int:
    """Delete older tries; how many went. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(WrongTry).where(WrongTry.at < moment)))


def _left(session: Session, one: str, now: datetime) -> timedelta:
    query = select(WrongTry.at).where(WrongTry.key == one).order_by(WrongTry.at.desc()).limit(MOST)
    last = list(session.scalars(query))
    if len(last) < MOST or last[0] - last[-1] >= WITHIN:
        return timedelta()
    return last[0] + WITHIN - now
