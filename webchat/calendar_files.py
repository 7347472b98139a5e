"""The calendar file of an appointment, behind its secret link."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response

from hub.appointments.calendar_file import appointment_ics
from hub.appointments.calendar_link import KEY_LENGTH, is_calendar_key
from hub.appointments.diary import Diary
from hub.doors import Doors
from hub.store.database import StoreUnavailableError

router = APIRouter()
DIARY = "hub"


@router.get(
    "/appointments/{reference}.ics",
    response_class=Response,
    responses={
        404: {"description": "no such appointment, or a link that is not ours"},
        503: {"description": "the diary does not answer right now"},
    },
)
async def calendar_file(
    request: Request,
    reference: Annotated[str, Path(pattern=r"^[A-Z0-9]{6}$")],
    key: Annotated[str, Query(min_length=KEY_LENGTH, max_length=KEY_LENGTH)],
) -> Response:
    """The appointment as a calendar file. 404 where the link is not ours or the appointment is not there any more."""
    doors: Doors = request.app.state.doors
    if not is_calendar_key(doors.secret, DIARY, reference, key):
        raise HTTPException(404, "There is no such appointment.")
    diary = Diary(doors.store, doors.settings, doors.secret, DIARY)
    try:
        found = await asyncio.to_thread(diary.by_reference, reference, doors.now())
    except StoreUnavailableError as error:
        raise HTTPException(503, "Our diary does not answer right now. Please try again later.") from error
    if found is None:
        raise HTTPException(404, "There is no such appointment.")
    return Response(
        appointment_ics(found, doors.settings),
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="neurodiversity-hub.ics"', "Cache-Control": "no-store"},
    )
