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

    found, stopped = _found(first, last, show_phone=show_phone)
    table = Table(*(name.replace("_", " ") for name in _columns(show_phone=show_phone)))
    for one in found:
        table.add_row(*(escape(value) for value in _values(one, stopped, show_phone=show_phone)))
    Console().print(table if found else "No appointments.")


@app.command("export")
def appointments_export(first: First = None, last: Last = None, show_phone: ShowPhone = False) -> None:
    """Write the appointments as CSV to standard output."""
    import csv
    import sys

    writer = csv.writer(sys.stdout)
    writer.writerow(_columns(show_phone=show_phone))
    found, stopped = _found(first, last, show_phone=show_phone)
    for one in found:
        values = _values(one, stopped, show_phone=show_phone)
        # A spreadsheet would reckon what begins like this.
        writer.writerow([f"'{value}" if value[:1] in "=+-@" else value for value in values])


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


@app.command("reopen")
def appointments_reopen(
    day: Annotated[datetime, typer.Argument(metavar="YYYY-MM-DD", formats=_DAY, help="the evening")],
) -> None:
    """Open an evening again that was closed; its places can be booked, and are offered to the waiting list."""
    from hub.appointments.closing import reopen_evening
    from hub.store.database import StoreUnavailableError

    try:
        cancelled = reopen_evening(_diary(), day.date(), _now())
    except ValueError as error:
        raise stop(f"{error}.") from error
    except StoreUnavailableError as error:
        raise _no_database() from error
    print(f"{day:%A %d %B %Y} is open again.")
    if cancelled:
        references = ", ".join(one.reference for one in cancelled)
        print(f"The appointments that were cancelled stay so. You may want to phone these families: {references}")


@app.command("waiting")
def appointments_waiting(show_phone: ShowPhone = False) -> None:
    """Show the waiting list, in order of its turns."""
    from functools import partial

    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from hub import audit
    from hub.appointments.waiting_list import WaitingList
    from hub.phone_numbers import show_phone as shown
    from hub.store.database import StoreUnavailableError

    diary = _diary()
    try:
        families = WaitingList(diary).families()
        if show_phone:
            shown_now = partial(audit.note, action="waiting_list_shown", at=_now(), detail="by the operator")
            diary.store.write(shown_now)
    except StoreUnavailableError as error:
        raise _no_database() from error
    table = Table("since", "evening", "first name", "offers", "held for them", *(["phone"] if show_phone else []))
    for one in families:
        held = f"{one.held.start:%a %d %b %H:%M}, until {_until(one.held)}" if one.held else ""
        evening = f"{one.day:%a %d %b %Y}" if one.day else f"any, until {one.until:%d %b %Y}"
        values = [_day_and_time(one.joined_at), evening, one.first_name, str(one.offers), held]
        table.add_row(*(escape(value) for value in [*values, *([shown(one.phone)] if show_phone else [])]))
    Console().print(table if families else "Nobody is waiting.")


@app.command("feed")
def appointments_feed(
    new: Annotated[bool, typer.Option("--new", help="another link; the one before is good no more")] = False,
    off: Annotated[bool, typer.Option("--off", help="no link is good any more")] = False,
) -> None:
    """Print the secret link to the diary, for the team's calendar program: times and references, no names."""
    from hub.appointments.calendar_feed import Feed
    from hub.store.database import StoreUnavailableError

    if new and off:
        raise stop("Give --new or --off, not both.")
    feed = Feed(_diary(), _secret())
    try:
        if off:
            print("The link is withdrawn." if feed.withdraw(_now()) else "There was no link.")
        else:
            print(environment().public_address + feed.link(_now(), new=new))
    except StoreUnavailableError as error:
        raise _no_database() from error


def _now() -> datetime:
    from datetime import UTC

    return datetime.now(UTC)


def _diary() -> Diary:
    from hub.appointments.diary import Diary
    from hub.store.database import Store

    return Diary(Store(environment().database_url), hub_settings(), _secret())


def _secret() -> str:
    from hub.conversation_ids import read_or_make_secret

    machine = environment()
    return read_or_make_secret(machine.hub_secret, machine.hub_state)


def _days(first: datetime | None, last: datetime | None) -> tuple[date, date]:
    from datetime import timedelta

    from hub.uk_calendar import in_london

    today = in_london(_now()).date()
    begins = first.date() if first else today
    horizon = timedelta(weeks=hub_settings().appointments.horizon_weeks)
    return begins, last.date() if last else max(begins, today) + horizon


def _found(
    first: datetime | None, last: datetime | None, *, show_phone: bool
) -> tuple[list[Appointment], frozenset[int]]:
    """The appointments, and the ids of those whose family stopped our texts."""
    from hub import audit
    from hub.store.database import StoreUnavailableError

    diary = _diary()
    try:
        found = diary.list(*_days(first, last))
        stopped = frozenset(diary.stopped_texts(found))
        if show_phone:
            diary.store.write(lambda session: audit.note(session, "appointments_shown", _now(), "by the operator"))
    except StoreUnavailableError as error:
        raise _no_database() from error
    return found, stopped


def _no_database() -> typer.Exit:
    return stop("The database does not answer. Run `bin/hub migrate`, or check DATABASE_URL.")


def _columns(*, show_phone: bool) -> list[str]:
    columns = ["day", "time", "place", "reference", "status", "first_name", "topic", "needs", "texts", "voicemail"]
    return [*columns, "phone"] if show_phone else columns


def _values(one: Appointment, stopped: frozenset[int], *, show_phone: bool) -> list[str]:
    from hub.phone_numbers import show_phone as shown

    status = {
        "cancelled": f"cancelled by {one.cancelled_by}",
        "held": f"held until {_until(one)}",
    }.get(one.status, one.status)
    values = [f"{one.start:%Y-%m-%d}", f"{one.start:%H:%M}", str(one.place), one.reference, status, one.first_name]
    texts = "stopped, please phone" if one.text_ok and one.id in stopped else _yes(one.text_ok)
    values += [one.topic or "", one.needs or "", texts, _yes(one.voicemail_ok)]
    return [*values, shown(one.phone)] if show_phone else values


def _until(one: Appointment) -> str:
    return _day_and_time(one.held_until) if one.held_until else ""


def _day_and_time(moment: datetime) -> str:
    from hub.uk_calendar import in_london

    return f"{in_london(moment):%a %d %b %H:%M}"


def _yes(said: bool) -> str:
    return "yes" if said else "no"
