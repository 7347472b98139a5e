"""What Twilio is to do with a call: written down by the front door, done by the worker, which alone reaches Twilio.

An order is done at most once. One that is too old is not done any more: nobody wants to be muted a minute later.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.handoff.handoff import NotYoursError
from hub.handoff.in_call import InCall
from hub.handoff.queue import Queue
from hub.store.tables import CallOrder
from hub.twilio_calls import CallError

log = structlog.get_logger()

# fetch: the caller, into the conference. share: two handlers are on. last: only one is left. drop: the call has ended.
Step = Literal["hold", "unhold", "mute", "unmute", "leave", "fetch", "share", "last", "drop"]
OF_USE = timedelta(seconds=20)
_DUE, _DONE, _FAILED = "due", "done", "failed"


def give(queue: Queue, handoff: int, handler: str, step: Step, now: datetime) -> None:
    """Write an order down. Raises StoreUnavailableError."""

    def work(session: Session) -> None:
        session.add(CallOrder(handoff_id=handoff, handler=handler, step=step, state=_DUE, at=now))

    queue.store.write(work)


def last_failed(queue: Queue, handoff: int, handler: str) -> bool:
    """Whether the last thing that a handler wanted was not done. Raises StoreUnavailableError."""
    mine = (CallOrder.handoff_id == handoff) & (CallOrder.handler == handler)
    query = select(CallOrder.state).where(mine).order_by(CallOrder.id.desc()).limit(1)
    with queue.store.read() as session:
        return session.scalars(query).first() == _FAILED


def carry_out(queue: Queue, in_call: InCall, now: datetime) -> Counter[str]:
    """Do what is due, in order; how many of each. Raises StoreUnavailableError."""
    done: Counter[str] = Counter()
    with queue.store.read() as session:
        due = list(session.scalars(select(CallOrder.id).where(CallOrder.state == _DUE).order_by(CallOrder.id)))
    for number in due:
        order = _claimed(queue, number)
        if order is None:
            continue
        try:
            if order.at + OF_USE > now:
                _do(in_call, order, now)
                done["order"] += 1
                continue
        except (CallError, NotYoursError) as error:
            log.warning("call_order_failed", step=order.step, why=str(error) or type(error).__name__)
        _mark(queue, number, _FAILED)
        done["order_failed"] += 1
    return done


def _do(in_call: InCall, order: CallOrder, now: datetime) -> None:
    handoff, handler = order.handoff_id, order.handler
    match order.step:
        case "hold" | "unhold":
            in_call.hold(handoff, handler, on=order.step == "hold")
        case "mute" | "unmute":
            in_call.mute(handoff, handler, on=order.step == "mute")
        case "leave":
            in_call.leave(handoff, handler, now)
        case "fetch":
            in_call.fetch(handoff)
        case "share":
            in_call.end_with_nobody(handoff)
        case "last":
            in_call.end_with_last(handoff)
        case _:
            in_call.drop(handoff)


def _claimed(queue: Queue, number: int) -> CallOrder | None:
    """An order that nobody else does: it counts as done from now on, whatever becomes of this worker."""

    def work(session: Session) -> CallOrder | None:
        order = session.get(CallOrder, number, with_for_update=True, populate_existing=True)
        if order is None or order.state != _DUE:
            return None
        order.state = _DONE
        return order

    return queue.store.write(work)


def _mark(queue: Queue, number: int, state: str) -> None:
    def work(session: Session) -> None:
        if (order := session.get(CallOrder, number)) is not None:
            order.state = state

    queue.store.write(work)
