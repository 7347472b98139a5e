"""``hub user``: the accounts of the staff."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.stop import stop
from hub.roles import ROLES
from hub.settings import environment, hub_settings

if TYPE_CHECKING:
    from hub.accounts import Accounts
    from hub.accounts.accounts import Fresh

app = typer.Typer(no_args_is_help=True, help="The accounts of the staff (docs/accounts.md).")
Name = Annotated[str, typer.Argument(help="what they sign in with")]
Roles = Annotated[list[str], typer.Option("--role", help=f"{', '.join(ROLES)}; may be given several times")]
ByLink = Annotated[bool, typer.Option("--link", help="ask for no password; print a one-time sign-in link")]


@app.command("add")
def user_add(name: Name, role: Roles, by_link: ByLink = False) -> None:
    """Make an account; asks for its password, and shows the second factor as a QR code for an authenticator app."""
    accounts = _accounts()
    with _problems(name):
        fresh = accounts.add(name, role, None if by_link else _ask_password(), _now())
        _show_code(fresh)
        if by_link:
            _show_link(accounts, fresh.name)


@app.command("list")
def user_list() -> None:
    """Show who has an account, with which roles, and when they last signed in."""
    from rich.console import Console
    from rich.table import Table

    from hub.uk_calendar import in_london

    with _problems(""):
        found = _accounts().everybody()
    table = Table("name", "roles", "signs in by", "can be rung", "last signed in")
    for one in found:
        last = f"{in_london(one.last_signed_in):%d %b %Y %H:%M}" if one.last_signed_in else "never"
        by = "password" if one.local else "identity provider"
        table.add_row(one.name, ", ".join(sorted(one.roles)), by, "yes" if one.rings else "no", last)
    Console().print(table if found else "No accounts.")


@app.command("remove")
def user_remove(name: Name) -> None:
    """Delete an account and end its sessions."""
    with _problems(name):
        _accounts().remove(name, _now())
    print(f"{name} is removed and signed out.")


@app.command("roles")
def user_roles(name: Name, role: Roles) -> None:
    """Say what an account may do from now on, and end its sessions."""
    with _problems(name):
        _accounts().set_roles(name, role, _now())
    print(f"{name} is now {', '.join(sorted(set(role)))}, and signed out.")


@app.command("password")
def user_password(name: Name, by_link: ByLink = False) -> None:
    """Give an account another password, or a one-time link; a password ends its sessions."""
    accounts = _accounts()
    with _problems(name):
        if by_link:
            _show_link(accounts, name)
            return
        accounts.set_password(name, _ask_password(), _now())
    print(f"{name} has another password, and is signed out.")


@app.command("code")
def user_code(name: Name) -> None:
    """Give an account another second factor, for a lost or new telephone, and end its sessions."""
    with _problems(name):
        _show_code(_accounts().new_code(name, _now()))


@app.command("phone")
def user_phone(
    name: Name,
    number: Annotated[str, typer.Argument(help="a UK number; without one, and without --off, it is asked for")] = "",
    off: Annotated[bool, typer.Option("--off", help="ring them on no number")] = False,
) -> None:
    """Say on which number a call handler is rung when a caller wants a person."""
    from hub.accounts.phones import set_phone
    from hub.phone_numbers import PhoneRefusedError

    accounts = _accounts()
    given = None if off else number or str(typer.prompt("Phone number"))
    with _problems(name):
        try:
            set_phone(accounts.store, accounts.secret, name, given, _now())
        except PhoneRefusedError as error:
            raise stop(f"That number cannot be rung ({error.reason}). For example 07700 900123.") from error
    print(f"{name} is rung on no number." if off else f"{name} is rung on that number.")


def _ask_password() -> str:
    return str(typer.prompt("Password (at least 12 characters)", hide_input=True, confirmation_prompt=True))


def _show_code(fresh: Fresh) -> None:
    import segno

    print(f"Scan this with an authenticator app of {fresh.name}. It is shown once.\n")
    segno.make(fresh.code_uri, error="l").terminal(compact=True)
    print(f"\nOr type it in: {fresh.code_uri}")


def _show_link(accounts: Accounts, name: str) -> None:
    token = accounts.sessions.link(name, _now())
    minutes = hub_settings().staff.link_minutes
    print(f"Works once, within {minutes} minutes: {environment().public_address}/staff/link/{token}")


def _now() -> datetime:
    from datetime import UTC

    return datetime.now(UTC)


def _accounts() -> Accounts:
    from hub.accounts import Accounts
    from hub.conversation_ids import read_or_make_secret
    from hub.store.database import Store

    machine = environment()
    secret = read_or_make_secret(machine.hub_secret, machine.hub_state)
    return Accounts(Store(machine.database_url), secret, hub_settings().staff)


@contextmanager
def _problems(name: str) -> Iterator[None]:
    """Each of them as one clear message."""
    from hub.accounts.user import NameTakenError, NoAccountError
    from hub.store.database import StoreUnavailableError

    try:
        yield
    except NoAccountError as error:
        raise stop(f"There is no account {name}.") from error
    except NameTakenError as error:
        raise stop(f"There is an account {name} already.") from error
    except ValueError as error:
        raise stop(f"{error}.") from error
    except StoreUnavailableError as error:
        raise stop("The database does not answer. Run `bin/hub migrate`, or check DATABASE_URL.") from error
