"""``hub run``: everything on one machine, as `make run` starts it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import httpx
import typer

from commands.parts import migrate
from commands.stop import stop
from hub.settings import ROOT, Environment, environment, hub_settings

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
    from hub import npm_build, ports, progress, staff_setup, widget_setup
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
    address = f"http://{machine.host}:{machine.port}/"

    async def build_pages() -> None:
        # Behind the page: the plain page answers meanwhile.
        for build in (widget_setup.build, staff_setup.build):
            try:
                await asyncio.to_thread(build, machine)
            except npm_build.NotBuiltError as error:
                print(error, flush=True)

    async def announce() -> None:
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
                    print(
                        f"\nThe page is up: {address} (answers are limited until everything has started)\n", flush=True
                    )
                ready = state.is_success
        print(
            f"\nReady.\n  Chat          {address}chat\n  Plain page    {address}\n  Chat API      {address}openapi.json\n  State         {address}readyz\nCtrl-C stops everything.",
            flush=True,
        )
        if settings.still_empty:
            print(
                f"Still empty in hub.yml: {', '.join(settings.still_empty)}. Families are sent to the Local Offer page instead.",
                flush=True,
            )

    variables = {
        **os.environ,
        "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
    }
    asyncio.run(Supervisor(read_procfile(ROOT / "Procfile"), variables, ROOT).run(announce, build_pages))
    _throw_away(machine)
