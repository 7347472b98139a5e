"""One turn of a conversation, whatever the channel: safety first, then Rasa, and never an empty reply."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from hub import audit, gaps, metrics, reminders, safety, waiting_answers
from hub.appointments.diary import Diary
from hub.appointments.waiting_list import WaitingList
from hub.closed_channels import Switch, closed_reply
from hub.intents import INTENTS, Intent
from hub.limited import limited_reply
from hub.logs import request_id
from hub.memory import BusyError, Memory, MemoryUnavailableError, Remembered
from hub.outcomes import Outcome
from hub.rasa_client import RasaClient, RasaTurn, RasaUnavailableError
from hub.replies import Button, Channel, Reply
from hub.settings import HubSettings
from hub.store.database import Store, StoreUnavailableError
from hub.uk_calendar import in_london
from hub.words import clean, has_words
from knowledge_base.search import Search

log = structlog.get_logger()

# What Rasa sees of a long message. The safety screen has read the whole before.
MAX_CHARACTERS_FOR_RASA = 1_500
FALLBACK = "nlu_fallback"
_WRITE = "Please write what you would like to know. A few words are enough."
_ORDINALS = {
    "1": 0,
    "one": 0,
    "first": 0,
    "2": 1,
    "two": 1,
    "second": 1,
    "3": 2,
    "three": 2,
    "third": 2,
    "4": 3,
    "four": 3,
    "fourth": 3,
}
_MORE = re.compile(r"(?:tell me )?more(?: please)?[.!]?", re.IGNORECASE)
_PICK = re.compile(
    r"(?:number |option |the )?(1|2|3|4|one|two|three|four|first|second|third|fourth)(?: one)?[.!]?", re.IGNORECASE
)


@dataclass(frozen=True)
class Message:
    """One message as a channel adapter hands it in. ``now`` is timezone-aware."""

    conversation: str
    channel: Channel
    text: str
    now: datetime
    is_first: bool = False
    """Whether the channel knows that nothing came before it."""
    caller: str | None = None
    """The number that it came from, E.164, on SMS and voice where it is not withheld."""
    diary: str = "hub"
    """Which appointment diary it is about; replayed evaluation rows have one each."""


@dataclass(frozen=True)
class Turn:
    """What a message led to. ``intent`` is what the message is; None while nothing could understand it."""

    replies: tuple[Reply, ...]
    outcome: Outcome
    intent: Intent | None = None
    confidence: float = 0.0
    crisis: safety.Crisis | None = None
    asks_if_it_helped: bool = False
    """Whether the channel is to ask so now: at most once in a conversation, never after a crisis."""

    @property
    def article(self) -> str | None:
        return next((reply.article for reply in self.replies if reply.article), None)

    @property
    def alternatives(self) -> tuple[str, ...]:
        return next((reply.alternatives for reply in self.replies if reply.alternatives), ())


class Conversation:
    """Answers messages. ``search`` gives the index, or None while it cannot be built."""

    def __init__(
        self,
        settings: HubSettings,
        rasa: RasaClient,
        memory: Memory,
        search: Callable[[], Search | None],
        *,
        store: Store,
        secret: str,
        patience_seconds: float,
    ) -> None:
        self._settings, self._rasa, self._memory, self._search = settings, rasa, memory, search
        self._store, self._secret, self._patience_seconds = store, secret, patience_seconds
        self._switch = Switch(store)

    async def turn(self, message: Message) -> Turn:
        """Answer one message. Never raises for what a person can send, and never returns without a reply."""
        message = replace(message, text=clean(message.text))
        if not has_words(message.text):
            return await self._no_words(message)
        crisis = safety.screen(message.text)
        if crisis is not None and not await self._is_our_own_choice(message):
            reply = safety.crisis_reply(crisis)
            if crisis.level == "act_now":
                return _said(reply, crisis=crisis)
            understood = await self._task(message, asked_about=crisis)
            return replace(understood, replies=(reply, *understood.replies), outcome=Outcome.CRISIS, crisis=crisis)
        if (told := await self._to_the_waiting_list(message)) is not None:
            return _said(told)
        if (said := safety.check_answer(message.text)) is not None:
            return await self._after_check(message, said)
        return await self._task(message)

    async def _is_our_own_choice(self, message: Message) -> bool:
        """Whether a message is the title of a button that we offered: our words, not the person's."""
        try:
            before = await self._memory.recall(message.conversation)
        except MemoryUnavailableError:
            return False
        return before is not None and any(_is_title(message.text, button) for button in before.offered)

    async def _no_words(self, message: Message) -> Turn:
        """Silence, a picture, a row of signs: said kindly, and what was asked is asked again."""
        try:
            before = await self._memory.recall(message.conversation)
        except MemoryUnavailableError:
            before = None
        waiting = before.waiting if before else None
        web = "I did not get any words." if waiting else f"I did not get any words. {_WRITE}"
        voice = (
            "I did not hear anything."
            if waiting
            else "I did not hear anything. Please say in a few words what you would like to know."
        )
        reply = Reply(kind="message", outcome=Outcome.UNREADABLE, web=web, voice=voice)
        return Turn((reply, waiting), reply.outcome) if waiting else _said(reply)

    async def _after_check(self, message: Message, said: safety.CheckAnswer) -> Turn:
        """The answer to "Is anyone in danger right now?", where that was asked; any other yes or no goes on as usual.

        Where nobody knows any more what was asked, a bare yes is given the numbers again.
        """
        try:
            before = await self._memory.recall(message.conversation)
        except MemoryUnavailableError:
            before = None
        alone = safety.nothing_more(message.text)
        waits = before is not None and (before.asked_about or before.waiting or before.offered)
        if said == "yes" and alone and not waits and (reply := await self._to_a_reminder(message)):
            return _said(reply)
        if before is None:
            if said == "no" or not alone or message.is_first:
                return await self._task(message)
            again = safety.Crisis("immediate_danger", "check")
            await self._remember(message.conversation, Remembered(asked_about=again))
            return _said(safety.crisis_reply(again), crisis=again)
        if before.asked_about is None:
            return await self._task(message)
        if said == "yes":
            crisis = replace(before.asked_about, level="act_now")
            return _said(safety.crisis_reply(crisis), crisis=crisis)
        line = safety.after_no()
        if alone:
            await self._remember(message.conversation, replace(before, asked_about=None))
            if before.waiting:
                return Turn((line, before.waiting), line.outcome)
            return _said(replace(line, buttons=before.offered))
        went_on = await self._task(message)
        return replace(went_on, replies=(line, *went_on.replies))

    async def _to_a_reminder(self, message: Message) -> Reply | None:
        """The reply to a YES by text from a number that was reminded of its appointment."""
        if message.channel != "sms" or message.caller is None:
            return None
        diary = Diary(self._store, self._settings, self._secret, message.diary)
        try:
            return await asyncio.to_thread(reminders.confirmed, diary, message.caller, message.now)
        except StoreUnavailableError as error:
            log.warning("reminder_answer_not_looked_up", detail=str(error))
            return None

    async def _to_the_waiting_list(self, message: Message) -> Reply | None:
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

    async def _remember(self, conversation: str, state: Remembered) -> None:
        """Keep what is known; without Redis the conversation goes on unremembered, which is logged."""
        try:
            await self._memory.remember(conversation, state)
        except MemoryUnavailableError as error:
            log.warning("not_remembered", detail=str(error))

    async def _task(self, message: Message, asked_about: safety.Crisis | None = None) -> Turn:
        """Everything but safety: one message of a conversation at a time through Rasa, while the channel is open."""
        if await self._switch.is_closed(message.channel):
            return _said(closed_reply(message.text, message.now, self._settings))
        try:
            async with AsyncExitStack() as held:
                await held.enter_async_context(self._memory.one_at_a_time(message.conversation, self._patience_seconds))
                before = await self._memory.recall(message.conversation) or Remembered()
                chosen = _chosen(message.text, before.offered)
                asked_for = reminders.word_in(message.text) if message.channel == "sms" and not before.waiting else None
                text = chosen.payload if chosen else asked_for or message.text[:MAX_CHARACTERS_FOR_RASA]
                metadata = {
                    "now": message.now.isoformat(),
                    "channel": message.channel,
                    "caller": message.caller,
                    "diary": message.diary,
                    "request": request_id(),
                }
                answered = await self._rasa.turn(message.conversation, message.channel, text, metadata)
                offered = tuple(button for reply in answered.replies for button in reply.buttons)
                waiting = next((reply for reply in answered.replies if reply.asks), None)
                await self._memory.remember(
                    message.conversation, Remembered(offered, asked_about, waiting, message.now)
                )
                if any(reply.forgets for reply in answered.replies):
                    await self._memory.forget(message.conversation)
        except (RasaUnavailableError, MemoryUnavailableError, BusyError) as error:
            log.warning("limited_reply", reason=type(error).__name__, detail=str(error))
            metrics.RASA_ERRORS.labels(type(error).__name__).inc()
            if asked_about is not None:
                await self._remember(message.conversation, Remembered(asked_about=asked_about))
            text = message.text[:MAX_CHARACTERS_FOR_RASA]
            return _said(limited_reply(text, message.now, self._settings, self._search()))
        await self._keep(message, answered)
        return Turn(answered.replies, answered.replies[0].outcome, _intent(answered), answered.confidence)

    async def _keep(self, message: Message, answered: RasaTurn) -> None:
        """Put into the store what a turn leaves behind; without the store the reply is given all the same."""
        nearest = next((reply.nearest for reply in answered.replies if reply.nearest), None)
        forgotten = any(reply.forgets for reply in answered.replies)
        try:
            if nearest:
                day = in_london(message.now).date()
                await asyncio.to_thread(
                    gaps.record, self._store, text=message.text, channel=message.channel, nearest=nearest, day=day
                )
            if forgotten:
                note = partial(audit.note, action="conversation_deleted", at=message.now, detail="by its own person")
                await asyncio.to_thread(self._store.write, note)
        except StoreUnavailableError as error:
            log.warning("not_kept", gap=nearest is not None, deletion=forgotten, detail=str(error))

    async def intent_of(self, text: str) -> Intent | None:
        """What a message is, without making it part of a conversation; None where nothing can tell."""
        if not has_words(clean(text)):
            return None
        try:
            ranking = await self._rasa.understand(clean(text)[:MAX_CHARACTERS_FOR_RASA])
        except RasaUnavailableError:
            return None
        return _known(ranking[0]) if ranking else None


