"""``hub demo-data``: a year of made-up contacts in an empty database."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from commands.stop import stop
from hub.settings import environment, hub_settings

app = typer.Typer()


@app.command("demo-data")
def demo_data() -> None:
    """Fill the empty database that DATABASE_URL names with a year of made-up contacts; every page then says so."""
    import os

    from hub import knowledge
    from hub.demonstration import LABEL, NotEmptyError, fill
    from hub.store.database import Store, StoreUnavailableError

    if not os.environ.get("DATABASE_URL"):
        raise stop("Name a new, empty database in DATABASE_URL, for instance sqlite:////tmp/demonstration.sqlite3.")
    store = Store(environment().database_url)
    try:
        store.migrate()
        knowledge.search()
        made = fill(store, hub_settings(), environment(), datetime.now(UTC))
    except NotEmptyError as error:
        raise stop(f"Nothing was written: {error}.") from error
    except StoreUnavailableError as error:
        raise stop("The database does not answer. Check DATABASE_URL.") from error
    print(f"{made} contacts of a year. {LABEL}")
