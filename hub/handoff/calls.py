"""A call that is handed over, as its webhooks tell it: the caller waits, handlers are asked, and both talk.

Every message of Twilio's may be lost, late, doubled or out of order: each method does what is still to be done, and
nothing the second time. All of them raise StoreUnavailableError.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.handoff import legs, rows
from hub.handoff.handoff import Author, Handoff, NotYoursError, TooManyError, handoff_from
from hub.handoff.legs import RINGS, LegState
from hub.handoff.presence import known
from hub.handoff.queue import Queue
from hub.handoff.states import LIVE, State
from hub.store.tables import CallLeg, HandoffRow

# When the worker asks Twilio what has become of a leg of which nothing more was heard.
NEXT_LOOK = timedelta(minutes=5)
# Twilio's words for a call that did not come about.
UNANSWERED = frozenset(("completed", "no-answer", "canceled"))


@dataclass(frozen=True)
class Leg:
    """A leg as it is. ``call`` is Twilio's name for it; ``invited``: by a colleague who has the call."""

    number: int
    handoff: int
    handler: str
    state: LegState
    call: str | None
    invited: bool
    on_hold: bool
    muted: bool


def name_of(handoff: int) -> str:
    """The name of the conference of a handoff."""
    return f"handoff-{handoff}"


class PhoneCalls:
    """The calls of a queue."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def legs_of(self, handoff: int) -> list[Leg]:
        """All legs of a handoff, oldest first."""
        with self._queue.store.read() as session:
            found = session.scalars(select(CallLeg).where(CallLeg.handoff_id == handoff).order_by(CallLeg.id))
            return [leg_from(one) for one in found]

    def on(self, handoff: int) -> list[Leg]:
        """The legs that are in the conference."""
        return [leg for leg in self.legs_of(handoff) if leg.state is LegState.ON]

    def on_of(self, handoff: int, handler: str) -> list[Leg]:
        """The same, of a call that this handler has. Raises NotYoursError."""
        found = self._queue.get(handoff)
        if (
            found is None
            or found.state is not State.WITH_HANDLER
            or found.handler != handler
            or found.channel != "voice"
        ):
            raise NotYoursError
        return self.on(handoff)

    def rings_for(self, handler: str) -> int | None:
        """The newest leg on which a handler is being rung, or would be; None where there is none."""
        mine = (CallLeg.handler == handler) & CallLeg.state.in_((LegState.RINGING, LegState.NOT_MADE))
        with self._queue.store.read() as session:
            return session.scalars(select(CallLeg.id).where(mine).order_by(CallLeg.id.desc()).limit(1)).first()

    def caller_is_here(self, conversation: str, call: str, ours: str | None, now: datetime) -> Handoff | None:
        """The caller is on the line to us; how their newest handoff stands. Where a handler is on, they join them now."""

        def work(session: Session) -> Handoff | None:
            row = self._newest(session, conversation)
            if row is None or row.state not in LIVE:
                return handoff_from(row) if row else None
            leg = legs.callers(session, row.id)
            if leg is None:
                leg = legs.begin(session, row, legs.CALLER, 0, now, state=LegState.WAITING, call_sid=call, ours=ours)
            leg.call_sid, leg.ours = call, ours or leg.ours
            leg.state = LegState.ON if row.state == State.WITH_HANDLER else LegState.WAITING
            leg.next_look_at = now + NEXT_LOOK
            if row.state != State.WITH_HANDLER:
                row.parent_seen_at = max(row.parent_seen_at or now, now)
            return handoff_from(row)

        return self._queue.change(work)

    def caller_left(self, conversation: str, now: datetime) -> Handoff | None:
        """The caller has hung up; None where nothing was under way."""

        def work(session: Session) -> HandoffRow | None:
            row = rows.live_of(session, self._queue.name, self._queue.key(conversation))
            return self._over(session, row, "parent", now) if row else None

        row = self._queue.change(work)
        return handoff_from(row) if row else None

    def caller_left_leg(self, handoff: int, now: datetime) -> Handoff | None:
        """The same, of a caller whose call was found to be over."""

        def work(session: Session) -> HandoffRow | None:
            row = rows.held(session, self._queue.name, handoff)
            return self._over(session, row, "parent", now) if row and row.state in LIVE else None

        row = self._queue.change(work)
        return handoff_from(row) if row else None

    def conference_is_over(self, conversation: str, now: datetime) -> Handoff | None:
        """The caller is back from the conference, which ended with the last handler; how their newest handoff stands."""

        def work(session: Session) -> Handoff | None:
            row = self._newest(session, conversation)
            if row is not None and row.state == State.WITH_HANDLER:
                self._over(session, row, "handler", now)
            return handoff_from(row) if row else None

        return self._queue.change(work)

    def asked(self, number: int, call: str, now: datetime) -> tuple[Handoff, Leg]:
        """A handler has picked up. Raises NotYoursError where the caller has gone, or somebody else has them."""

        def work(session: Session) -> tuple[Handoff, Leg]:
            leg, row = self._leg(session, number, call)
            if not self._is_wanted(session, leg, row):
                raise NotYoursError
            if leg.state != LegState.ON:
                leg.state, leg.next_look_at = LegState.ASKED, now + NEXT_LOOK
            return handoff_from(row), leg_from(leg)

        return self._queue.change(work)

    def take(self, number: int, call: str, now: datetime) -> tuple[Handoff, Leg]:
        """A handler has pressed the key: the caller is theirs. Taking twice is taking once. Raises NotYoursError."""
        mine = self._queue.change(lambda session: leg_from(self._leg(session, number, call)[0]))
        if not mine.invited:
            try:
                self._queue.accept(mine.handoff, mine.handler, now)
            except TooManyError as error:
                self.pass_on(number, call, now)
                raise NotYoursError from error

        def work(session: Session) -> tuple[Handoff, Leg]:
            leg, row = self._leg(session, number, call)
            if row.state != State.WITH_HANDLER or (leg.offer > 0 and row.handler != leg.handler):
                raise NotYoursError
            leg.state, leg.next_look_at = LegState.ON, now + NEXT_LOOK
            return handoff_from(row), leg_from(leg)

        return self._queue.change(work)

    def pass_on(self, number: int, call: str, now: datetime) -> Handoff | None:
        """A handler does not want this one: the next is asked. None where there is nothing to pass on."""
        return self._not_taken(number, call, now, away=False)

    def not_answered(self, number: int, call: str, status: str, now: datetime) -> Handoff | None:
        """A handler was rung in vain, or hung up without the key. Who does not answer counts as away."""
        return self._not_taken(number, call, now, away=status in UNANSWERED)

    def handler_left(self, number: int, call: str, by: Author, now: datetime) -> Handoff | None:
        """A handler is out of the conference. With another one in it, that one has the caller; otherwise it is over.

        ``by``: who ended it. None where that was known already.
        """

        def work(session: Session) -> HandoffRow | None:
            leg, row = self._leg(session, number, call, over_too=True)
            if leg.state != LegState.ON:
                return None
            leg.state = LegState.OVER
            others = legs.others_on(session, leg)
            if row.state != State.WITH_HANDLER or (others and row.handler != leg.handler):
                return row
            if others:
                rows.move(session, row, State.WITH_HANDLER, now, "handler", handler=others[0].handler)
                return row
            return self._over(session, row, by, now)

        row = self._queue.change(work)
        return handoff_from(row) if row else None

    def invite(self, handoff: int, handler: str, other: str, now: datetime) -> None:
        """Ring a second handler for a call that this one has; once, however often it is asked for. Raises NotYoursError."""

        def work(session: Session) -> None:
            row = rows.held(session, self._queue.name, handoff)
            if row is None or row.state != State.WITH_HANDLER or row.handler != handler or other == handler:
                raise NotYoursError
            there = [leg for leg in legs.of(session, handoff) if leg.handler == other]
            if not any(leg.state in (*RINGS, LegState.ON) for leg in there):
                # Offers are lines of the handoff, which count upwards from 1.
                legs.begin(session, row, other, min([0, *(leg.offer for leg in there)]) - 1, now)

        self._queue.change(work)

    def conference_of(self, handoff: int) -> str | None:
        """Twilio's name for the conference, where it has told us."""
        query = select(CallLeg.conference_sid).where(CallLeg.handoff_id == handoff, CallLeg.handler == legs.CALLER)
        with self._queue.store.read() as session:
            return session.scalars(query).first()

    def note_conference(self, handoff: int, conference: str) -> None:
        """Keep Twilio's name for the conference, which it tells us in passing."""

        def work(session: Session) -> None:
            if (leg := legs.callers(session, handoff)) is not None:
                leg.conference_sid = conference

        self._queue.store.write(work)

    def not_rung(self, number: int, now: datetime) -> Handoff | None:
        """Twilio would not ring a handler: the next is asked."""
        return self._not_taken(number, None, now, away=False)

    def _not_taken(self, number: int, call: str | None, now: datetime, *, away: bool) -> Handoff | None:
        def work(session: Session) -> HandoffRow | None:
            leg, row = self._leg(session, number, call, over_too=True)
            if leg.state not in RINGS:
                return None
            wanted = self._is_wanted(session, leg, row)
            leg.state = LegState.OVER
            if not wanted or leg.offer < 0:
                return row
            if away and (who := known(session, self._queue.name, leg.handler)) is not None:
                who.presence = "away"
            passed_by = [*row.passed_by, *([] if leg.handler in row.passed_by else [leg.handler])]
            rows.move(session, row, State.WAITING, now, "handler", passed_by=passed_by)
            return row

        row = self._queue.change(work)
        return handoff_from(row) if row else None

    def _leg(
        self, session: Session, number: int, call: str | None, *, over_too: bool = False
    ) -> tuple[CallLeg, HandoffRow]:
        """A handler's leg, which from now on is this call of Twilio's, and its handoff; both held."""
        leg = legs.held(session, number)
        row = rows.held(session, self._queue.name, leg.handoff_id) if leg else None
        if leg is None or row is None or not leg.handler or (leg.state == LegState.OVER and not over_too):
            raise NotYoursError
        # Twilio may ask what a call should hear before it has answered our request for it.
        leg.call_sid = leg.call_sid or call
        if call is not None and leg.call_sid != call:
            raise NotYoursError
        return leg, row

    @staticmethod
    def _is_wanted(session: Session, leg: CallLeg, row: HandoffRow) -> bool:
        if leg.offer < 0:
            return row.state == State.WITH_HANDLER
        mine = row.handler == leg.handler and legs.is_newest(session, leg)
        return mine and row.state in {State.OFFERED, State.WITH_HANDLER}

    def _newest(self, session: Session, conversation: str) -> HandoffRow | None:
        mine = (HandoffRow.queue == self._queue.name) & (HandoffRow.conversation_key == self._queue.key(conversation))
        return session.scalars(select(HandoffRow).where(mine).order_by(HandoffRow.id.desc()).limit(1)).first()

    @staticmethod
    def _over(session: Session, row: HandoffRow, by: Author, now: datetime) -> HandoffRow:
        """The call is over, or nobody waits any more. The legs of handlers go by themselves, or by the worker."""
        if (leg := legs.callers(session, row.id)) is not None:
            leg.state = LegState.OVER
        on = row.state == State.WITH_HANDLER
        rows.move(session, row, State.WRAPPING_UP if on else State.ABANDONED, now, by)
        return row


def leg_from(row: CallLeg) -> Leg:
    """The leg that a row holds."""
    return Leg(
        row.id, row.handoff_id, row.handler, LegState(row.state), row.call_sid, row.offer < 0, row.on_hold, row.muted
    )
