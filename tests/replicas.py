"""Two front doors, two Rasa servers, two action servers and a worker on one real Redis and one real PostgreSQL.

Each process is started by its own command, as the containers do it. Front door A uses Rasa A, which uses action server A; the
same for B: a conversation that hops between the doors hops between all of them.
"""

from __future__ import annotations

import os
import secrets
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

from hub.memory import LOCK_SECONDS

READY_SECONDS = 240
# How long a proxy waits for a door before it tries the other one: longer than a turn may take.
DOOR_SECONDS = 10
# What Twilio signs, whichever door a call comes through.
PUBLIC_URL = "http://line.example.org"
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

    def through_a_door(self, door: str, path: str, **request: Any) -> httpx.Response:
        """A request as it comes from a proxy: at the other door where this one does not answer."""
        for one in (door, "a" if door == "b" else "b"):
            try:
                return httpx.post(self.url(one) + path, timeout=DOOR_SECONDS, trust_env=False, **request)
            except httpx.TransportError:
                continue
        raise AssertionError(f"no door answers {path}")

    def say(self, door: str, text: str, conversation: str | None = None, key: str | None = None) -> dict[str, Any]:
        """One message as the widget sends it, under a name; the turn, with the ``text`` of all replies."""
        body = {"text": text, "id": key or secrets.token_urlsafe(16)}
        if conversation is not None:
            body["conversation"] = conversation
        answer = self.through_a_door(door, "/api/chat", json=body)
        answer.raise_for_status()
        turn = dict(answer.json())
        assert turn["replies"] or turn["live"]
        assert all(reply["text"].strip() for reply in turn["replies"])
        return {**turn, "text": " ".join(reply["text"] for reply in turn["replies"])}

    def say_until_answered(self, door: str, text: str, conversation: str | None) -> dict[str, Any]:
        """The same, again and again while answers are limited: somebody who tries once more."""
        began = time.monotonic()
        while (turn := self.say(door, text, conversation))["outcome"] == "limited":
            assert time.monotonic() - began < LOCK_SECONDS + 10
            time.sleep(0.5)
        return turn

    def hears(self, door: str, conversation: str, text: str) -> bool:
        """Whether a live chat's stream tells something, from its beginning."""
        address, heard = f"{self.url(door)}/api/chat/events?conversation={conversation}", ""
        with httpx.stream("GET", address, timeout=10, trust_env=False) as response:
            for part in response.iter_text():
                heard += part
                if text in heard or ": ping" in heard:
                    break
        return text in heard

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
        if part == "rasa":  # as the container starts it: nothing is installed and nothing trained on the way
            arguments = [str(ROOT / "bot" / ".venv" / "bin" / "python"), "-m", "bot.serve"]
            variables["ACTIONS_URL"] = f"http://127.0.0.1:{variables['ACTIONS_PORT']}"
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
        "PUBLIC_URL": PUBLIC_URL,
        "PYTHONUNBUFFERED": "1",
    }
    rig = Replicas(folder, environment, ports)
    migrate = [str(ROOT / ".venv" / "bin" / "python"), "-m", "cli", "migrate"]
    try:
        # Rasa takes longest, and needs no database.
        for name in ("redis", "rasa-a", "rasa-b", "actions-a", "actions-b"):
            rig.start(name)
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True, timeout=120)
        for name in ("web-a", "web-b", "worker"):
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
