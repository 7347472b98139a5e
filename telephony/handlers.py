"""The call handler's side of a call: what they hear when they are rung, the key they press, and the conference."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

import structlog
from fastapi import APIRouter, HTTPException, Path, Request, Response
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from hub.handoff.handoff import Handoff, NotYoursError
from hub.handoff.orders import Step, give
from hub.handoff.ringing import ENDED, HANDLERS
from hub.handoff.ticking import offer_next
from hub.handoff.whisper import whisper
from hub.handoff.wording import shown_name
from hub.store.database import StoreUnavailableError
from telephony import wording
from telephony.conference import EVENTS, ask_for_key, into_conference, joins, on_hold
from telephony.line import Telephony
from telephony.signature import Signed, Webhook
from telephony.speech import Said, hang_up
from telephony.voice import as_response

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
_CALL_SID = re.compile(r"CA[0-9a-f]{32}")
_CONFERENCE_SID = re.compile(r"CF[0-9a-f]{32}")


@router.post(HANDLERS + "/{number}")
async def whispers(request: Request, webhook: Signed, number: Number) -> Response:
    """A handler has picked up: what the call is about, and which key takes it."""
    telephony, call = _of(request, webhook)
    try:
        handoff, leg = await asyncio.to_thread(telephony.handed_over.asked, number, call, telephony.now())
    except (NotYoursError, StoreUnavailableError) as error:
        return _goodbye(telephony, error)
    who = shown_name(handoff.handler) if leg.invited else None
    said = tuple(map(Said, whisper(handoff, from_colleague=who)))
    key = wording.JOIN_IT if leg.invited else wording.TAKE_IT
    action = f"{HANDLERS}/{number}/key"
    return as_response(ask_for_key((*said, key), action, telephony.doors.environment.twilio_voice))


@router.post(HANDLERS + "/{number}/key")
async def key(request: Request, webhook: Signed, number: Number) -> Response:
    """1 takes the call, or joins it; anything else lets the next handler be asked."""
    telephony, call = _of(request, webhook)
    now, voice = telephony.now(), telephony.doors.environment.twilio_voice
    try:
        if webhook["Digits"] != "1":
            return as_response(hang_up((await _refused(telephony, number, call, webhook["Digits"]),), voice))
        handoff, leg = await asyncio.to_thread(telephony.handed_over.take, number, call, now)
    except (NotYoursError, StoreUnavailableError) as error:
        return _goodbye(telephony, error)
    await telephony.doors.wakes.wake(handoff.id)
    await _order(telephony, handoff.id, "share" if leg.invited else "fetch")
    way = joins(telephony, handoff.id, f"{HANDLERS}/{number}/left", ends_with_it=not leg.invited)
    return as_response(into_conference((wording.CALLER_HERE,), way, voice))


@router.post(HANDLERS + "/{number}/left")
async def left(request: Request, webhook: Signed, number: Number) -> Response:
    """A handler is out of the conference: they have hung up, or left, or it is over."""
    telephony, call = _of(request, webhook)
    hung_up = webhook["CallStatus"] in ENDED
    await _left(telephony, number, call, by_handler=hung_up)
    if hung_up:
        return as_response(str(VoiceResponse()))
    return as_response(hang_up((wording.CALLER_GONE,), telephony.doors.environment.twilio_voice))


@router.post(HANDLERS + "/{number}/status")
async def status(request: Request, webhook: Signed, number: Number) -> Response:
    """What became of a handler's call. Comes in any order, twice, or never."""
    telephony, call = _of(request, webhook)
    became = webhook["CallStatus"]
    if became in ENDED:
        try:
            handoff = await asyncio.to_thread(telephony.handed_over.not_answered, number, call, became, telephony.now())
            await _next(telephony, handoff)
        except (NotYoursError, StoreUnavailableError) as error:
            log.warning("call_status_not_kept", why=type(error).__name__)
        await _left(telephony, number, call, by_handler=True)
    return Response(status_code=204)


@router.post(EVENTS + "/{number}")
async def conference(request: Request, webhook: Signed, number: Number) -> Response:
    """What Twilio tells of a conference: by its name there people are held and muted."""
    telephony: Telephony = request.app.state.telephony
    if _CONFERENCE_SID.fullmatch(webhook["ConferenceSid"]):
        try:
            await asyncio.to_thread(telephony.handed_over.note_conference, number, webhook["ConferenceSid"])
        except StoreUnavailableError as error:  # then it is asked for when it is needed
            log.warning("conference_not_kept", reason=str(error))
    return Response(status_code=204)


@router.post(EVENTS + "/{number}/hold")
async def hold(request: Request, webhook: Signed, number: Number) -> Response:  # noqa: ARG001 (a signed request alone)
    """What a caller on hold hears."""
    telephony: Telephony = request.app.state.telephony
    return as_response(on_hold((wording.ON_HOLD,), telephony.doors.environment.twilio_voice))


async def _refused(telephony: Telephony, number: int, call: str, keys: str) -> Said:
    """Any other key passes the call on; without one nobody may be there but an answering machine."""
    calls, now = telephony.handed_over, telephony.now()
    if keys:
        await _next(telephony, await asyncio.to_thread(calls.pass_on, number, call, now))
        return wording.PASSED_ON
    await _next(telephony, await asyncio.to_thread(calls.not_answered, number, call, "no-answer", now))
    return wording.NOT_TAKEN


async def _left(telephony: Telephony, number: int, call: str, *, by_handler: bool) -> None:
    try:
        handoff = await asyncio.to_thread(
            telephony.handed_over.handler_left, number, call, "handler" if by_handler else "parent", telephony.now()
        )
    except (NotYoursError, StoreUnavailableError) as error:
        log.warning("leaving_not_kept", why=type(error).__name__)
        return
    if handoff is not None:
        await telephony.doors.wakes.wake(handoff.id)
        await _order(telephony, handoff.id, "last")


async def _order(telephony: Telephony, handoff: int, step: Step) -> None:
    """Let the worker arrange something with Twilio; without that it comes a little later, or by itself."""
    try:
        await asyncio.to_thread(give, telephony.queue, handoff, "", step, telephony.now())
    except StoreUnavailableError as error:
        log.warning("call_order_not_kept", step=step, reason=str(error))


async def _next(telephony: Telephony, handoff: Handoff | None) -> None:
    """Ask the next handler at once."""
    if handoff is None:
        return
    doors = telephony.doors
    await asyncio.to_thread(offer_next, doors.store, doors.settings, telephony.now())
    await doors.wakes.wake(handoff.id)


def _goodbye(telephony: Telephony, error: Exception) -> Response:
    said = wording.GONE if isinstance(error, NotYoursError) else wording.HANDLERS_TROUBLE
    return as_response(hang_up((said,), telephony.doors.environment.twilio_voice))


def _of(request: Request, webhook: Webhook) -> tuple[Telephony, str]:
    """The line, and Twilio's name for the handler's call; 422 where there is none."""
    telephony: Telephony = request.app.state.telephony
    if not _CALL_SID.fullmatch(webhook["CallSid"]):
        raise HTTPException(422, "A call has a CallSid.")
    return telephony, webhook["CallSid"]
