"""The parent's side of a live chat: the stream of what happens in it, typing, seen, and its end (docs/live-chat.md)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Header, HTTPException, Query, Request, Response
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from hub.doors import Doors
from hub.handoff import parents
from hub.handoff.handoff import Handoff
from hub.handoff.queue import Queue
from hub.handoff.signs import TYPING_SECONDS, Sign
from hub.store.database import StoreUnavailableError
from hub.turns import Message
from webchat.api import UNKNOWN_CONVERSATION, ChatResponse, chat_live, chat_reply
from webchat.live_events import Event, ParentsView
from webchat.whole_numbers import whole

log = structlog.get_logger()
router = APIRouter()

NOT_NOW = "Sorry, that cannot be done right now. Please try again in a minute."
PING_SECONDS = 15
# How often the store hears that the page is still open: far more often than a parent counts as gone.
THERE_SECONDS = 60
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"description": "a conversation id that we did not issue"}}
Id = Annotated[str, Field(max_length=200, description="the conversation's id")]


class About(BaseModel):
    """Which conversation it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    conversation: Id


class SeenRequest(About):
    """Up to which event the parent has seen."""

    sequence: Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(whole)]


@router.get("/api/chat/events", responses={204: {"description": "there is nothing, or nothing more"}, **_UNKNOWN})
async def events(
    request: Request,
    conversation: Annotated[str, Query(max_length=200)],
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    last_event_id: Annotated[str, Header()] = "",
) -> Response:
    """The live chat as it happens, from the event after the one that was seen last."""
    doors = _doors(request, conversation)
    seen = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else after
    try:
        view = await asyncio.to_thread(_view, doors, conversation, seen)
        news = await asyncio.to_thread(view.look, doors.now()) if view else []
    except StoreUnavailableError as error:
        raise HTTPException(503, NOT_NOW) from error
    if view is None or (view.over and not news):
        return Response(status_code=204)
    stream = _stream(doors, view, conversation, news)
    return EventSourceResponse(stream, headers={"X-Accel-Buffering": "no"})


@router.post("/api/chat/typing", status_code=204, responses=_UNKNOWN)
async def typing(body: About, request: Request) -> None:
    """The parent is typing, for the next seconds."""
    doors = _doors(request, body.conversation)
    if (live := await _live(doors, body.conversation)) is not None:
        await doors.signs.types(live.id, "parent")
        await doors.wakes.wake(live.id)


@router.post("/api/chat/seen", status_code=204, responses=_UNKNOWN)
async def seen(body: SeenRequest, request: Request) -> None:
    """The parent has the events up to this one on the screen."""
    doors = _doors(request, body.conversation)
    if (live := await _live(doors, body.conversation)) is not None:
        await doors.signs.has_seen(live.id, "parent", min(body.sequence, live.last_sequence))
        await doors.wakes.wake(live.id)


@router.post("/api/chat/end", responses={**_UNKNOWN, 503: {"description": "it cannot be ended right now"}})
async def end(body: About, request: Request) -> ChatResponse:
    """Leave the live chat, or the queue: the assistant is back."""
    doors = _doors(request, body.conversation)
    try:
        turn = await doors.conversation.live.end(Message(body.conversation, "web", "", doors.now()))
    except StoreUnavailableError as error:
        raise HTTPException(503, NOT_NOW) from error
    return ChatResponse(
        conversation=body.conversation,
        replies=[chat_reply(reply) for reply in turn.replies],
        outcome=turn.outcome,
        ask_if_it_helped=False,
        live=chat_live(turn.live),
    )


def _doors(request: Request, conversation: str) -> Doors:
    doors: Doors = request.app.state.doors
    if not doors.ids.issued(conversation):
        raise HTTPException(404, UNKNOWN_CONVERSATION)
    return doors


def _queue(doors: Doors) -> Queue:
    return Queue(doors.store, doors.settings, doors.secret)


async def _live(doors: Doors, conversation: str) -> Handoff | None:
    """The live chat, as far as anybody knows: signs are not worth an error."""
    try:
        return await asyncio.to_thread(_queue(doors).live, conversation)
    except StoreUnavailableError as error:
        log.warning("no_sign", reason=str(error))
        return None


def _view(doors: Doors, conversation: str, after: int) -> ParentsView | None:
    queue = _queue(doors)
    newest = parents.latest(queue, conversation)
    return ParentsView(queue, conversation, newest, after) if newest else None


async def _stream(doors: Doors, view: ParentsView, conversation: str, news: list[Event]) -> AsyncIterator[bytes]:
    """Events until the chat has ended. It starts with ``news``, and ends too when the page is closed."""
    number, known, said, there = view.handoff.id, Sign(), time.monotonic(), 0.0
    async for _ in doors.wakes.woken(number):
        try:
            if time.monotonic() - there >= THERE_SECONDS:
                there = time.monotonic()
                await asyncio.to_thread(_queue(doors).parent_seen, conversation, doors.now())
            news += await asyncio.to_thread(view.look, doors.now())
        except StoreUnavailableError as error:
            log.warning("live_chat_not_read", reason=str(error))
        for event in news:
            said = time.monotonic()
            yield _wire(event)
        if view.over:
            return
        sign = await doors.signs.of(number, "handler")
        news, known = _signs(known, sign), sign
        if not news and time.monotonic() - said >= PING_SECONDS:
            said = time.monotonic()
            yield format_sse_event(comment="ping")
        for event in news:
            said = time.monotonic()
            yield _wire(event)
        news = []


def _signs(known: Sign, sign: Sign) -> list[Event]:
    """What is new of the handler."""
    news = []
    if sign.seen > known.seen:
        news.append(Event("seen", {"sequence": sign.seen}))
    if sign.typing is not None and sign.typing != known.typing:
        news.append(Event("typing", {"seconds": TYPING_SECONDS}))
    return news


def _wire(event: Event) -> bytes:
    data = json.dumps(event.data, ensure_ascii=False)
    return format_sse_event(data_str=data, event=event.name, id=str(event.sequence) if event.sequence else None)
