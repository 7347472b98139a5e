"""Whether the handler is there: what they say, and the heartbeat of their page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse

from console.board import board_of
from console.desk import QuietDesk, back_to
from hub.handoff import presence
from hub.handoff.handoff import Presence
from staff.access import checked_form, user_of, wants_page

router = APIRouter(prefix="/console", include_in_schema=False)


@router.post("/presence", dependencies=[Depends(checked_form)])
def say_presence(
    request: Request, desk: QuietDesk, said: Annotated[Presence | None, Form(alias="presence")] = None
) -> Response:
    """A heartbeat, with what the handler says of themselves where that is new.

    Who is there stays signed in while they wait for somebody. Who did not answer an offer counts as away (hub/handoff),
    and a page that nobody looks at is signed out in the end.
    """
    presence.here(desk.store, desk.name, desk.now, said)
    now = board_of(desk).presence
    if said is not None or now != "away":
        user_of(request, counts=True)
    return back_to("/console") if wants_page(request) else JSONResponse({"presence": now})
