"""``make bench``: this system next to a plain Rasa FAQ bot, in one run on one machine, one after the other.

What it is compared with is in evaluation/benchmark/bots.py. Timings are comparable within a run, not between machines.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.console import Console

from evaluation.benchmark import bots, report
from evaluation.benchmark.booking import booking_turns
from evaluation.benchmark.parts import screen_alone, search_alone
from evaluation.benchmark.processes import free_port, running
from evaluation.benchmark.relay import relay
from evaluation.benchmark.telephony import the_line
from hub import rasa_setup
from hub.settings import ROOT, environment
from knowledge_base.store import read_knowledge_base

CONCURRENT = (1, 8, 32)
TURNS = 160
READY_SECONDS = 300
Row = dict[str, Any]


Ask = Callable[[httpx.AsyncClient, str, str], Awaitable[None]]


def _resident(session: int) -> dict[str, float]:
    """MB resident of every process of a session, by its command."""
    found = subprocess.run(["ps", "-o", "rss=,args=", "-g", str(session)], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=1) for line in found.stdout.splitlines()]
    names = (" ".join(Path(word).name for word in args.split()[:5]) for _, args in rows)
    return {f"{name} #{number}": int(rows[number][0]) / 1024 for number, name in enumerate(names)}


async def _first_answer(ask: Ask, url: str, started: float) -> float:
    async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as http:
        while time.perf_counter() - started < READY_SECONDS:
            try:
                await ask(http, "hello", "first")
                return time.perf_counter() - started
            except (httpx.HTTPError, ValueError):
                await asyncio.sleep(0.2)
    raise TimeoutError(f"no answer from {url} within {READY_SECONDS} s")


async def _load(ask: Ask, url: str, questions: list[str], at_once: int) -> Row:
    taken: list[float] = []
    gate = asyncio.Semaphore(at_once)
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:

        async def one(number: int) -> None:
            async with gate:
                started = time.perf_counter()
                await ask(http, questions[number % len(questions)], f"bench-{at_once}-{number}")
                taken.append((time.perf_counter() - started) * 1000)

        started = time.perf_counter()
        await asyncio.gather(*(one(number) for number in range(TURNS)))
        seconds = time.perf_counter() - started
    p50, p95, p99 = (float(np.percentile(taken, share)) for share in (50, 95, 99))
    return {"concurrent": at_once, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "turns_per_second": TURNS / seconds}


async def _ask_ours(http: httpx.AsyncClient, text: str, _: str) -> None:
    answer = (await http.post("/api/chat", json={"text": text})).raise_for_status().json()
    if answer["outcome"] == "limited":
        raise ValueError("limited")


async def _ask_rest(http: httpx.AsyncClient, text: str, sender: str) -> None:
    body = {"sender": sender, "message": text}
    if not (await http.post("/webhooks/rest/webhook", json=body)).raise_for_status().json() and text == "hello":
        raise ValueError("no reply")


def _measure(name: str, ask: Ask, url: str, session: int, started: float, questions: list[str]) -> list[Row]:
    start = asyncio.run(_first_answer(ask, url, started))
    loads = [asyncio.run(_load(ask, url, questions, at_once)) for at_once in CONCURRENT]
    memory = _resident(session)
    return [
        {"system": name, "start_s": start, "rss_mb": sum(memory.values()), "processes_mb": memory, **load}
        for load in loads
    ]


def _ours(questions: list[str]) -> list[Row]:
    ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT", "REDIS_PORT")}
    url, started = f"http://127.0.0.1:{ports['PORT']}", time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        # Of its own, for the appointments that are booked and the live chats.
        database = f"sqlite:///{scratch}/hub.sqlite3"
        redis = f"redis://127.0.0.1:{ports['REDIS_PORT']}/0"
        machine = environment().model_copy(update={"redis_url": redis, "database_url": database})
        with running(["bin/hub", "run"], ROOT, {**os.environ, **ports, "DATABASE_URL": database}) as session:
            rows = _measure("this system", _ask_ours, url, session, started, questions)
            return [*rows, *booking_turns(url, questions), *the_line(url, questions), *relay(url, machine)]


def _rasa(name: str, folder: Path, questions: list[str]) -> list[Row]:
    port = free_port()
    command = [
        *rasa_setup.RASA,
        "run",
        "-m",
        "models",
        "--credentials",
        "credentials.yml",
        "-i",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    variables = rasa_setup.rasa_environment(environment())
    started = time.perf_counter()
    with running(command, folder, variables) as session:
        return _measure(name, _ask_rest, f"http://127.0.0.1:{port}", session, started, questions)


def main() -> None:
    """Run the whole comparison, print a table, write benchmarks/results.json."""
    console = Console()
    knowledge_base = read_knowledge_base()
    sets = ROOT / "tests" / "evaluation" / "topics.jsonl"
    questions = [json.loads(line)["text"] for line in sets.read_text(encoding="utf-8").splitlines()][:: 541 // 80]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        console.print("Training the plain Rasa bot: most of an hour the first time, then kept ...")
        plain, train_plain = bots.plain(knowledge_base)
        console.print(f"  {train_plain.wall:.0f} s. Training this project's model ...")
        rasa_setup.train(knowledge_base, environment())
        train_ours = bots.ours()
        console.print(f"  {train_ours.wall:.0f} s. Measuring ...")
        bare = bots.bare(Path(scratch) / "bare")
        rows += _ours(questions)
        rows += _rasa("plain Rasa", plain, questions)
        rows += _rasa("floor: bare Rasa that utters", bare, ["hello"])
    rows += [*screen_alone(questions), *search_alone(knowledge_base, questions)]
    results = _results(rows, train_ours, train_plain)
    report.write(results)
    report.show(results, console)


def _results(rows: list[Row], train_ours: bots.Training, train_plain: bots.Training) -> Row:
    def pick(system: str, at_once: int) -> Row:
        return next(row for row in rows if row["system"].startswith(system) and row.get("concurrent") == at_once)

    ours, plain, floor = pick("this", 1), pick("plain", 1), pick("floor", 1)
    command = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return {
        "commit": commit,
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "turn_over_floor": ours["p50_ms"] / floor["p50_ms"],
        "turns_per_second_over_plain": pick("this", 8)["turns_per_second"] / pick("plain", 8)["turns_per_second"],
        "rss_over_plain": _rasa_mb(ours) / _rasa_mb(plain),
        "rss_of_all_over_plain": ours["rss_mb"] / plain["rss_mb"],
        "start_over_plain": ours["start_s"] / plain["start_s"],
        "train_over_plain": train_ours.cpu / train_plain.cpu,
        "train_s": {"this system": train_ours._asdict(), "plain Rasa": train_plain._asdict()},
        "rows": rows,
    }


def _rasa_mb(row: Row) -> float:
    """Memory of the Rasa server alone."""
    return float(sum(mb for name, mb in row["processes_mb"].items() if "rasa_command run" in name))


if __name__ == "__main__":
    main()
