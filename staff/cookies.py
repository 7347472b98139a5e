"""The cookies of the staff's pages: whose session it is, and what ties a form to the browser it was shown in."""

from __future__ import annotations

import secrets

from fastapi import Request, Response

from staff.house import Staff, staff_of

_SESSION, _FORM = "hub-staff", "hub-staff-form"


def session_of(request: Request) -> str | None:
    """The value of the session's cookie."""
    return request.cookies.get(_name(_SESSION, staff_of(request)))


def begin_session(response: Response, staff: Staff, token: str) -> None:
    """Give the browser its session. It goes with the browser, and never to a page of another website."""
    _put(response, staff, _SESSION, token)


def end_session(response: Response, staff: Staff) -> None:
    """Take the session from the browser."""
    name = _name(_SESSION, staff)
    response.delete_cookie(name, path="/", secure=staff.secure, httponly=True, samesite="strict")


def form_seed(request: Request) -> str | None:
    """What the forms in this browser are tied to: its session, or, before there is one, a value of its own."""
    fresh: str | None = getattr(request.state, "form_seed", None)
    return fresh or session_of(request) or request.cookies.get(_name(_FORM, staff_of(request)))


def need_form_seed(request: Request) -> str | None:
    """A new value for a browser that has none, to be put into the response; None where it has one."""
    if form_seed(request) is not None:
        return None
    request.state.form_seed = secrets.token_urlsafe(32)
    return str(request.state.form_seed)


def give_form_seed(response: Response, staff: Staff, seed: str | None) -> None:
    """Let the browser keep the value, where it needed one."""
    if seed is not None:
        _put(response, staff, _FORM, seed)


def _put(response: Response, staff: Staff, name: str, value: str) -> None:
    response.set_cookie(_name(name, staff), value, path="/", secure=staff.secure, httponly=True, samesite="strict")


def _name(name: str, staff: Staff) -> str:
    """With its prefix browsers take it from this host alone, and over TLS alone."""
    return f"__Host-{name}" if staff.secure else name
