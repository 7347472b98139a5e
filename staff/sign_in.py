"""Signing in and out: by password and code, by a one-time link, or by the council's identity provider."""

from __future__ import annotations

import asyncio
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from hub.accounts import User
from hub.accounts.user import LockedError, NameTakenError, NoAccountError
from staff import cookies, pages
from staff.access import SIGN_IN, checked_form, own_path, signed_in, user_of
from staff.house import Staff, staff_of
from staff.provider import Person, ProviderError

log = structlog.get_logger()
router = APIRouter(prefix="/staff", include_in_schema=False)
_templates = pages.templates()
WRONG = "The name, the password or the code is not right. Codes change every 30 seconds, and each works once."
USED_LINK = "This link has been used, or is too old. Ask for another one."
Next = Annotated[str, Query(max_length=2_000)]


@router.get("")
def home(request: Request, _: Annotated[User, Depends(signed_in())]) -> HTMLResponse:
    """What the user may open."""
    return _templates.TemplateResponse(request, "staff/home.html")


@router.get("/sign-in")
def sign_in_page(request: Request, next: Next = "") -> Response:  # noqa: A002 (the name in the address)
    """The form; whoever is signed in goes on."""
    if user_of(request) is not None:
        return RedirectResponse(own_path(next), 303)
    return _form(request, next)


@router.post("/sign-in", dependencies=[Depends(checked_form)])
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=500)] = "",
    code: Annotated[str, Form(max_length=20)] = "",
    next: Annotated[str, Form(max_length=2_000)] = "",  # noqa: A002
) -> Response:
    """Check the three, and begin a session."""
    staff = staff_of(request)
    try:
        user = staff.accounts.check(name, password, code, staff.now())
        if user is None:
            return _form(request, next, WRONG, name)
        token = staff.accounts.sessions.begin(user, "by password", staff.now())
    except LockedError as error:
        minutes = max(1, round(error.left.total_seconds() / 60))
        return _form(request, next, f"There were too many wrong tries. Try again in {minutes} minutes.", name, 429)
    except NoAccountError:
        return _form(request, next, WRONG, name)
    response = RedirectResponse(own_path(next), 303)
    cookies.begin_session(response, staff, token)
    return response


@router.post("/sign-out", dependencies=[Depends(checked_form)])
def sign_out(request: Request) -> Response:
    """End the session."""
    staff, token = staff_of(request), cookies.session_of(request)
    if token is not None:
        staff.accounts.sessions.end(token, staff.now())
    response = RedirectResponse(SIGN_IN, 303)
    cookies.end_session(response, staff)
    return response


@router.get("/link/{token}")
def link_page(request: Request, token: str, next: Next = "") -> Response:  # noqa: A002
    """A button, so that a program that looks at links in letters does not use them up."""
    return _page(request, "staff/link.html", next=own_path(next), token=token)


@router.post("/link/{token}", dependencies=[Depends(checked_form)])
def use_link(request: Request, token: str, next: Annotated[str, Form(max_length=2_000)] = "") -> Response:  # noqa: A002
    """Begin a session by a link, once."""
    staff = staff_of(request)
    signed = staff.accounts.sessions.begin_by_link(token, staff.now())
    if signed is None:
        return _form(request, next, USED_LINK, status=403)
    response = RedirectResponse(own_path(next), 303)
    cookies.begin_session(response, staff, signed[1])
    return response


@router.get("/provider")
async def to_provider(request: Request, next: Next = "") -> Response:  # noqa: A002
    """Send the browser to the identity provider."""
    staff = staff_of(request)
    if staff.provider is None:
        raise HTTPException(404, "Not Found")
    try:
        address, kept = await staff.provider.begin(own_path(next))
    except ProviderError as error:
        log.warning("identity_provider", problem=str(error))
        return _form(request, next, error.for_user, status=503)
    response = RedirectResponse(address, 303)
    # Lax: the browser comes back from another website. It holds no more than what makes the way back ours.
    response.set_cookie(
        staff.provider.COOKIE,
        kept,
        max_age=staff.provider.SECONDS,
        path="/staff/provider",
        secure=staff.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/provider/done")
async def from_provider(request: Request) -> Response:
    """Take the identity provider's word, and begin a session."""
    staff = staff_of(request)
    if staff.provider is None:
        raise HTTPException(404, "Not Found")
    try:
        person = await staff.provider.finish(request.url.query, request.cookies.get(staff.provider.COOKIE, ""))
        token = await asyncio.to_thread(_begin_for, staff, person)
    except ProviderError as error:
        log.warning("identity_provider", problem=str(error))
        return _form(request, "", error.for_user, status=403)
    except ValueError:
        return _form(
            request, "", "Your work account has no role here. Ask whoever looks after the accounts.", status=403
        )
    except NameTakenError:
        return _form(request, "", "There is another account with your name. Ask whoever looks after them.", status=403)
    # A page rather than a redirect: a strict cookie is not sent on a way that began on another website.
    response = _templates.TemplateResponse(request, "staff/go_on.html", {"next": person.next})
    cookies.begin_session(response, staff, token)
    response.delete_cookie(staff.provider.COOKIE, path="/staff/provider")
    return response


def _begin_for(staff: Staff, person: Person) -> str:
    """A session for whom the identity provider vouches for."""
    user = staff.accounts.from_provider(person.subject, person.name, person.roles, staff.now())
    return staff.accounts.sessions.begin(user, "by identity provider", staff.now())


def _form(request: Request, next_: str, error: str = "", name: str = "", status: int | None = None) -> HTMLResponse:
    status = status or (403 if error else 200)
    return _page(request, "staff/sign_in.html", status, next=own_path(next_), error=error, name=name)


def _page(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """A page with a form for somebody who is not signed in."""
    staff = staff_of(request)
    seed = cookies.need_form_seed(request)
    context["provider_name"] = staff.settings.staff.provider_name if staff.provider else ""
    response = _templates.TemplateResponse(request, template, context, status_code=status)
    cookies.give_form_seed(response, staff, seed)
    return response
