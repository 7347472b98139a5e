"""What the front door remembers of a conversation between two messages: the choices it offered. In Redis, for 24 hours.

No message text, no name, no number is kept here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, LockError, RedisError

from hub.replies import Button

KEPT_SECONDS = 24 * 3600
# Longer than a turn may take (RASA_TIMEOUT_SECONDS), so that a lock left by a crash frees itself soon after.
LOCK_SECONDS = 20
_KEY = "hub:conversation:"


class MemoryUnavailableError(Exception):
    """Redis does not answer."""


class BusyError(Exception):
    """Another message of this conversation is still being answered."""


@dataclass(frozen=True)
class Remembered:
    """What is known of a conversation: the buttons under the last reply."""

    offered: tuple[Button, ...] = ()


_ADAPTER = TypeAdapter(Remembered)


class Memory:
    """The conversations of all front doors, shared through Redis."""

    def __init__(self, url: str) -> None:
        # Once more on a fresh connection: Redis may have been restarted, and the embedded one closes a
        # connection after an error, which releasing a lock for the first time is to it.
        again = Retry(NoBackoff(), 1, supported_errors=(ConnectionError,))
        self._redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1, retry=again)

    async def close(self) -> None:
        await self._redis.aclose()

    async def alive(self) -> bool:
        """Whether Redis answers."""
        try:
            return bool(await self._redis.ping())
        except RedisError:
            return False

    async def recall(self, conversation: str) -> Remembered:
        """What is remembered; raises MemoryUnavailableError."""
        try:
            raw = await self._redis.get(_KEY + conversation)
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error
        if raw is None:
            return Remembered()
        try:
            return _ADAPTER.validate_json(raw)
        except ValidationError:  # written by another version
            return Remembered()

    async def remember(self, conversation: str, state: Remembered) -> None:
        """Keep ``state`` for 24 hours from now; raises MemoryUnavailableError."""
        try:
            await self._redis.set(_KEY + conversation, _ADAPTER.dump_json(state), ex=KEPT_SECONDS)
        except RedisError as error:
            raise MemoryUnavailableError(type(error).__name__) from error

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
                await _release(self._redis, lock)


async def _release(redis: Redis, lock: Lock) -> None:
    token = lock.local.token
    try:
        await lock.release()
    except RedisConnectionError:
        # The embedded Redis closes the connection with every error, here with "I do not know this script yet".
        await redis.script_load(lock.LUA_RELEASE_SCRIPT)
        if token is not None:
            await lock.do_release(token)
