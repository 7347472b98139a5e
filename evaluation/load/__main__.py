"""``make load``: this system with many people at once: ``make load SECONDS=1800 SCALE=1``.

Starts the system with a database of its own, lets the people of evaluation/load/people.py loose on it, watches what each
process uses, and stops everything. On this machine only: nothing here reaches another.
"""

from __future__ import annotations

import asyncio
import csv
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console

from evaluation.benchmark.processes import free_port, running
from evaluation.load import report
from evaluation.load.watching import Watched, watching
from hub.settings import ROOT

READY_SECONDS = 300
_PEOPLE = Path(__file__).with_name("people.py")
# All people are there after so long; what happens before is not counted.
ARRIVING_SECONDS = 10


def main(
    seconds: Annotated[int, typer.Option(min=20, max=7200, help="how long, after everybody has arrived")] = 60,
    scale: Annotated[
        float, typer.Option(min=0.05, max=10, help="1 is 200 chatting, 20 on the phone, 5 texts a second")
    ] = 1,
) -> None:
    """Make the load, print a table, write benchmarks/load.json and the chart."""
    console = Console()
    names = ("PORT", "RASA_PORT", "ACTIONS_PORT", "REDIS_PORT")
    with tempfile.TemporaryDirectory() as scratch:
        variables = {
            **os.environ,
            **{name: str(free_port()) for name in names},
            "DATABASE_URL": f"sqlite:///{scratch}/hub.sqlite3",
            "HUB_SECRET": secrets.token_hex(32),
            "TRUSTED_PROXIES": "127.0.0.1",
            "LOAD_SCALE": str(scale),
        }
        url = f"http://127.0.0.1:{variables['PORT']}"
        with running(["bin/hub", "run"], ROOT, variables) as system:
            console.print("Starting the system ...")
            asyncio.run(_until_ready(url))
            console.print(f"The load, for {seconds} s ...")
            rows, watched = _loaded(url, system, seconds, variables, Path(scratch))
    results = report.results(rows, watched, seconds=seconds, scale=scale, since=ARRIVING_SECONDS)
    report.write(results)
    report.show(results, console)


async def _until_ready(url: str) -> None:
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as http:
        while time.monotonic() - began < READY_SECONDS:
            try:
                if (await http.get("/readyz")).is_success:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.5)
    raise TimeoutError(f"the system is not ready after {READY_SECONDS} s")


def _loaded(
    url: str, system: int, seconds: int, variables: dict[str, str], scratch: Path
) -> tuple[dict[str, list[dict[str, str]]], Watched]:
    """Locust's tables, and what the processes used meanwhile."""
    people = round(230 * float(variables["LOAD_SCALE"]))
    command = [
        *(sys.executable, "-m", "locust", "-f", str(_PEOPLE), "--headless", "--host", url, "--loglevel", "ERROR"),
        *("--users", str(people), "--spawn-rate", str(max(1, people // ARRIVING_SECONDS))),
        *("--run-time", f"{seconds + ARRIVING_SECONDS}s", "--stop-timeout", "20", "--reset-stats", "--only-summary"),
        *("--csv", str(scratch / "load"), "--csv-full-history", "--exit-code-on-error", "0"),
    ]
    with (
        subprocess.Popen(  # noqa: S603 (our own command)
            command,
            cwd=ROOT,
            env=variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as generator,
        watching(system, generator.pid) as watched,
    ):
        try:
            generator.wait(seconds + ARRIVING_SECONDS + 60)
        finally:
            generator.kill()
    if generator.returncode != 0:
        raise RuntimeError(f"the generator ended with exit code {generator.returncode}")
    names = ("stats", "stats_history", "failures")
    return {name: list(_rows(scratch / f"load_{name}.csv")) for name in names}, watched


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    typer.run(main)
