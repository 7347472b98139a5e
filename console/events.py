"""The live part of the console, as server-sent events: who waits, my chats, and what is said in them.

The store is the only source, so any front door can serve a handler, and whoever comes back after a break goes on after the
last line that was seen: each event's id says for every chat which one that is.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from console.board import Board, board_of
from console.calls import pane_state
from console.chats import chat_context
from console.desk import Desk, QuietDesk, desk_of, templates, wakes_of
from console.signs import new_signs, signs_of
from hub.handoff.handoff import Line
from hub.handoff.signs import Sign
from hub.store.database import StoreUnavailableError
from staff.access import user_of

router = APIRouter(prefix="/console", include_in_schema=False)
# Between two signs of life on a quiet stream, and between two looks whether the session goes on.
ALIVE_SECONDS = 10.0
# Waits are shown in minutes.
_SHOW_AGAIN_SECONDS = 30.0
_SEEN = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass
class Seen:
    """What a browser has been told: the state of the queue and of its chats, and the last line of each."""

    lines: dict[int, int] = field(default_factory=dict)
    queue: Any = None
    chats: Any = None
    presence: str | None = None
    signs: dict[int, Sign] = field(default_factory=dict)
    shown_at: float = 0.0

    @property
    def id(self) -> str:
        return ".".join(f"{chat}-{last}" for chat, last in sorted(self.lines.items()))


@router.get("/events")
async def events(request: Request, desk: QuietDesk) -> Response:
    """A stream until the browser leaves, its session ends, or this process stops."""
    given = request.headers.get("last-event-id", "")[:2_000]
    seen = Seen({int(chat): int(last) for chat, last in _SEEN.findall(given)})
    # Proxies must not collect it.
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(request, desk, seen), media_type="text/event-stream", headers=headers)


async def _stream(request: Request, desk: Desk, seen: Seen) -> AsyncIterator[str]:
    looked = time.monotonic()
    yield "retry: 2000\n\n"
    # It ends when this process stops; a browser comes back by itself, to whichever front door is there.
    async for _ in wakes_of(request).woken():
        try:
            if time.monotonic() - looked >= ALIVE_SECONDS:
                looked = time.monotonic()
                if await asyncio.to_thread(_is_over, request):
                    yield _event("signed_out", {}, seen)
                    return
                yield ": alive\n\n"
            for event in await asyncio.to_thread(news, request, desk_of(request, desk.user), seen):
                yield event
            for sign in await new_signs(signs_of(request), seen.lines, seen.signs):
                yield _event("sign", sign, seen)
        except StoreUnavailableError:
            yield _event("trouble", {}, seen)


def news(request: Request, desk: Desk, seen: Seen) -> list[str]:
    """The events that bring a browser from what it has ``seen`` to now; ``seen`` is brought along."""
    board = board_of(desk)
    told: list[str] = []
    if board.presence != seen.presence:
        seen.presence = board.presence
        told.append(_event("presence", {"presence": board.presence}, seen))
    if board.queue_state != seen.queue or time.monotonic() - seen.shown_at >= _SHOW_AGAIN_SECONDS:
        seen.queue, seen.shown_at = board.queue_state, time.monotonic()
        html = _render(request, desk, "console/_queue.html", board=board)
        told.append(_event("queue", {"html": html, "calls": board.calls}, seen))
    if board.chats_state != seen.chats:
        seen.chats = board.chats_state
        seen.signs.clear()  # what is shown anew has lost them
        told.append(_event("chats", {"chats": _chats(request, desk, board)}, seen))
    for chat in board.mine:
        if lines := desk.queue.lines(chat.id, seen.lines.get(chat.id, 0)):
            seen.lines[chat.id] = lines[-1].sequence
            shown = [_line(request, desk, chat, line) for line in lines]
            told.append(_event("lines", {"chat": chat.id, "lines": shown}, seen))
    seen.lines = {chat.id: seen.lines.get(chat.id, 0) for chat in board.mine}
    return told


def _chats(request: Request, desk: Desk, board: Board) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "state": pane_state(desk, one), "html": _render(request, desk, "console/_chat.html", chat=one)}
        for one in board.mine
    ]


def _line(request: Request, desk: Desk, chat: Any, line: Line) -> dict[str, Any]:
    html = _render(request, desk, "console/_line.html", chat=chat, line=line)
    return {"sequence": line.sequence, "author": line.author, "kind": line.kind, "html": html}


def _render(request: Request, desk: Desk, template: str, **context: Any) -> str:
    return templates.get_template(template).render(request=request, **chat_context(desk), **context)


def _event(name: str, data: dict[str, Any], seen: Seen) -> str:
    return f"event: {name}\nid: {seen.id}\ndata: {json.dumps(data)}\n\n"


def _is_over(request: Request) -> bool:
    user = user_of(request, counts=False)
    return user is None or not user.may("handler")