def _said(reply: Reply, *, crisis: safety.Crisis | None = None) -> Turn:
    return Turn((reply,), reply.outcome, crisis=crisis)


def _is_title(text: str, button: Button) -> bool:
    return button.title.casefold().rstrip(" .!?") == text.casefold().strip().rstrip(" .!?")


def _chosen(text: str, offered: tuple[Button, ...]) -> Button | None:
    """The offered button that a text names, by its title or its number."""
    if button := next((button for button in offered if _is_title(text, button)), None):
        return button
    if _MORE.fullmatch(text.strip()):
        return next((button for button in offered if button.title == "Tell me more"), None)
    if match := _PICK.fullmatch(text.strip()):
        place = _ORDINALS[match[1].lower()]
        return offered[place] if place < len(offered) else None
    return None


def _known(name: str | None) -> Intent | None:
    return next((intent for intent in INTENTS if intent == name), None)


def _intent(answered: RasaTurn) -> Intent | None:
    """On fallback: what the answer shows it to be, else the likeliest intent."""
    if answered.intent != FALLBACK:
        return _known(answered.intent)
    if any(reply.kind == "hours" for reply in answered.replies):
        return "ask_opening_hours"
    if any(reply.article for reply in answered.replies):
        return "ask_guidance"
    return _known(answered.ranking[0]) if answered.ranking else None
