"""The ``hub`` command: puts the parts' commands together, as app.py does with the doors."""

from __future__ import annotations

import os
import sys

import typer

from commands import (
    appointments,
    callbacks,
    demo,
    demonstration,
    doctor,
    knowledge,
    line,
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
for group in (start, demo, doctor, parts, setup, measure, telephony, demonstration):
    app.add_typer(group.app)
app.add_typer(knowledge.app, name="kb")
app.add_typer(line.app, name="line")
app.add_typer(appointments.app, name="appointments")
app.add_typer(callbacks.app, name="callbacks")
app.add_typer(user.app, name="user")
app.add_typer(measures.app, name="measures")


def main() -> None:
    """Run the command; a wrong setting is one clear message."""
    # Before a command loads numpy. The product of a small vector and a matrix is over before a second thread has woken
    # up: with two, the safety screen takes three times as long (docs/safety.md).
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    try:
        app()
    except SettingsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
