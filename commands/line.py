"""``hub line``: the switch that closes a channel and opens it again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from commands.stop import stop
from hub.replies import Channel
from hub.settings import environment

if TYPE_CHECKING:
    from hub.store.database import Store

app = typer.Typer(
    no_args_is_help=True,
    help="Close a channel for a while. Emergency numbers and opening hours stay up on a closed one.",
)
_LONGEST_REASON = 80
_NO_DATABASE = "The database does not answer. Run `bin/hub migrate`, or check DATABASE_URL."


Which = Annotated[
    list[str] | None, typer.Option("--channel", help="web, sms or voice; all without it", show_default=False)
]


@app.command("close")
def line_close(
    reason: Annotated[str, typer.Option(help="for the team, never told to families")], channel: Which = None
) -> None:
    """Close the web chat, the SMS line or the voice line; every front door follows within seconds."""
    from hub import closed_channels
    from hub.store.database import StoreUnavailableError

    if not 1 <= len(reason) <= _LONGEST_REASON:
        raise stop(f"Give a reason of at most {_LONGEST_REASON} characters, without names.")
    try:
        for one in _channels(channel):
            changed = closed_channels.close(_store(), one, reason, datetime.now(UTC))
            print(f"{one}: closed" if changed else f"{one}: was closed already")
    except StoreUnavailableError as error:
        raise stop(_NO_DATABASE) from error


@app.command("open")
def line_open(channel: Which = None) -> None:
    """Open what was closed."""
    from hub import closed_channels
    from hub.store.database import StoreUnavailableError

    try:
        for one in _channels(channel):
            changed = closed_channels.open_again(_store(), one, datetime.now(UTC))
            print(f"{one}: open" if changed else f"{one}: was open already")
    except StoreUnavailableError as error:
        raise stop(_NO_DATABASE) from error


@app.command("status")
def line_status() -> None:
    """Show which channels are open."""
    from hub.closed_channels import closed
    from hub.store.database import StoreUnavailableError

    try:
        found = {one.channel: one for one in closed(_store())}
    except StoreUnavailableError as error:
        raise stop(_NO_DATABASE) from error
    for channel in get_args(Channel):
        one = found.get(channel)
        print(f"{channel}: closed since {one.at:%Y-%m-%d %H:%M} UTC ({one.reason})" if one else f"{channel}: open")


def _channels(given: list[str] | None) -> list[Channel]:
    known: list[Channel] = list(get_args(Channel))
    if wrong := set(given or []) - set(known):
        raise stop(f"There is no channel {min(wrong)!r}; there are {', '.join(known)}.")
    return [channel for channel in known if not given or channel in given]


def _store() -> Store:
    from hub.store.database import Store

    return Store(environment().database_url)
