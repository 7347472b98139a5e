"""What handlers note on a chat for each other: the parent never sees it here, and it goes with the chat.

Every function raises StoreUnavailableError where the database does not answer.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.handoff import rows
from hub.handoff.handoff import NOTE_CHARACTERS, NotYoursError, TooLongError
from hub.handoff.queue import Queue
from hub.handoff.states import State
from hub.store.tables import HandoffRow


def keep(queue: Queue, number: int, handler: str, note: str) -> None:
    """Keep the note of a chat that this handler is in or writes up; an empty one takes it away.

    Raises NotYoursError, TooLongError.
    """
    words = rows.shown(note)
    if len(words) > NOTE_CHARACTERS:
        raise TooLongError

    def work(session: Session) -> None:
        row = rows.held(session, queue.name, number)
        theirs = row is not None and row.handler == handler and row.state in (State.WITH_HANDLER, State.WRAPPING_UP)
        if row is None or not theirs:
            raise NotYoursError
        row.note = words or None

    queue.store.write(work)


def before(queue: Queue, number: int) -> list[tuple[datetime, str]]:
    """The notes on earlier chats of the same conversation or text thread, oldest first, with when each was asked for."""
    with queue.store.read() as session:
        row = session.get(HandoffRow, number)
        if row is None or row.queue != queue.name:
            return []
        same = (HandoffRow.queue == queue.name, HandoffRow.conversation_key == row.conversation_key)
        earlier = (HandoffRow.id < number, HandoffRow.note.is_not(None))
        found = select(HandoffRow.asked_at, HandoffRow.note).where(*same, *earlier).order_by(HandoffRow.id)
        return [(at, note) for at, note in session.execute(found) if note]
