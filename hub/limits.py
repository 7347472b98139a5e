"""Keeps one sender from taking the web chat away from everybody else; and everybody together from more than it can bear.

Counted in Redis, so that all front doors count together; where Redis does not answer, each front door counts alone. An
internet address is never kept: what is counted under is an HMAC of it, gone after a minute.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hub import metrics
from hub.limit_settings import LimitSettings
from hub.memory import Memory, MemoryUnavailableError

WINDOW_SECONDS = 60
# A message waits no longer than this to be counted by all front doors together: it may be one in a crisis.
PATIENCE_SECONDS = 0.25
_MOST_COUNTED_ALONE = 20_000
# What one home or one telephone gets of the new internet addresses.
_SIXTY_FOUR = 64

By = Literal["conversation", "address", "all"]
_ALL = "chat:all"


@dataclass(frozen=True)
class Over:
    """That a sender is over a limit: which, and in how many seconds it may write again."""

    by: By
    seconds: int


class TooManyMessagesError(Exception):
    """The sender is over a limit, and not in a crisis."""

    def __init__(self, over: Over) -> None:
        super().__init__(over.by)
        self.over = over


class Limits:
    """The limits of all front doors."""

    def __init__(self, memory: Memory, settings: LimitSettings, secret: str) -> None:
        self._memory, self._settings, self._key = memory, settings, secret.encode()
        self._alone = _CountedAlone()

    async def over(self, conversation: str, address: str | None, now: datetime) -> Over | None:
        """Count a message, and say whether it is one too many. ``address`` is None where nobody can tell it.

        Who is over a limit of its own does not count towards that of all.
        """
        own: dict[By, tuple[str, int]] = {
            "conversation": (self._hidden("conversation", conversation), self._settings.from_conversation)
        }
        if address is not None:
            own["address"] = (self._hidden("address", network_of(address)), self._settings.from_address)
        everybody: dict[By, tuple[str, int]] = {"all": (_ALL, self._settings.in_all)}
        over = await self._counted(own, now) or await self._counted(everybody, now)
        if over is not None:
            metrics.OVER_LIMIT.labels(over.by).inc()
        return over

    async def _counted(self, limits: dict[By, tuple[str, int]], now: datetime) -> Over | None:
        names = [name for name, _ in limits.values()]
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                counts = await self._memory.count_each(names, WINDOW_SECONDS)
        except (MemoryUnavailableError, TimeoutError):
            # Counted, not logged: the answer that is limited for the same reason says so in the log.
            metrics.LIMITS_ALONE.inc()
            counts = [self._alone.count(name, now.timestamp()) for name in names]
        found = [
            Over(by, max(1, left))
            for (by, (_, most)), (count, left) in zip(limits.items(), counts, strict=True)
            if count > most
        ]
        return max(found, key=lambda over: over.seconds, default=None)

    def _hidden(self, kind: str, name: str) -> str:
        return "chat:" + hmac.digest(self._key, f"limit:{kind}:{name}".encode(), hashlib.sha256).hex()[:32]


def network_of(address: str) -> str:
    """What one sender has of the internet: an IPv4 address, or the first half of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _SIXTY_FOUR), strict=False))
    return str(found)


class _CountedAlone:
    """The counts of one front door, in its memory."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, name: str, now: float) -> tuple[int, int]:
        """How often this was counted in its window, now included, and the seconds until the window ends."""
        ends, before = self._windows.pop(name, (0.0, 0))
        if ends <= now:
            ends, before = now + WINDOW_SECONDS, 0
        self._windows[name] = ends, before + 1
        if len(self._windows) > _MOST_COUNTED_ALONE:
            # Who has been silent longest is forgotten first.
            del self._windows[next(iter(self._windows))]
        return before + 1, int(ends - now)
