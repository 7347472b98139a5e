"""The chat over a WebSocket: the messages of ``POST /api/chat``, one after the other on one connection.

A browser names each message, and sends one that was not answered again after a break, here or over plain HTTP: it gets
the answer that was given.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, HTTPException, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from hub.doors import Doors
from hub.limited import APOLOGY
from webchat.api import ChatRequest, ChatResponse, answer, sender_of

log = structlog.get_logger()
router = APIRouter()

_POLICY_VIOLATION = 1008


@router.websocket("/api/chat/socket")
async def talk(socket: WebSocket) -> None:
    """Answer each message in the order of sending, until the browser goes."""
    doors: Doors = socket.app.state.doors
    if not _may_talk(socket, doors):
        await socket.close(_POLICY_VIOLATION)
        return
    await socket.accept()
    try:
        while True:
            await socket.send_json(await _answered(doors, await socket.receive_text(), sender_of(socket, doors)))
    except (WebSocketDisconnect, KeyError):  # gone, or bytes instead of a text
        return


def _may_talk(socket: WebSocket, doors: Doors) -> bool:
    """Whether the page that connects is ours or may embed the chat: browsers ask nobody before they connect."""
    origin = socket.headers.get("origin")
    if origin is None:  # no browser
        return True
    own = urlsplit(origin).netloc == socket.headers.get("host") or origin == doors.environment.public_address
    return own or origin in doors.settings.embed_origins


async def _answered(doors: Doors, raw: str, address: str | None) -> dict[str, object]:
    """The answer with the name of its message, or why there is none, as HTTP would say it."""
    name: str | None = None
    try:
        request = ChatRequest.model_validate_json(raw)
        name = request.id
        response: ChatResponse = await answer(doors, request, address)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, issue['loc']))}: {issue['msg']}" for issue in error.errors())
        return {"id": name, "status": 422, "error": problems}
    except HTTPException as error:
        return {"id": name, "status": error.status_code, "error": error.detail}
    except Exception as error:  # noqa: BLE001 (the next message is answered all the same)
        # The class only: an error's text could carry what a person wrote.
        log.error("unexpected_error", route="/api/chat/socket", error=type(error).__name__)  # noqa: TRY400
        return {"id": name, "status": 500, "error": APOLOGY}
    return {"id": name, "status": 200, "answer": response.model_dump(mode="json")}
