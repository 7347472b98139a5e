"""Answers by text to what we texted of ourselves: the reminder of an appointment, and a place for a family that waits."""

from __future__ import annotations

import asyncio

import structlog

from hub import reminders, waiting_answers
from hub.appointments.diary import Diary
from hub.appointments.waiting_list import WaitingList
from hub.memory import Memory, MemoryUnavailableError
from hub.replies import Reply
from hub.settings import HubSettings
from hub.store.database import Store, StoreUnavailableError
from hub.turns import Message

log = structlog.get_logger()


class TextAnswers:
    """Looks up by the number that texts whether it was written to."""

    def __init__(self, settings: HubSettings, memory: Memory, store: Store, secret: str) -> None:
        self._settings, self._memory, self._store, self._secret = settings, memory, store, secret

    async def to_a_reminder(self, message: Message) -> Reply | None:
        """The reply to a YES by text from a number that was reminded of its appointment."""
        if message.channel != "sms" or message.caller is None:
            return None
        diary = Diary(self._store, self._settings, self._secret, message.diary)
        try:
            return await asyncio.to_thread(reminders.confirmed, diary, message.caller, message.now)
        except StoreUnavailableError as error:
            log.warning("reminder_answer_not_looked_up", detail=str(error))
            return None

    async def to_the_waiting_list(self, message: Message) -> Reply | None:
        """The reply to YES, NO or LEAVE by text from a number that waits for a place."""
        word = waiting_answers.word_in(message.text)
        if message.channel != "sms" or message.caller is None or word is None:
            return None
        waiting_list = WaitingList(Diary(self._store, self._settings, self._secret, message.diary))
        try:
            before = await self._memory.recall(message.conversation)
            return await asyncio.to_thread(
                waiting_answers.answered, waiting_list, message.caller, word, message.now, before
            )
        except (StoreUnavailableError, MemoryUnavailableError) as error:
            log.warning("waiting_list_not_looked_up", error=type(error).__name__, detail=str(error))
            return None
