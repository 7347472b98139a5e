"""Who may do what at the whole front door: a row for each route of the staff's side, and the routes that there really are.

A route that is new needs a row here; test_roles.py fails until it has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute, RouteContext, iter_route_contexts
from unit.console.a_console import NOW
from unit.staff.a_house import Clock, House

from hub.accounts import Role

PEOPLE: tuple[Role, ...] = ("handler", "lead", "curator", "admin")
HANDLERS: tuple[Role, ...] = ("handler", "admin")
LEADS: tuple[Role, ...] = ("lead", "admin")
CURATORS: tuple[Role, ...] = ("curator", "admin")
STAFF_SIDE = ("/staff", "/console", "/dashboard", "/curators", "/measures", "/you-said-we-did")


@dataclass(frozen=True)
class Row:
    """One route, who may use it (nobody named: it is open, and says itself what it asks for), and how it is tried."""

    method: str
    path: str
    roles: tuple[Role, ...] = ()
    try_path: str = ""
    form: tuple[tuple[str, str], ...] = ()

    @property
    def tried(self) -> str:
        return self.try_path or self.path.replace("{number}", "999999")


ROWS = (
    Row("GET", "/staff", PEOPLE),
    Row("GET", "/staff/sign-in"),
    Row("POST", "/staff/sign-in"),
    Row("POST", "/staff/sign-out"),
    Row("GET", "/staff/link/{token}"),
    Row("POST", "/staff/link/{token}"),
    Row("GET", "/staff/provider"),
    Row("GET", "/staff/provider/done"),
    Row("GET", "/console", HANDLERS),
    Row("GET", "/console/events", HANDLERS),
    Row("POST", "/console/presence", HANDLERS),
    Row("POST", "/console/chats/{number}/say", HANDLERS, form=(("text", "Hello"), ("key", "key-00001"))),
    Row("POST", "/console/chats/{number}/{step}", HANDLERS, "/console/chats/999999/accept"),
    Row("POST", "/console/chats/{number}/note", HANDLERS, form=(("note", "Hello"),)),
    Row("POST", "/console/signs/{number}", HANDLERS),
    Row("POST", "/console/calls/{number}/{step}", HANDLERS, "/console/calls/999999/hold"),
    Row("GET", "/console/profile", HANDLERS),
    Row("POST", "/console/profile", HANDLERS),
    Row("GET", "/console/callbacks", HANDLERS),
    Row("POST", "/console/callbacks/{number}/{work}", HANDLERS, "/console/callbacks/999999/take"),
    Row("GET", "/console/diary", HANDLERS),
    Row("GET", "/console/diary/{number}", HANDLERS, "/console/diary/999999?day=2026-11-25"),
    Row("POST", "/console/diary/{number}", HANDLERS, form=(("day", "2026-11-25"), ("outcome", "kept"))),
    Row("GET", "/console/replies", HANDLERS),
    Row("GET", "/dashboard", LEADS),
    Row("GET", "/dashboard/compare", LEADS),
    Row("GET", "/curators", CURATORS),
    Row("POST", "/curators/comments/{number}", CURATORS, form=(("word", "approved"),)),
    Row("POST", "/curators/deeds", CURATORS),
    Row("POST", "/curators/deeds/{number}/remove", CURATORS),
    Row("GET", "/you-said-we-did"),
    Row("GET", "/measures/{token}/figures.json"),
    Row("GET", "/measures/{token}/figures.csv"),
)
GUARDED = tuple(row for row in ROWS if row.roles)
# It does not end by itself: tests/unit/console/test_stream.py reads it.
ENDLESS = "/console/events"


def routes(app: FastAPI) -> Iterator[tuple[str, RouteContext]]:
    """Every method and route of an application; a socket's method is SOCKET. Not files that lie in a folder."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIWebSocketRoute):
            yield "SOCKET", route
        elif isinstance(route.original_route, APIRoute):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route


def asks_who(dependant: Dependant) -> bool:
    """Whether a route stands behind ``staff.access.signed_in``."""
    mine = getattr(dependant.call, "__qualname__", "") == "signed_in.<locals>.user"
    return mine or any(asks_who(one) for one in dependant.dependencies)


def checks_form(dependant: Dependant) -> bool:
    """Whether a route stands behind ``staff.access.checked_form``."""
    mine = getattr(dependant.call, "__qualname__", "") == "checked_form"
    return mine or any(checks_form(one) for one in dependant.dependencies)


def house_of(app: FastAPI) -> House:
    """The staff's side of a whole front door, at a quiet Tuesday morning."""
    clock = Clock(NOW)
    app.state.staff = replace(app.state.staff)
    object.__setattr__(app.state.staff, "now", lambda: clock.now)
    app.state.staff.store.migrate()
    return House(app, app.state.staff, clock)
