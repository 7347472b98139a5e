"""The socket of ConversationRelay, and ``POST /telephony/voice/over``, which Twilio asks when its session is over."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Request, Response, WebSocket, WebSocketDisconnect
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from telephony.call import Call
from telephony.callers import call_key, number_of
from telephony.gather import as_gather
from telephony.line import Telephony
from telephony.place import Place
from telephony.relay_frames import Setup, read
from telephony.relay_session import RelaySession
from telephony.relay_twiml import OVER, SOCKET
from telephony.signature import Signed, handshake_is_signed
from telephony.voice import ENDED, as_response, call_of

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)

SETUP_SECONDS, MOST_REFUSED = 10, 20
_AGAINST_THE_RULES = 1008


@router.websocket(SOCKET + "/{key}")
async def relay(socket: WebSocket, key: str) -> None:
    """Carry a call. ``key`` stands for it, so that a signed address serves no other."""
    telephony: Telephony = socket.app.state.telephony
    if not handshake_is_signed(socket):
        await socket.close()  # before it was accepted: 403
        return
    await socket.accept()
    session = await _set_up(telephony, socket, key)
    if session is None:
        await socket.close(_AGAINST_THE_RULES)
        return
    try:
        if not await _carry(telephony, socket, key, session):
            await socket.close(_AGAINST_THE_RULES)
    finally:
        await session.finish()


@router.post(OVER)
async def over(request: Request, webhook: Signed) -> Response:
    """Go on over Gather when the relay broke off, or end the call as it was to end."""
    telephony, call = call_of(request, webhook)
    if webhook["CallStatus"] in ENDED:
        return as_response(str(VoiceResponse()))
    handed = Place.read(dict(parse_qsl(webhook["HandoffData"])))

    async def go_on() -> str:
        if handed is None:
            code = webhook["ErrorCode"]
            log.warning("relay_broke_off", code=code if re.fullmatch(r"\d{5}", code) else None)
        step = await call.answer("", "", handed) if handed else await call.goes_on()
        return as_gather(step, telephony.doors.environment.twilio_voice)

    return as_response(await telephony.memory.once(call.key, webhook.known_by("over"), go_on))


async def _set_up(telephony: Telephony, socket: WebSocket, key: str) -> RelaySession | None:
    """The session, when its setup has come; None where it has not in time, or is another call's."""
    try:
        async with asyncio.timeout(SETUP_SECONDS):
            for _ in range(MOST_REFUSED):
                text = await _next(socket)
                frame = None if text is None else read(text)
                if text is None or (isinstance(frame, Setup) and not _is_of(telephony, frame, key)):
                    return None
                if isinstance(frame, Setup):
                    call = Call(telephony, frame.call, number_of(frame.number or ""))
                    return RelaySession(call, await call.stands(), _sender(socket))
                log.warning("relay_frame_refused", why="before setup")
    except TimeoutError:
        log.warning("relay_frame_refused", why="no setup")
    return None


async def _carry(telephony: Telephony, socket: WebSocket, key: str, session: RelaySession) -> bool:
    """Take frames until the socket closes; False where they are not those of this call."""
    refused = 0
    while (text := await _next(socket)) is not None:
        frame = read(text)
        if frame is None:
            refused += 1
            log.warning("relay_frame_refused", why="not a frame")
        elif isinstance(frame, Setup) and not _is_of(telephony, frame, key):
            log.warning("relay_frame_refused", why="another call")
            return False
        else:
            await session.take(frame)
        if refused > MOST_REFUSED:
            return False
    return True


async def _next(socket: WebSocket) -> str | None:
    """The text of the next frame, "" for one of bytes; None when the socket is closed.

    How long it can be, the server of the front door limits (commands/parts.py).
    """
    received = await socket.receive()
    if received["type"] == "websocket.disconnect":
        return None
    return received.get("text") or ""


def _is_of(telephony: Telephony, setup: Setup, key: str) -> bool:
    return hmac.compare_digest(call_key(telephony.doors.secret, setup.call).encode(), key.encode())


def _sender(socket: WebSocket) -> Callable[[str], Awaitable[None]]:
    """Sends frames for as long as Twilio is there."""

    async def send(frame: str) -> None:
        try:
            await socket.send_text(frame)
        except (WebSocketDisconnect, RuntimeError):  # Starlette's words for a socket that is closed
            log.info("relay_gone")

    return send
