"""``POST /telephony/sms/status``: what became of a text that we sent. Comes in any order, and twice."""

from __future__ import annotations

import asyncio
import re

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import update
from sqlalchemy.orm import Session

from hub import outbox
from hub.sms_sender import DELIVERY_REPORTS
from hub.store.database import StoreUnavailableError
from hub.store.tables import OutboxRow
from telephony.callers import number_of
from telephony.line import Telephony
from telephony.signature import Signed
from telephony.sms import MESSAGE_SID

log = structlog.get_logger()
router = APIRouter(include_in_schema=False)

# https://www.twilio.com/docs/api/errors: the number does not want our texts; it is a landline.
OPTED_OUT, LANDLINE = "21610", "30006"
_LOST = frozenset(("undelivered", "failed"))


@router.post(DELIVERY_REPORTS)
async def sms_status(request: Request, webhook: Signed) -> Response:
    """Take note of a text that did not arrive."""
    telephony: Telephony = request.app.state.telephony
    message, state = webhook["MessageSid"] or webhook["SmsSid"], webhook["MessageStatus"] or webhook["SmsStatus"]
    if not MESSAGE_SID.fullmatch(message) or not state:
        raise HTTPException(422, "A delivery report has MessageSid and MessageStatus.")
    if state not in _LOST:
        return Response(status_code=204)
    code = webhook["ErrorCode"]
    why = {OPTED_OUT: "opted_out", LANDLINE: "landline"}.get(code, "other")
    log.warning("text_lost", why=why, code=code if re.fullmatch(r"\d{5}", code) else None)
    number, doors = number_of(webhook["To"]), telephony.doors
    try:
        if code == OPTED_OUT and number:
            await asyncio.to_thread(outbox.opt_out, doors.store, doors.secret, number, telephony.now())
        await asyncio.to_thread(doors.store.write, lambda session: _not_arrived(session, message))
    except StoreUnavailableError as error:
        log.warning("text_lost_not_kept", detail=str(error))
    return Response(status_code=204)


def _not_arrived(session: Session, message: str) -> None:
    """The outbox's row of a text says so, where it is one of the outbox."""
    sent = (OutboxRow.provider_id == message) & (OutboxRow.status == "sent")
    session.execute(update(OutboxRow).where(sent).values(status="failed"))
