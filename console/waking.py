"""When to look at the queue again. The one place to change when something else can say that it has changed."""

from __future__ import annotations

import asyncio

LOOK_EVERY_SECONDS = 1.0


async def something_may_have_changed() -> None:
    """Until it is worth looking: the store is asked once a second."""
    await asyncio.sleep(LOOK_EVERY_SECONDS)
