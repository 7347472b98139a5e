"""One turn of a conversation, whatever the channel: safety first, then a call handler who is on, then Rasa."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from functools import partial

import structlog

from hub import audit, gaps, languages, metrics, people, reminders, safety, tracing
from hub.choices import chosen, is_title
from hub.closed_channels import Switch, closed_reply
from hub.handoff.wake import Wakes
from hub.intents import INTENTS, Intent
from hub.limited import limited_reply
from hub.live_chat import LiveChats
from hub.logs import request_id
from hub.memory import BusyError, Memory, MemoryUnavailableError, Remembered
from hub.outcomes import Outcome
from hub.rasa_client import RasaClient, RasaTurn, RasaUnavailableError
from hub.replies import Reply
from hub.settings import HubSettings
from hub.store.database import Store, StoreUnavailableError
from hub.text_answers import TextAnswers
from hub.turns import Live, Message, Turn, turn_of
from hub.uk_calendar import in_london
from hub.words import clean, has_words
from knowledge_base.search import Search

__all__ = ["Conversation", "Message", "Turn"]

log = structlog.get_logger()

# What Rasa sees of a long message. The safety screen has read the whole before.
MAX_CHARACTERS_FOR_RASA = 1_500
FALLBACK = "nlu_fallback"
_WRITE = "Please write what you would like to know. A few words are enough."


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
        wakes: Wakes,
    ) -> None:
        self._settings, self._rasa, self._memory, self._search = settings, rasa, memory, search
        self._store, self._secret, self._patience_seconds = store, secret, patience_seconds
        self._switch = Switch(store)
        self._texts = TextAnswers(settings, memory, store, secret)
        self.live = LiveChats(settings, memory, wakes, store=store, secret=secret)

    async def turn(self, message: Message) -> Turn:
        """Answer one message. Never raises for what a person can send, and is silent only where a call handler is on."""
        message = replace(message, text=clean(message.text), spoken=message.text)
        with tracing.span("safety screen") as span:
            crisis = safety.screen(message.text) if has_words(message.text) else None
            span.note({"crisis": crisis.level if crisis else None})
        if (passed_on := await self.live.turn(message, crisis)) is not None:
            return passed_on
        if not has_words(message.text):
            return await self._no_words(message)
        if crisis is not None and not await self._is_our_own_choice(message):
            if crisis.level == "act_now":
                return await self._numbers(message, crisis)
            understood = await self._task(message, asked_about=crisis)
            return replace(
                understood,
                replies=(safety.crisis_reply(crisis), *understood.replies),
                outcome=Outcome.CRISIS,
                crisis=crisis,
            )
        if (again := await self._numbers_again(message)) is not None:
            return again
        if (told := await self._texts.to_the_waiting_list(message)) is not None:
            return turn_of(told)
        if (said := safety.check_answer(message.text)) is not None:
            return await self._after_check(message, said)
        return await self._task(message)

    async def turn_in_crisis(self, message: Message) -> Turn | None:
        """The answer to somebody who may be in danger, without Rasa; None for any other message.

        For senders who are over a limit: whoever that is, the numbers are never kept from them.
        """
        message = replace(message, text=clean(message.text), spoken=message.text)
        if (crisis := safety.screen(message.text)) is None:
            return await self._in_danger_after_all(message)
        if (passed_on := await self.live.turn(message, crisis)) is not None:
            return passed_on
        if crisis.level == "act_now":
            return await self._numbers(message, crisis)
        with suppress(MemoryUnavailableError):
            before = await self._memory.recall(message.conversation) or Remembered()
            await self._memory.remember(message.conversation, replace(before, asked_about=crisis))
        return turn_of(safety.crisis_reply(crisis), crisis=crisis)

    async def _in_danger_after_all(self, message: Message) -> Turn | None:
        """The numbers, for a yes to "Is anyone in danger right now?"; None for anything else."""
        if safety.check_answer(message.text) != "yes":
            return None
        try:
            before = await self._memory.recall(message.conversation)
        except MemoryUnavailableError:
            return None
        if before is None or before.asked_about is None:
            return None
        return await self._numbers(message, replace(before.asked_about, level="act_now"))

    async def _is_our_own_choice(self, message: Message) -> bool:
        """Whether a message is the title of a button that we offered: our words, not the person's."""
        try:
            before = await self._memory.recall(message.conversation)
        except MemoryUnavailableError:
            return False
        return before is not None and any(is_title(message.text, button) for button in before.offered)

    async def _numbers(self, message: Message, crisis: safety.Crisis) -> Turn:
        """The numbers; and a call handler, where one can really be reached and nothing else is under way."""
        turn = turn_of(safety.crisis_reply(crisis), crisis=crisis)
        try:
            before = await self._memory.recall(message.conversation) or Remembered()
        except MemoryUnavailableError:
            return turn
        state = replace(before, had_crisis=True, numbers_for=crisis)
        if message.channel != "voice" and not before.waiting and await self.live.somebody_is_there(message):
            offer = people.after_crisis()
            turn, state = replace(turn, replies=(*turn.replies, offer)), replace(state, offered=offer.buttons)
        await self._remember(message.conversation, state)
        return turn

    async def _numbers_again(self, message: Message) -> Turn | None:
        """The numbers once more, where they were the last thing said and the person asks for it: Rasa has not seen them."""
        if not safety.asks_again(message.text):
            return None
        try:
            before = await self._memory.recall(message.conversation)
        except MemoryUnavailableError:
            return None
        if before is None or before.numbers_for is None:
            return None
        said = replace(safety.crisis_reply(before.numbers_for), buttons=before.offered)
        return turn_of(said, crisis=before.numbers_for)

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
        return Turn((reply, waiting), reply.outcome) if waiting else turn_of(reply)

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
        if said == "yes" and alone and not waits and (reply := await self._texts.to_a_reminder(message)):
            return turn_of(reply)
        if before is None:
            if said == "no" or not alone or message.is_first:
                return await self._task(message)
            again = safety.Crisis("immediate_danger", "check")
            await self._remember(message.conversation, Remembered(asked_about=again))
            return turn_of(safety.crisis_reply(again), crisis=again)
        if before.asked_about is None:
            return await self._task(message)
        if said == "yes":
            return await self._numbers(message, replace(before.asked_about, level="act_now"))
        line = safety.after_no()
        if alone:
            await self._remember(message.conversation, replace(before, asked_about=None))
            if before.waiting:
                return Turn((line, before.waiting), line.outcome)
            return turn_of(replace(line, buttons=before.offered))
        went_on = await self._task(message)
        return replace(went_on, replies=(line, *went_on.replies))

    async def _remember(self, conversation: str, state: Remembered) -> None:
        """Keep what is known; without Redis the conversation goes on unremembered, which is logged."""
        try:
            await self._memory.remember(conversation, state)
        except MemoryUnavailableError as error:
            log.warning("not_remembered", detail=str(error))

    async def _task(self, message: Message, asked_about: safety.Crisis | None = None) -> Turn:
        """Everything but safety: one message of a conversation at a time through Rasa, while the channel is open."""
        if await self._switch.is_closed(message.channel):
            return turn_of(closed_reply(message.text, message.now, self._settings))
        try:
            async with AsyncExitStack() as held:
                await held.enter_async_context(self._memory.one_at_a_time(message.conversation, self._patience_seconds))
                before = await self._memory.recall(message.conversation) or Remembered()
                if before.live and (turn := await self._beside_rasa(message, before)):
                    return turn
                choice = chosen(message.text, before.offered)
                if not (choice or before.waiting) and (code := languages.written_in(message.text)):
                    told = _in_another_language(code)
                    known = replace(before, offered=told.replies[0].buttons, asked_about=asked_about)
                    await self._memory.remember(message.conversation, known)
                    return told
                asked_for = reminders.word_in(message.text) if message.channel == "sms" and not before.waiting else None
                text = choice.payload if choice else asked_for or message.text[:MAX_CHARACTERS_FOR_RASA]
                crisis = before.had_crisis or before.asked_about is not None
                metadata = {
                    "now": message.now.isoformat(),
                    "channel": message.channel,
                    "caller": message.caller,
                    "diary": message.diary,
                    "request": request_id(),
                    "crisis": "yes" if crisis else None,
                }
                answered = await self._rasa.turn(message.conversation, message.channel, text, metadata)
                offered = tuple(button for reply in answered.replies for button in reply.buttons)
                waiting = next((reply for reply in answered.replies if reply.asks), None)
                waits = any(reply.waits for reply in answered.replies)
                state = Remembered(offered, asked_about, waiting, message.now, live=waits, had_crisis=before.had_crisis)
                await self._memory.remember(message.conversation, state)
                if any(reply.forgets for reply in answered.replies):
                    await self._memory.forget(message.conversation)
        except (RasaUnavailableError, MemoryUnavailableError, BusyError) as error:
            log.warning("limited_reply", reason=type(error).__name__, detail=str(error))
            metrics.RASA_ERRORS.labels(type(error).__name__).inc()
            if asked_about is not None:
                await self._remember(message.conversation, Remembered(asked_about=asked_about))
            if code := languages.written_in(message.text):
                return _in_another_language(code)
            text = message.text[:MAX_CHARACTERS_FOR_RASA]
            return turn_of(limited_reply(text, message.now, self._settings, self._search()))
        await self._keep(message, answered)
        live = Live("waiting") if waits else None
        return Turn(answered.replies, answered.replies[0].outcome, _intent(answered), answered.confidence, live=live)

    async def _beside_rasa(self, message: Message, before: Remembered) -> Turn | None:
        """A message to a handler who was asked for while it waited its turn, or the rating of a chat just ended."""
        if (turn := await self.live.turn(message, None)) is None and (turn := await self.live.rated(message)):
            await self._memory.remember(
                message.conversation, Remembered(turn.replies[0].buttons, had_crisis=before.had_crisis)
            )
        return turn

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
                await self.live.forget(message)
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


def _in_another_language(code: str) -> Turn:
    told = languages.reply(code)
    return Turn((told,), told.outcome, "other_language", 1.0)


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
