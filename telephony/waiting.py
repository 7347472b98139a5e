"""A caller who waits for a call handler: where they stand in the queue, said now and then, until one takes the call.

They wait on our own line and not yet in the conference. There Twilio would take no key but star, and hear no words of a
crisis; and whoever listens every few seconds needs no message of Twilio's to learn that a handler is there, or that none
will come.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog

from hub.handoff import waiting
from hub.handoff import wording as chat_wording
from hub.handoff.handoff import Handoff
from hub.handoff.states import State
from hub.store.database import StoreUnavailableError
from telephony import wording
from telephony.conference import joins
from telephony.line import Telephony
from telephony.place import Place
from telephony.speech import Said
from telephony.step import Step

log = structlog.get_logger()

SECONDS = 6
# How often we have listened in silence before we say again where they stand.
_QUIET_TIMES = 4
AFTER = "/telephony/voice/after"


class Waiting:
    """The queue, as one caller is told of it. ``ours`` is the number that they phoned, E.164."""

    def __init__(self, telephony: Telephony, conversation: str, sid: str, ours: str | None) -> None:
        self._telephony, self._conversation, self._sid, self._ours = telephony, conversation, sid, ours

    async def look(self, place: Place, said: tuple[Said, ...] = ()) -> Step:
        """What comes next, after what is ``said`` anyway."""
        now = self._telephony.now()
        try:
            handoff = await asyncio.to_thread(
                self._telephony.handed_over.caller_is_here, self._conversation, self._sid, self._ours, now
            )
            if handoff is None or handoff.state not in {State.WAITING, State.OFFERED}:
                return self._no_longer(handoff, place, said)
            again = place.at != "wait" or place.missed % _QUIET_TIMES == 0
            told = await asyncio.to_thread(self._where, handoff, now) if again else ()
        except StoreUnavailableError as error:
            log.warning("queue_unknown", reason=str(error))
            told = (wording.QUEUE_UNKNOWN,) if place.missed % _QUIET_TIMES == 0 else ()
        missed = place.missed + 1 if place.at == "wait" else 1
        return Step((*said, *told), place.then("wait", min(missed, 999)), is_news=bool(said or told))

    async def after(self, place: Place, *, failed: bool) -> Step:
        """The caller is back from the conference, or never came into it."""
        try:
            handoff = await asyncio.to_thread(
                self._telephony.handed_over.conference_is_over, self._conversation, self._telephony.now()
            )
        except StoreUnavailableError as error:
            log.warning("queue_unknown", reason=str(error))
            handoff = None
        if handoff is not None:
            await self._telephony.doors.wakes.wake(handoff.id)
        if failed:
            return Step((wording.NOT_PUT_THROUGH, wording.OFFER_CALL_BACK), place.then("nobody"))
        if handoff is not None and handoff.state in {State.WAITING, State.OFFERED}:
            return await self.look(Place(place.turn), (wording.NEW_HANDLER,))
        return self._left(handoff, place)

    async def hung_up(self) -> None:
        """The caller is gone. Raises StoreUnavailableError."""
        over = await asyncio.to_thread(
            self._telephony.handed_over.caller_left, self._conversation, self._telephony.now()
        )
        if over is not None:
            await self._telephony.doors.wakes.wake(over.id)

    def _where(self, handoff: Handoff, now: datetime) -> tuple[Said, ...]:
        """Their place; and that somebody is being rung."""
        if handoff.state is State.OFFERED:
            return (wording.ASKING_NOW, wording.CALL_BACK_INSTEAD)
        there = waiting.place(self._telephony.doors.store, handoff.id, now)
        words = chat_wording.place_text(there.number, there.minutes) if there else ""
        return (Said(words), wording.CALL_BACK_INSTEAD) if words else (wording.CALL_BACK_INSTEAD,)

    def _no_longer(self, handoff: Handoff | None, place: Place, said: tuple[Said, ...]) -> Step:
        """Nobody waits any more: a handler is there, none came, or it is over."""
        if handoff is None:
            return Step((*said, wording.NOTHING_TO_REPEAT), place.then(""))
        if handoff.state is State.WITH_HANDLER:
            then = place.then("wait")
            way = joins(self._telephony, handoff.id, f"{AFTER}?{then.query}")
            return Step((*said, wording.PUTTING_THROUGH), then, joins=way)
        if handoff.accepted_at is not None:
            return self._left(handoff, place)
        return Step((*said, wording.NOBODY_CAME, wording.OFFER_CALL_BACK), place.then("nobody"))

    @staticmethod
    def _left(handoff: Handoff | None, place: Place) -> Step:
        """The assistant is back. After a crisis nothing is asked."""
        if handoff is None or handoff.crisis:
            return Step((wording.HANDLER_LEFT, wording.IF_CUT_OFF, wording.NOTHING_TO_REPEAT), place.then(""))
        return Step((wording.HANDLER_LEFT, wording.IF_CUT_OFF, wording.LEFT_HOW_WAS_IT), place.then("rate"))
