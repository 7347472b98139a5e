"""The Wednesday diary: which families are booked, who is to be phoned now, and whether they were reached."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse

from console import wording
from console.desk import AtDesk, Desk, back_to, templates
from hub import audit
from hub.appointments.appointment import Appointment, GoneError, Outcome
from hub.appointments.evening import due, say_how_it_went, when
from hub.appointments.slots import evening_slots
from hub.phone_numbers import show_phone
from hub.uk_calendar import in_london
from staff.access import RefusedError, checked_form

router = APIRouter(prefix="/console", include_in_schema=False)
NOT_BOOKED = "There is no such appointment, or it is cancelled."
TOO_EARLY = "This can be said when the time of the appointment has come, and only of one that is booked."
_OUTCOMES: dict[str, Outcome | None] = {"kept": "kept", "not_reached": "not_reached", "not_yet": None}


@router.get("/diary")
def diary_page(request: Request, desk: AtDesk, day: date | None = None) -> HTMLResponse:
    """One evening, without numbers: today's or the next where no day is named."""
    today = in_london(desk.now).date()
    evening = day or _evening(desk, today, forwards=True) or today
    return templates.TemplateResponse(
        request,
        "console/diary.html",
        {
            "day": evening,
            "appointments": desk.diary.list(evening, evening),
            "due": [one.id for one in due(desk.diary, desk.now)],
            "before": _evening(desk, evening - timedelta(days=1), forwards=False),
            "after": _evening(desk, evening + timedelta(days=1), forwards=True),
            "when": lambda one: when(one, desk.now),
            "words": wording,
        },
    )


@router.get("/diary/{number}")
def appointment_page(request: Request, desk: AtDesk, number: int, day: date) -> HTMLResponse:
    """One family with its number; the audit notes that it was shown."""
    one = _booked(desk, number, day)
    desk.store.write(lambda session: audit.note(session, "appointments_shown", desk.now, f"to account {desk.name}"))
    return templates.TemplateResponse(
        request,
        "console/appointment.html",
        {
            "one": one,
            "day": day,
            "may_say": when(one, desk.now) != "later",
            "who_phones": desk.settings.appointments.who_phones,
            "show_phone": show_phone,
            "words": wording,
        },
    )


@router.post("/diary/{number}", dependencies=[Depends(checked_form)])
def how_it_went(
    desk: AtDesk,
    number: int,
    day: Annotated[date, Form()],
    outcome: Annotated[Literal["kept", "not_reached", "not_yet"], Form()],
) -> Response:
    """Whether the family was reached."""
    try:
        say_how_it_went(desk.diary, number, _OUTCOMES[outcome], desk.name, desk.now)
    except GoneError as error:
        raise RefusedError(409, TOO_EARLY) from error
    return back_to(f"/console/diary?day={day}", f"appointment-{number}")


def _booked(desk: Desk, number: int, day: date) -> Appointment:
    found = [one for one in desk.diary.list(day, day) if one.id == number and one.status == "booked"]
    if not found:
        raise RefusedError(404, NOT_BOOKED)
    return found[0]


def _evening(desk: Desk, day: date, *, forwards: bool) -> date | None:
    """The nearest day from ``day`` on that has sessions by appointment."""
    step = timedelta(days=1 if forwards else -1)
    days = (day + step * n for n in range(7 * desk.settings.appointments.horizon_weeks))
    return next((one for one in days if evening_slots(desk.settings, one)), None)
