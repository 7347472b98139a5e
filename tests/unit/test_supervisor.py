"""The supervisor, run as a program with a small Procfile."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.settings import ROOT
from hub.supervisor import read_procfile

PROGRAM = """\
import asyncio, os, pathlib, sys
from hub import supervisor
supervisor.STOP_SECONDS = 0.4
supervisor.FIRST_PAUSE_SECONDS = float(sys.argv[1])
parts = supervisor.read_procfile(pathlib.Path("Procfile"))
asyncio.run(supervisor.Supervisor(parts, os.environ, pathlib.Path.cwd()).run())
"""
# Tells its own process number, then waits; what it does with SIGTERM comes before.
WAITING = "print(os.getpid(), flush=True); time.sleep(60)"
STUBBORN = f"signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITING}"


def python(code: str) -> str:
    return f"{sys.executable} -c 'import os, signal, subprocess, sys, time; {code}'"


class Running:
    """A supervisor at work."""

    def __init__(self, folder: Path, parts: str, pause: float) -> None:
        (folder / "Procfile").write_text(parts, encoding="utf-8")
        self.output = folder / "output"
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(pause)],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, pattern: str, times: int = 1) -> list[str]:
        """Wait until the output holds ``pattern`` so often; the matches."""
        until = time.monotonic() + 20
        while len(found := re.findall(pattern, self.said(), re.MULTILINE)) < times:
            assert time.monotonic() < until, f"no {pattern} in:\n{self.said()}"
            time.sleep(0.02)
        return found

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def begin(parts: str, pause: float = 0.05) -> Running:
        started.append(Running(tmp_path, parts, pause))
        return started[-1]

    yield begin
    for one in started:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(timeout=20)


def alive(pid: str) -> bool:
    """Whether a process runs (a dead one that nobody has collected yet does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_parts_are_read_from_the_procfile(tmp_path: Path) -> None:
    path = tmp_path / "Procfile"
    path.write_text("# parts\n\nweb: serve --url http://127.0.0.1:1\n  worker :  work \n#old: gone\n", encoding="utf-8")
    assert read_procfile(path) == {"web": "serve --url http://127.0.0.1:1", "worker": "work"}


def test_the_products_own_parts_are_those_of_its_procfile() -> None:
    assert list(read_procfile(ROOT / "Procfile")) == ["web", "redis", "actions", "rasa", "worker"]


def test_each_line_carries_the_name_of_its_part(start: Callable[..., Running]) -> None:
    complaint = python('print("to stderr", file=sys.stderr); time.sleep(60)')
    running = start(f'a: sh -c "echo one; echo żółć; sleep 60"\nlonger: {complaint}\n')
    running.wait_for("^a      \\| one$")
    running.wait_for("^a      \\| żółć$")
    running.wait_for("^longer \\| to stderr$")
    assert running.stop() == 0


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [("sys.exit(3)", 3), ("os.kill(os.getpid(), signal.SIGKILL)", -9)],
)
def test_a_dead_part_is_started_again_and_its_exit_code_is_told(
    start: Callable[..., Running], code: str, exit_code: int
) -> None:
    running = start(f"fragile: {python(code)}\nsteady: {python(WAITING)}\n")
    running.wait_for(f"^fragile \\| stopped with exit code {exit_code}; starting again in", times=2)
    assert len(running.wait_for(r"^steady  \| \d+$")) == 1


def test_the_pause_before_a_dead_part_is_started_again_doubles(start: Callable[..., Running]) -> None:
    running = start("fragile: sleep 0\n")
    started = time.monotonic()
    running.wait_for("stopped with exit code 0", times=4)
    assert time.monotonic() - started > 0.05 + 0.1 + 0.2


def test_a_part_that_died_is_started_again_though_its_helper_lives_and_the_helper_is_stopped(
    start: Callable[..., Running],
) -> None:
    # The helper holds the output open, which the end of the part must not wait for.
    helper = 'child = subprocess.Popen(["sleep", "60"]); print(child.pid, flush=True); sys.exit(5)'
    running = start(f"parent: {python(helper)}\n")
    first = running.wait_for(r"^parent \| (\d+)$")[0]
    running.wait_for("stopped with exit code 5")
    running.wait_for(r"^parent \| \d+$", times=2)
    assert not alive(first)


def test_a_part_may_print_a_line_without_end(start: Callable[..., Running]) -> None:
    endless = python('print("x" * 2_500_000, flush=True); print("after", flush=True); time.sleep(60)')
    running = start(f"a: {endless}\n")
    running.wait_for(r"^a \| after$")
    assert running.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_every_process_is_stopped_with_the_supervisor(start: Callable[..., Running], number: signal.Signals) -> None:
    grandchild = f'subprocess.Popen([sys.executable, "-c", "import os, signal, time; {STUBBORN}"]); {WAITING}'
    running = start(f"simple: {python(WAITING)}\nfamily: {python(grandchild)}\nstubborn: {python(STUBBORN)}\n")
    pids = running.wait_for(r"^\w+ +\| (\d+)$", times=4)
    assert [pid for pid in pids if not alive(pid)] == []
    assert running.stop(number) == 0
    assert [pid for pid in pids if alive(pid)] == []
    assert running.said().splitlines()[-2:] == ["Stopping ...", "Stopped."]


def test_a_part_that_waits_to_be_started_again_does_not_delay_the_end(start: Callable[..., Running]) -> None:
    running = start("fragile: sleep 0\n", pause=30)
    running.wait_for("stopped with exit code 0; starting again in 30 s")
    started = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - started < 10
