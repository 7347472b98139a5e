"""``hub doctor``: looks at everything that a running assistant needs."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.settings import environment, hub_settings

app = typer.Typer()
_COLOURS = {"ok": "green", "look": "yellow", "wrong": "red"}


@app.command()
def doctor(
    url: Annotated[str, typer.Option(help="address of the front door; empty: this machine, PORT")] = "",
) -> None:
    """Look at settings, parts, certificate, Twilio and articles; exit status 1 where something is wrong."""
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from hub.doctor import examine

    found = list(examine(environment(), hub_settings(), datetime.now(UTC), door=url))
    table = Table("", "", "")
    for one in found:
        table.add_row(f"[{_COLOURS[one.state]}]{one.state}[/]", escape(one.what), escape(one.detail))
    Console().print(table)
    if any(one.state == "wrong" for one in found):
        raise typer.Exit(1)
