"""Answers each message of a web chat once, however often a bad connection sends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from hub.memory import LOCK_SECONDS, BusyError, Memory, MemoryUnavailableError

log = structlog.get_logger()
# The first sending frees its hold by then, even where its front door has died.
_PATIENCE_SECONDS = LOCK_SECONDS + 2


@dataclass(frozen=True)
class Answer:
    """An answer as the channel sends it. ``forgotten``: it is about a deletion, so nothing is kept of it either."""

    text: str
    forgotten: bool = False


class Answers:
    """What was answered in the conversations of all front doors."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def once(self, conversation: str, message: str, work: Callable[[], Awaitable[Answer]]) -> str:
        """The answer to the message of this name: made by ``work``, or the one that was given before.

        Of several sendings at once one does the work, and the others wait for it. Never raises for want of Redis: then
        a message that is sent again is answered anew, which is logged.
        """
        answer: Answer | None = None
        try:
            async with self._memory.one_at_a_time(f"{conversation}:{message}", _PATIENCE_SECONDS):
                if (given := await self._memory.answered(conversation, message)) is not None:
                    return given
                answer = await work()
                if not answer.forgotten:
                    await self._memory.keep_answer(conversation, message, answer.text)
        except (MemoryUnavailableError, BusyError) as error:
            log.warning("answer_not_remembered", reason=type(error).__name__)
        return (answer or await work()).text
