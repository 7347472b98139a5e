"""Signs of the other side in a live chat: that they are typing, and up to where they have seen. In Redis, for a while.

Nothing depends on them: without Redis nobody seems to type, and nothing seems seen.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Literal

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hub.handoff.wake import PATIENCE_SECONDS

log = structlog.get_logger()

Side = Literal["parent", "handler"]
TYPING_SECONDS = 6
_KEPT_SECONDS = 24 * 3600
_KEY = "hub:handoff:"


@dataclass(frozen=True)
class Sign:
    """Of one side: the sequence up to which it has seen, and a number that is new each time that it says it is typing.

    ``typing`` is None where it is not.
    """

    seen: int = 0
    typing: int | None = None


class Signs:
    """The signs of all live chats, shared through Redis. Nothing here raises. Wake the other side afterwards."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1)

    async def close(self) -> None:
        await self._redis.aclose()

    async def types(self, handoff: int, side: Side) -> None:
        """One side is typing, for the next seconds."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._redis.set(_typing(handoff, side), time.monotonic_ns(), ex=TYPING_SECONDS)
        except (RedisError, TimeoutError) as error:
            log.warning("no_sign", reason=type(error).__name__)

    async def has_seen(self, handoff: int, side: Side, sequence: int) -> None:
        """One side has the lines up to ``sequence`` on its screen; an earlier one changes nothing."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._redis.pipeline(transaction=False) as steps:
                steps.zadd(_seen(handoff), {side: sequence}, gt=True)
                steps.expire(_seen(handoff), _KEPT_SECONDS)
                await steps.execute()
        except (RedisError, TimeoutError) as error:
            log.warning("no_sign", reason=type(error).__name__)

    async def of(self, handoff: int, side: Side) -> Sign:
        """What is known of a side."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._redis.pipeline(transaction=False) as steps:
                steps.zscore(_seen(handoff), side)
                steps.get(_typing(handoff, side))
                seen, typing = await steps.execute()
        except (RedisError, TimeoutError):
            return Sign()
        return Sign(int(seen or 0), int(typing) if typing else None)


def _seen(handoff: int) -> str:
    return f"{_KEY}{handoff}:seen"


def _typing(handoff: int, side: Side) -> str:
    return f"{_KEY}{handoff}:typing:{side}"
