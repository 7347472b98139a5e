"""Runs the parts of the Procfile on one machine: prefixes lines, restarts a part that died, stops all on Ctrl-C.

Why not honcho or supervisord: docs/adr/0004-own-small-supervisor.md.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path

STOP_SECONDS = 8.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
STEADY_SECONDS = 60.0  # a part that ran this long before it died begins again with the shortest pause
LINE_LIMIT = 1_000_000
LOOK_SECONDS = 0.1  # between two looks whether a part has died


def read_procfile(path: Path) -> dict[str, str]:
    """The parts by name: one ``name: command`` a line; blank lines and # comments are skipped."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [line.split(":", 1) for line in lines if line and not line.startswith("#")]
    return {name.strip(): command.strip() for name, command in pairs}


class Supervisor:
    """Keeps every part running until it is told to stop."""

    def __init__(self, parts: Mapping[str, str], environment: Mapping[str, str], directory: Path) -> None:
        self._parts, self._environment, self._directory = parts, environment, directory
        self._stopping = asyncio.Event()
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._width = max(map(len, parts))

    def say(self, name: str, line: str) -> None:
        """Print one line of a part."""
        sys.stdout.write(f"{name:<{self._width}} | {line}\n")
        sys.stdout.flush()

    async def run(self, *alongside: Callable[[], Awaitable[None]]) -> None:
        """Run all parts, and ``alongside`` them, until Ctrl-C, SIGTERM or SIGHUP; then stop every process."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stopping.set)
        others = [asyncio.ensure_future(other()) for other in alongside]
        keepers = [asyncio.create_task(self._keep(name, command)) for name, command in self._parts.items()]
        await self._stopping.wait()
        print("\nStopping ...", flush=True)
        for other in others:
            other.cancel()
        self._signal_all(signal.SIGTERM)
        _, late = await asyncio.wait(keepers, timeout=STOP_SECONDS)
        if late:
            self._signal_all(signal.SIGKILL)
            await asyncio.wait(late, timeout=STOP_SECONDS)
        print("Stopped.", flush=True)

    def _signal_all(self, number: signal.Signals) -> None:
        for process in self._running.values():
            # The whole group: a part may have started helpers of its own.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)

    async def _keep(self, name: str, command: str) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._run_once(name, command)
            if self._stopping.is_set():
                return
            if time.monotonic() - started > STEADY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self.say(name, f"stopped with exit code {code}; starting again in {pause:.0f} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _run_once(self, name: str, command: str) -> int:
        process = await asyncio.create_subprocess_shell(
            f"exec {command}",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=self._directory,
            env=dict(self._environment),
            process_group=0,
            limit=LINE_LIMIT,
        )
        self._running[name] = process
        try:
            saying = asyncio.create_task(self._say_all(name, process.stdout))
            # Not wait(): it also waits for the end of the output, which a helper of a dead part can hold open.
            while (code := process.returncode) is None:  # noqa: ASYNC110
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # what a dead part left behind
            del self._running[name]
        await saying
        return code

    async def _say_all(self, name: str, output: asyncio.StreamReader | None) -> None:
        while output is not None:
            try:
                line = await output.readline()
            except ValueError:  # longer than LINE_LIMIT: leave it out, and go on
                continue
            if not line:
                return
            self.say(name, line.decode("utf-8", "replace").rstrip())
