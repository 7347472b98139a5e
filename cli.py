"""The ``hub`` command: puts the parts' commands together, as app.py does with the doors."""

from __future__ import annotations

import sys

import typer

from commands import (
    appointments,
    callbacks,
    demo,
    demonstration,
    knowledge,
    measure,
    measures,
    parts,
    setup,
    start,
    telephony,
    user,
)
from hub.settings import SettingsError

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="The Neurodiversity Hub assistant.")
for group in (start, demo, parts, setup, measure, telephony, demonstration):
    app.add_typer(group.app)
app.add_typer(knowledge.app, name="kb")
app.add_typer(appointments.app, name="appointments")
app.add_typer(callbacks.app, name="callbacks")
app.add_typer(user.app, name="user")
app.add_typer(measures.app, name="measures")


def main() -> None:
    """Run the command; a wrong setting is one clear message."""
    try:
        app()
    except SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
