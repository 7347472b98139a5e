"""Contacts: each chat, call or text thread counted once, with when, by which channel, about what, and how it ended.

Nothing of a contact leads to a person. While it lasts it is found again by an HMAC of its conversation's id; the worker
takes that away 25 hours after the last message, when the conversation itself is gone, and what stays is a tally.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from hub.conversation import Message, Turn
from hub.outcomes import Outcome
from hub.replies import Channel, Reply
from hub.settings import HubSettings
from hub.store.database import Store, StoreUnavailableError, changed_rows, delete_rows
from hub.store.holding import hold
from hub.store.tables import Contact
from hub.topics import theme_of
from hub.uk_calendar import in_london

log = structlog.get_logger()

KEY_KEPT = timedelta(hours=25)
MOST_WAITING = 1_000
CLOSING_SECONDS = 3
Flag = Literal["answered", "handed_over", "call_back", "did_not_know", "crisis"]
FLAGS: tuple[Flag, ...] = ("answered", "handed_over", "call_back", "did_not_know", "crisis")
_ANSWERS = frozenset({Outcome.ANSWERED, Outcome.HOURS, Outcome.APPOINTMENT, Outcome.INFORMATION})


@dataclass(frozen=True)
class Step:
    """One turn, as far as it is counted. ``hour`` and ``day`` are England's; ``forgets``: the person deleted the chat."""

    day: date
    hour: int
    in_hours: bool
    channel: Channel
    topic: str | None
    theme: str | None
    flags: frozenset[Flag]
    forgets: bool = False


def step_of(message: Message, turn: Turn, settings: HubSettings) -> Step:
    """What a turn adds to its contact."""
    here = in_london(message.now)
    topic = turn.article
    return Step(
        day=here.date(),
        hour=here.hour,
        in_hours=settings.hours.state_at(message.now) == "open",
        channel=message.channel,
        topic=topic,
        theme=theme_of(topic),
        flags=frozenset(_flags(turn)),
        forgets=any(reply.forgets for reply in turn.replies),
    )


def key_of(secret: str, conversation: str) -> str:
    """What stands for a conversation while it lasts: HMAC-SHA256 with the secret, in hexadecimal."""
    return hmac.new(secret.encode(), b"contact:" + conversation.encode(), hashlib.sha256).hexdigest()


def count(store: Store, key: str, step: Step, now: datetime) -> None:
    """Count a turn's contact, once however many turns it has; raises StoreUnavailableError."""

    def work(session: Session) -> None:
        hold(session, f"contact:{key}")
        row = session.scalars(select(Contact).where(Contact.key == key)).one_or_none()
        if row is None:
            row = Contact(key=key, day=step.day, hour=step.hour, in_hours=step.in_hours, channel=step.channel)
            for flag in FLAGS:
                setattr(row, flag, False)
            session.add(row)
        if step.topic:
            row.topic, row.theme = step.topic, step.theme
        for flag in step.flags:
            setattr(row, flag, True)
        row.last_at = now
        if step.forgets:
            row.key = row.last_at = None

    store.write(work)


def mark(store: Store, secret: str, conversation: str, flag: Flag) -> None:
    """Note of a contact that it was handed over, gets a call back, …; raises StoreUnavailableError.

    For what happens outside a turn. A contact that has not begun, or was long ago, is left alone.
    """
    key = key_of(secret, conversation)
    store.write(lambda session: session.execute(update(Contact).where(Contact.key == key).values({flag: True})))


def cut_off(store: Store, now: datetime) -> int:
    """Take away what leads from contacts to their conversations where these are gone; how many. Raises StoreUnavailableError."""
    old = update(Contact).where(Contact.last_at < now - KEY_KEPT).values(key=None, last_at=None)
    return store.write(lambda session: changed_rows(session, old))


def delete_before(store: Store, day: date) -> int:
    """Delete the contacts of the days before; how many went. Raises StoreUnavailableError."""
    return store.write(lambda session: delete_rows(session, delete(Contact).where(Contact.day < day)))


class ContactBook:
    """Counts the contacts of one front door, one after another in a thread of its own, so that no reply waits for it."""

    def __init__(self, store: Store, secret: str, settings: HubSettings) -> None:
        self._store, self._secret, self._settings = store, secret, settings
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="contacts")
        self._room = threading.BoundedSemaphore(MOST_WAITING)

    def note(self, message: Message, turn: Turn) -> None:
        """Count a turn's contact soon. Never raises; a failure is logged."""

        def work() -> None:
            step = step_of(message, turn, self._settings)
            count(self._store, key_of(self._secret, message.conversation), step, message.now)

        self._soon(work)

    def note_crisis(self, conversation: str) -> None:
        """Note soon that the emergency numbers were given outside a turn. Never raises; a failure is logged."""
        self._soon(lambda: mark(self._store, self._secret, conversation, "crisis"))

    def settle(self) -> None:
        """Wait until everything noted so far has been counted, or has failed."""
        self._thread.submit(lambda: None).result()

    def close(self) -> None:
        """Count what is waiting, for a few seconds, and no more afterwards."""
        with suppress(TimeoutError):
            self._thread.submit(lambda: None).result(CLOSING_SECONDS)
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _soon(self, work: Callable[[], None]) -> None:
        if not self._room.acquire(blocking=False):
            log.warning("contact_not_counted", reason="TooManyWaiting")
            return
        try:
            self._thread.submit(self._carefully, work)
        except RuntimeError:  # closed: the front door is on its way down
            self._room.release()
            log.warning("contact_not_counted", reason="Closed")

    def _carefully(self, work: Callable[[], None]) -> None:
        try:
            work()
        except StoreUnavailableError as error:
            log.warning("contact_not_counted", reason=str(error))
        except Exception as error:  # noqa: BLE001 (a tally is never worth a reply)
            log.error("contact_not_counted", reason=type(error).__name__)  # noqa: TRY400 (its text could carry words)
        finally:
            self._room.release()


def _flags(turn: Turn) -> Iterable[Flag]:
    replies, outcomes = turn.replies, {turn.outcome, *(reply.outcome for reply in turn.replies)}
    if any(_answers(reply) for reply in replies):
        yield "answered"
    if any(reply.kind == "handoff" for reply in replies):
        yield "handed_over"
    if Outcome.DID_NOT_KNOW in outcomes:
        yield "did_not_know"
    if Outcome.CRISIS in outcomes or turn.crisis is not None:
        yield "crisis"


def _answers(reply: Reply) -> bool:
    """Whether a reply answers what was asked: not a greeting, a question back, or a way to a person."""
    if reply.kind == "handoff":
        return False
    return reply.outcome in _ANSWERS or (reply.article is not None and reply.outcome is not Outcome.DID_NOT_KNOW)
