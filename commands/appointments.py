"""``hub appointments``: the diary, for the people who run the evenings."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.stop import stop
from hub.settings import environment, hub_settings

if TYPE_CHECKING:
    from hub.appointments.appointment import Appointment
    from hub.appointments.diary import Diary

app = typer.Typer(no_args_is_help=True, help="The Wednesday-evening appointments.")

_DAY = ["%Y-%m-%d"]
First = Annotated[
    datetime | None, typer.Option("--from", formats=_DAY, help="first day; today without it", show_default=False)
]
Last = Annotated[
    datetime | None, typer.Option("--to", formats=_DAY, help="last day; the horizon of hub.yml", show_default=False)
]
ShowPhone = Annotated[
    bool, typer.Option("--show-phone", help="phone numbers too; the audit notes that they were shown")
]


@app.command("list")
def appointments_list(first: First = None, last: Last = None, show_phone: ShowPhone = False) -> None:
    """Show the appointments, booked and cancelled."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    found = _found(first, last, show_phone=show_phone)
    table = Table(*(name.replace("_", " ") for name in _columns(show_phone=show_phone)))
    for one in found:
        table.add_row(*(escape(value) for value in _values(one, show_phone=show_phone)))
    Console().print(table if found else "No appointments.")


@app.command("export")
def appointments_export(first: First = None, last: Last = None, show_phone: ShowPhone = False) -> None:
    """Write the appointments as CSV to standard output."""
    import csv
    import sys

    writer = csv.writer(sys.stdout)
    writer.writerow(_columns(show_phone=show_phone))
    for one in _found(first, last, show_phone=show_phone):
        # A spreadsheet would reckon what begins like this.
        writer.writerow(
            [f"'{value}" if value[:1] in "=+-@" else value for value in _values(one, show_phone=show_phone)]
        )


@app.command("capacity")
def appointments_capacity(first: First = None, last: Last = None) -> None:
    """Show how many places are booked in each slot."""
    from rich.console import Console
    from rich.table import Table

    from hub.store.database import StoreUnavailableError

    try:
        slots = _diary().capacity(*_days(first, last))
    except StoreUnavailableError as error:
        raise _no_database() from error
    table = Table("day", "time", "booked", "free")
    for slot, booked, places in slots:
        free = "closed" if places == 0 else str(max(0, places - booked))
        table.add_row(f"{slot.start:%a %d %b %Y}", f"{slot.start:%H:%M}", str(booked), free)
    Console().print(table if slots else "No slots.")


@app.command("close")
def appointments_close(
    day: Annotated[datetime, typer.Argument(metavar="YYYY-MM-DD", formats=_DAY, help="the evening")],
    reason: Annotated[str, typer.Option(help="for the team, never told to families")],
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Close an evening: cancel its appointments, text the families and offer them the next evenings."""
    from hub.appointments.closing import close_evening
    from hub.store.database import StoreUnavailableError

    diary = _diary()
    try:
        booked = [one for one in diary.list(day.date(), day.date()) if one.status == "booked"]
        if not yes:
            typer.confirm(f"{len(booked)} appointments will be cancelled. Close {day:%A %d %B %Y}?", abort=True)
        closed = close_evening(diary, day.date(), reason, _now())
    except ValueError as error:
        raise stop(f"{error}.") from error
    except StoreUnavailableError as error:
        raise _no_database() from error
    print(f"{day:%A %d %B %Y} is closed. {len(closed.told)} families are told by text.")
    if closed.to_tell:
        references = ", ".join(one.reference for one in closed.to_tell)
        print(f"Please phone {len(closed.to_tell)} who get no texts: {references}")
        print(f"Their numbers: bin/hub appointments list --from {day:%Y-%m-%d} --to {day:%Y-%m-%d} --show-phone")


def _now() -> datetime:
    from datetime import UTC

    return datetime.now(UTC)


def _diary() -> Diary:
    from hub.appointments.diary import Diary
    from hub.conversation_ids import read_or_make_secret
    from hub.store.database import Store

    machine = environment()
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    return Diary(Store(machine.database_url), hub_settings(), secret)


def _days(first: datetime | None, last: datetime | None) -> tuple[date, date]:
    from datetime import timedelta

    from hub.uk_calendar import in_london

    today = in_london(_now()).date()
    begins = first.date() if first else today
    horizon = timedelta(weeks=hub_settings().appointments.horizon_weeks)
    return begins, last.date() if last else max(begins, today) + horizon


def _found(first: datetime | None, last: datetime | None, *, show_phone: bool) -> list[Appointment]:
    from hub import audit
    from hub.store.database import StoreUnavailableError

    diary = _diary()
    try:
        found = diary.list(*_days(first, last))
        if show_phone:
            diary.store.write(lambda session: audit.note(session, "appointments_shown", _now(), "by the operator"))
    except StoreUnavailableError as error:
        raise _no_database() from error
    return found


def _no_database() -> typer.Exit:
    return stop("The database does not answer. Run `bin/hub migrate`, or check DATABASE_URL.")


def _columns(*, show_phone: bool) -> list[str]:
    columns = ["day", "time", "place", "reference", "status", "first_name", "topic", "needs", "texts", "voicemail"]
    return [*columns, "phone"] if show_phone else columns


def _values(one: Appointment, *, show_phone: bool) -> list[str]:
    from hub.phone_numbers import show_phone as shown

    status = f"cancelled by {one.cancelled_by}" if one.status == "cancelled" else one.status
    values = [f"{one.start:%Y-%m-%d}", f"{one.start:%H:%M}", str(one.place), one.reference, status, one.first_name]
    values += [one.topic or "", one.needs or "", _yes(one.text_ok), _yes(one.voicemail_ok)]
    return [*values, shown(one.phone)] if show_phone else values


def _yes(said: bool) -> str:
    return "yes" if said else "no"
