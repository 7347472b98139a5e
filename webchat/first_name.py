"""``POST /api/chat/name``: the first name that a parent gives for a live chat, which the call handler sees."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from hub import safety
from hub.doors import Doors
from hub.handoff import first_name, parents
from hub.handoff.queue import Queue
from hub.outcomes import Outcome
from hub.replies import Reply
from hub.store.database import StoreUnavailableError
from hub.words import MAX_MESSAGE_CHARACTERS, clean
from webchat.api import UNKNOWN_CONVERSATION, ChatReply, chat_reply
from webchat.live_api import NOT_NOW

router = APIRouter()


class NameRequest(BaseModel):
    """Whose it is, and what stood in the box."""

    model_config = ConfigDict(extra="forbid", strict=True)

    conversation: Annotated[str, Field(max_length=200, description="the conversation's id")]
    name: Annotated[str, Field(max_length=MAX_MESSAGE_CHARACTERS, description="the first name, as it was written")]


class NameResponse(BaseModel):
    """``kept``: whether the call handler sees it. ``replies``: what to say, in order."""

    kept: bool
    replies: list[ChatReply]


@router.post(
    "/api/chat/name",
    responses={
        404: {"description": "a conversation id that we did not issue"},
        503: {"description": "it cannot be kept right now"},
    },
)
async def give_name(body: NameRequest, request: Request) -> NameResponse:
    """Say by which first name the call handler may call you. The safety screen reads it first, as everything."""
    doors: Doors = request.app.state.doors
    if not doors.ids.issued(body.conversation):
        raise HTTPException(404, UNKNOWN_CONVERSATION)
    words = clean(body.name)
    if (crisis := safety.screen(words)) is not None:
        await _tell_of_crisis(doors, body.conversation, crisis)
        return NameResponse(kept=False, replies=[chat_reply(safety.crisis_reply(crisis))])
    name = first_name.readable_name(words)
    if name is None:
        return NameResponse(kept=False, replies=[_say(first_name.NOT_A_NAME)])
    try:
        number = await asyncio.to_thread(first_name.keep, _queue(doors), body.conversation, name, doors.now())
    except StoreUnavailableError as error:
        raise HTTPException(503, NOT_NOW) from error
    if number is None:
        return NameResponse(kept=False, replies=[_say(first_name.NOBODY)])
    await doors.wakes.wake(number)
    return NameResponse(kept=True, replies=[_say(f"Thank you, {name}. The call handler can see your name.")])


async def _tell_of_crisis(doors: Doors, conversation: str, crisis: safety.Crisis) -> None:
    """The numbers come whatever is wrong with the store; the handler gets the banner where it answers."""
    doors.contacts.note_crisis(conversation)
    try:
        await asyncio.to_thread(parents.note_crisis, _queue(doors), conversation, crisis.level, doors.now())
    except StoreUnavailableError:
        return
    await doors.wakes.wake()


def _queue(doors: Doors) -> Queue:
    return Queue(doors.store, doors.settings, doors.secret)


def _say(text: str) -> ChatReply:
    return chat_reply(Reply(kind="message", outcome=Outcome.PERSON, web=text))
