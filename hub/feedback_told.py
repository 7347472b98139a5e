"""Keeping what somebody tells in a conversation, each thing once, whichever door they tell it at."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog

from hub import feedback
from hub.doors import Doors
from hub.feedback import Given
from hub.feedback_once import about_live_chat
from hub.handoff import parents
from hub.handoff.queue import Queue
from hub.memory import MemoryUnavailableError
from hub.store.database import StoreUnavailableError

log = structlog.get_logger()
# What is told about when it is not an answer: the whole conversation, an appointment.
WHOLE = "the whole"


class NotKeptError(Exception):
    """It could not be kept; whoever told us may try again."""


@dataclass(frozen=True)
class Told:
    """What has become of it. ``kept``: False where the conversation has told about the same before."""

    kept: bool
    comment_kept: bool


async def how_it_was(doors: Doors, conversation: str) -> str:
    """What a rating at the end is about: the chat with a call handler that has just ended, otherwise the whole.

    Raises NotKeptError.
    """
    queue = Queue(doors.store, doors.settings, doors.secret)
    try:
        last = await asyncio.to_thread(parents.latest, queue, conversation)
    except StoreUnavailableError as error:
        log.warning("feedback_not_kept", reason=type(error).__name__)
        raise NotKeptError from error
    return WHOLE if last is None or last.accepted_at is None else about_live_chat(last.id)


async def tell(doors: Doors, conversation: str, about: str, given: Given) -> Told:
    """Keep what is told about ``about`` (a topic, or WHOLE) unless the conversation has done so; raises NotKeptError."""
    try:
        if not await doors.once.tells(conversation, about):
            return Told(kept=False, comment_kept=False)
        try:
            return Told(kept=True, comment_kept=await asyncio.to_thread(feedback.keep, doors.store, given, doors.now()))
        except StoreUnavailableError:
            await doors.once.told_nothing(conversation, about)
            raise
    except (StoreUnavailableError, MemoryUnavailableError) as error:
        log.warning("feedback_not_kept", reason=type(error).__name__)
        raise NotKeptError from error
