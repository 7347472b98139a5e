"""What Twilio does during a call: hold, mute, leave the caller with a colleague, bring both together, end it.

Twilio is asked first and the store changed afterwards, so that the console never shows what is not so. Methods raise
CallError where Twilio has not done it, NotYoursError, StoreUnavailableError.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from sqlalchemy import update

from hub.handoff.calls import Leg, PhoneCalls, name_of
from hub.handoff.handoff import NotYoursError
from hub.handoff.queue import Queue
from hub.store.tables import CallLeg
from hub.twilio_calls import CallError, CallRefusedError, Calls

log = structlog.get_logger()

# What somebody on hold hears (telephony/handlers.py).
HOLD = "/telephony/conference/{}/hold"
# Where a caller who waits, or was left alone, goes on (telephony/voice.py).
CALLER = "/telephony/voice/connect"


class InCall:
    """The calls that handlers are in. ``public_url`` is where Twilio reaches us."""

    def __init__(self, queue: Queue, calls: Calls, public_url: str) -> None:
        self._queue, self._calls, self._public_url = queue, calls, public_url
        self._handed_over = PhoneCalls(queue)

    def hold(self, number: int, handler: str, *, on: bool) -> None:
        """Put the caller on hold, who is told so, or back."""
        there = self._handed_over.on_of(number, handler)
        caller = next((leg for leg in there if not leg.handler), None)
        if caller is None or caller.call is None:
            raise CallRefusedError("the caller is not in the conference")
        url = f"{self._public_url}{HOLD.format(number)}"
        self._calls.hold(self._conference(number), caller.call, url, on=on)
        self._keep(caller, on_hold=on)

    def mute(self, number: int, handler: str, *, on: bool) -> None:
        """Let nobody hear this handler, or let them be heard again."""
        mine = self._own(self._handed_over.on_of(number, handler), handler)
        self._calls.mute(self._conference(number), mine.call or "", on=on)
        self._keep(mine, muted=on)

    def leave(self, number: int, handler: str, now: datetime) -> None:
        """Leave the caller with the colleague who has joined. Raises NotYoursError where nobody has."""
        there = self._handed_over.on_of(number, handler)
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

    def drop(self, number: int) -> None:
        """Let all handlers go of a call that has ended; the caller is back with the assistant."""
        conference = self._conference(number)
        for leg in self._handed_over.on(number):
            if leg.handler and leg.call:
                self._calls.remove(conference, leg.call)

    def fetch(self, number: int) -> None:
        """Bring the caller into the conference, who would otherwise come a few seconds later."""
        caller = next((leg for leg in self._handed_over.legs_of(number) if not leg.handler and leg.call), None)
        if caller is not None and caller.call is not None:
            self._calls.move(caller.call, f"{self._public_url}{CALLER}")

    def end_with_nobody(self, number: int) -> None:
        """While two handlers are in it, the conference goes on without either."""
        conference = self._conference(number)
        for leg in self._handed_over.on(number):
            if leg.handler and leg.call:
                self._calls.ends_with(conference, leg.call, ends=False)

    def end_with_last(self, number: int) -> None:
        """With one handler in it, the conference is over when they leave: no caller is left alone in it."""
        handlers = [leg for leg in self._handed_over.on(number) if leg.handler and leg.call]
        if len(handlers) == 1:
            self._calls.ends_with(self._conference(number), handlers[0].call or "", ends=True)

    @staticmethod
    def _own(there: list[Leg], handler: str) -> Leg:
        mine = next((leg for leg in there if leg.handler == handler and leg.call), None)
        if mine is None:
            raise CallRefusedError("the handler is not in the conference")
        return mine

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
