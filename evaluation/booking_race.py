"""Many families after the last place at the same moment, in processes and threads: exactly one may get it.

``python -m evaluation.booking_race [DATABASE_URL ...]`` prints a line for each database, by default a fresh SQLite file.
The database is brought up to date; the race has a diary of its own, which is empty again afterwards.
"""

from __future__ import annotations

import multiprocessing
import secrets
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from hub.appointments.diary import Diary, Request, TakenError
from hub.settings import HubSettings
from hub.store.database import Store

PROCESSES, THREADS = 4, 50
_NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
_START = datetime(2026, 12, 2, 19, tzinfo=UTC)
_PHONE = "+447700900"
_SETTINGS: dict[str, Any] = {
    "local_offer_url": "https://offer.example/",
    "opening_hours": {"wednesday": ["19:00-21:00 by appointment"]},
}


@dataclass(frozen=True)
class Race:
    """What came of it: ``booked``, ``taken``, and the names of any errors; the slowest attempt in milliseconds."""

    database: str
    outcomes: dict[str, int]
    slowest_ms: float
    seconds: float

    def __str__(self) -> str:
        """One line for people."""
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        attempts = sum(self.outcomes.values())
        return (
            f"{self.database}: {attempts} attempts at the last place: {outcomes}; "
            f"slowest {self.slowest_ms:.0f} ms, all {self.seconds:.1f} s"
        )


def race(url: str, processes: int = PROCESSES, threads: int = THREADS) -> Race:
    """Let ``processes`` × ``threads`` families book the last place of one slot at once."""
    store = Store(url)
    store.migrate()
    name = f"race-{secrets.token_hex(8)}"
    diary = _diary(store, name)
    diary.book(_request(0, "the place before the last"), _NOW)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["hub.appointments.diary"])  # imported once, not by each process
    together, results = context.Barrier(processes + 1), context.Queue()
    workers = [
        context.Process(target=_process, args=(url, name, (number, threads), together, results))
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    together.wait(120)
    began = time.perf_counter()
    found = [results.get(timeout=120) for _ in workers]
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join(30)
    results.close()
    results.join_thread()
    kept = diary.list(_START.date(), _START.date())
    for one in kept:
        diary.delete_for(one.phone, _NOW)
    dialect = store.engine.dialect.name
    store.close()
    outcomes = sum((Counter(outcome for outcome, _ in one) for one in found), Counter())
    if len(kept) != 1 + outcomes["booked"]:
        outcomes["booked without a place"] = 1 + outcomes["booked"] - len(kept)
    slowest = max(ms for one in found for _, ms in one)
    return Race(dialect, dict(outcomes), slowest, seconds)


def _diary(store: Store, name: str) -> Diary:
    return Diary(store, HubSettings.model_validate(_SETTINGS), "a secret of the race alone, nothing else", name)


def _request(number: int, key: str) -> Request:
    return Request(
        start=_START,
        first_name="Amina",
        phone=f"{_PHONE}{number:03}",
        channel="web",
        topic=None,
        needs=None,
        text_ok=True,
        voicemail_ok=False,
        key=key,
    )


def _process(url: str, name: str, which: tuple[int, int], together: Barrier, results: Any) -> None:
    number, threads = which
    store = Store(url)
    diary = _diary(store, name)
    diary.free(_NOW)  # imports, bank holidays and a connection are there before the start
    start = threading.Barrier(threads + 1)
    outcomes: list[tuple[str, float]] = []

    def attempt(one: int) -> None:
        start.wait(120)
        began = time.perf_counter()
        try:
            diary.book(_request(1 + number * threads + one, f"{number}-{one}"), _NOW)
            outcome = "booked"
        except TakenError:
            outcome = "taken"
        except Exception as error:  # noqa: BLE001 (whatever it is, it is what the race looks for)
            outcome = type(error).__name__
        outcomes.append((outcome, (time.perf_counter() - began) * 1000))

    families = [threading.Thread(target=attempt, args=(one,)) for one in range(threads)]
    for family in families:
        family.start()
    together.wait(120)
    start.wait(120)
    for family in families:
        family.join()
    store.close()
    results.put(outcomes)


def main() -> None:
    """Race on each database given."""
    with tempfile.TemporaryDirectory() as folder:
        for url in sys.argv[1:] or [f"sqlite:///{Path(folder) / 'race.sqlite3'}"]:
            print(race(url))


if __name__ == "__main__":
    main()
