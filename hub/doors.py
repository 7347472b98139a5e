"""What every door of the house needs to answer a message: built once for a front door, shared by its channels."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import structlog

from hub import metrics, tracing
from hub.answered import Answers
from hub.contacts import ContactBook
from hub.conversation import Conversation, Message, Turn
from hub.conversation_ids import ConversationIds
from hub.feedback_once import Once
from hub.handoff.signs import Signs
from hub.handoff.wake import Wakes
from hub.limits import Limits, TooManyMessagesError
from hub.settings import Environment, HubSettings
from hub.store.database import Store

log = structlog.get_logger()


@dataclass
class Doors:
    """The conversation, the ids, the store and the secret that signs, for the channel adapters."""

    environment: Environment
    settings: HubSettings
    ids: ConversationIds
    conversation: Conversation
    store: Store
    secret: str
    once: Once
    wakes: Wakes
    signs: Signs
    answers: Answers
    limits: Limits
    outcomes: Counter[str] = field(default_factory=Counter)
    contacts: ContactBook = field(init=False)

    def __post_init__(self) -> None:
        """The contacts of this front door are counted in its store."""
        self.contacts = ContactBook(self.store, self.secret, self.settings)

    def now(self) -> datetime:
        """The present moment, timezone-aware."""
        return datetime.now(UTC)

    async def turn(self, message: Message) -> Turn:
        """Answer a message, count its outcome and its contact, and log how it went: never what it said."""
        started = time.perf_counter()
        with tracing.span("turn", {"channel": message.channel}) as span:
            turn = await self.conversation.turn(message)
            span.note({"outcome": turn.outcome.value, "intent": turn.intent, "article": turn.article})
        return await self._noted(message, turn, started)

    async def turn_within_limits(self, message: Message, address: str | None) -> Turn:
        """The same for a sender that can be anybody, at ``address`` where that is known. Raises TooManyMessagesError.

        Who may be in danger is answered all the same.
        """
        started = time.perf_counter()
        over = await self.limits.over(message.conversation, address, message.now)
        if over is None:
            return await self.turn(message)
        if (turn := await self.conversation.turn_in_crisis(message)) is None:
            log.info("over_limit", channel=message.channel, by=over.by)
            raise TooManyMessagesError(over)
        return await self._noted(message, turn, started)

    async def _noted(self, message: Message, turn: Turn, started: float) -> Turn:
        turn = replace(turn, asks_if_it_helped=await self.once.may_ask(message.conversation, turn))
        self.outcomes[turn.outcome] += 1
        seconds = time.perf_counter() - started
        metrics.TURNS.labels(message.channel, turn.outcome.value).inc()
        metrics.TURN_SECONDS.labels(message.channel).observe(seconds)
        log.info(
            "turn",
            channel=message.channel,
            outcome=turn.outcome.value,
            intent=turn.intent,
            article=turn.article,
            crisis=turn.crisis.level if turn.crisis else None,
            ms=round(seconds * 1000, 1),
        )
        self.contacts.note(message, turn)
        return turn
