"""The parts of the system, one command each, as the Procfile and the containers start them."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from types import FrameType

import typer

from commands.stop import stop
from hub.settings import ROOT, environment, hub_settings

app = typer.Typer()
NICE = 10  # of 19: how far the worker stands back


@app.command()
def serve() -> None:
    """Run the front door."""
    import uvicorn

    from http_guard import MAX_BODY_BYTES
    from hub import knowledge, metrics, stopping

    class Server(uvicorn.Server):
        """Ends the streams of events first, which uvicorn would wait for in vain."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            stopping.ask()
            super().handle_exit(sig, frame)

    machine = environment()
    knowledge.reload_on_signal()
    metrics.serve(machine.metrics_host, machine.metrics_port)
    sys.path.insert(0, str(ROOT))
    config = uvicorn.Config(
        "app:create_app",
        factory=True,
        host=machine.host,
        port=machine.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Who asks is whom the operator's own proxy names, and nobody else's word counts.
        proxy_headers=bool(machine.trusted_proxies),
        forwarded_allow_ips=machine.trusted_proxies,
        ws="websockets-sansio",
        ws_max_size=MAX_BODY_BYTES,
        timeout_graceful_shutdown=5,
    )
    server = Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise typer.Exit(1)


@app.command()
def actions() -> None:
    """Run the action server."""
    machine = environment()
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "-m", "bot.actions.server", str(machine.actions_port)], variables)


@app.command()
def redis() -> None:
    """Run this machine's own Redis: redis-server where it is installed, otherwise an embedded one. It keeps nothing."""
    machine = environment()
    if (server := shutil.which("redis-server")) is not None:
        folder = machine.hub_state / "redis"
        folder.mkdir(parents=True, exist_ok=True)
        os.execv(
            server,
            [
                server,
                "--port",
                str(machine.redis_port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                str(folder),
                "--loglevel",
                "warning",
            ],
        )
    from fakeredis import TcpFakeServer

    print("redis-server is not on the PATH: running an embedded Redis", flush=True)
    TcpFakeServer.allow_reuse_address = True
    with TcpFakeServer(("127.0.0.1", machine.redis_port)) as embedded:
        embedded.serve_forever()


@app.command()
def rasa() -> None:
    """Set up Rasa, train when something changed, and run its server."""
    from hub import rasa_setup
    from knowledge_base.store import KnowledgeBaseError, read_knowledge_base

    machine = environment()
    try:
        rasa_setup.sync(machine)
        model = rasa_setup.train(read_knowledge_base(), machine)
    except (rasa_setup.SetupError, KnowledgeBaseError) as error:
        raise stop(str(error)) from error
    os.chdir(ROOT)
    command = [
        *rasa_setup.RASA,
        "run",
        "-m",
        str(model),
        "--credentials",
        "credentials.yml",
        "--endpoints",
        "endpoints.yml",
        "-i",
        "127.0.0.1",
        "-p",
        str(machine.rasa_port),
    ]
    print("Starting Rasa ...", flush=True)
    os.execve(command[0], command, rasa_setup.rasa_environment(machine))


@app.command()
def worker() -> None:
    """Run the worker: deletes what was kept long enough, and whatever else happens by the clock."""
    import asyncio

    # It gives way: somebody waits for an answer, nobody for the worker.
    os.nice(NICE)

    from hub import metrics
    from hub import worker as work
    from hub.logs import configure_logs
    from hub.memory import Memory
    from hub.store.database import Store

    configure_logs()
    machine, settings = environment(), hub_settings()
    metrics.serve(machine.metrics_host, machine.metrics_port)
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(work.run(Store(machine.database_url), Memory(machine.redis_url), settings))


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from hub.store.database import Store, StoreUnavailableError

    try:
        Store(environment().database_url).migrate()
    except StoreUnavailableError as error:
        raise stop(f"The database does not answer ({error}). Check DATABASE_URL.") from error
