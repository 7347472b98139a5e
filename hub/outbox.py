"""Text messages on their way: written in the transaction of what they are about, sent by the worker, once each.

How a row goes: ``waiting`` → ``sending`` (claimed by one worker) → ``sent``, or back to ``waiting`` for another try, or
``failed`` after five. ``not_sent``: there is no provider. ``cancelled``: overtaken by a change, or the number opted out.
A row that stays in ``sending``, because the worker was killed or no answer came, is looked up at the provider before
anything else happens to it: docs/appointments.md says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.phone_numbers import phone_key
from hub.store.database import Store, changed_rows, delete_rows
from hub.store.tables import OptOut, OutboxRow

log = structlog.get_logger()

Kind = Literal[
    "confirmation",
    "reminder",
    "change",
    "cancellation",
    "closed",
    "waiting",
    "offer",
    "rating",
    "guidance",
    "code",
    "live_chat",
]
MOST_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)  # then 4 times as long each time: 2, 8 and 32 minutes
# When a claimed row counts as stuck. All rows of one round, each at its slowest, take less (PATIENCE_SECONDS of
# hub/sms_sender.py), so that nobody looks for a text that is still being sent.
STUCK_AFTER = timedelta(minutes=10)
AT_ONCE = 20
_CLOCKS_DIFFER = timedelta(minutes=2)


class SendError(Exception):
    """A text could not be sent. The message never holds the text or the number."""


class NoProviderError(SendError):
    """There is no account to send with."""


class NotAcceptedError(SendError):
    """The provider has not taken it, for certain; it may later."""


class NeverAcceptedError(SendError):
    """The provider will not take it, now or later: the number cannot get texts."""


class OptedOutError(SendError):
    """The provider says that this number does not want our texts."""


class NoAnswerError(SendError):
    """Nobody knows whether the provider has taken it."""


class Sender(Protocol):
    """What sends texts."""

    def send(self, to: str, body: str) -> str:
        """Hand one text to the provider; its id there. Raises SendError."""
        ...

    def sent(self, to: str, body: str, since: datetime) -> Sequence[str]:
        """The ids of such texts that the provider has taken since a moment. Raises SendError."""
        ...


def write(
    session: Session,
    *,
    dedupe: str,
    kind: Kind,
    to_phone: str,
    key: str,
    body: str,
    due_at: datetime,
    expires_at: datetime,
    now: datetime,
    appointment_id: int | None = None,
    handoff_id: int | None = None,
) -> None:
    """Add a text to a transaction: it is sent from ``due_at`` on exactly when what it speaks of happened.

    ``dedupe`` names it; a second of that name is refused by the database.
    """
    session.add(
        OutboxRow(
            dedupe=dedupe,
            kind=kind,
            to_phone=to_phone,
            phone_key=key,
            body=body,
            due_at=due_at,
            expires_at=expires_at,
            status="waiting",
            attempts=0,
            next_try_at=due_at,
            appointment_id=appointment_id,
            handoff_id=handoff_id,
            created_at=now,
        )
    )


def withdraw(session: Session, appointment_id: int) -> None:
    """What still waits to be sent about an appointment is not sent."""
    waiting = (OutboxRow.appointment_id == appointment_id) & (OutboxRow.status == "waiting")
    session.execute(update(OutboxRow).where(waiting).values(status="cancelled"))


def withdraw_text(session: Session, dedupe: str) -> bool:
    """The text of that name is not sent, where it still waits; whether it did."""
    waiting = (OutboxRow.dedupe == dedupe) & (OutboxRow.status == "waiting")
    return changed_rows(session, update(OutboxRow).where(waiting).values(status="cancelled")) > 0


def deliver(store: Store, sender: Sender, now: datetime) -> dict[str, int]:
    """Settle what is stuck and send what is due, some at a time; how many came to what.

    Any number of workers may do this at once. Raises StoreUnavailableError; a row that was being sent then is stuck.
    """
    counts: Counter[str] = Counter()
    for row in _due(store, "sending", now):
        counts[_settle(store, sender, row, now)] += 1
    for row in _due(store, "waiting", now):
        claimed = store.write(lambda session, row=row: _claim(session, row.id, now))  # type: ignore[misc]
        if isinstance(claimed, OutboxRow):
            counts[_send(store, sender, claimed, now)] += 1
        elif claimed:
            counts[claimed] += 1
    return dict(counts)


def opt_out(store: Store, secret: str, phone: str, now: datetime) -> None:
    """This number (E.164) gets no texts any more, those that wait included."""
    key = phone_key(secret, phone)

    def work(session: Session) -> None:
        waiting = (OutboxRow.phone_key == key) & (OutboxRow.status == "waiting")
        session.execute(update(OutboxRow).where(waiting).values(status="cancelled"))
        _note_opt_out(session, key, now)

    store.write(work)


def opt_in(store: Store, secret: str, phone: str) -> None:
    """This number (E.164) may get texts again."""
    store.write(lambda session: session.execute(delete(OptOut).where(OptOut.phone_key == phone_key(secret, phone))))


def opted_out(store: Store, secret: str, phone: str) -> bool:
    """Whether this number (E.164) gets no texts."""
    with store.read() as session:
        return session.get(OptOut, phone_key(secret, phone)) is not None


def keys_opted_out(session: Session, keys: Iterable[str]) -> set[str]:
    """Those of some numbers' keys that get no texts."""
    return set(session.scalars(select(OptOut.phone_key).where(OptOut.phone_key.in_(set(keys)))))


