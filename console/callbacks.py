"""The call-backs as a worked list: taken by one handler, phoned, tried again, or done."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse

from console import wording
from console.desk import AtDesk, Desk, back_to, templates
from hub.callbacks import ENOUGH_TRIES, HANDLERS_NOTE_CHARACTERS, Callback, NotThereError
from hub.phone_numbers import show_phone
from hub.uk_calendar import in_london
from staff.access import RefusedError, checked_form

router = APIRouter(prefix="/console", include_in_schema=False)
GONE = "Somebody else has it, or it is done. Go back to the list to see how it stands."
Work = Literal["take", "give-back", "not-reached", "done", "give-up", "note"]


@router.get("/callbacks")
def callbacks_page(request: Request, desk: AtDesk) -> HTMLResponse:
    """Mine first, then what is to do, crisis first, then by day."""
    found = desk.callbacks.in_order()
    today = in_london(desk.now).date()
    mine = [one for one in found if one.taken_by == desk.name]
    return templates.TemplateResponse(
        request,
        "console/callbacks.html",
        {
            "mine": mine,
            "waiting": [one for one in found if one.status == "open"],
            "others": [one for one in found if one.taken_by not in (None, desk.name)],
            "today": today,
            "now": desk.now,
            "enough": ENOUGH_TRIES,
            "most": HANDLERS_NOTE_CHARACTERS,
            "show_phone": show_phone,
            "words": wording,
        },
    )


@router.post("/callbacks/{number}/{work}", dependencies=[Depends(checked_form)])
def work_on(number: int, work: Work, desk: AtDesk, note: Annotated[str, Form(max_length=10_000)] = "") -> Response:
    """One step of work on a call-back."""
    try:
        one = _do(desk, number, work, note)
    except NotThereError as error:
        raise RefusedError(409, GONE) from error
    except ValueError as error:
        raise RefusedError(422, f"That was not kept: {error}.") from error
    return back_to("/console/callbacks", f"callback-{number}" if one.status in ("open", "taken") else "")


def _do(desk: Desk, number: int, work: Work, note: str) -> Callback:
    """The note is sent with each step, so that nothing written is lost by pressing another button."""
    callbacks, name, now = desk.callbacks, desk.name, desk.now
    if work == "take":
        return callbacks.take(number, name, now)
    noted = callbacks.write_note(number, name, note, now)
    if work == "give-back":
        return callbacks.give_back(number, name, now)
    if work == "not-reached":
        return callbacks.not_reached(number, name, now)
    if work == "give-up":
        return callbacks.give_up(number, name, now)
    return callbacks.done(number, now, name) if work == "done" else noted
