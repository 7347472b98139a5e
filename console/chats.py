"""The queue and the handler's chats side by side. Every step works as a plain form, and by the page's script."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Literal

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from console import wording
from console.board import board_of
from console.calls import call_of, pane_state
from console.desk import HERE, AtDesk, Desk, back_to, templates, wakes_of
from hub.appointments.evening import due
from hub.handoff import notes, presence
from hub.handoff.handoff import MOST_CHARACTERS, NOTE_CHARACTERS, Handoff, NotYoursError, TooLongError, TooManyError
from staff.access import RefusedError, checked_form, wants_page

router = APIRouter(prefix="/console", include_in_schema=False)
STATIC = HERE / "static"
NOT_YOURS = "Somebody else has this chat now, or it is over."
TOO_MANY = "You have as many chats as one may have at once. End one of them first."
TOO_LONG = f"The message was not sent: it has more than {MOST_CHARACTERS:,} characters."
BY_PHONE = "This is a call: press 1 on your phone to take it."
NOTE_TOO_LONG = f"The note was not kept: it has more than {NOTE_CHARACTERS:,} characters."
EMPTY = "The message was not sent: there is nothing in it."
Step = Literal["accept", "pass-on", "end", "wrapped-up"]


@router.get("")
def chats_page(request: Request, desk: AtDesk) -> HTMLResponse:
    """The page is a sign of life, too."""
    presence.here(desk.store, desk.name, desk.now)
    board = board_of(desk)
    return templates.TemplateResponse(
        request,
        "console/chats.html",
        {**chat_context(desk), "board": board, "due": due(desk.diary, desk.now)},
    )


def chat_context(desk: Desk) -> dict[str, Any]:
    """What the templates of a chat need, whichever way they reach the browser."""
    return {
        "now": desk.now,
        "words": wording,
        "lines": desk.queue.lines,
        "new_key": lambda: secrets.token_urlsafe(12),
        "most": MOST_CHARACTERS,
        "call_of": lambda chat: call_of(desk, chat),
        "pane_state": lambda chat: pane_state(desk, chat),
        "most_noted": NOTE_CHARACTERS,
        "notes_before": lambda number: notes.before(desk.queue, number),
    }


@router.post("/chats/{number}/say", dependencies=[Depends(checked_form)])
def say(
    request: Request,
    desk: AtDesk,
    number: int,
    afterwards: BackgroundTasks,
    *,
    text: Annotated[str, Form()] = "",
    key: Annotated[str, Form(min_length=8, max_length=64)] = "",
) -> Response:
    """Say something to the parent. The same ``key`` twice is one message."""
    try:
        line = desk.queue.say_as_handler(number, desk.name, text, key, desk.now)
    except NotYoursError as error:
        raise RefusedError(409, NOT_YOURS) from error
    except TooLongError as error:
        raise RefusedError(422, TOO_LONG) from error
    except ValueError as error:
        raise RefusedError(422, EMPTY) from error
    afterwards.add_task(wakes_of(request).wake, number)
    return _done(request, number, sequence=line.sequence)


@router.post("/chats/{number}/note", dependencies=[Depends(checked_form)])
def note(request: Request, desk: AtDesk, number: int, note: Annotated[str, Form()] = "") -> Response:
    """Keep what the handler notes for the next one. The parent does not see it here."""
    try:
        notes.keep(desk.queue, number, desk.name, note)
    except NotYoursError as error:
        raise RefusedError(409, NOT_YOURS) from error
    except TooLongError as error:
        raise RefusedError(422, NOTE_TOO_LONG) from error
    return _done(request, number)


@router.post("/chats/{number}/{step}", dependencies=[Depends(checked_form)])
def move(request: Request, desk: AtDesk, number: int, step: Step, afterwards: BackgroundTasks) -> Response:
    """Take a chat, let another have it, end it, or finish writing it up."""
    queue = desk.queue
    try:
        if step == "accept":
            _refuse_calls(queue.get(number))
            presence.here(desk.store, desk.name, desk.now)
            queue.accept(number, desk.name, desk.now)
        elif step == "pass-on":
            queue.pass_on(number, desk.name, desk.now)
        elif step == "end":
            queue.end_by_handler(number, desk.name, desk.now)
        else:
            queue.wrapped_up(number, desk.name, desk.now)
    except NotYoursError as error:
        raise RefusedError(409, NOT_YOURS) from error
    except TooManyError as error:
        raise RefusedError(409, TOO_MANY) from error
    afterwards.add_task(wakes_of(request).wake, number)
    return _done(request, number)


def _refuse_calls(found: Handoff | None) -> None:
    """A caller is taken by the key that a handler presses on their phone, so that nobody talks into an empty room."""
    if found is not None and found.channel == "voice":
        raise RefusedError(409, BY_PHONE)


def _done(request: Request, number: int, **more: int) -> Response:
    return back_to("/console", f"chat-{number}") if wants_page(request) else JSONResponse({"done": True, **more})
