"""How a command stops: one message that says what to do, and exit status 1."""

import typer


def stop(message: str) -> typer.Exit:
    """Print the message in red; raise what this returns."""
    typer.secho(message, err=True, fg="red")
    return typer.Exit(1)
