"""What happens in the queue by the clock: offers, and every wait that comes to its end. Driven by ``now`` alone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from hub.handoff import rows
from hub.handoff.by_phone import able, is_call
from hub.handoff.handoff import Handoff, Patience, handoff_from
from hub.handoff.presence import all_of, is_present, is_seen, known
from hub.handoff.states import State
from hub.settings import HubSettings
from hub.store.database import Store
from hub.store.tables import HandlerRow, HandoffRow

log = structlog.get_logger()


def tick(
    store: Store, settings: HubSettings, now: datetime, queue: str = "hub", patience: Patience | None = None
) -> dict[str, int]:
    """Do all that is due at ``now``, as often as one likes; how many of each. Raises StoreUnavailableError."""
    patience = patience or Patience()
    done = store.write(lambda session: _time_out(session, settings, now, queue, patience))
    while offer_next(store, settings, now, queue, patience) is not None:
        done["offered"] += 1
    if done:
        log.info("handoffs", **done)
    return dict(done)


def offer_next(
    store: Store, settings: HubSettings, now: datetime, queue: str = "hub", patience: Patience | None = None
) -> Handoff | None:
    """Offer whoever is first to the handler who is free the longest; None where there is nobody, or nobody for them.

    Nothing is offered outside the hours that are open to all. Raises StoreUnavailableError.
    """
    patience = patience or Patience()

    def work(session: Session) -> HandoffRow | None:
        rows.hold_queue(session, queue)
        if settings.hours.state_at(now) != "open":
            return None
        waiting = rows.in_state(session, queue, State.WAITING)
        free = _free(session, queue, patience, now) if waiting else []
        for row in waiting:
            fit = able(session, free, row.channel)
            if (handler := next((one for one in fit if one.name not in row.passed_by), None)) is not None:
                until = now + (patience.ring if row.channel == "voice" else patience.offer)
                handler.offered_at = now
                rows.move(session, row, State.OFFERED, now, handler=handler.name, offered_until=until)
                return row
        return None

    row = store.write(work)
    return handoff_from(row) if row else None


def _free(session: Session, queue: str, patience: Patience, now: datetime) -> list[HandlerRow]:
    """Who can be offered another: present, available, offered nothing, not on the phone.

    Those with the fewest first, then the longest idle.
    """
    busy = rows.in_state(session, queue, State.OFFERED, State.WITH_HANDLER)
    having = Counter(row.handler for row in busy)
    taken = {row.handler for row in busy if row.state == State.OFFERED or is_call(row)}
    free = [
        one
        for one in all_of(session, queue)
        if one.presence == "available"
        and is_seen(one, patience, now)
        and one.name not in taken
        and having[one.name] < patience.at_once
    ]
    return sorted(free, key=lambda one: (having[one.name], one.offered_at is not None, one.offered_at, one.name))


def _time_out(session: Session, settings: HubSettings, now: datetime, queue: str, patience: Patience) -> Counter[str]:
    """Everything that is due, but for offers."""
    rows.hold_queue(session, queue)
    done = _handlers(session, now, queue, patience)
    is_open = settings.hours.state_at(now) == "open"
    present = [one for one in all_of(session, queue) if is_present(one, patience, now)]
    for row in rows.in_state(session, queue, State.WAITING, State.OFFERED, State.WITH_HANDLER):
        waited = now - row.queued_at
        gone = patience.caller_gone if row.channel == "voice" else patience.parent_gone
        if row.parent_seen_at is not None and row.parent_seen_at + gone <= now:
            on = row.state == State.WITH_HANDLER
            rows.move(session, row, State.WRAPPING_UP if on else State.ABANDONED, now)
            done["parent_gone"] += 1
        elif row.state == State.WAITING and (
            not is_open or waited >= patience.wait or _nobody_comes(session, row, present, patience, now)
        ):
            rows.move(session, row, State.TIMED_OUT, now)
            done["timed_out"] += 1
    for row in rows.in_state(session, queue, State.WRAPPING_UP):
        if row.ended_at is not None and row.ended_at + patience.wrapping_up <= now:
            rows.move(session, row, State.CLOSED, now)
            done["closed"] += 1
    return done


def _nobody_comes(
    session: Session, row: HandoffRow, present: list[HandlerRow], patience: Patience, now: datetime
) -> bool:
    """Whether there is nobody for whom it is worth waiting; on the phone nobody is left waiting for nobody."""
    if row.channel == "voice":
        return all(one.name in row.passed_by for one in able(session, present, row.channel))
    return not present and now - row.queued_at >= patience.nobody


def _handlers(session: Session, now: datetime, queue: str, patience: Patience) -> Counter[str]:
    """Handlers whose console is not heard of any more, and those who did not answer: both count as away."""
    done: Counter[str] = Counter()
    seen = {one.name for one in all_of(session, queue) if is_seen(one, patience, now)}
    silent = {one.name for one in all_of(session, queue)} - seen
    for row in rows.in_state(session, queue, State.OFFERED, State.WITH_HANDLER):
        if is_call(row):
            continue
        if row.handler not in seen:
            rows.move(session, row, State.WAITING, now)
            done["handler_gone"] += 1
        elif row.state == State.OFFERED and row.offered_until is not None and row.offered_until <= now:
            silent.add(row.handler or "")
            rows.move(session, row, State.WAITING, now)
            done["not_answered"] += 1
    for name in sorted(silent):
        handler = known(session, queue, name)
        # A heartbeat may have come meanwhile; who did not answer goes away all the same.
        if handler is not None and (name in seen or not is_seen(handler, patience, now)):
            handler.presence = "away"
    return done
