"""``hub run``: everything on one machine, as `make run` starts it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import httpx
import typer

from commands.parts import migrate
from commands.stop import stop
from hub.settings import ROOT, Environment, HubSettings, environment, hub_settings

app = typer.Typer()


def _throw_away(machine: Environment) -> None:
    """Delete the store of a run with the test clock, which begins empty and leaves nothing."""
    if machine.hub_test_clock and not os.environ.get("DATABASE_URL"):
        file = Path(machine.database_url.removeprefix("sqlite:///"))
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()


@app.command()
def run() -> None:
    """Set up what is missing and run every part until Ctrl-C."""
    start_all()


def start_all(when_ready: Callable[[], None] | None = None) -> None:
    """Set up what is missing and run every part until Ctrl-C; ``when_ready`` is called once all of them answer."""
    from hub import ports, progress
    from hub.supervisor import Supervisor, read_procfile
    from knowledge_base import build_encoder

    machine, settings = environment(), hub_settings()
    if (problem := ports.problem(machine)) is not None:
        raise stop(problem)
    with progress.step("Building the sentence encoder", machine.hub_state):
        build_encoder.build()
    _throw_away(machine)
    with progress.step("Bringing the database up to date", machine.hub_state):
        migrate()

    async def announce() -> None:
        await _announce(f"http://{machine.host}:{machine.port}/", settings)
        if when_ready is not None:
            when_ready()

    variables = {
        **os.environ,
        "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
    }
    supervisor = Supervisor(read_procfile(ROOT / "Procfile"), variables, ROOT)
    asyncio.run(supervisor.run(announce, lambda: _build_pages(machine)))
    _throw_away(machine)


async def _build_pages(machine: Environment) -> None:
    """Behind the page: the plain page answers meanwhile."""
    from hub import npm_build, staff_setup, widget_setup

    for build in (widget_setup.build, staff_setup.build):
        try:
            await asyncio.to_thread(build, machine)
        except npm_build.NotBuiltError as error:
            print(error, flush=True)


async def _announce(address: str, settings: HubSettings) -> None:
    """Say when the page is up, and when everything is."""
    page = ready = False
    async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
        while not ready:
            await asyncio.sleep(0.5)
            try:
                state = await http.get(f"{address}readyz")
            except httpx.HTTPError:
                continue
            if not page:
                page = True
                print(f"\nThe page is up: {address} (answers are limited until everything has started)\n", flush=True)
            ready = state.is_success
    print(
        f"\nReady.\n  Chat          {address}chat\n  Guidance      {address}guidance\n  Staff         {address}staff\n  Chat API      {address}openapi.json\n  State         {address}readyz\nCtrl-C stops everything.",
        flush=True,
    )
    if settings.still_empty:
        print(
            f"Still empty in hub.yml: {', '.join(settings.still_empty)}. Families are sent to the Local Offer page instead.",
            flush=True,
        )
