"""Calendar files behind secret links: an appointment for its family, all of them for the team."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response

from hub.appointments import calendar_feed as feeds
from hub.appointments.calendar_file import appointment_ics
from hub.appointments.calendar_link import KEY_LENGTH, is_calendar_key
from hub.appointments.diary import Diary
from hub.doors import Doors
from hub.memory import Memory, MemoryUnavailableError
from hub.store.database import StoreUnavailableError

router = APIRouter()
DIARY = "hub"
# A calendar asks a few times an hour; all who ask are counted together, so that nothing of anybody needs to be kept.
MOST_ASKED, WINDOW_SECONDS = 300, 600
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@router.get(
    "/appointments/team.ics",
    response_class=Response,
    responses={
        404: {"description": "a link that is not ours, or has been replaced"},
        429: {"description": "too many requests in ten minutes"},
        503: {"description": "the diary does not answer right now"},
    },
)
async def team_calendar(
    request: Request, key: Annotated[str, Query(min_length=feeds.KEY_LENGTH, max_length=feeds.KEY_LENGTH)]
) -> Response:
    """What is booked, for the team's calendar. 404 where the link is not ours, or has been replaced."""
    doors: Doors = request.app.state.doors
    if await _too_often(request.app.state.memory):
        raise HTTPException(429, "That was too often. Please try again in ten minutes.", {"Retry-After": "600"})
    feed = feeds.Feed(Diary(doors.store, doors.settings, doors.secret, DIARY), doors.secret)
    try:
        file = await asyncio.to_thread(feed.file, key, doors.now())
    except StoreUnavailableError as error:
        raise HTTPException(503, "Our diary does not answer right now. Please try again later.") from error
    if file is None:
        raise HTTPException(404, "There is no such calendar.")
    return Response(file, media_type="text/calendar; charset=utf-8", headers=_PRIVATE)


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
        headers={"Content-Disposition": 'attachment; filename="neurodiversity-hub.ics"', **_PRIVATE},
    )


async def _too_often(memory: Memory) -> bool:
    """Whether the team's calendar is asked for more than calendars do. Nobody is refused where Redis cannot say."""
    try:
        return await memory.count("team-calendar", WINDOW_SECONDS) > MOST_ASKED
    except MemoryUnavailableError:
        return False
