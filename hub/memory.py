"""What the front door keeps of a conversation in Redis, for 24 hours after its last message.

The choices it offered, whether it asked if anyone is in danger, and the question of an appointment that is being made,
which may repeat the name and the number given for it; and the answers to messages that name themselves, which a
browser may send again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import LockError, RedisError

from hub.replies import Button, Reply
from hub.safety import Crisis

# Longer than a turn may take (RASA_TIMEOUT_SECONDS), so that a lock left by a crash frees itself soon after.
LOCK_SECONDS = 20
_KEY = "hub:conversation:"
_ANSWERS = "hub:answers:"
_TRACKER = "rasatracker:tracker:"  # Rasa's own key for a conversation (endpoints.yml)
_WORKER = "hub:worker"
_RATE = "hub:rate:"
WORKER_SEEN_SECONDS = 60


class MemoryUnavailableError(Exception):
    """Redis does not answer."""


class BusyError(Exception):
    """Another message of this conversation is still being answered."""


@dataclass(frozen=True)
class Remembered:
    """What is known of a conversation.

    The buttons under the last reply, the crisis that we have asked about, and the question of a form that is open; when
    that was; whether it was with a call handler, or waiting for one, when it was last heard of; and whether the emergency
    numbers were given for what was plainly a crisis, and, where they were the last thing said, for which.
    """

    offered: tuple[Button, ...] = ()
    asked_about: Crisis | None = None
    waiting: Reply | None = None
    at: datetime | None = None
    live: bool = False
    had_crisis: bool = False
    numbers_for: Crisis | None = None


_ADAPTER = TypeAdapter(Remembered)


def _text(raw: bytes | str) -> str:
    return raw.decode() if isinstance(raw, bytes) else raw


class Memory:
    """The conversations of all front doors, shared through Redis."""

    def __init__(self, url: str, kept_hours: int = 24) -> None:
        self._kept_seconds = kept_hours * 3600
        # Once more on a fresh connection: Redis may have been restarted since the last message.
        again = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
        self._redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1, retry=again)

    async def close(self) -> None:
        await self._redis.aclose()

    async def alive(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(await self._redis.ping())
        except RedisError:
            return False

    async def recall(self, conversation: str) -> Remembered | None:
        """What is remembered, or None of a conversation that is new or forgotten; raises MemoryUnavailableError."""
        try:
            raw = await self._redis.get(_KEY + conversation)
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error
        if raw is None:
            return None
        try:
            return _ADAPTER.validate_json(raw)
        except ValidationError:  # written by another version
            return None

    async def remember(self, conversation: str, state: Remembered) -> None:
        """Keep ``state`` for so many hours from now; raises MemoryUnavailableError."""
        try:
            await self._redis.set(_KEY + conversation, _ADAPTER.dump_json(state), ex=self._kept_seconds)
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error

    async def forget(self, conversation: str) -> None:
        """Delete everything kept of a conversation, Rasa's own record included; raises MemoryUnavailableError."""
        try:
            await self._redis.delete(_KEY + conversation, _ANSWERS + conversation, _TRACKER + conversation)
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error

    async def answered(self, conversation: str, message: str) -> str | None:
        """The answer that was given to a message of this name, or None; raises MemoryUnavailableError."""
        try:
            raw = await cast("Awaitable[bytes | None]", self._redis.hget(_ANSWERS + conversation, message))
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error
        return None if raw is None else _text(raw)

    async def keep_answer(self, conversation: str, message: str, answer: str) -> None:
        """Keep an answer for so many hours after the last one; raises MemoryUnavailableError."""
        try:
            async with self._redis.pipeline(transaction=True) as steps:
                steps.hset(_ANSWERS + conversation, message, answer)
                steps.expire(_ANSWERS + conversation, self._kept_seconds)
                await steps.execute()
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error

    async def claim(self, key: str) -> bool:
        """Put a mark that nobody has put before, for as long as a conversation is kept; whether it was the first.

        Raises MemoryUnavailableError.
        """
        try:
            return bool(await self._redis.set(key, 1, ex=self._kept_seconds, nx=True))
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error

    async def give_back(self, key: str) -> None:
        """Take a mark away; raises MemoryUnavailableError."""
        try:
            await self._redis.delete(key)
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error

    async def count(self, what: str, seconds: int) -> int:
        """How often this was counted, now included, in a window that begins with the first.

        Raises MemoryUnavailableError.
        """
        return (await self.count_each([what], seconds))[0][0]

    async def count_each(self, names: Sequence[str], seconds: int) -> list[tuple[int, int]]:
        """The same of several things in one go, each with the seconds until its window ends."""
        try:
            async with self._redis.pipeline(transaction=True) as steps:
                for name in names:
                    steps.set(_RATE + name, 0, ex=seconds, nx=True)
                    steps.incr(_RATE + name)
                    steps.ttl(_RATE + name)
                told = await steps.execute()
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error
        return [(int(count), int(left)) for count, left in zip(told[1::3], told[2::3], strict=True)]

    async def worker_seen(self) -> None:
        """Say that the worker is alive; raises MemoryUnavailableError."""
        try:
            await self._redis.set(_WORKER, 1, ex=WORKER_SEEN_SECONDS)
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error

    async def worker_alive(self) -> bool:
        """Whether the worker has said so within the last minute."""
        try:
            return bool(await self._redis.exists(_WORKER))
        except RedisError:
            return False

    @asynccontextmanager
    async def one_at_a_time(self, conversation: str, patience_seconds: float) -> AsyncIterator[None]:
        """Hold the conversation while one message is answered, whichever front door has it.

        Raises BusyError when it is not free within ``patience_seconds``, MemoryUnavailableError without Redis.
        """
        lock = self._redis.lock(
            _KEY + conversation + ":lock", timeout=LOCK_SECONDS, sleep=0.02, blocking_timeout=patience_seconds
        )
        try:
            free = await lock.acquire()
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error
        if not free:
            raise BusyError
        try:
            yield
        finally:
            # It may have run out, or Redis gone away: then it frees itself after LOCK_SECONDS.
            with suppress(LockError, RedisError):
                await lock.release()
