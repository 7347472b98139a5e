"""The links by which other programs read the figures: a token for each, of which only a hash is kept.

A token has 256 random bits, so a fast hash is enough: nobody can try them all.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import audit
from hub.store.database import Store, delete_rows
from hub.store.tables import MeasuresToken


class NameTakenError(ValueError):
    """There is a link of that name."""


def new_token(store: Store, name: str, now: datetime) -> str:
    """Make a link's token; it is shown now and never again. Raises NameTakenError, StoreUnavailableError."""
    token = secrets.token_urlsafe(32)

    def work(session: Session) -> None:
        session.add(MeasuresToken(name=name, token_hash=_hash(token), created_at=now))
        audit.note(session, "measures_token_made", now, "by the operator")

    try:
        store.write(work)
    except IntegrityError:
        raise NameTakenError(f"there is a link called {name} already") from None
    return token


def is_known(store: Store, token: str) -> bool:
    """Whether a token is one of ours and not revoked; raises StoreUnavailableError.

    What is looked up is a hash, so how long it takes says nothing of the tokens.
    """
    with store.read() as session:
        found = select(MeasuresToken.id).where(MeasuresToken.token_hash == _hash(token))
        return session.scalar(found) is not None


def names(store: Store) -> list[tuple[str, datetime]]:
    """The links by name, with when they were made; raises StoreUnavailableError."""
    with store.read() as session:
        rows = session.execute(select(MeasuresToken.name, MeasuresToken.created_at).order_by(MeasuresToken.name))
        return [(name, made) for name, made in rows]


def revoke(store: Store, name: str, now: datetime) -> bool:
    """Make a link's token worthless at once; whether there was one. Raises StoreUnavailableError."""

    def work(session: Session) -> bool:
        gone = delete_rows(session, delete(MeasuresToken).where(MeasuresToken.name == name))
        if gone:
            audit.note(session, "measures_token_revoked", now, "by the operator")
        return bool(gone)

    return store.write(work)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
