"""The worker: what happens by the clock rather than by a message. One process, jobs in data, each alone at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from hub import metrics, snapshots
from hub.appointments.afterwards import ask_how_it_was
from hub.appointments.waiting_round import go_round
from hub.conversation_ids import read_or_make_secret
from hub.handoff.queue import Queue
from hub.handoff.ringing import Ringing
from hub.handoff.ticking import tick
from hub.handoff.wake import Wakes
from hub.memory import Memory, MemoryUnavailableError
from hub.outbox import Sender, deliver
from hub.retention import delete_what_is_due
from hub.settings import Environment, HubSettings, environment
from hub.sms_sender import sender_for
from hub.store.database import Store, StoreUnavailableError
from hub.twilio_calls import calls_for
from hub.uk_calendar import LONDON

log = structlog.get_logger()
Job = Callable[[], Awaitable[None]]


def jobs(
    store: Store, memory: Memory, settings: HubSettings, sender: Sender, wakes: Wakes
) -> dict[str, tuple[int, Job]]:
    """What is done, and how often in seconds."""

    async def outbox() -> None:
        await asyncio.to_thread(deliver, store, sender, datetime.now(UTC))

    async def retention() -> None:
        await asyncio.to_thread(delete_what_is_due, store, settings.retention, datetime.now(UTC))

    async def handoffs() -> None:
        if await asyncio.to_thread(tick, store, settings, datetime.now(UTC)):
            await wakes.wake()

    async def waiting_list() -> None:
        await asyncio.to_thread(go_round, store, settings, datetime.now(UTC))

    async def depths() -> None:
        await asyncio.to_thread(metrics.measure_depths, store, datetime.now(UTC))

    async def afterwards() -> None:
        await asyncio.to_thread(ask_how_it_was, store, settings, datetime.now(UTC))

    async def monthly() -> None:
        await asyncio.to_thread(snapshots.take_missing, store, settings, datetime.now(UTC))

    return {
        "depths": (15, depths),
        "snapshots": (3600, monthly),
        "afterwards": (600, afterwards),
        "handoffs": (5, handoffs),
        "seen": (15, memory.worker_seen),
        "outbox": (5, outbox),
        "waiting_list": (30, waiting_list),
        "retention": (3600, retention),
    }


def calls_job(store: Store, settings: HubSettings, machine: Environment, wakes: Wakes) -> Job:
    """Rings call handlers and clears up after calls."""
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    ringing = Ringing(Queue(store, settings, secret), secret, calls_for(machine), machine.public_url)

    async def calls() -> None:
        if await asyncio.to_thread(ringing.look_after, datetime.now(UTC)):
            await wakes.wake()

    return calls


async def run(store: Store, memory: Memory, settings: HubSettings, sender: Sender | None = None) -> None:
    """Run every job at once and then at its interval, until cancelled. A job that fails is logged and tried again.

    ``sender`` sends the texts; by default what the environment variables say.
    """
    machine = environment()
    sender, wakes = sender or sender_for(machine), Wakes(machine.redis_url)
    scheduler = AsyncIOScheduler(timezone=LONDON, job_defaults={"coalesce": True, "max_instances": 1})
    every = {
        **jobs(store, memory, settings, sender, wakes),
        # Somebody waits on the line.
        "calls": (1, calls_job(store, settings, machine, wakes)),
    }
    for name, (seconds, job) in every.items():
        scheduler.add_job(_careful(name, job), "interval", seconds=seconds, next_run_time=datetime.now(LONDON))
    scheduler.start()
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
        await wakes.close()


def _careful(name: str, job: Job) -> Job:
    async def run_once() -> None:
        try:
            await job()
            metrics.JOB_DONE_AT.labels(name).set_to_current_time()
        except (StoreUnavailableError, MemoryUnavailableError) as error:
            metrics.JOBS_FAILED.labels(name).inc()
            log.warning("job_failed", job=name, error=type(error).__name__, detail=str(error))
        except Exception as error:  # noqa: BLE001 (the others go on; an error's text could carry what was stored)
            metrics.JOBS_FAILED.labels(name).inc()
            log.error("job_failed", job=name, error=type(error).__name__)

    return run_once
