"""Ways in which a part of the rig fails, and is well again."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from replicas import Replicas

# A slowed process works a quarter of the time.
WORKS_SECONDS, RESTS_SECONDS = 0.05, 0.15
KILLED, STOPPED, SLOWED = "killed", "stopped", "slowed"


@contextmanager
def fault(rig: Replicas, part: str, how: str) -> Iterator[None]:
    """Let a part fail meanwhile. Who was killed is started again at the end, by nobody who looks what it was doing."""
    if part == "database":
        with _database(rig, how):
            yield
    elif how == KILLED:
        rig.signal(part, signal.SIGKILL)
        try:
            yield
        finally:
            rig.start(part)
    elif how == STOPPED:
        rig.signal(part, signal.SIGSTOP)
        try:
            yield
        finally:
            rig.signal(part, signal.SIGCONT)
    else:
        with _slowed(rig, part):
            yield


@contextmanager
def _slowed(rig: Replicas, part: str) -> Iterator[None]:
    done = threading.Event()

    def slow() -> None:
        while not done.is_set():
            rig.signal(part, signal.SIGSTOP)
            time.sleep(RESTS_SECONDS)
            rig.signal(part, signal.SIGCONT)
            time.sleep(WORKS_SECONDS)

    thread = threading.Thread(target=slow)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def _database(rig: Replicas, how: str) -> Iterator[None]:
    """Every connection of the rig to PostgreSQL: cut (and at once possible again), or stopped."""
    found = connections()
    assert found
    for process in found:
        # A process that PostgreSQL does not expect to die would take the whole cluster along; TERM ends one connection.
        os.kill(process, signal.SIGTERM if how == KILLED else signal.SIGSTOP)
    try:
        yield
    finally:
        if how != KILLED:
            for process in found:
                os.kill(process, signal.SIGCONT)


def connections() -> list[int]:
    """The processes of PostgreSQL that serve the rig."""
    command = ["pgrep", "-f", "postgres: .* replicas "]
    return [int(line) for line in subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()]