def delete_before(store: Store, moment: datetime) -> int:
    """Delete texts that were due before; how many went. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(OutboxRow).where(OutboxRow.due_at < moment)))


def _due(store: Store, status: str, now: datetime) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.status == status, OutboxRow.next_try_at <= now)
    with store.read() as session:
        return list(session.scalars(query.order_by(OutboxRow.next_try_at, OutboxRow.id).limit(AT_ONCE)))


def _claim(session: Session, row_id: int, now: datetime) -> OutboxRow | str | None:
    """The row, now ours to send; what became of it instead; or None where another worker has it."""
    values = {"status": "sending", "attempts": OutboxRow.attempts + 1, "next_try_at": now + STUCK_AFTER}
    mine = (OutboxRow.id == row_id) & (OutboxRow.status == "waiting") & (OutboxRow.next_try_at <= now)
    if session.scalar(update(OutboxRow).where(mine).values(values).returning(OutboxRow.id)) is None:
        return None
    row = session.get_one(OutboxRow, row_id)
    if session.get(OptOut, row.phone_key) is not None:
        row.status = "cancelled"
        return "cancelled"
    if row.expires_at <= now:
        row.status = "failed"
        log.warning("text_failed", kind=row.kind, id=row.id, why="too late")
        return "failed"
    return row


def _send(store: Store, sender: Sender, row: OutboxRow, now: datetime) -> str:
    """Send a claimed row and say in it what came of that."""
    try:
        provider_id = sender.send(row.to_phone, row.body)
    except NoProviderError:
        log.warning("text_not_sent", kind=row.kind, id=row.id, why="no provider is set up")
        return _mark(store, row, "not_sent")
    except OptedOutError:
        store.write(lambda session: _note_opt_out(session, row.phone_key, now))
        return _mark(store, row, "cancelled")
    except NeverAcceptedError as error:
        log.warning("text_failed", kind=row.kind, id=row.id, why=str(error))
        return _mark(store, row, "failed")
    except NotAcceptedError as error:
        return _again(store, row, now, str(error))
    except NoAnswerError as error:
        log.warning("text_unsure", kind=row.kind, id=row.id, why=str(error))
        return "unsure"
    return _mark(store, row, "sent", provider_id=provider_id)


def _settle(store: Store, sender: Sender, row: OutboxRow, now: datetime) -> str:
    """A row that was being sent when the worker stopped, or got no answer: sent if the provider has it, else again."""
    claimed_at = row.next_try_at - STUCK_AFTER
    try:
        there = sender.sent(row.to_phone, row.body, claimed_at - _CLOCKS_DIFFER)
    except SendError as error:
        log.warning("text_unsure", kind=row.kind, id=row.id, why=str(error) or type(error).__name__)
        if row.expires_at <= now:
            return _mark(store, row, "failed")
        return _mark(store, row, "sending", next_try_at=now + STUCK_AFTER)
    with store.read() as session:
        known = set(session.scalars(select(OutboxRow.provider_id).where(OutboxRow.provider_id.in_(there))))
    if fresh := [one for one in there if one not in known]:
        return _mark(store, row, "sent", provider_id=fresh[0])
    return _again(store, row, now, "the provider does not have it")


def _again(store: Store, row: OutboxRow, now: datetime, why: str) -> str:
    """Another try later, or none after the fifth."""
    if row.attempts >= MOST_TRIES or row.expires_at <= now:
        log.warning("text_failed", kind=row.kind, id=row.id, why=why)
        return _mark(store, row, "failed")
    log.info("text_again", kind=row.kind, id=row.id, tries=row.attempts, why=why)
    _mark(store, row, "waiting", next_try_at=now + FIRST_WAIT * 4 ** (row.attempts - 1))
    return "again"


def _mark(store: Store, row: OutboxRow, status: str, **values: object) -> str:
    """Only while the row is as it was read: another worker may have settled it."""
    unchanged = (OutboxRow.id == row.id) & (OutboxRow.status == "sending") & (OutboxRow.next_try_at == row.next_try_at)
    store.write(lambda session: session.execute(update(OutboxRow).where(unchanged).values(status=status, **values)))
    if status == "sent":
        log.info("text_sent", kind=row.kind, id=row.id)
    return status


def _note_opt_out(session: Session, key: str, now: datetime) -> None:
    if session.get(OptOut, key) is None:
        try:
            with session.begin_nested():
                session.add(OptOut(phone_key=key, at=now))
        except IntegrityError:
            return  # said twice at once
