"""``POST /telephony/sms``: a text message in, the reply out as TwiML."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

from hub import outbox, safety
from hub.conversation import Message, Turn
from hub.memory import MemoryUnavailableError
from hub.outcomes import Outcome
from hub.phone_numbers import phone_key
from hub.store.database import StoreUnavailableError
from hub.uk_calendar import in_london
from telephony import keywords
from telephony.callers import conversation_of_day, number_of, reachable
from telephony.keywords import Keyword
from telephony.line import Telephony
from telephony.links import read_on
from telephony.opinions import Question, Rating, keep_helped, keep_rating
from telephony.signature import Signed, Webhook
from telephony.texts import as_text, cut, wants_more

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)

MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
MOST_TEXTS, WINDOW_SECONDS = 20, 300
PICTURE = "Sorry, I cannot look at pictures, films or sound. Please write what you would like to know."
PICTURE_TOO = "(I cannot look at the picture.)"
TOO_MANY = "You have sent many texts in a short time. Please wait a few minutes and write again. If anyone is in danger, phone 999."
THANKS = "Thank you for telling us."
NOT_KEPT = "Sorry, we could not keep that just now. Please send it again later."
HOW_WAS_IT = (
    "How was this? If you like, text RATE, a number from 1 (poor) to 5 (very good), and what we could do better."
)
_CONVERSATION, _REST, _ASKED = "conversation", "rest", "asked"


@dataclass(frozen=True)
class _Known:
    """The conversation of a number, whether it begins now, the rest of our last text, and what it asked at its end."""

    conversation: str
    is_first: bool
    rest: str = ""
    asked: Question | None = None


@router.post("/telephony/sms")
async def sms(request: Request, webhook: Signed) -> Response:
    """Answer a text. Twilio sends a text again where it gets no answer in time: that gives the same reply."""
    telephony: Telephony = request.app.state.telephony
    sent, message = webhook["From"], webhook["MessageSid"] or webhook["SmsSid"]
    if not sent or not MESSAGE_SID.fullmatch(message):
        raise HTTPException(422, "A text message has From and MessageSid.")
    number = number_of(sent)
    if number is None:  # a short code or a name: nobody reads there, and an automatic answer would be answered
        return _twiml(_silent())
    line = phone_key(telephony.doors.secret, number)
    names = webhook.known_by(f"message:{message}")
    return _twiml(await telephony.memory.once(line, names, lambda: _answer(telephony, line, number, webhook)))


async def _answer(telephony: Telephony, line: str, number: str, webhook: Webhook) -> str:
    body = webhook["Body"]
    word = keywords.keyword(body, webhook["OptOutType"])
    if word in {Keyword.STOP, Keyword.START}:
        kept = await _opted(telephony, number, word)
        if word is Keyword.STOP or not keywords.is_an_answer(body):
            # Where OptOutType is there, Twilio has replied itself.
            return _silent() if webhook["OptOutType"] else _reply(_confirmed(word) if kept else keywords.NOT_STOPPED)
    excess = await telephony.too_many(f"sms:{line}", MOST_TEXTS, WINDOW_SECONDS)
    if excess and safety.screen(body) is None:
        return _reply(TOO_MANY) if excess == 1 else _silent()
    known = await _known(telephony, line, number)
    if known.rest and wants_more(body):
        return await _goes_on(telephony, line, known.rest)
    if (told := await _opinion(telephony, known, body)) is not None:
        return _reply(THANKS if told else NOT_KEPT)
    pictures = webhook["NumMedia"] not in {"", "0"}
    if pictures and not body:
        return _reply(PICTURE)
    message = Message(
        known.conversation,
        "sms",
        body,
        telephony.now(),
        is_first=known.is_first,
        caller=reachable(number),
        key=webhook["MessageSid"] or webhook["SmsSid"],
    )
    turn = await telephony.doors.turn(message)
    if word is Keyword.HELP and turn.outcome is not Outcome.CRISIS:
        return _silent() if webhook["OptOutType"] else _reply(keywords.help_text(telephony.doors.settings))
    after = ""
    if turn.intent == "goodbye" and await telephony.doors.once.may_ask_for_rating(known.conversation):
        after = f"\n{HOW_WAS_IT}"
    return await _say(telephony, line, turn, (f"{PICTURE_TOO}\n" if pictures else "", after))


async def _opinion(telephony: Telephony, known: _Known, body: str) -> bool | None:
    """Keep what a text says about our answer or about us; whether that could be done. None where it says something else."""
    if safety.screen(body) is not None:
        return None
    helped = known.asked.answer(body) if known.asked else None
    if known.asked and helped is not None:
        return await keep_helped(telephony, known.conversation, "sms", known.asked.topic, helped=helped)
    rating = Rating.read(body)
    return await keep_rating(telephony, known.conversation, "sms", rating) if rating else None


async def _say(telephony: Telephony, line: str, turn: Turn, around: tuple[str, str]) -> str:
    """The turn's replies as a text, with what comes before and after; the rest of a long one is kept for MORE.

    With a call handler on there are none.
    """
    before, after = around
    asks = Question.under(turn)
    if asks:
        after += f"\n{asks.text}"
    now, rest = cut(before + as_text(turn.replies, read_on(telephony, turn)) + after)
    try:
        if any(reply.forgets for reply in turn.replies):
            await telephony.memory.forget(line)
        else:
            await telephony.memory.put(line, {_REST: rest or None, _ASKED: str(asks) if asks else None})
    except MemoryUnavailableError as error:
        log.warning("line_not_remembered", error=type(error).__name__, detail=str(error))
    return _reply(now) if turn.replies else _silent()


async def _goes_on(telephony: Telephony, line: str, rest: str) -> str:
    now, after = cut(rest)
    await telephony.memory.put(line, {_REST: after or None})
    return _reply(now)


async def _known(telephony: Telephony, line: str, number: str) -> _Known:
    """The conversation that the number is in, or a new one. Without Redis, one for the day."""
    try:
        conversation, rest, asked = await telephony.memory.get(line, _CONVERSATION, _REST, _ASKED)
        if conversation is not None:
            await telephony.memory.put(line, {_CONVERSATION: conversation})
            return _Known(conversation, is_first=False, rest=rest or "", asked=Question.read(asked))
        begun = telephony.doors.ids.new()
        await telephony.memory.put(line, {_CONVERSATION: begun})
    except MemoryUnavailableError:
        day = in_london(telephony.now()).date()
        return _Known(conversation_of_day(telephony.doors.secret, number, day), is_first=False)
    return _Known(begun, is_first=True)


async def _opted(telephony: Telephony, number: str, word: Keyword) -> bool:
    """Note that a number wants texts or none; whether that was kept."""
    doors = telephony.doors
    try:
        if word is Keyword.STOP:
            await asyncio.to_thread(outbox.opt_out, doors.store, doors.secret, number, telephony.now())
            # A call handler could not reach them any more.
            await doors.conversation.live.leave(Message("", "sms", "", telephony.now(), caller=reachable(number)))
        else:
            await asyncio.to_thread(outbox.opt_in, doors.store, doors.secret, number)
    except StoreUnavailableError as error:
        log.error("opt_out_not_kept", word=word.value, detail=str(error))
        return False
    return True


def _confirmed(word: Keyword) -> str:
    return keywords.STOPPED if word is Keyword.STOP else keywords.STARTED


def _reply(text: str) -> str:
    response = MessagingResponse()
    response.message(text)
    return str(response)


def _silent() -> str:
    return str(MessagingResponse())


def _twiml(text: str) -> Response:
    return Response(text, media_type="text/xml")
