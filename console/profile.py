"""The handler's own settings: the number on which they are rung when a caller wants a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from console.desk import AtDesk, back_to, templates
from hub.accounts.phones import phone_of, set_phone
from hub.phone_numbers import PhoneRefusedError, show_phone
from staff.access import RefusedError, checked_form

router = APIRouter(prefix="/console", include_in_schema=False)
NOT_A_NUMBER = "That was not kept: we cannot ring that number. It has to be one UK number, for example 07700 900123."


@router.get("/profile")
def profile_page(request: Request, desk: AtDesk) -> HTMLResponse:
    """The number that is kept, to the handler alone."""
    kept = phone_of(desk.store, desk.secret, desk.name)
    return templates.TemplateResponse(request, "console/profile.html", {"phone": show_phone(kept) if kept else ""})


@router.post("/profile", dependencies=[Depends(checked_form)])
def keep_profile(desk: AtDesk, phone: Annotated[str, Form(max_length=60)] = "") -> RedirectResponse:
    """Keep another number, or none."""
    try:
        set_phone(desk.store, desk.secret, desk.name, phone.strip() or None, desk.now)
    except PhoneRefusedError as error:
        raise RefusedError(422, NOT_A_NUMBER) from error
    return back_to("/console/profile")
