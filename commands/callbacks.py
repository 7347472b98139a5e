"""``hub callbacks``: the families who want to be phoned, for the people who phone them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.stop import stop
from hub.settings import environment, hub_settings

if TYPE_CHECKING:
    from hub.callbacks import Callback, Callbacks

app = typer.Typer(no_args_is_help=True, help="The call-backs that families asked for.")
_COLUMNS = ("number", "day", "wish", "first name", "topic", "channel", "status", "phone")


@app.command("list")
def callbacks_list(
    every: Annotated[bool, typer.Option("--all", help="those that are done, cancelled or never reached too")] = False,
    show_phone: Annotated[
        bool, typer.Option("--show-phone", help="phone numbers too; the audit notes that they were shown")
    ] = False,
) -> None:
    """Show the call-backs in the order in which they are to be phoned."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from hub import audit
    from hub.store.database import StoreUnavailableError

    callbacks = _callbacks()
    try:
        found = callbacks.in_order("open", "taken", "done", "cancelled", "unreached") if every else callbacks.in_order()
        if show_phone:
            callbacks.store.write(lambda session: audit.note(session, "callbacks_shown", _now(), "by the operator"))
    except StoreUnavailableError as error:
        raise _no_database() from error
    columns = _COLUMNS if show_phone else _COLUMNS[:-1]
    table = Table(*columns)
    for one in found:
        table.add_row(*(escape(value) for value in _values(one)[: len(columns)]))
    Console().print(table if found else "No call-backs.")


@app.command("done")
def callbacks_done(number: Annotated[int, typer.Argument(help="its number in the list")]) -> None:
    """Say that a family has been phoned."""
    from hub.callbacks import NotThereError
    from hub.store.database import StoreUnavailableError

    try:
        one = _callbacks().done(number, _now())
    except NotThereError as error:
        raise stop(f"There is no call-back {number} that is still to do.") from error
    except StoreUnavailableError as error:
        raise _no_database() from error
    print(f"The call to {one.first_name} is done.")


def _now() -> datetime:
    from datetime import UTC

    return datetime.now(UTC)


def _callbacks() -> Callbacks:
    from hub.callbacks import Callbacks
    from hub.conversation_ids import read_or_make_secret
    from hub.store.database import Store

    machine = environment()
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    return Callbacks(Store(machine.database_url), hub_settings(), secret)


def _no_database() -> typer.Exit:
    return stop("The database does not answer. Run `bin/hub migrate`, or check DATABASE_URL.")


def _values(one: Callback) -> list[str]:
    from hub.phone_numbers import show_phone

    status = f"taken by {one.taken_by}" if one.status == "taken" else one.status
    first = f"{one.first_name} (crisis)" if one.crisis else one.first_name
    day = f"{one.day:%a %d %b %Y}"
    return [str(one.id), day, one.wish or "", first, one.topic or "", one.channel, status, show_phone(one.phone)]
