"""The worker: every job at once and again, and a job that fails stops none."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from made_up import hub_settings_from
from serving import free_port
from structlog.testing import capture_logs

from hub import worker
from hub.memory import Memory
from hub.store.database import Store


async def _for_a_moment(store: Store, memory: Memory, folder: Path, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await worker.run(store, memory, hub_settings_from(folder))


async def test_the_worker_says_that_it_is_there(store: Store, memory: Memory, tmp_path: Path) -> None:
    assert await memory.worker_alive() is False
    await _for_a_moment(store, memory, tmp_path, 1)
    assert await memory.worker_alive() is True


async def test_what_is_down_is_logged_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, memory = Store("sqlite:////nowhere/hub.sqlite3"), Memory(f"redis://127.0.0.1:{free_port()}/0")
    often = worker.jobs
    monkeypatch.setattr(worker, "jobs", lambda *parts: {name: (1, job) for name, (_, job) in often(*parts).items()})
    with capture_logs() as logs:
        await _for_a_moment(store, memory, tmp_path, 2.5)
    await memory.close()
    failed = [entry["job"] for entry in logs if entry["event"] == "job_failed"]
    assert failed.count("retention") >= 2
    assert failed.count("seen") >= 2
