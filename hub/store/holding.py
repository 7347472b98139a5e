"""Holding a thing by its name until the transaction ends, where a constraint cannot say what must not happen at once."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def hold(session: Session, name: str, *, shared: bool = False) -> None:
    """Wait until no other transaction holds ``name``, or, where ``shared``, none that does not share it.

    On SQLite there is one writer at a time, so there is nothing to do.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        function = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        session.execute(select(function(number)))
