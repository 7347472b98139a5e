"""Who gets in: the dependencies that the staff's routes stand behind.

A page sends whoever is not signed in to the sign-in page; anything else answers 401. The wrong role is 403.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from fastapi import HTTPException, Request
from markupsafe import Markup

from hub.accounts import Role, User
from staff import cookies
from staff.house import staff_of

SIGN_IN = "/staff/sign-in"
FORM_FIELD, FORM_HEADER = "form_token", "X-Form-Token"


NOT_YOUR_ROLE = "Your account may not do this. Ask whoever looks after the accounts."


class RefusedError(HTTPException):
    """Something that a member of staff wanted is not done; ``detail`` says why and what to do, in a page or as JSON."""


def signed_in(*roles: Role, counts: bool = True) -> Callable[[Request], User]:
    """A dependency that gives the user, who has one of ``roles`` (without any: whoever is signed in).

    ``counts``: whether the request shows that somebody is at work, and so keeps the session alive.
    """

    def user(request: Request) -> User:
        found = user_of(request, counts=counts)
        if found is None:
            raise _not_signed_in(request)
        request.state.user = found
        if roles and not found.may(*roles):
            raise RefusedError(403, NOT_YOUR_ROLE)
        return found

    return user


def user_of(request: Request, *, counts: bool = True) -> User | None:
    """Who is signed in, or None. Raises StoreUnavailableError."""
    token = cookies.session_of(request)
    if token is None:
        return None
    staff = staff_of(request)
    return staff.accounts.sessions.user(token, staff.now(), counts=counts)


def form_token(request: Request) -> Markup:
    """The hidden field without which ``checked_form`` refuses a form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_FIELD, form_token_value(request))


def form_token_value(request: Request) -> str:
    """What the field holds, for scripts to send in the header X-Form-Token."""
    seed = cookies.form_seed(request)
    return staff_of(request).accounts.sessions.form_token(seed) if seed else ""


async def checked_form(request: Request) -> None:
    """A dependency of everything that changes something: raises 403 without the token of this browser."""
    form = await request.form()
    given, wanted = request.headers.get(FORM_HEADER) or form.get(FORM_FIELD), form_token_value(request)
    if not wanted or not isinstance(given, str) or not hmac.compare_digest(given.encode(), wanted.encode()):
        await form.close()
        raise RefusedError(403, "This form is out of date. Go back, load the page again, and send it once more.")


def own_path(wanted: str | None, otherwise: str = "/staff") -> str:
    """``wanted`` where it is a page of ours, never an address elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or not wanted.isprintable():
        return otherwise
    parts = urlsplit(wanted)
    return otherwise if parts.scheme or parts.netloc or "\\" in wanted else wanted


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a page, rather than a script for data."""
    return "text/html" in request.headers.get("accept", "")


def _not_signed_in(request: Request) -> HTTPException:
    if not wants_page(request):
        return HTTPException(401, "Please sign in.")
    # After a form there is nothing to come back to: what it held is gone.
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "") if request.method == "GET" else ""
    return HTTPException(303, headers={"Location": f"{SIGN_IN}?next={quote(back)}" if back else SIGN_IN})
