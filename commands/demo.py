"""``hub demo``: everything on one machine with invented people, to see the staff's pages without making accounts."""

from __future__ import annotations

import os

import typer

from commands.start import start_all
from commands.stop import stop
from hub.settings import environment, hub_settings

app = typer.Typer()


@app.command()
def demo() -> None:
    """Run everything with invented data on a throw-away database, and print one-time links for the staff's pages."""
    machine = environment()
    if machine.hub_env == "production":
        raise stop("The demo is not for production: its links let anybody in who reads this screen.")
    if os.environ.get("DATABASE_URL"):
        raise stop("The demo has a database of its own, which it throws away. Unset DATABASE_URL.")
    file = machine.hub_state.absolute() / f"demo-{machine.port}.sqlite3"

    def throw_away() -> None:
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()

    file.parent.mkdir(parents=True, exist_ok=True)
    throw_away()
    # For the processes that are started, too.
    os.environ["DATABASE_URL"] = f"sqlite:///{file}"
    environment.cache_clear()
    try:
        _fill()
        start_all(_show_links)
    finally:
        throw_away()


def _fill() -> None:
    from datetime import UTC, datetime

    from hub import demo as invented
    from hub import demonstration
    from hub.conversation_ids import read_or_make_secret
    from hub.store.database import Store

    machine = environment()
    store = Store(machine.database_url)
    store.migrate()
    demonstration.fill(store, hub_settings(), machine, datetime.now(UTC))
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    invented.fill(store, hub_settings(), secret, datetime.now(UTC))
    store.close()


def _show_links() -> None:
    from datetime import UTC, datetime

    from hub import demo as invented
    from hub.accounts import Accounts
    from hub.conversation_ids import read_or_make_secret
    from hub.store.database import Store

    machine, settings = environment(), hub_settings()
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    store = Store(machine.database_url)
    print(f"\nSign in as an invented person; each link works once, within {settings.staff.link_minutes} minutes:")
    for one in invented.entrances(Accounts(store, secret, settings.staff), datetime.now(UTC)):
        print(f"  {one.role:8} {machine.public_address}{one.path}")
    print(flush=True)
    store.close()
