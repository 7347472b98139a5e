"""``POST /telephony/voice``: a call, turn by turn, over Twilio's ``<Gather>``; or handed to ConversationRelay.

A call is never recorded. Safety comes first: crisis words get the numbers, slowly, before anything else, and no menu.
"""

from __future__ import annotations

import re
from contextlib import suppress

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from hub.handoff.in_call import CALLER
from hub.memory import MemoryUnavailableError
from hub.phone_numbers import phone_key
from hub.store.database import StoreUnavailableError
from telephony import wording
from telephony.call import Call
from telephony.callers import number_of
from telephony.gather import as_gather
from telephony.line import Telephony
from telephony.place import Place
from telephony.relay_twiml import as_relay
from telephony.signature import Signed, Webhook
from telephony.speech import hang_up
from telephony.waiting import AFTER

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)

_CALL_SID = re.compile(r"CA[0-9a-f]{32}")
MOST_CALLS, WINDOW_SECONDS = 10, 600
ENDED = frozenset(("completed", "busy", "failed", "no-answer", "canceled"))


@router.post("/telephony/voice")
async def begin(request: Request, webhook: Signed) -> Response:
    """Greet a caller."""
    telephony, call = call_of(request, webhook)

    async def greet() -> str:
        number = number_of(webhook["From"])
        who = f"voice:{phone_key(telephony.doors.secret, number)}" if number else ""
        if who and await telephony.too_many(who, MOST_CALLS, WINDOW_SECONDS):
            return hang_up(wording.TOO_MANY_CALLS, telephony.doors.environment.twilio_voice)
        greeting = await call.greeting()
        if telephony.doors.settings.voice_mode == "relay":
            return as_relay(telephony, call, greeting)
        return as_gather(greeting, telephony.doors.environment.twilio_voice)

    return as_response(await telephony.memory.once(call.key, webhook.known_by("turn:0"), greet))


@router.post("/telephony/voice/turn")
async def turn(request: Request, webhook: Signed) -> Response:
    """Answer what a caller said, keyed, or did not say. The same turn again gets the same answer."""
    telephony, call = call_of(request, webhook)
    place = Place.read(webhook.query)
    if place is None:
        raise HTTPException(422, "A turn of a call has a number n.")

    async def answer() -> str:
        step = await call.answer(webhook["SpeechResult"], webhook["Digits"], place)
        return as_gather(step, telephony.doors.environment.twilio_voice)

    return as_response(await telephony.memory.once(call.key, webhook.known_by(f"turn:{place.turn}"), answer))


@router.post(CALLER)
async def connect(request: Request, webhook: Signed) -> Response:
    """Twilio was told that the queue has news for a caller: a handler is there, or is not any more."""
    telephony, call = call_of(request, webhook)
    return as_response(as_gather(await call.put_through(), telephony.doors.environment.twilio_voice))


@router.post(AFTER)
async def after(request: Request, webhook: Signed) -> Response:
    """The conference is over, or the caller has hung up in it."""
    telephony, call = call_of(request, webhook)
    place = Place.read(webhook.query)
    if place is None:
        raise HTTPException(422, "A turn of a call has a number n.")
    if webhook["CallStatus"] in ENDED:
        await _hung_up(call)
        return as_response(str(VoiceResponse()))

    async def go_on() -> str:
        step = await call.after_conference(place, failed=webhook["DialCallStatus"] == "failed")
        return as_gather(step, telephony.doors.environment.twilio_voice)

    return as_response(await telephony.memory.once(call.key, webhook.known_by(f"after:{place.turn}"), go_on))


@router.post("/telephony/voice/status")
async def status(request: Request, webhook: Signed) -> Response:
    """Drop what is kept of a call when it is over; nobody is kept waiting for it, or talking into it."""
    telephony, call = call_of(request, webhook)
    if webhook["CallStatus"] in ENDED:
        await _hung_up(call)
        with suppress(MemoryUnavailableError):  # it expires by itself
            await telephony.memory.forget(call.key)
    return Response(status_code=204)


async def _hung_up(call: Call) -> None:
    try:
        await call.waiting.hung_up()
    except StoreUnavailableError as error:  # who waits is missed in the end, too (hub/handoff/ringing.py)
        log.warning("hanging_up_not_kept", reason=str(error))


def call_of(request: Request, webhook: Webhook) -> tuple[Telephony, Call]:
    """The line, and the call that a webhook is about; 422 where it names none."""
    telephony: Telephony = request.app.state.telephony
    sid = webhook["CallSid"]
    if not _CALL_SID.fullmatch(sid):
        raise HTTPException(422, "A call has a CallSid.")
    return telephony, Call(telephony, sid, number_of(webhook["From"]), number_of(webhook["To"]))


def as_response(text: str) -> Response:
    """TwiML, as Twilio wants it."""
    return Response(text, media_type="text/xml")
