"""``POST /api/replay``: one message with a clock and a caller of its own, for evaluation.

Exists only with HUB_TEST_CLOCK=1, which production refuses, and answers only this machine.
"""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from evaluation.setup import as_e164, reserved_number, set_up
from hub.conversation import Message
from hub.doors import Doors
from hub.intents import Intent
from hub.rendering import rendered
from hub.replies import Channel
from hub.words import MAX_MESSAGE_CHARACTERS

router = APIRouter()
LOOPBACK = ("127.0.0.1", "::1", "testclient")


class ReplayRequest(BaseModel):
    """What a channel would know of one message. ``event`` stands for something other than words."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    channel: Channel = "web"
    text: Annotated[str, Field(max_length=MAX_MESSAGE_CHARACTERS)] = ""
    now: AwareDatetime | None = None
    event: str | None = None
    caller: Annotated[str | None, Field(alias="from", max_length=40)] = None
    conversation: Annotated[str | None, Field(max_length=200)] = None
    setup: Annotated[dict[str, Any] | list[dict[str, Any]] | None, Field(description="appointments that exist")] = None


class ReplayResponse(BaseModel):
    """What EVALUATION asks of each message."""

    conversation: str
    reply: list[str]
    intent: Intent | None
    confidence: float
    article: str | None
    alternatives: list[str]
    crisis: str | None
    crisis_level: str | None
    outcome: str
    buttons: list[str]
    ms: float


def _words(body: ReplayRequest) -> str:
    """Keypad digits as text; silence and noise as no words."""
    event = (body.event or "").strip()
    if event.startswith("DTMF:"):
        return event.removeprefix("DTMF:").rstrip("#")
    return "" if event else body.text


@router.post("/api/replay")
async def replay(body: ReplayRequest, request: Request) -> ReplayResponse:
    """Answer one message at the time it carries."""
    if request.client is None or request.client.host not in LOOPBACK:
        raise HTTPException(403, "The replay answers only this machine.")
    doors: Doors = request.app.state.doors
    if body.conversation is not None and not doors.ids.issued(body.conversation):
        raise HTTPException(404, "This conversation is not known here.")
    conversation = body.conversation or doors.ids.new()
    now: datetime = body.now or doors.now()
    started = time.perf_counter()
    text = _words(body)
    first = body.conversation is None
    if first and body.setup:
        await asyncio.to_thread(set_up, doors.store, doors.settings, doors.secret, conversation, body.setup)
    caller = None if body.channel == "web" else (as_e164(body.caller) or reserved_number(conversation))
    # A diary of its own: no row sees another's appointments.
    turn = await doors.turn(
        Message(conversation, body.channel, text, now, is_first=first, caller=caller, diary=conversation)
    )
    elapsed = (time.perf_counter() - started) * 1000
    intent = turn.intent or await doors.conversation.intent_of(text)
    answer: dict[str, Any] = {
        "conversation": conversation,
        "reply": rendered(turn.replies, body.channel),
        "intent": intent,
        "confidence": turn.confidence,
        "article": turn.article,
        "alternatives": list(turn.alternatives),
        "crisis": turn.crisis.kind if turn.crisis else None,
        "crisis_level": turn.crisis.level if turn.crisis else None,
        "outcome": turn.outcome,
        "buttons": [button.title for reply in turn.replies for button in reply.buttons],
        "ms": round(elapsed, 1),
    }
    return ReplayResponse.model_validate(answer)
