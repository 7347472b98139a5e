"""What a handler does during a call: hold, mute, add a colleague, leave the caller with them, end it.

Twilio is asked first and the store changed afterwards, so that the console never shows what is not so. Only an end is
first kept: nobody can be held in a call, and the worker clears up after it. Methods raise CallError where Twilio has not
done it, NotYoursError, StoreUnavailableError.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from sqlalchemy import update

from hub.handoff.calls import Leg, PhoneCalls, name_of
from hub.handoff.handoff import NotYoursError
from hub.handoff.legs import LegState
from hub.handoff.queue import Queue
from hub.handoff.states import State
from hub.store.tables import CallLeg
from hub.twilio_calls import CallError, CallRefusedError, Calls

log = structlog.get_logger()

# What somebody on hold hears (telephony/handlers.py).
HOLD = "/telephony/conference/{}/hold"


class InCall:
    """The calls that handlers are in. ``public_url`` is where Twilio reaches us."""

    def __init__(self, queue: Queue, calls: Calls, public_url: str) -> None:
        self._queue, self._calls, self._public_url = queue, calls, public_url
        self._handed_over = PhoneCalls(queue)

    def hold(self, number: int, handler: str, *, on: bool) -> None:
        """Put the caller on hold, who is told so, or back."""
        there = self._mine(number, handler)
        caller = next((leg for leg in there if not leg.handler), None)
        if caller is None or caller.call is None:
            raise CallRefusedError("the caller is not in the conference")
        url = f"{self._public_url}{HOLD.format(number)}"
        self._calls.hold(self._conference(number), caller.call, url, on=on)
        self._keep(caller, on_hold=on)

    def mute(self, number: int, handler: str, *, on: bool) -> None:
        """Let nobody hear this handler, or let them be heard again."""
        mine = self._own(self._mine(number, handler), handler)
        self._calls.mute(self._conference(number), mine.call or "", on=on)
        self._keep(mine, muted=on)

    def add(self, number: int, handler: str, other: str, now: datetime) -> None:
        """Ring a colleague, who hears what it is about and joins with a key."""
        self._mine(number, handler)
        self._handed_over.invite(number, handler, other, now)

    def leave(self, number: int, handler: str, now: datetime) -> None:
        """Leave the caller with the colleague who has joined. Raises NotYoursError where nobody has."""
        there = self._mine(number, handler)
        mine = self._own(there, handler)
        if not any(leg.handler not in {"", handler} for leg in there):
            raise NotYoursError
        conference = self._conference(number)
        # Else the caller would be cut off with us.
        self._calls.ends_with(conference, mine.call or "", ends=False)
        self._handed_over.handler_left(mine.number, mine.call or "", "handler", now)
        with _afterwards():
            self._calls.remove(conference, mine.call or "")
        with _afterwards():
            self.end_with_last(number)

    def end(self, number: int, handler: str, now: datetime) -> None:
        """End the call for the handlers; the caller is back with the assistant."""
        there = self._mine(number, handler)
        self._queue.end_by_handler(number, handler, now)
        with _afterwards():
            conference = self._conference(number)
            for leg in there:
                if leg.handler and leg.call:
                    self._calls.remove(conference, leg.call)

    def end_with_nobody(self, number: int) -> None:
        """While two handlers are in it, the conference goes on without either."""
        conference = self._conference(number)
        for leg in self._on(number):
            if leg.handler and leg.call:
                self._calls.ends_with(conference, leg.call, ends=False)

    def end_with_last(self, number: int) -> None:
        """With one handler in it, the conference is over when they leave: no caller is left alone in it."""
        handlers = [leg for leg in self._on(number) if leg.handler and leg.call]
        if len(handlers) == 1:
            self._calls.ends_with(self._conference(number), handlers[0].call or "", ends=True)

    def _mine(self, number: int, handler: str) -> list[Leg]:
        """The legs that are on in a call that this handler has."""
        found = self._queue.get(number)
        if (
            found is None
            or found.state is not State.WITH_HANDLER
            or found.handler != handler
            or found.channel != "voice"
        ):
            raise NotYoursError
        return self._on(number)

    @staticmethod
    def _own(there: list[Leg], handler: str) -> Leg:
        mine = next((leg for leg in there if leg.handler == handler and leg.call), None)
        if mine is None:
            raise CallRefusedError("the handler is not in the conference")
        return mine

    def _on(self, number: int) -> list[Leg]:
        return [leg for leg in self._handed_over.legs_of(number) if leg.state is LegState.ON]

    def _conference(self, number: int) -> str:
        """Twilio's name for the conference: as it told us, or asked for."""
        known = self._handed_over.conference_of(number) or self._calls.conference(name_of(number))
        if known is None:
            raise CallRefusedError("there is no conference")
        return known

    def _keep(self, leg: Leg, **values: bool) -> None:
        self._queue.store.write(
            lambda session: session.execute(update(CallLeg).where(CallLeg.id == leg.number).values(**values))
        )


@contextmanager
def _afterwards() -> Iterator[None]:
    """What is left to do once a handler has left: where Twilio does not, they hang up, or the worker ends it."""
    try:
        yield
    except CallError as error:
        log.warning("call_not_cleared_up", why=str(error) or type(error).__name__)
