"""How well the assistant does: replay a set, score what came back, and why the safety screen decides as it does."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from commands.stop import stop

app = typer.Typer()
safety_screen = typer.Typer(no_args_is_help=True, help="The safety screen.")
app.add_typer(safety_screen, name="safety")


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
        raise stop(str(error)) from error
    if failed:
        raise stop(f"{failed} rows failed; the others are in {target}.")


@app.command()
def score(
    expected: Annotated[Path, typer.Argument(metavar="SET.jsonl", exists=True, dir_okay=False)],
    replayed: Annotated[Path, typer.Argument(metavar="OUT.jsonl", exists=True, dir_okay=False)],
) -> None:
    """Measure what came back for a set; exit status 1 when a bar is missed."""
    from evaluation.score import print_scores

    if not print_scores(expected, replayed):
        raise typer.Exit(1)


@app.command()
def anonymise(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", exists=True, dir_okay=False)],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", dir_okay=False)],
) -> None:
    """Take personal data out of the text of every row; needs no running system."""
    from hub.anonymise.files import anonymise_file

    if failed := anonymise_file(source, target):
        raise stop(f"{failed} lines could not be read; the others are in {target}.")


@safety_screen.command("explain")
def safety_explain(text: Annotated[str, typer.Argument(help="a message")]) -> None:
    """Say what the safety screen notices in a message, which rule or score, and why the level."""
    from hub import safety

    safety.prepare()
    print(safety.explain(text))


@safety_screen.callback()
def safety_commands() -> None:
    """Look into the safety screen."""
