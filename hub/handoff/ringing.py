"""What the worker does about calls: rings handlers, once for each offer, and clears up after messages that were lost."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from hub.accounts.phones import phone_of
from hub.handoff import legs, rows
from hub.handoff.calls import NEXT_LOOK, UNANSWERED, PhoneCalls
from hub.handoff.in_call import CALLER, InCall
from hub.handoff.legs import RINGS, LegState
from hub.handoff.orders import carry_out
from hub.handoff.queue import Queue
from hub.handoff.states import State
from hub.store.tables import CallLeg, HandoffRow
from hub.twilio_calls import CallError, CallRefusedError, Calls, NoCalls, NoLineError

log = structlog.get_logger()

# Where Twilio asks what a handler should hear, and reports what became of their call (telephony/handlers.py).
HANDLERS = "/telephony/handler"
# Both sides of a conference hear of its end by themselves; only then do we help.
SETTLES = timedelta(seconds=8)
MOST_TRIES = 5
ENDED = UNANSWERED | {"busy", "failed"}


class Ringing:
    """Looks after the calls of a queue. ``public_url`` is where Twilio reaches us."""

    def __init__(self, queue: Queue, secret: str, calls: Calls, public_url: str) -> None:
        self._queue, self._secret, self._calls, self._public_url = queue, secret, calls, public_url

    def look_after(self, now: datetime) -> dict[str, int]:
        """Do what is due at ``now``, as often as one likes; how many of each. Raises StoreUnavailableError.

        Any number of workers may do this at once: a leg is claimed before its handler is rung, and one whose worker was
        killed in between is not rung again; its offer runs out.
        """
        done: Counter[str] = Counter()
        for number in self._numbers(CallLeg.state == LegState.DUE):
            done[self._ring(number, now)] += 1
        done += carry_out(self._queue, InCall(self._queue, self._calls, self._public_url), now)
        for number in self._numbers(_left_over(now)):
            done[self._clear_up(number)] += 1
        for number in self._numbers((CallLeg.state == LegState.ON) & (CallLeg.next_look_at <= now)):
            done[self._look(number, now)] += 1
        done.pop("", None)
        if done:
            log.info("calls", **done)
        return dict(done)

    def _ring(self, number: int, now: datetime) -> str:
        """Ring the handler of one leg; what came of it, "" where another worker has it."""

        def claim(session: Session) -> tuple[str, str | None] | None:
            leg = legs.held(session, number)
            row = rows.held(session, self._queue.name, leg.handoff_id) if leg else None
            if leg is None or row is None or leg.state != LegState.DUE:
                return None
            wanted = row.state == (State.WITH_HANDLER if leg.offer < 0 else State.OFFERED)
            leg.state = LegState.RINGING if wanted else LegState.OVER
            caller = legs.callers(session, row.id)
            return (leg.handler, caller.ours if caller else None) if wanted else None

        claimed = self._queue.change(claim)
        if claimed is None:
            return ""
        handler, ours = claimed
        to = phone_of(self._queue.store, self._secret, handler)
        calls = self._calls if to and ours else NoCalls()
        address = f"{self._public_url}{HANDLERS}/{number}"
        try:
            call = calls.ring(to or "", ours or "", address, f"{address}/status")
        except NoLineError:
            log.warning("handler_not_rung", leg=number, why="no provider is set up")
            self._mark(number, state=LegState.NOT_MADE)
            return "not_made"
        except CallRefusedError as error:
            log.warning("handler_not_rung", leg=number, why=str(error))
            PhoneCalls(self._queue).not_rung(number, now)
            return "refused"
        except CallError as error:
            # Perhaps it rings. If it does, Twilio asks what to say; if not, the offer runs out.
            log.warning("handler_perhaps_not_rung", leg=number, why=str(error))
            return "unsure"
        self._mark(number, call_sid=call)
        return "rung"

    def _clear_up(self, number: int) -> str:
        """A leg that is not wanted any more: it stops ringing; a handler is let go, a caller led back to us."""

        def claim(session: Session) -> CallLeg | None:
            leg = legs.held(session, number)
            if leg is None or leg.state == LegState.OVER:
                return None
            leg.tries += 1
            if leg.state != LegState.ON or leg.handler or leg.tries >= MOST_TRIES:
                leg.state = LegState.OVER
            return leg

        leg = self._queue.change(claim)
        if leg is None or leg.call_sid is None:
            return ""
        try:
            if leg.handler:
                self._calls.hang_up(leg.call_sid)
            else:
                self._calls.move(leg.call_sid, f"{self._public_url}{CALLER}")
        except CallError as error:
            log.warning("call_not_cleared_up", leg=number, why=str(error) or type(error).__name__)
        return "cleared_up"

    def _look(self, number: int, now: datetime) -> str:
        """Ask what has become of a leg of which nothing was heard for long."""
        self._mark(number, next_look_at=now + NEXT_LOOK)
        with self._queue.store.read() as session:
            leg = session.get(CallLeg, number)
        if leg is None or leg.call_sid is None:
            return ""
        try:
            if self._calls.status(leg.call_sid) not in ENDED:
                return ""
        except CallError:
            return ""
        if leg.handler:
            PhoneCalls(self._queue).handler_left(number, leg.call_sid, "handler", now)
        else:
            PhoneCalls(self._queue).caller_left_leg(leg.handoff_id, now)
        return "found_ended"

    def _numbers(self, which: ColumnElement[bool]) -> list[int]:
        query = select(CallLeg.id).join(HandoffRow, HandoffRow.id == CallLeg.handoff_id)
        with self._queue.store.read() as session:
            return list(session.scalars(query.where(HandoffRow.queue == self._queue.name, which).order_by(CallLeg.id)))

    def _mark(self, number: int, **values: object) -> None:
        def work(session: Session) -> None:
            leg = legs.held(session, number)
            for name, value in values.items():
                # A handler who was quick has told us more than this already.
                if leg is not None and not (name == "state" and leg.state != LegState.RINGING):
                    setattr(leg, name, value)

        self._queue.store.write(work)


def _left_over(now: datetime) -> ColumnElement[bool]:
    """Legs whose handoff has gone on without them."""
    rings = CallLeg.state.in_(RINGS) & (CallLeg.handler != legs.CALLER)
    asked_in_vain = (HandoffRow.state != State.OFFERED) | (HandoffRow.handler != CallLeg.handler)
    offered = rings & (CallLeg.offer > 0) & asked_in_vain
    invited = rings & (CallLeg.offer < 0) & (HandoffRow.state != State.WITH_HANDLER)
    settled = or_(HandoffRow.ended_at.is_(None), HandoffRow.ended_at <= now - SETTLES)
    alone = (CallLeg.state == LegState.ON) & (HandoffRow.state != State.WITH_HANDLER) & settled
    return or_(offered, invited, alone)
