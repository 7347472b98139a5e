"""``hub measures``: the figures of a month, as they may be published, and the links by which programs read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from commands.stop import stop
from hub.settings import environment, hub_settings

if TYPE_CHECKING:
    from hub.measures import Report
    from hub.store.database import Store

MOST_NAME = 60
_Result = TypeVar("_Result")
app = typer.Typer(help="The figures of a month, and the links by which programs read them.")


@app.callback(invoke_without_command=True)
def measures(
    context: typer.Context,
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="the month; the last one that is over without it")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="as CSV")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """Show the figures of a month after disclosure control, as they may be published."""
    import json
    import sys

    from hub.measures_export import as_json as to_json
    from hub.measures_export import write_csv

    if context.invoked_subcommand is not None:
        return
    if as_csv and as_json:
        raise stop("Choose --csv or --json.")
    found = _report(month)
    if not found.complete:
        typer.secho(f"{found.month} is not over: these figures change, so do not pass them on.", err=True, fg="yellow")
    if as_csv:
        write_csv([found], sys.stdout)
    elif as_json:
        print(json.dumps(to_json(found), indent=2))
    else:
        _print(found)


@app.command()
def token(name: Annotated[str, typer.Argument(help="who will read the figures, for instance power-bi")]) -> None:
    """Make a link by which a program reads the figures. It is shown once."""
    from hub.measures_tokens import NameTakenError, new_token

    if not 0 < len(name) <= MOST_NAME:
        raise stop(f"A name has 1 to {MOST_NAME} characters.")
    try:
        made = _with_store(lambda store: new_token(store, name, _now()))
    except NameTakenError as error:
        raise stop(f"{error}. Take it away with `bin/hub measures revoke {name}`.") from error
    address = f"{environment().public_address}/measures/{made}"
    print(
        f"{address}/figures.json\n{address}/figures.csv\n\nWhoever has this link reads the figures. It is not shown again."
    )


@app.command()
def tokens() -> None:
    """List the links by name."""
    from hub.measures_tokens import names

    for name, made in _with_store(names):
        print(f"{name}  made on {made:%Y-%m-%d}")


@app.command()
def revoke(name: Annotated[str, typer.Argument(help="the name of the link")]) -> None:
    """Make a link worthless at once."""
    from hub.measures_tokens import revoke as take_away

    if not _with_store(lambda store: take_away(store, name, _now())):
        raise stop(f"There is no link called {name}.")
    print(f"The link {name} does not work any more.")


def _with_store(work: Callable[[Store], _Result]) -> _Result:
    from hub.store.database import Store, StoreUnavailableError

    try:
        return work(Store(environment().database_url))
    except StoreUnavailableError as error:
        raise stop("The database does not answer. Run `bin/hub migrate`, or check DATABASE_URL.") from error


def _now() -> datetime:
    return datetime.now(UTC)


def _report(month: str) -> Report:
    from hub.measures import MonthNotKeptError
    from hub.months import Month
    from hub.snapshots import figures

    now = _now()
    try:
        wanted = Month.parse(month) if month else Month.last_over(now)
        return _with_store(lambda store: figures(store, hub_settings(), wanted, now))
    except MonthNotKeptError as error:
        raise stop(f"There are no figures: {error}.") from error
    except ValueError as error:
        raise stop(f"{error}.") from error


def _print(found: Report) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from hub.measure_list import MEASURES

    titles = {one.key: one.title for one in MEASURES}
    table = Table("measure", "", "count", "%", "95% interval", "mean", title=f"{found.month}")
    before = ""
    for line in found.lines:
        title = titles[line.measure] if line.measure != before else ""
        before = line.measure
        value = "not kept any more" if line.value is None and not line.part else _shown(line.value)
        between = f"{line.low} to {line.high}" if isinstance(line.low, int) else _shown(line.low)
        table.add_row(title, escape(line.part), value, _shown(line.percent), between, _shown(line.mean))
    Console().print(table)
    rules = hub_settings().disclosure
    print(
        f"* is 1 to {rules.hide_up_to}, or not shown so that it cannot be worked out; "
        f"other counts are rounded to the nearest {rules.round_to}."
    )


def _shown(figure: float | str | None) -> str:
    return "" if figure is None else str(figure)
