"""Which parts of the system answer right now, and what the set-up is doing meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from hub import knowledge, metrics, progress, safety
from hub.memory import Memory
from hub.rasa_client import RasaClient
from hub.settings import Environment
from hub.store.database import Store

LOOK_SECONDS = 15.0


class Readiness:
    """Looks at each part the front door depends on."""

    def __init__(self, machine: Environment, rasa: RasaClient, memory: Memory, store: Store) -> None:
        self._machine, self._rasa, self._memory, self._store = machine, rasa, memory, store
        self._http = httpx.AsyncClient(timeout=2, trust_env=False)

    async def close(self) -> None:
        await self._http.aclose()

    async def look(self) -> dict[str, Any]:
        """``ready``, the ``parts`` ("up", "down"), the ``step`` of the set-up while it runs, and what else is wrong."""
        redis, rasa, actions, worker, database = await asyncio.gather(
            self._memory.alive(),
            self._rasa.alive(),
            self._actions_alive(),
            self._memory.worker_alive(),
            asyncio.to_thread(self._store.alive),
        )
        parts = {
            "redis": redis,
            "rasa": rasa,
            "actions": actions,
            "worker": worker,
            "database": database,
            "safety_screen": safety.complete(),
            "knowledge_base": knowledge.search_if_ready() is not None,
        }
        metrics.note_parts(parts)
        ready = all(parts.values())
        named = {name: "up" if up else "down" for name, up in parts.items()}
        step = None if ready else progress.read(self._machine.hub_state)
        return {
            "ready": ready,
            "parts": named,
            "step": step,
            "knowledge_base_problem": knowledge.problem(),
            "judged_by_rules_alone": safety.judged_by_rules_alone(),
        }

    async def keep_looking(self) -> None:
        """Look again and again, so that the metrics know of a part that is down although nobody asks."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def _actions_alive(self) -> bool:
        try:
            return (await self._http.get(f"{self._machine.actions_url}/health")).is_success
        except httpx.HTTPError:
            return False
