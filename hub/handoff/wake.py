"""Wakes whoever looks at a live chat: a Redis stream that says only "look again". What there is to see is in the store.

Without Redis everybody looks once a second: nothing is lost, it only comes later.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hub import stopping

log = structlog.get_logger()

STREAM = "hub:handoffs:woken"
LOOK_EVERY = 1.0  # seconds, while Redis does not answer
LOOK_ANYWAY = 5  # times as long while it does: an entry may have gone with a Redis that was restarted
# Nobody who has said something waits longer than this for a Redis that hangs.
PATIENCE_SECONDS = 0.5
_MOST_ENTRIES = 1_000
_BLOCK_MILLISECONDS = 1_000
_ALL = 0


class Wakes:
    """One for each process: a single connection listens for all who look there."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=3, socket_connect_timeout=1)
        self._looking: dict[int, set[asyncio.Event]] = {}
        self._listener: asyncio.Task[None] | None = None
        self._hears = False

    async def close(self) -> None:
        """Stop listening."""
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
            self._listener = None
        await self._redis.aclose()

    async def wake(self, handoff: int | None = None) -> None:
        """Let those who look at a handoff, and at the queue, look again; None: everybody. Never raises."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._redis.xadd(STREAM, {"handoff": handoff or _ALL}, maxlen=_MOST_ENTRIES, approximate=True)
        except (RedisError, TimeoutError) as error:
            log.warning("not_woken", reason=type(error).__name__)

    async def woken(self, handoff: int | None = None) -> AsyncIterator[None]:
        """At once, then whenever there may be something new in a handoff (None: anywhere), until this process stops."""
        self._listen()
        event, number = asyncio.Event(), handoff or _ALL
        self._looking.setdefault(number, set()).add(event)
        try:
            while not stopping.is_asked():
                yield
                for _ in range(LOOK_ANYWAY if self._hears else 1):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(event.wait(), LOOK_EVERY)
                    if event.is_set() or stopping.is_asked():
                        break
                event.clear()
        finally:
            self._looking[number].discard(event)
            if not self._looking[number]:
                del self._looking[number]

    def _listen(self) -> None:
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._read())

    async def _read(self) -> None:
        last: bytes | None = None
        while True:
            try:
                if last is None:
                    newest: Any = await self._redis.xrevrange(STREAM, count=1)
                    last = newest[0][0] if newest else b"0-0"
                    self._hears = True
                    self._ring(_ALL)  # what was said while nobody listened
                read: Any = await self._redis.xread({STREAM: last}, block=_BLOCK_MILLISECONDS, count=_MOST_ENTRIES)
            except RedisError as error:
                if self._hears:
                    log.warning("not_listening", reason=type(error).__name__)
                self._hears, last = False, None
                await asyncio.sleep(LOOK_EVERY)
                continue
            for _, entries in read or ():
                for last, fields in entries:  # noqa: B007 (the newest is where to go on)
                    self._ring(int(fields[b"handoff"]))

    def _ring(self, number: int) -> None:
        everybody = (event for events in self._looking.values() for event in events)
        for event in everybody if number == _ALL else (*self._looking.get(number, ()), *self._looking.get(_ALL, ())):
            event.set()
