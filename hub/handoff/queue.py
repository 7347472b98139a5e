"""The queue: who wants a person, who gets whom, and what they say. Every change is in the store before it is anywhere.

Every method takes ``now`` (timezone-aware) where time matters and raises StoreUnavailableError where the database does
not answer. Handlers are known by the name of their account.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from hub import audit
from hub.handoff import rows
from hub.handoff.by_phone import able, is_on_the_phone
from hub.handoff.handoff import (
    Handoff,
    Line,
    NobodyThereError,
    NotYoursError,
    Patience,
    TooManyError,
    Wish,
    handoff_from,
    line_from,
)
from hub.handoff.presence import all_of, is_present, known
from hub.handoff.states import State
from hub.phone_numbers import phone_key
from hub.settings import HubSettings
from hub.store.database import Store, delete_rows
from hub.store.tables import HandoffMessage, HandoffRow

_Result = TypeVar("_Result")
_NAME_CHARACTERS = 60


class Queue:
    """One queue of a store. ``name`` says which: rows carry it, and other queues' rows are never seen."""

    def __init__(
        self, store: Store, settings: HubSettings, secret: str, name: str = "hub", patience: Patience | None = None
    ) -> None:
        self.store, self.settings, self.name = store, settings, name
        self.patience = patience or Patience()
        self._secret = secret

    def ask(self, wish: Wish, now: datetime) -> Handoff:
        """Put a conversation into the queue; one that is in it already stays as it is.

        Raises NobodyThereError where the line is not open to all, or no handler is there.
        """
        key = self.key(wish.conversation)

        def work(session: Session) -> HandoffRow:
            if (already := rows.live_of(session, self.name, key)) is not None:
                return already
            state = self.settings.hours.state_at(now)
            if state != "open":
                raise NobodyThereError(state)
            there = able(session, all_of(session, self.name), wish.channel)
            if not any(is_present(one, self.patience, now) for one in there):
                raise NobodyThereError("nobody")
            before = rows.newest(session, self.name, key)
            first_name = wish.first_name or (before.first_name if before else None)
            row = HandoffRow(
                queue=self.name,
                conversation_key=key,
                channel=wish.channel,
                first_name=(first_name or "")[:_NAME_CHARACTERS] or None,
                phone=wish.phone,
                phone_key=self.key_of_phone(wish.phone) if wish.phone else None,
                crisis=wish.crisis,
                brief=dict(wish.brief) if wish.brief else None,
                state=State.WAITING,
                passed_by=[],
                last_sequence=rows.next_sequence(session, self.name, key),
                asked_at=now,
                queued_at=now,
                parent_seen_at=now if wish.watches else None,
            )
            session.add(row)
            session.flush()
            rows.write(session, row, now, "parent", State.WAITING)
            return row

        return handoff_from(self.change(work))

    def state_of(self, conversation: str) -> State:
        """Where a conversation is; the assistant is silent in one of these states (``states.is_silent``)."""
        found = self.live(conversation)
        return found.state if found else State.WITH_ASSISTANT

    def live(self, conversation: str) -> Handoff | None:
        """The handoff of a conversation, while it waits or a handler is on."""
        with self.store.read() as session:
            row = rows.live_of(session, self.name, self.key(conversation), lock=False)
        return handoff_from(row) if row else None

    def get(self, number: int) -> Handoff | None:
        """One handoff, live or over."""
        with self.store.read() as session:
            row = session.get(HandoffRow, number)
        return handoff_from(row) if row and row.queue == self.name else None

    def in_order(self, *states: State) -> list[Handoff]:
        """Those in some states (by default those that wait) in the order in which they are served."""
        with self.store.read() as session:
            found = rows.in_state(session, self.name, *(states or (State.WAITING,)), lock=False)
            return [handoff_from(row) for row in found]

    def accept(self, number: int, handler: str, now: datetime) -> Handoff:
        """Take what this handler is offered, or what waits and is offered to nobody: of several at once, one gets it.

        Accepting twice is accepting once. Raises NotYoursError for the others, TooManyError.
        """

        def work(session: Session) -> HandoffRow:
            row = self._held(session, number)
            who = known(session, self.name, handler)
            if row.state == State.WITH_HANDLER and row.handler == handler:
                return row
            offered = row.state == State.OFFERED and row.handler == handler
            if who is None or not (offered or row.state == State.WAITING):
                raise NotYoursError
            if rows.having(session, self.name, handler) >= self.patience.at_once:
                raise TooManyError
            who.seen_at = max(who.seen_at, now)
            # From now on Twilio tells when a caller is gone.
            seen = None if row.channel == "voice" else row.parent_seen_at
            taken = {"handler": handler, "accepted_at": now, "parent_seen_at": seen}
            rows.move(session, row, State.WITH_HANDLER, now, "handler", **taken)
            return row

        return handoff_from(self.change(work))

    def ring_me(self, number: int, handler: str, now: datetime) -> Handoff:
        """Offer a caller who waits to the handler who asks for them: their phone is rung.

        Raises NotYoursError where they cannot be rung, or another is being rung; TooManyError while they are on the phone.
        """

        def work(session: Session) -> HandoffRow:
            row, who = self._held(session, number), known(session, self.name, handler)
            if row.state == State.OFFERED and row.handler == handler:
                return row
            if who is None or row.state != State.WAITING or not able(session, [who], row.channel):
                raise NotYoursError
            if is_on_the_phone(session, self.name, handler) or rows.is_offered_one(session, self.name, handler):
                raise TooManyError
            who.seen_at, who.offered_at = max(who.seen_at, now), now
            rows.move(
                session, row, State.OFFERED, now, "handler", handler=handler, offered_until=now + self.patience.ring
            )
            return row

        return handoff_from(self.change(work))

    def pass_on(self, number: int, handler: str, now: datetime) -> Handoff:
        """Let the next handler have it, from an offer or from the middle of it; it is not offered to this one again.

        Raises NotYoursError.
        """

        def work(session: Session) -> HandoffRow:
            row = self._theirs(session, number, handler, State.OFFERED, State.WITH_HANDLER)
            passed_by = [*row.passed_by, *([] if handler in row.passed_by else [handler])]
            rows.move(session, row, State.WAITING, now, "handler", passed_by=passed_by)
            return row

        return handoff_from(self.change(work))

    def end_by_handler(self, number: int, handler: str, now: datetime) -> Handoff:
        """The handler is done: the assistant is back for the parent, the handler wraps up. Raises NotYoursError."""

        def work(session: Session) -> HandoffRow:
            row = self._theirs(session, number, handler, State.WITH_HANDLER)
            rows.move(session, row, State.WRAPPING_UP, now, "handler")
            return row

        return handoff_from(self.change(work))

    def wrapped_up(self, number: int, handler: str, now: datetime) -> Handoff:
        """The handler has finished writing up. Raises NotYoursError."""

        def work(session: Session) -> HandoffRow:
            row = self._theirs(session, number, handler, State.WRAPPING_UP)
            rows.move(session, row, State.CLOSED, now, "handler")
            return row

        return handoff_from(self.change(work))

    def end_by_parent(self, conversation: str, now: datetime) -> Handoff | None:
        """The parent goes back to the assistant, waiting or not; None where nothing was under way."""

        def work(session: Session) -> HandoffRow | None:
            row = rows.live_of(session, self.name, self.key(conversation))
            if row is not None:
                on = row.state == State.WITH_HANDLER
                rows.move(session, row, State.WRAPPING_UP if on else State.ABANDONED, now, "parent")
            return row

        row = self.change(work)
        return handoff_from(row) if row else None

    def parent_seen(self, conversation: str, now: datetime) -> None:
        """The parent is there; only channels that can tell say so."""

        def work(session: Session) -> None:
            row = rows.live_of(session, self.name, self.key(conversation))
            if row is not None:
                row.parent_seen_at = max(row.parent_seen_at or now, now)

        self.store.write(work)

    def say_as_parent(self, conversation: str, text: str, key: str, now: datetime) -> Line | None:
        """Keep what the parent says to the handler, or to the next one; None where nobody is meant but the assistant.

        ``key`` is the sender's own name for the message: sent again, it is kept once. Raises ValueError, TooLongError.
        """
        kept, key, mine = rows.readable(text), _sender_key(key), self.key(conversation)

        def work(session: Session) -> HandoffMessage | None:
            row = rows.live_of(session, self.name, mine)
            before = rows.said_before(session, self.name, "parent", key, HandoffRow.conversation_key == mine)
            if before is not None or row is None:
                return before
            if row.parent_seen_at is not None:
                row.parent_seen_at = max(row.parent_seen_at, now)
            return rows.write(session, row, now, "parent", kept, kind="text", key=key)

        line = self.store.write(work)
        return line_from(line) if line else None

    def say_as_handler(self, number: int, handler: str, text: str, key: str, now: datetime) -> Line:
        """Keep what the handler says, once for each ``key``. Raises NotYoursError, ValueError, TooLongError."""
        kept, key = rows.readable(text), _sender_key(f"{handler}:{key}")

        def work(session: Session) -> HandoffMessage:
            row = rows.held(session, self.name, number)
            before = rows.said_before(session, self.name, "handler", key, HandoffRow.id == number)
            if before is not None:
                return before
            if row is None or row.handler != handler or row.state != State.WITH_HANDLER:
                raise NotYoursError
            return rows.write(session, row, now, "handler", kept, kind="text", key=key)

        return line_from(self.store.write(work))

    def lines(self, number: int, after: int = 0) -> list[Line]:
        """What was said and what changed after a sequence number, in order.

        Whoever resumes from the last one seen misses nothing and gets nothing twice.
        """
        query = select(HandoffMessage).join(HandoffRow, HandoffRow.id == HandoffMessage.handoff_id)
        wanted = (HandoffRow.queue == self.name, HandoffMessage.handoff_id == number, HandoffMessage.sequence > after)
        with self.store.read() as session:
            return [line_from(row) for row in session.scalars(query.where(*wanted).order_by(HandoffMessage.sequence))]

    def delete_conversation(self, conversation: str, now: datetime) -> int:
        """Delete all that is held of a conversation, with its messages; how many handoffs went."""
        return self._delete(HandoffRow.conversation_key == self.key(conversation), now)

    def delete_for(self, phone: str, now: datetime) -> int:
        """Delete all that is held for a number (E.164), with its messages; how many handoffs went."""
        return self._delete(HandoffRow.phone_key == self.key_of_phone(phone), now)

    def _delete(self, whose: ColumnElement[bool], now: datetime) -> int:
        def work(session: Session) -> int:
            gone = delete_rows(session, delete(HandoffRow).where(HandoffRow.queue == self.name, whose))
            if gone:
                audit.note(session, "handoffs_deleted", now, "by their own person")
            return gone

        return self.change(work)

    def change(self, work: Callable[[Session], _Result]) -> _Result:
        """Run a change of state: they happen one after the other."""

        def alone(session: Session) -> _Result:
            rows.hold_queue(session, self.name)
            return work(session)

        return self.store.write(alone)

    def _held(self, session: Session, number: int) -> HandoffRow:
        row = rows.held(session, self.name, number)
        if row is None:
            raise NotYoursError
        return row

    def _theirs(self, session: Session, number: int, handler: str, *states: State) -> HandoffRow:
        row = self._held(session, number)
        if row.handler != handler or row.state not in states:
            raise NotYoursError
        return row

    def key(self, conversation: str) -> str:
        """What stands for a conversation in the store: an HMAC."""
        named = f"conversation:{self.name}:{conversation}"
        return hmac.new(self._secret.encode(), named.encode(), hashlib.sha256).hexdigest()

    def key_of_phone(self, phone: str) -> str:
        """What stands for a number (E.164) in the store: an HMAC."""
        return phone_key(self._secret, phone)


def delete_before(store: Store, moment: datetime) -> int:
    """Delete what was asked for before, with its messages; how many handoffs went. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(HandoffRow).where(HandoffRow.asked_at < moment)))


def _sender_key(key: str) -> str:
    """A sender's name for a message, in as many characters as are kept."""
    return hashlib.sha256(key.encode()).hexdigest()
