"""Starts the whole system as `make run` does, on free ports, and stops it again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent
READY_SECONDS = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class System:
    """A running system: its address, its processes' ports and its log."""

    url: str
    ports: dict[str, int]
    process: subprocess.Popen[bytes]
    log: Path

    def listener(self, part: str) -> int:
        """The process id that listens on a part's port."""
        found = subprocess.run(
            ["ss", "-ltnpH", f"sport = :{self.ports[part]}"], capture_output=True, text=True, check=True
        ).stdout
        return int(found.split("pid=")[1].split(",")[0])

    def ask(self, text: str, conversation: str | None = None) -> dict[str, object]:
        body = {"text": text} if conversation is None else {"text": text, "conversation": conversation}
        answer = httpx.post(f"{self.url}/api/chat", json=body, timeout=30, trust_env=False)
        answer.raise_for_status()
        return dict(answer.json())

    def state(self) -> dict[str, Any]:
        return dict(httpx.get(f"{self.url}/readyz", timeout=10, trust_env=False).json())

    def wait_until(self, wanted: bool, seconds: float = READY_SECONDS) -> None:
        """Until /readyz says that everything is there, or that something is missing."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.state()["ready"] is wanted:
                    return
            except httpx.HTTPError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.3)
        raise AssertionError(f"ready is not {wanted} after {seconds:.0f} s:\n{self.log.read_text()[-3000:]}")


def still_there(group: int) -> list[str]:
    """The processes of a session that still run."""
    found = subprocess.run(["ps", "-o", "pid=,args=", "-g", str(group)], capture_output=True, text=True, check=False)
    return [line for line in found.stdout.splitlines() if line.strip() and "<defunct>" not in line]


@contextmanager
def running(log: Path, **variables: str) -> Iterator[System]:
    """The system, ready to answer. On the way out it gets Ctrl-C and must leave nothing behind."""
    ports = {"web": free_port(), "rasa": free_port(), "actions": free_port(), "redis": free_port()}
    environment = {
        **os.environ,
        "PORT": str(ports["web"]),
        "RASA_PORT": str(ports["rasa"]),
        "ACTIONS_PORT": str(ports["actions"]),
        "REDIS_PORT": str(ports["redis"]),
        **variables,
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["bin/hub", "run"],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    system = System(f"http://127.0.0.1:{ports['web']}", ports, process, log)
    try:
        system.wait_until(wanted=True)
        yield system
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=25)
        except subprocess.TimeoutExpired:
            process.kill()
    assert still_there(process.pid) == []
