"""What every route of the line needs, built once for a front door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from hub.doors import Doors
from hub.handoff.calls import PhoneCalls
from hub.handoff.queue import Queue
from hub.memory import MemoryUnavailableError
from telephony.memory import LineMemory
from telephony.tokens import accepted_tokens

log = structlog.get_logger()


@dataclass(frozen=True)
class Telephony:
    """The doors, the line's own memory, the tokens that sign, and the address that Twilio calls."""

    doors: Doors
    memory: LineMemory
    tokens: tuple[str, ...]
    public_url: str

    @property
    def queue(self) -> Queue:
        """The queue for call handlers."""
        return Queue(self.doors.store, self.doors.settings, self.doors.secret)

    @property
    def handed_over(self) -> PhoneCalls:
        """The calls that are handed over, or wait for it."""
        return PhoneCalls(self.queue)

    @property
    def socket_url(self) -> str:
        """The same address for sockets: wss, or ws on this machine."""
        return self.public_url.replace("http", "ws", 1)

    def now(self) -> datetime:
        """The present moment, timezone-aware."""
        return self.doors.now()

    async def too_many(self, what: str, most: int, seconds: int) -> int:
        """By how many this is more than ``most`` in a window; 0 where it is not, or Redis cannot say."""
        try:
            return max(0, await self.memory.count(what, seconds) - most)
        except MemoryUnavailableError:
            return 0


def telephony_for(doors: Doors) -> Telephony:
    """The line of a front door."""
    machine = doors.environment
    tokens = accepted_tokens(machine, doors.secret)
    if machine.twilio_auth_token and not machine.public_url:
        log.warning(
            "public_url_missing",
            what="Twilio signs the address it calls: its webhooks are refused until PUBLIC_URL is set",
        )
    memory = LineMemory(machine.redis_url, doors.settings.retention.conversations_hours)
    return Telephony(doors, memory, tokens, machine.public_address)
