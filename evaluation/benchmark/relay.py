"""200 live chats at once: from the moment that a call handler sends a message to the moment that the parent's page has it.

The parents' pages are real streams of the running front door. The handlers write as the console does: into the store,
then a wake. Everything that is made for it is deleted again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

import httpx
import numpy as np

from hub.conversation_ids import ConversationIds, read_or_make_secret
from hub.handoff import presence
from hub.handoff.handoff import Patience, Wish
from hub.handoff.queue import Queue
from hub.handoff.wake import Wakes
from hub.settings import DAYS, Environment, HubSettings, hub_settings
from hub.store.database import Store

CHATS, MESSAGES, EVERY_SECONDS = 200, 6, 4.0
HANDLER = "benchmark"
_HEARTBEAT_SECONDS = 10
Row = dict[str, Any]


def relay(url: str, machine: Environment) -> list[Row]:
    """Measure it on the system at ``url``, whose store and Redis are those of ``machine``."""
    return asyncio.run(_relay(url, machine))


class _Chats:
    """The chats, and when each message was sent and had."""

    def __init__(self, url: str, machine: Environment) -> None:
        self._url, self._wakes = url, Wakes(machine.redis_url)
        self._store = Store(machine.database_url)
        secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
        self._ids = ConversationIds(secret)
        self._queue = Queue(self._store, _always_open(), secret, patience=Patience(at_once=CHATS))
        self._numbers: dict[str, int] = {}
        self._sent: dict[str, float] = {}
        self.taken: list[float] = []

    def begin(self) -> None:
        self.here()
        for _ in range(CHATS):
            conversation = self._ids.new()
            made = self._queue.ask(Wish(conversation, "web"), _now())
            self._numbers[conversation] = self._queue.accept(made.id, HANDLER, _now()).id

    def here(self) -> None:
        presence.here(self._store, HANDLER, _now(), "busy")

    async def run(self) -> None:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=self._url, timeout=60, limits=limits, trust_env=False) as http:
            joined = [asyncio.Event() for _ in self._numbers]
            pages = [
                asyncio.create_task(self._page(http, conversation, event))
                for conversation, event in zip(self._numbers, joined, strict=True)
            ]
            await asyncio.gather(*(event.wait() for event in joined))
            beating = asyncio.create_task(self._beat())
            await asyncio.gather(*(self._writes(number) for number in self._numbers.values()))
            await asyncio.wait_for(asyncio.gather(*pages), 60)
            beating.cancel()

    async def end(self) -> None:
        for conversation in self._numbers:
            await asyncio.to_thread(self._queue.delete_conversation, conversation, _now())
        await asyncio.to_thread(presence.leave, self._store, HANDLER, _now())
        await self._wakes.close()
        self._store.close()

    async def _writes(self, number: int) -> None:
        """A handler who writes every few seconds, each beginning at a time of their own."""
        await asyncio.sleep(random.uniform(0, EVERY_SECONDS))
        for message in range(MESSAGES):
            words = f"message {message} of {number}"
            self._sent[words] = time.perf_counter()
            await asyncio.to_thread(self._queue.say_as_handler, number, HANDLER, words, words, _now())
            await self._wakes.wake(number)
            await asyncio.sleep(EVERY_SECONDS)

    async def _page(self, http: httpx.AsyncClient, conversation: str, joined: asyncio.Event) -> None:
        """A parent's page, until it has everything."""
        async with contextlib.aclosing(self._events(http, conversation)) as events:
            had = 0
            async for data in events:
                if data.get("state") == "joined":
                    joined.set()
                elif data.get("from") == "handler":
                    self.taken.append((time.perf_counter() - self._sent[data["text"]]) * 1000)
                    had += 1
                    if had == MESSAGES:
                        return

    async def _events(self, http: httpx.AsyncClient, conversation: str) -> AsyncGenerator[dict[str, Any]]:
        async with http.stream("GET", "/api/chat/events", params={"conversation": conversation}) as response:
            response.raise_for_status()
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_HEARTBEAT_SECONDS)
            await asyncio.to_thread(self.here)


async def _relay(url: str, machine: Environment) -> list[Row]:
    chats = _Chats(url, machine)
    try:
        await asyncio.to_thread(chats.begin)
        await chats.run()
    finally:
        await chats.end()
    p50, p95, p99 = (float(np.percentile(chats.taken, share)) for share in (50, 95, 99))
    return [{"system": f"live chat, {CHATS} at once", "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}]


def _always_open() -> HubSettings:
    """The operator's settings, but open at any hour that the measurement is run."""
    hours = {day: ["00:00-23:59"] for day in DAYS}
    changes = {"opening_hours": hours, "closures": [], "closed_on_bank_holidays": False}
    kept = hub_settings().model_dump(mode="json", exclude={"opening_hours", "closures", "closed_on_bank_holidays"})
    return HubSettings.model_validate({**kept, **changes})


def _now() -> datetime:
    return datetime.now(UTC)
