"""The ``hub`` command: puts the parts' commands together, as app.py does with the doors."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import httpx
import typer

from hub.settings import ROOT, SettingsError, environment, hub_settings

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="The Neurodiversity Hub assistant.")
encoder = typer.Typer(no_args_is_help=True, help="The sentence encoder.")
kb = typer.Typer(no_args_is_help=True, help="The knowledge base.")
app.add_typer(encoder, name="encoder")
app.add_typer(kb, name="kb")
safety_screen = typer.Typer(no_args_is_help=True, help="The safety screen.")
app.add_typer(safety_screen, name="safety")


def _stop(message: str) -> typer.Exit:
    typer.secho(message, err=True, fg="red")
    return typer.Exit(1)


@app.command()
def run() -> None:
    """Set up what is missing and run every part until Ctrl-C."""
    from hub import ports, progress
    from hub.supervisor import Supervisor, read_procfile
    from knowledge_base import build_encoder

    machine, settings = environment(), hub_settings()
    if (problem := ports.problem(machine)) is not None:
        raise _stop(problem)
    with progress.step("Building the sentence encoder", machine.hub_state):
        build_encoder.build()
    address = f"http://{machine.host}:{machine.port}/"

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
            f"\nReady.\n  Chat page     {address}\n  Chat API      {address}openapi.json\n  State         {address}readyz\nCtrl-C stops everything.",
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
    asyncio.run(Supervisor(read_procfile(ROOT / "Procfile"), variables, ROOT).run(announce))


@app.command()
def serve() -> None:
    """Run the front door."""
    import uvicorn

    from hub import knowledge

    machine = environment()
    knowledge.reload_on_signal()
    uvicorn.run(
        "app:create_app",
        factory=True,
        app_dir=str(ROOT),
        host=machine.host,
        port=machine.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


@app.command()
def actions() -> None:
    """Run the action server."""
    machine = environment()
    variables = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
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
        raise _stop(str(error)) from error
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
def train() -> None:
    """Set up Rasa and train it when something changed."""
    from hub import rasa_setup
    from knowledge_base.store import KnowledgeBaseError, read_knowledge_base

    machine = environment()
    try:
        rasa_setup.sync(machine)
        model = rasa_setup.train(read_knowledge_base(), machine)
    except (rasa_setup.SetupError, KnowledgeBaseError) as error:
        raise _stop(str(error)) from error
    print(model.relative_to(ROOT))


@app.command()
def validate() -> None:
    """Check Rasa's domain, rules and training data; exit status 1 on any warning."""
    from hub import rasa_setup
    from knowledge_base.store import read_knowledge_base

    machine = environment()
    try:
        rasa_setup.sync(machine)
        rasa_setup.validate(read_knowledge_base(), machine)
    except rasa_setup.SetupError as error:
        raise _stop(str(error)) from error


@app.command()
def replay(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", exists=True, dir_okay=False)],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", dir_okay=False)],
    url: Annotated[str, typer.Option(help="address of the running system")] = "http://127.0.0.1:8000",
) -> None:
    """Send every row to the running system as a fresh conversation and write what came back."""
    from evaluation.client import ReplayRefusedError, replay_file

    try:
        failed = asyncio.run(replay_file(source, target, url))
    except ReplayRefusedError as error:
        raise _stop(str(error)) from error
    if failed:
        raise _stop(f"{failed} rows failed; the others are in {target}.")


@app.command()
def score(
    expected: Annotated[Path, typer.Argument(metavar="SET.jsonl", exists=True, dir_okay=False)],
    replayed: Annotated[Path, typer.Argument(metavar="OUT.jsonl", exists=True, dir_okay=False)],
) -> None:
    """Measure what came back for a set; exit status 1 when a bar is missed."""
    from evaluation.score import print_scores

    if not print_scores(expected, replayed):
        raise typer.Exit(1)


@encoder.command("build")
def encoder_build() -> None:
    """Build the sentence encoder's graph from its weights, once."""
    from hub import progress
    from knowledge_base import build_encoder

    with progress.step("Building the sentence encoder", environment().hub_state):
        build_encoder.build()


@safety_screen.command("explain")
def safety_explain(text: Annotated[str, typer.Argument(help="a message")]) -> None:
    """Say what the safety screen notices in a message, which rule or score, and why the level."""
    from hub import safety

    safety.prepare()
    print(safety.explain(text))


@safety_screen.callback()
def safety_commands() -> None:
    """Look into the safety screen."""


@kb.command("check")
def kb_check() -> None:
    """Check every article and the crisis replies; exit status 1 where one must not be published."""
    from datetime import UTC, datetime

    from hub.safety.check_replies import check_replies
    from knowledge_base.check import check_articles, counted
    from knowledge_base.store import ARTICLES_DIR

    os.chdir(ROOT)
    today = datetime.now(UTC).date()
    findings = check_articles(ARTICLES_DIR.relative_to(ROOT), today) + check_replies(today)
    for finding in findings:
        print(finding)
    errors, warnings = counted(findings)
    print(f"{errors} errors, {warnings} warnings")
    if errors:
        raise typer.Exit(1)


@kb.command("list")
def kb_list(
    due: Annotated[bool, typer.Option(help="only articles that a curator has to look at, and why")] = False,
) -> None:
    """List the articles."""
    from datetime import UTC, datetime

    from knowledge_base.check import due_articles
    from knowledge_base.store import read_knowledge_base

    knowledge_base = read_knowledge_base()
    if due:
        for item in due_articles(knowledge_base, datetime.now(UTC).date()):
            print(f"{item.slug:28} {item.reason} (review by {item.review_by}, {item.owner})")
        return
    for article in knowledge_base:
        print(f"{article.slug:28} {article.theme:14} review by {article.review_by}  {article.title}")


@kb.command("gaps")
def kb_gaps() -> None:
    """Count the questions that no article answered, by day and nearest topic; no text is kept."""
    from hub.memory import Memory, MemoryUnavailableError

    async def read() -> None:
        memory = Memory(environment().redis_url)
        try:
            for day, topic, count in await memory.gaps():
                print(f"{day}  {topic:28} {count}")
        finally:
            await memory.close()

    try:
        asyncio.run(read())
    except MemoryUnavailableError as error:
        raise _stop("Redis does not answer: is the system running?") from error


@kb.command("reload")
def kb_reload() -> None:
    """Put changed articles live, without restart or training; refused while an article cannot be read."""
    from hub.knowledge import reload_request
    from knowledge_base.store import KnowledgeBaseError, read_knowledge_base

    try:
        count = len(read_knowledge_base())
    except KnowledgeBaseError as error:
        raise _stop(f"{error}\nNothing was reloaded: mend the above first.") from error
    reload_request().parent.mkdir(parents=True, exist_ok=True)
    reload_request().touch()
    print(f"{count} articles: every process on this machine reads them again within a few seconds.")


def main() -> None:
    """Run the command; a wrong setting is one clear message."""
    try:
        app()
    except SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
