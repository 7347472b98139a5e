"""A conversation that is with a call handler, or waits for one: what the parent writes is passed on, and that is all.

The assistant is silent. Only a crisis is answered, with the numbers, once; and whoever waits may leave the queue, or
choose a call back instead.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import structlog

from hub import feedback, menu, people, safety
from hub.booking import reading
from hub.callback_request import wants_callback
from hub.choices import chosen, is_title
from hub.feedback import Given
from hub.feedback_once import Once, about_live_chat
from hub.handoff import parents, wake, wording
from hub.handoff.handoff import Handoff, TooLongError
from hub.handoff.queue import Queue
from hub.handoff.states import State
from hub.handoff.waiting import outlook
from hub.handoff.wake import Wakes
from hub.memory import Memory, MemoryUnavailableError, Remembered
from hub.outcomes import Outcome
from hub.reach import number_plain
from hub.replies import Button, Reply
from hub.safety import Crisis
from hub.settings import HubSettings
from hub.store.database import Store, StoreUnavailableError
from hub.turns import Live, Message, Turn, turn_of

log = structlog.get_logger()
_Result = TypeVar("_Result")

PATIENCE_SECONDS = 2.0
# Before the emergency numbers nobody waits longer than this for the store.
PATIENCE_IN_A_CRISIS = 0.5
_END = re.compile(r"(?:please )?(?:end|leave|close|stop) (?:the |this )?chat(?: please| now)?[.!]?", re.IGNORECASE)


class LiveChats:
    """The live chats of a front door's conversations."""

    def __init__(self, settings: HubSettings, memory: Memory, wakes: Wakes, *, store: Store, secret: str) -> None:
        self._settings, self._memory, self._wakes = settings, memory, wakes
        self._store, self._secret = store, secret
        self._once = Once(memory, secret)
        self._passing: set[asyncio.Task[Turn | None]] = set()

    async def turn(self, message: Message, crisis: Crisis | None) -> Turn | None:
        """Pass on what was spoken; None where the conversation is with the assistant. Never raises.

        ``crisis`` is what the safety screen says of it.
        """
        if message.is_first and message.channel == "web":
            return None
        passing = asyncio.create_task(self._passed_on(message, crisis))
        self._passing.add(passing)
        passing.add_done_callback(self._passing.discard)
        try:
            # Shielded: what comes too late for an answer is passed on all the same.
            async with asyncio.timeout(PATIENCE_IN_A_CRISIS if crisis else PATIENCE_SECONDS):
                return await asyncio.shield(passing)
        except (StoreUnavailableError, TimeoutError) as error:
            log.warning("live_chat_unknown", reason=type(error).__name__)
        return None if crisis else await self._not_passed_on(message)

    async def rated(self, message: Message) -> Turn | None:
        """Keep the rating of a live chat that has just ended; None where a message gives none."""
        stars = wording.rating_said(message.text)
        if stars is None:
            return None
        try:
            over = await self._do(parents.latest, self._queue(message), self._name(message))
            if over is None or over.accepted_at is None or over.ended_at is None:
                return None
            if await self._once.tells(message.conversation, about_live_chat(over.id)):
                await self._do(feedback.keep, self._store, Given(message.channel, rating=stars), message.now)
        except (StoreUnavailableError, MemoryUnavailableError) as error:
            log.warning("rating_not_kept", reason=type(error).__name__)
            return turn_of(_say("Thank you for telling us. I could not keep that right now.", Outcome.FEEDBACK))
        thanks = _say("Thank you for telling us. I have kept that, without your name or number.", Outcome.FEEDBACK)
        back = (menu.PERSON,) if stars <= feedback.LOW_RATING else ()
        return turn_of(replace(thanks, buttons=(*people.menu_after(), *back)))

    async def somebody_is_there(self, message: Message) -> bool:
        """Whether a call handler could really be reached now, as far as that is known at once. Never raises."""
        try:
            async with asyncio.timeout(PATIENCE_IN_A_CRISIS):
                found = await self._do(outlook, self._store, self._settings, message.now, message.diary)
        except (StoreUnavailableError, TimeoutError) as error:
            log.warning("nobody_offered", reason=type(error).__name__)
            return False
        return found.somebody_is_there

    async def forget(self, message: Message) -> None:
        """Delete all live chats of a conversation; raises StoreUnavailableError."""
        queue = self._queue(message)
        live = await self._do(queue.live, self._name(message))
        await self._do(queue.delete_conversation, self._name(message), message.now)
        if live is not None:
            await self._wakes.wake(live.id)

    async def end(self, message: Message) -> Turn:
        """The parent ends it, or leaves the queue; raises StoreUnavailableError."""
        over = await self.leave(message)
        if over is None:
            return turn_of(_say("You are with the assistant.", Outcome.STEERED))
        reply = wording.after_the_end(over, self._settings.retention.live_chat_days)
        await self._remember(message, Remembered(offered=reply.buttons, live=True))
        return turn_of(reply)

    async def leave(self, message: Message) -> Handoff | None:
        """The same, said by nobody; None where nothing was under way."""
        over = await self._do(self._queue(message).end_by_parent, self._name(message), message.now)
        if over is not None:
            await self._wakes.wake(over.id)
        return over

    async def _passed_on(self, message: Message, crisis: Crisis | None) -> Turn | None:
        live = await self._do(self._queue(message).live, self._name(message))
        if live is None:
            return None
        crisis = crisis or await self._said_yes(message, live)
        if crisis is None:
            waits = live.state is not State.WITH_HANDLER
            if await (self._leaves(message) if waits else self._ends(message)):
                return await self.end(message)
            if waits and await self._wants_a_call(message):
                await self.leave(message)
                return None  # which the assistant takes from here
        return await self._kept(message, crisis, live)

    async def _kept(self, message: Message, crisis: Crisis | None, live: Handoff) -> Turn | None:
        """What was said is the handler's now, or the next one's."""
        if message.channel == "voice":
            return await self._heard(message, crisis, live)
        key = message.key or secrets.token_hex(8)
        say = partial(self._queue(message).say_as_parent, self._name(message), message.spoken, key, message.now)
        try:
            line = await self._do(say)
        except TooLongError:
            return turn_of(_say("Sorry, that message is too long. Please send it in parts.", Outcome.UNREADABLE))
        except ValueError:
            return turn_of(_say("I did not get any words.", Outcome.UNREADABLE))
        if line is None:
            return None  # it has just ended
        replies = await self._numbers(message, crisis) if crisis else ()
        await self._wakes.wake(live.id)
        on = live.state is State.WITH_HANDLER
        if on:
            await self._remember(
                message, Remembered(live=True, had_crisis=crisis is not None and crisis.level == "act_now")
            )
        outcome = Outcome.CRISIS if crisis else Outcome.WITH_HANDLER
        return Turn(replies, outcome, crisis=crisis, live=Live("with_handler" if on else "waiting", line.sequence))

    async def _heard(self, message: Message, crisis: Crisis | None, live: Handoff) -> Turn:
        """What a caller says while they wait is for nobody, and kept by nobody: only a crisis is answered, and noted."""
        replies = await self._numbers(message, crisis) if crisis else ()
        if crisis:
            await self._wakes.wake(live.id)
        state = Live("with_handler" if live.state is State.WITH_HANDLER else "waiting")
        outcome = Outcome.CRISIS if crisis else Outcome.WITH_HANDLER
        return Turn(replies, outcome, crisis=crisis, live=state)

    async def _said_yes(self, message: Message, live: Handoff) -> Crisis | None:
        """A yes to our question whether anyone is in danger: perhaps nobody is there yet to read it."""
        if safety.check_answer(message.text) != "yes":
            return None
        asked = await self._do(parents.may_be_in_danger, self._queue(message), live.id)
        return Crisis("immediate_danger", "act_now") if asked else None

    async def _numbers(self, message: Message, crisis: Crisis) -> tuple[Reply, ...]:
        """The banner for the handler, and the numbers for the parent where they have not been shown."""
        reply = replace(safety.crisis_reply(crisis), buttons=())
        try:
            noting = partial(parents.note_crisis, self._queue(message), self._name(message), crisis.level, message.now)
            return (reply,) if await self._do(noting) else ()
        except StoreUnavailableError as error:
            log.warning("crisis_not_noted", reason=type(error).__name__)
            return (reply,)

    async def _leaves(self, message: Message) -> bool:
        """Whether whoever waits does not want to wait any more."""
        return reading.wants_to_stop(message.text, None, 0) or await self._takes(message, wording.LEAVE)

    @staticmethod
    async def _ends(message: Message) -> bool:
        """Whether whoever writes with a handler says plainly that the chat should end: "stop" may be meant for them."""
        return _END.fullmatch(message.text.strip()) is not None

    async def _wants_a_call(self, message: Message) -> bool:
        return wants_callback(message.text) or await self._takes(message, people.CALL_ME)

    async def _takes(self, message: Message, button: Button) -> bool:
        """Whether a message is the title of a button, or the number that it has among those offered last."""
        if is_title(message.text, button):
            return True
        try:
            before = await self._memory.recall(message.conversation)
        except MemoryUnavailableError:
            return False
        return before is not None and chosen(message.text, before.offered) == button

    async def _not_passed_on(self, message: Message) -> Turn | None:
        """The store does not answer: whoever was with a handler is told that their words did not get through."""
        try:
            before = await self._memory.recall(message.conversation)
        except MemoryUnavailableError:
            return None
        if before is None or not before.live:
            return None
        text = (
            "Sorry, part of our system is not working right now. I could not pass on what you wrote. "
            f"Please send it again in a minute. {number_plain(self._settings)} If anyone is in danger, phone 999."
        )
        return turn_of(Reply(kind="limited", outcome=Outcome.LIMITED, web=text))

    async def _remember(self, message: Message, state: Remembered) -> None:
        try:
            async with asyncio.timeout(wake.PATIENCE_SECONDS):
                await self._memory.remember(message.conversation, state)
        except (MemoryUnavailableError, TimeoutError) as error:
            log.warning("not_remembered", detail=type(error).__name__)

    def _queue(self, message: Message) -> Queue:
        return Queue(self._store, self._settings, self._secret, message.diary)

    @staticmethod
    def _name(message: Message) -> str:
        return parents.name_of(message.conversation, message.channel, message.caller)

    @staticmethod
    async def _do(work: Callable[..., _Result], *arguments: object) -> _Result:
        return await asyncio.to_thread(work, *arguments)


def _say(text: str, outcome: Outcome) -> Reply:
    return Reply(kind="message", outcome=outcome, web=text)
