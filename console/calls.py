"""A caller whom a handler has, or wants: their phone rung, hold, mute, a colleague added, leaving the caller with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Request, Response
from fastapi.responses import JSONResponse

from console.desk import AtDesk, Desk, back_to, wakes_of
from hub.handoff import orders, presence
from hub.handoff.calls import Leg, PhoneCalls
from hub.handoff.handoff import Handoff, NotYoursError, TooManyError
from hub.handoff.legs import RINGS, LegState
from staff.access import RefusedError, checked_form, wants_page

router = APIRouter(prefix="/console", include_in_schema=False)
NOT_YOURS = "Somebody else has this call now, or it is over, or there is no number on which to ring you (Your phone)."
TOO_MANY = "You are on the phone already, or being rung. End that call first."
Step = Literal["ring-me", "hold", "unhold", "mute", "unmute", "add", "leave", "end"]


@dataclass(frozen=True)
class Call:
    """A call as its handler sees it. ``not_made``: their phone could not be rung from here.

    ``not_done``: the phone line did not do what they wanted last.
    """

    on_hold: bool
    muted: bool
    not_made: bool
    not_done: bool
    with_them: tuple[str, ...]
    being_rung: tuple[str, ...]
    could_join: tuple[str, ...]

    @property
    def state(self) -> str:
        """Differs whenever the call has to be shown anew."""
        return f"{self.on_hold}{self.muted}{self.not_made}{self.not_done}{self.with_them}{self.being_rung}{self.could_join}"


def call_of(desk: Desk, chat: Handoff) -> Call | None:
    """The call of a handoff; None where it is a chat. Raises StoreUnavailableError."""
    if chat.channel != "voice":
        return None
    there = PhoneCalls(desk.queue).legs_of(chat.id)
    others = [leg for leg in there if leg.handler not in {"", desk.name}]
    busy = {leg.handler for leg in others if leg.state in (*RINGS, LegState.ON)}
    return Call(
        on_hold=any(leg.on_hold and not leg.handler for leg in there),
        muted=any(leg.muted and leg.handler == desk.name and leg.state is LegState.ON for leg in there),
        not_made=_last_of(there, desk.name) is LegState.NOT_MADE,
        not_done=orders.last_failed(desk.queue, chat.id, desk.name),
        with_them=tuple(leg.handler for leg in others if leg.state is LegState.ON),
        being_rung=tuple(leg.handler for leg in others if leg.state in RINGS),
        could_join=tuple(name for name in presence.can_be_rung(desk.store, desk.now) if name not in {desk.name, *busy}),
    )


def pane_state(desk: Desk, chat: Handoff) -> str:
    """Differs whenever the pane of a chat or a call has to be shown anew."""
    call = call_of(desk, chat)
    return f"{chat.state}{call.state}" if call else chat.state.value


@router.post("/calls/{number}/{step}", dependencies=[Depends(checked_form)])
def work_on_call(
    request: Request,
    desk: AtDesk,
    number: int,
    step: Step,
    afterwards: BackgroundTasks,
    *,
    other: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """One step of a call. What Twilio has to do for it, the worker sees to within a second."""
    try:
        _do(desk, number, step, other)
    except NotYoursError as error:
        raise RefusedError(409, NOT_YOURS) from error
    except TooManyError as error:
        raise RefusedError(409, TOO_MANY) from error
    afterwards.add_task(wakes_of(request).wake, number)
    return back_to("/console", f"chat-{number}") if wants_page(request) else JSONResponse({"done": True})


def _do(desk: Desk, number: int, step: Step, other: str) -> None:
    calls = PhoneCalls(desk.queue)
    if step == "ring-me":
        presence.here(desk.store, desk.name, desk.now)
        desk.queue.ring_me(number, desk.name, desk.now)
        return
    there = calls.on_of(number, desk.name)
    if step == "add":
        if other not in presence.can_be_rung(desk.store, desk.now):
            raise NotYoursError
        calls.invite(number, desk.name, other, desk.now)
    elif step == "end":
        desk.queue.end_by_handler(number, desk.name, desk.now)
        orders.give(desk.queue, number, desk.name, "drop", desk.now)
    else:
        if step == "leave" and not any(leg.handler not in {"", desk.name} for leg in there):
            raise NotYoursError
        orders.give(desk.queue, number, desk.name, step, desk.now)


def _last_of(there: list[Leg], handler: str) -> LegState | None:
    return next((leg.state for leg in reversed(there) if leg.handler == handler), None)
