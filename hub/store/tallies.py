"""Counting in the database: a tally that begins with its first number and grows by every other."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Executable, inspect
from sqlalchemy.dialects import postgresql, sqlite

from hub.store.tables import Base


@cache
def adding_to(table: type[Base], counts: tuple[str, ...], dialect: str) -> Executable:
    """The statement that begins a tally or adds to its ``counts``, for a transaction on that database.

    Made once, since making it takes longer than running it.
    """
    new = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    more = {name: getattr(table, name) + new.excluded[name] for name in counts}
    key = [column.name for column in inspect(table).primary_key]
    statement: Executable = new.on_conflict_do_update(index_elements=key, set_=more)
    return statement
