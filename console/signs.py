"""That the parent types and up to where they have seen, for the handler; and the same of the handler, for the parent.

Signs are in Redis for a while (hub/handoff/signs.py) and never hold a word that was written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from console.chats import NOT_YOURS
from console.desk import Desk, QuietDesk, wakes_of
from hub.handoff.handoff import Handoff
from hub.handoff.signs import TYPING_SECONDS, Sign, Signs
from hub.handoff.states import State
from staff.access import RefusedError, checked_form

router = APIRouter(prefix="/console", include_in_schema=False)


@router.post("/signs/{number}", status_code=204, dependencies=[Depends(checked_form)])
async def show_sign(
    request: Request,
    desk: QuietDesk,
    number: int,
    *,
    typing: Annotated[bool, Form()] = False,
    seen: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """The handler is typing, or has the lines up to ``seen`` on the screen."""
    chat = await asyncio.to_thread(_theirs, desk, number)
    signs = signs_of(request)
    if typing:
        await signs.types(number, "handler")
    if seen:
        await signs.has_seen(number, "handler", min(seen, chat.last_sequence))
    await wakes_of(request).wake(number)
    return Response(status_code=204)


def _theirs(desk: Desk, number: int) -> Handoff:
    chat = desk.queue.get(number)
    if chat is None or chat.handler != desk.name or chat.state != State.WITH_HANDLER:
        raise RefusedError(409, NOT_YOURS)
    return chat


def signs_of(request: Request) -> Signs:
    """The signs of all live chats."""
    signs: Signs = request.app.state.signs
    return signs


async def new_signs(signs: Signs, chats: Iterable[int], known: dict[int, Sign]) -> list[dict[str, Any]]:
    """What is new of the parents in some chats; ``known`` is brought along."""
    numbers = list(chats)
    now = await asyncio.gather(*(signs.of(number, "parent") for number in numbers))
    told = [
        {
            "chat": number,
            "seen": max(sign.seen, known.get(number, Sign()).seen),
            "typing": TYPING_SECONDS if sign.typing not in (None, known.get(number, Sign()).typing) else 0,
        }
        for number, sign in zip(numbers, now, strict=True)
        if sign != known.get(number, Sign()) and sign != Sign()
    ]
    known.clear()
    known.update(zip(numbers, now, strict=True))
    return told
