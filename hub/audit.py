"""A record that something was shown, deleted or changed; never whose it was, what it said, or any number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from hub.store.database import Store, delete_rows
from hub.store.tables import AuditEntry

# That figures are made up must be known for as long as they are there.
DEMONSTRATION = "demonstration_data"
FOR_GOOD = (DEMONSTRATION,)


def note(session: Session, action: str, at: datetime, detail: str = "") -> None:
    """Add an entry to a transaction, so that it stands exactly when what it speaks of does."""
    session.add(AuditEntry(at=at, action=action, detail=detail))


def delete_before(store: Store, moment: datetime) -> int:
    """Delete older entries; how many went. Raises StoreUnavailableError."""
    old = delete(AuditEntry).where(AuditEntry.at < moment, AuditEntry.action.not_in(FOR_GOOD))
    return store.write(lambda session: delete_rows(session, old))
