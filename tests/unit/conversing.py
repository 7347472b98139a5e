"""A conversation on a Rasa and a Redis that are there, with nobody to be woken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hub.conversation import Conversation
from hub.handoff.wake import Wakes
from hub.memory import Memory
from hub.rasa_client import RasaClient
from hub.settings import HubSettings
from hub.store.database import Store


@asynccontextmanager
async def conversation_on(
    rasa_url: str, memory: Memory, store: Store, settings: HubSettings, *, secret: str = "s" * 40, patience: float = 3
) -> AsyncIterator[Conversation]:
    """``patience``: how many seconds Rasa has."""
    rasa = RasaClient(rasa_url, patience)
    yield Conversation(
        settings,
        rasa,
        memory,
        lambda: None,
        store=store,
        secret=secret,
        patience_seconds=3,
        wakes=Wakes("redis://127.0.0.1:1/0"),
    )
    await rasa.close()
