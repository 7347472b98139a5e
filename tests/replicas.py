"""Two front doors, two Rasa servers, two action servers and a worker on one real Redis and one real PostgreSQL.

Each process is started by its own command, as the containers do it. Front door A uses Rasa A, which uses action server A; the
same for B: a conversation that hops between the doors hops between all of them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from running_system import ROOT, free_port

READY_SECONDS = 240
SECRET = "replicas-0123456789abcdef0123456789abcdef"


@dataclass
class Replicas:
    """The running processes by name: web-a, web-b, rasa-a, …, redis, worker."""

    folder: Path
    environment: dict[str, str]
    ports: dict[str, int]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def url(self, door: str) -> str:
        return f"http://127.0.0.1:{self.ports[f'web-{door}']}"

    def ask(self, door: str, text: str, conversation: str | None = None) -> dict[str, Any]:
        """One message through a door; fails for anything but a full reply."""
        body = {"text": text} if conversation is None else {"text": text, "conversation": conversation}
        answer = httpx.post(f"{self.url(door)}/api/chat", json=body, timeout=30, trust_env=False)
        answer.raise_for_status()
        turn = dict(answer.json())
        assert turn["replies"]
        assert all(reply["text"].strip() for reply in turn["replies"])
        return turn

    def start(self, name: str) -> None:
        part, _, side = name.partition("-")
        ports = self.ports
        variables = {
            **self.environment,
            "PORT": str(ports.get(f"web-{side}", 1)),
            "RASA_PORT": str(ports.get(f"rasa-{side}", 1)),
            "ACTIONS_PORT": str(ports.get(f"actions-{side}", 1)),
        }
        command = {"web": "serve", "worker": "worker", "rasa": "rasa", "actions": "actions"}.get(part)
        arguments = [str(ROOT / ".venv" / "bin" / "python"), "-m", "cli", command or ""]
        if part == "redis":
            arguments = ["redis-server", "--port", str(ports["redis"]), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--dir", str(self.folder)]  # fmt: skip
        with (self.folder / f"{name}.log").open("ab") as out:
            self.processes[name] = subprocess.Popen(arguments, cwd=ROOT, env=variables, stdout=out, stderr=out, start_new_session=True)  # fmt: skip

    def signal(self, name: str, number: signal.Signals) -> None:
        os.killpg(self.processes[name].pid, number)
        if number == signal.SIGKILL:
            self.processes[name].wait(timeout=10)

    def wait_until_ready(self, door: str, seconds: float = READY_SECONDS) -> float:
        """Until a door reaches every part; how long that took."""
        began = time.monotonic()
        state: object = None
        while time.monotonic() - began < seconds:
            try:
                state = httpx.get(f"{self.url(door)}/readyz", timeout=10, trust_env=False).json()
                if isinstance(state, dict) and state["ready"]:
                    return time.monotonic() - began
            except httpx.HTTPError as error:
                state = type(error).__name__
            time.sleep(0.3)
        raise AssertionError(f"door {door} is not ready after {seconds:.0f} s: {state}")


@contextmanager
def replicas(folder: Path, database_url: str) -> Iterator[Replicas]:
    """All of them, ready; stopped afterwards."""
    names = [f"{part}-{side}" for part in ("web", "rasa", "actions") for side in ("a", "b")]
    ports = {name: free_port() for name in (*names, "redis")}
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": f"redis://127.0.0.1:{ports['redis']}/0",
        "HUB_SECRET": SECRET,
        "PYTHONUNBUFFERED": "1",
    }
    rig = Replicas(folder, environment, ports)
    migrate = [str(ROOT / ".venv" / "bin" / "python"), "-m", "cli", "migrate"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True, timeout=60)
    try:
        for name in ("redis", *names, "worker"):
            rig.start(name)
        for door in ("a", "b"):
            rig.wait_until_ready(door)
        yield rig
    finally:
        for process in rig.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGCONT)
                os.killpg(process.pid, signal.SIGTERM)
        for process in rig.processes.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
