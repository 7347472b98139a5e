"""Asking what people think once in a conversation and never after a crisis, and counting each answer once.

Kept in Redis for as long as the conversation, under keyed hashes, and nowhere near the feedback itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac

import structlog

from hub.memory import Memory, MemoryUnavailableError
from hub.outcomes import Outcome
from hub.turns import Turn

log = structlog.get_logger()
# Nobody waits longer for the question than this, least of all for the emergency numbers.
PATIENCE_SECONDS = 0.25
_ASKED = "asked"


def about_live_chat(number: int) -> str:
    """What is told about when it is a chat with a call handler, by its number in the queue."""
    return f"live chat {number}"


class Once:
    """What has been asked and told in the conversations of all front doors."""

    def __init__(self, memory: Memory, secret: str) -> None:
        self._memory, self._secret = memory, secret

    async def may_ask(self, conversation: str, turn: Turn) -> bool:
        """Whether to ask under this turn if it helped; counts as asked where it is True. Never raises.

        Not where the turn asks something itself: two questions at once are one too many.
        """
        crisis = turn.crisis is not None or turn.outcome is Outcome.CRISIS
        answers = turn.outcome in (Outcome.ANSWERED, Outcome.CLARIFIED) and turn.article is not None
        if not (crisis or (answers and not any(reply.asks for reply in turn.replies))):
            return False
        return await self.may_ask_for_rating(conversation) and not crisis

    async def may_ask_for_rating(self, conversation: str) -> bool:
        """Whether to ask at its end how a conversation was: not where anything was asked before. Never raises."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._memory.claim(self._key(conversation, _ASKED))
        except (MemoryUnavailableError, TimeoutError) as error:
            log.warning("not_asked_for_feedback", reason=type(error).__name__)
            return False

    async def tells(self, conversation: str, topic: str) -> bool:
        """Whether this is the first time that a conversation tells about a topic; raises MemoryUnavailableError."""
        return await self._memory.claim(self._key(conversation, f"topic:{topic}"))

    async def told_nothing(self, conversation: str, topic: str) -> None:
        """What was told could not be kept, so that it may be told again; raises MemoryUnavailableError."""
        await self._memory.give_back(self._key(conversation, f"topic:{topic}"))

    def _key(self, conversation: str, what: str) -> str:
        words = f"feedback:{conversation}:{what}".encode()
        return "hub:feedback:" + hmac.new(self._secret.encode(), words, hashlib.sha256).hexdigest()
