"""An answer as a text to the caller's own number, with the page to read on: offered, and sent only when asked for."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub import outbox
from hub.conversation import Turn
from hub.memory import MemoryUnavailableError
from hub.phone_numbers import is_mobile, phone_key
from hub.store.database import StoreUnavailableError
from knowledge_base.gsm7 import to_gsm7
from telephony import wording
from telephony.line import Telephony
from telephony.links import read_on
from telephony.speech import Said, plain

log = structlog.get_logger()

_OF_USE = timedelta(hours=2)
_FIELD = "to_text"
_ASKS = re.compile(
    r"\b(?:text (?:me|it|that|this)|(?:send|get|have)\b.{0,20}\b(?:text|sms|message)|as a text|by text)\b",
    re.IGNORECASE,
)


def asks_for_it(words: str) -> bool:
    """Whether a caller wants the answer as a text."""
    return _ASKS.search(words) is not None


async def keep(telephony: Telephony, line: str, number: str | None, turn: Turn, count: int) -> bool:
    """Keep the text of an answer that can be offered; whether it can be."""
    answer = next((reply for reply in turn.replies if reply.kind == "answer" and reply.sms), None)
    able = number is not None and is_mobile(number) and bool(telephony.doors.environment.twilio_account_sid)
    if answer is None or not able:
        return False
    link = read_on(telephony, turn)
    body = to_gsm7(f"Neurodiversity Hub: {plain(answer.text_for('sms'))}{f' More: {link}' if link else ''}")
    try:
        await telephony.memory.put(line, {_FIELD: body})
    except MemoryUnavailableError as error:
        log.warning("line_not_remembered", error=type(error).__name__, detail=str(error), turn=count)
        return False
    return True


async def queue(telephony: Telephony, line: str, number: str | None, count: int) -> Said:
    """Put the text into the outbox; what to say about it."""
    doors, now = telephony.doors, telephony.now()
    try:
        [body] = await telephony.memory.get(line, _FIELD)
        if body is None or number is None:
            return wording.NOT_TEXTED
        if await asyncio.to_thread(outbox.opted_out, doors.store, doors.secret, number):
            return wording.NO_TEXTS

        def write(session: Session) -> None:
            outbox.write(
                session,
                dedupe=f"guidance:{line[:40]}:{count}",
                kind="guidance",
                to_phone=number,
                key=phone_key(doors.secret, number),
                body=body,
                due_at=now,
                expires_at=now + _OF_USE,
                now=now,
            )

        await asyncio.to_thread(doors.store.write, write)
    except IntegrityError:  # said twice
        return wording.TEXTED
    except (MemoryUnavailableError, StoreUnavailableError) as error:
        log.warning("text_not_queued", error=type(error).__name__, detail=str(error))
        return wording.NOT_TEXTED
    return wording.TEXTED
