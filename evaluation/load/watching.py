"""Looks every few seconds at what each process uses, while somebody else makes the load."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

EVERY_SECONDS = 5.0
# What stands in the command line of each part.
_PARTS = {
    "bot.rasa_command": "Rasa",
    "bot.actions.server": "action server",
    "redis-server": "Redis",
    "hub serve": "front door",
    "hub worker": "worker",
    "hub run": "supervisor",
    "-m locust": "generator",
}


@dataclass(frozen=True)
class Look:
    """One process at one moment: seconds since the watching began, MB resident, seconds of processor since it started."""

    at: float
    part: str
    mb: float
    processor: float


@dataclass
class Watched:
    """Everything that was seen."""

    looks: list[Look] = field(default_factory=list)

    def parts(self) -> list[str]:
        return list(dict.fromkeys(look.part for look in self.looks))

    def memory(self, part: str) -> list[tuple[float, float]]:
        """Seconds and MB, in order."""
        return [(round(look.at, 1), round(look.mb, 1)) for look in self.looks if look.part == part]

    def share(self, part: str, since: float) -> float:
        """How much of one processor a part used from ``since`` seconds on; 1 is all of it."""
        seen = [look for look in self.looks if look.part == part and look.at >= since]
        if len(seen) < 2 or seen[-1].at == seen[0].at:
            return 0.0
        return (seen[-1].processor - seen[0].processor) / (seen[-1].at - seen[0].at)


def part_of(command: str) -> str | None:
    """Which part of the system a command line is."""
    words = " ".join(word.rsplit("/", 1)[-1] for word in command.split()[:6])
    return next((part for sign, part in _PARTS.items() if sign in words), None)


@contextmanager
def watching(*sessions: int) -> Iterator[Watched]:
    """Look at every process of some sessions meanwhile."""
    watched, done, began = Watched(), threading.Event(), time.monotonic()

    def look() -> None:
        while True:
            watched.looks += _look(sessions, time.monotonic() - began)
            if done.wait(EVERY_SECONDS):
                return

    thread = threading.Thread(target=look, name="watching", daemon=True)
    thread.start()
    try:
        yield watched
    finally:
        done.set()
        thread.join()


def _look(sessions: tuple[int, ...], at: float) -> list[Look]:
    named = ",".join(map(str, sessions))
    command = ["ps", "-o", "rss=,cputimes=,args=", "-g", named]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    looks = []
    for line in found.splitlines():
        resident, processor, arguments = line.split(maxsplit=2)
        if (part := part_of(arguments)) is not None:
            looks.append(Look(at, part, int(resident) / 1024, float(processor)))
    return looks
