"""What the line keeps in Redis: the conversation of a number, the last words of a call, and what was already answered.

One hash for each number or call, named by an HMAC, gone 24 hours after its last message; and counters for the limits.
Everything here may fail: a caller is answered without it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import LockError, RedisError

from hub.memory import BusyError, MemoryUnavailableError

log = structlog.get_logger()

_LINE, _RATE = "hub:line:", "hub:line-rate:"
# Longer than a turn may take, so that a lock left by a crash frees itself soon after.
LOCK_SECONDS = 20
# Twilio hangs up on us after 15 seconds.
PATIENCE_SECONDS = 11


class LineMemory:
    """The numbers and calls of all front doors, shared through Redis. Every method raises MemoryUnavailableError."""

    def __init__(self, url: str, kept_hours: int = 24) -> None:
        self._kept_seconds = kept_hours * 3600
        again = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
        self._redis = Redis.from_url(
            url, socket_timeout=2, socket_connect_timeout=1, retry=again, decode_responses=True
        )

    async def close(self) -> None:
        await self._redis.aclose()

    async def get(self, line: str, *names: str) -> list[str | None]:
        """What is kept of a line under each name."""
        with _unavailable():
            return list(await cast("Awaitable[list[str | None]]", self._redis.hmget(_LINE + line, list(names))))

    async def put(self, line: str, values: Mapping[str, str | None]) -> None:
        """Keep values, drop those that are None, and begin the hours anew."""
        kept: dict[Any, Any] = {name: value for name, value in values.items() if value is not None}
        with _unavailable():
            async with self._redis.pipeline(transaction=True) as steps:
                if kept:
                    steps.hset(_LINE + line, mapping=kept)
                if dropped := [name for name, value in values.items() if value is None]:
                    steps.hdel(_LINE + line, *dropped)
                steps.expire(_LINE + line, self._kept_seconds)
                await steps.execute()

    async def forget(self, line: str) -> None:
        """Drop everything that is kept of a line."""
        with _unavailable():
            await self._redis.delete(_LINE + line)

    async def count(self, what: str, seconds: int) -> int:
        """How often this was counted, now included, in a window that begins with the first."""
        with _unavailable():
            async with self._redis.pipeline(transaction=True) as steps:
                steps.set(_RATE + what, 0, ex=seconds, nx=True)
                steps.incr(_RATE + what)
                return int((await steps.execute())[1])

    @asynccontextmanager
    async def held(self, line: str) -> AsyncIterator[None]:
        """Hold a line while one request is answered. Raises BusyError too."""
        lock = self._redis.lock(
            f"{_LINE}{line}:lock", timeout=LOCK_SECONDS, sleep=0.02, blocking_timeout=PATIENCE_SECONDS
        )
        with _unavailable():
            free = await lock.acquire()
        if not free:
            raise BusyError
        try:
            yield
        finally:
            with suppress(LockError, RedisError):
                await lock.release()

    async def once(self, line: str, names: Sequence[str], work: Callable[[], Awaitable[str]]) -> str:
        """The answer to a request: made by ``work``, or the one that was given when it came before.

        ``names`` are what the request can be known by. Of several at once one does the work, and the others wait for it.
        Never raises for want of Redis: then a repetition is answered anew.
        """
        answer: str | None = None
        try:
            async with self.held(line):
                if (told := next(filter(None, await self.get(line, *names)), None)) is not None:
                    return told
                answer = await work()
                await self.put(line, dict.fromkeys(names, answer))
        except (MemoryUnavailableError, BusyError) as error:
            log.warning("line_not_remembered", error=type(error).__name__, detail=str(error))
        return await work() if answer is None else answer


class _unavailable:  # noqa: N801 (reads as a word)
    """One error for a Redis that does not answer."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, RedisError):
            raise MemoryUnavailableError(type(error).__name__) from error
