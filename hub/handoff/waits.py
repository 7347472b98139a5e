"""How the wait for a call handler ended, as a tally that stays when the conversation itself has been deleted.

A conversation counts once, like the contact that it is: the first wait of 25 hours, by how it first ended. Who is put back
into the queue after a call handler has joined has waited already.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hub.handoff.states import State
from hub.store.database import Store, delete_rows
from hub.store.tables import HandoffRow, WaitTally
from hub.store.tallies import adding_to
from hub.uk_calendar import in_london


class Ending(StrEnum):
    """The ways in which a wait ends; the values are those of the measure."""

    AT_ONCE = "joined within 1 minute"
    SOON = "joined in 1 to 3 minutes"
    LATE = "joined in 3 to 10 minutes"
    LATER = "joined later"
    LEFT = "left"
    NOBODY_CAME = "nobody came"


# As long as hub.contacts takes a conversation for one contact.
ONE_CONTACT = timedelta(hours=25)
_UP_TO = (
    (timedelta(minutes=1), Ending.AT_ONCE),
    (timedelta(minutes=3), Ending.SOON),
    (timedelta(minutes=10), Ending.LATE),
)
_WITHOUT_ANYBODY = {State.ABANDONED: Ending.LEFT, State.TIMED_OUT: Ending.NOBODY_CAME}
# Other queues are those of tests and of the replay of recorded conversations.
_COUNTED_QUEUE = "hub"


def count(session: Session, row: HandoffRow, to: State, now: datetime) -> None:
    """Count a wait that ends with this change of state, in its transaction; ``row`` is as it was before."""
    ending = ending_of(to, now - row.asked_at)
    if ending is None or row.accepted_at is not None or row.queue != _COUNTED_QUEUE or _waited_before(session, row):
        return
    tally = {"day": in_london(row.asked_at).date(), "channel": row.channel, "outcome": ending.value, "number": 1}
    session.execute(adding_to(WaitTally, ("number",), session.get_bind().dialect.name), tally)


def ending_of(to: State, waited: timedelta) -> Ending | None:
    """How a wait of that length ends with a state; None where it goes on, or was over before."""
    if to is State.WITH_HANDLER:
        return next((ending for most, ending in _UP_TO if waited <= most), Ending.LATER)
    return _WITHOUT_ANYBODY.get(to)


def delete_before(store: Store, day: date) -> int:
    """Delete the tallies of the days before; how many went. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(WaitTally).where(WaitTally.day < day)))


def _waited_before(session: Session, row: HandoffRow) -> bool:
    same = (HandoffRow.queue == row.queue, HandoffRow.conversation_key == row.conversation_key)
    earlier = (HandoffRow.id < row.id, HandoffRow.asked_at > row.asked_at - ONE_CONTACT)
    return session.scalar(select(HandoffRow.id).where(*same, *earlier).limit(1)) is not None
