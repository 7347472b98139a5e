"""The legs of a call inside a transaction: to the caller, and to each handler who is rung.

How a handler's leg goes: ``due`` → ``ringing`` (claimed by one worker) → ``asked`` (they hear what it is about) → ``on`` →
``over``; ``not_made``: there is no account to ring with. The caller's: ``waiting`` → ``on`` → ``over``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.store.tables import CallLeg, HandoffRow

CALLER = ""


class LegState(StrEnum):
    """Where a leg is."""

    DUE = "due"
    RINGING = "ringing"
    NOT_MADE = "not_made"
    ASKED = "asked"
    WAITING = "waiting"
    ON = "on"
    OVER = "over"


RINGS = (LegState.DUE, LegState.RINGING, LegState.NOT_MADE, LegState.ASKED)


def begin(
    session: Session,
    row: HandoffRow,
    handler: str,
    offer: int,
    now: datetime,
    *,
    state: LegState = LegState.DUE,
    call_sid: str | None = None,
    ours: str | None = None,
) -> CallLeg:
    """Add a leg to a transaction; a handler's is rung by the worker."""
    leg = CallLeg(
        handoff_id=row.id,
        handler=handler,
        offer=offer,
        state=state,
        call_sid=call_sid,
        ours=ours,
        on_hold=False,
        muted=False,
        tries=0,
        next_look_at=now,
        begun_at=now,
    )
    session.add(leg)
    session.flush()
    return leg


def held(session: Session, number: int) -> CallLeg | None:
    """One leg as it is now, which nobody else changes until this transaction ends."""
    return session.get(CallLeg, number, with_for_update=True, populate_existing=True)


def of(session: Session, handoff: int, states: Iterable[LegState] | None = None) -> list[CallLeg]:
    """The legs of a handoff, oldest first; held."""
    query = select(CallLeg).where(CallLeg.handoff_id == handoff)
    if states is not None:
        query = query.where(CallLeg.state.in_(tuple(states)))
    query = query.order_by(CallLeg.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query))


def callers(session: Session, handoff: int) -> CallLeg | None:
    """The leg to the caller; held."""
    return next((leg for leg in of(session, handoff) if leg.handler == CALLER), None)


def others_on(session: Session, leg: CallLeg) -> list[CallLeg]:
    """The other handlers who are on."""
    there = of(session, leg.handoff_id, [LegState.ON])
    return [one for one in there if one.id != leg.id and one.handler != CALLER]


def is_newest(session: Session, leg: CallLeg) -> bool:
    """Whether a handler was not rung anew after this."""
    same = (CallLeg.handoff_id == leg.handoff_id) & (CallLeg.handler == leg.handler)
    return session.scalar(select(func.max(CallLeg.id)).where(same)) == leg.id
